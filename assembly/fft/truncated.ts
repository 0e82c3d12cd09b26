/**
 * The truncated real DFT on a group of lines (plan and table: truncated-plan.ts): points that share
 * |cos| and |sin| are folded first, then each kept mode is a dense sum over the folded points.
 *
 * Even N, n <= N/4, with a = x_n, b = x_{N/2-n}, c = x_{N/2+n}, d = x_{N-n}:
 *   even k: cos·(a + b + c + d), sin·(a - b + c - d);
 *   odd k:  cos·(a - b - c + d), sin·(a + b - c - d).
 * Odd N, n <= N/2, with a = x_n, d = x_{N-n}: cos·(a + d), sin·(a - d).
 * Where points coincide each enters once.
 */

import { madd } from '../math/madd';
import { word } from './plan-words';

/** Sums over folded points run in blocks of this many terms. */
const BLOCK: i32 = 32;

// @ts-ignore: decorator
@inline
function at(base: usize, i: i32): usize {
  return base + (<usize>i << 4);
}

/** Folded sequences, each of `points` vectors: [group][cos, sin]. */
function fold<T>(n: i32, groups: i32, points: i32, x: usize, f: usize): void {
  const row = <usize>points << 4;
  const zero = v128.splat<T>(<T>0);
  const first = v128.load(x);
  if (groups == 1) {
    v128.store(f, first);
    v128.store(f + row, zero);
    for (let i = 1; i < points; i++) {
      const a = v128.load(at(x, i));
      const d = v128.load(at(x, n - i));
      v128.store(at(f, i), v128.add<T>(a, d));
      v128.store(at(f + row, i), v128.sub<T>(a, d));
    }
    return;
  }
  const half = n >> 1;
  const middle = v128.load(at(x, half));
  v128.store(f, v128.add<T>(first, middle));
  v128.store(f + row, zero);
  v128.store(f + 2 * row, v128.sub<T>(first, middle));
  v128.store(f + 3 * row, zero);
  const full = (n + 3) >> 2;
  for (let i = 1; i < full; i++) {
    const a = v128.load(at(x, i));
    const b = v128.load(at(x, half - i));
    const c = v128.load(at(x, half + i));
    const d = v128.load(at(x, n - i));
    const apd = v128.add<T>(a, d);
    const bpc = v128.add<T>(b, c);
    const amd = v128.sub<T>(a, d);
    const bmc = v128.sub<T>(b, c);
    const g = at(f, i);
    v128.store(g, v128.add<T>(apd, bpc));
    v128.store(g + row, v128.sub<T>(amd, bmc));
    v128.store(g + 2 * row, v128.sub<T>(apd, bpc));
    v128.store(g + 3 * row, v128.add<T>(amd, bmc));
  }
  if ((n & 3) == 0) {
    const a = v128.load(at(x, half >> 1));
    const d = v128.load(at(x, n - (half >> 1)));
    const g = at(f, half >> 1);
    v128.store(g, v128.add<T>(a, d));
    v128.store(g + row, zero);
    v128.store(g + 2 * row, zero);
    v128.store(g + 3 * row, v128.sub<T>(a, d));
  }
}

/** Modes 0..m-1 of the points at `x` (vectors, stride 16) to complex vectors at `y`. */
export function truncatedForward<T>(plan: usize, x: usize, y: usize, folded: usize): void {
  const groups = word(plan, 6);
  const points = word(plan, 7);
  const tiles = word(plan, 8);
  const row = <usize>points << 4;
  fold<T>(word(plan, 1), groups, points, x, folded);
  let w = plan + word(plan, 9);
  const step = <usize>groups << 5;
  for (let g = 0; g < groups; g++) {
    const f = folded + 2 * <usize>g * row;
    let out = y + (<usize>g << 5);
    for (let t = 0; t < tiles; t++, out += 3 * step) {
      let first = true;
      for (let i = 0; i < points; ) {
        const stop = min(i + BLOCK, points);
        let c0 = v128.splat<T>(<T>0);
        let c1 = c0;
        let c2 = c0;
        let s0 = c0;
        let s1 = c0;
        let s2 = c0;
        const end = at(f, stop);
        for (let p = at(f, i); p < end; p += 16, w += 6 * sizeof<T>()) {
          const c = v128.load(p);
          const s = v128.load(p + row);
          c0 = madd<T>(c, v128.load_splat<T>(w), c0);
          s0 = madd<T>(s, v128.load_splat<T>(w, sizeof<T>()), s0);
          c1 = madd<T>(c, v128.load_splat<T>(w, 2 * sizeof<T>()), c1);
          s1 = madd<T>(s, v128.load_splat<T>(w, 3 * sizeof<T>()), s1);
          c2 = madd<T>(c, v128.load_splat<T>(w, 4 * sizeof<T>()), c2);
          s2 = madd<T>(s, v128.load_splat<T>(w, 5 * sizeof<T>()), s2);
        }
        i = stop;
        if (first) {
          first = false;
        } else {
          c0 = v128.add<T>(v128.load(out), c0);
          s0 = v128.add<T>(v128.load(out, 16), s0);
          c1 = v128.add<T>(v128.load(out + step), c1);
          s1 = v128.add<T>(v128.load(out + step, 16), s1);
          c2 = v128.add<T>(v128.load(out + 2 * step), c2);
          s2 = v128.add<T>(v128.load(out + 2 * step, 16), s2);
        }
        v128.store(out, c0);
        v128.store(out, s0, 16);
        v128.store(out + step, c1);
        v128.store(out + step, s1, 16);
        v128.store(out + 2 * step, c2);
        v128.store(out + 2 * step, s2, 16);
      }
    }
  }
}

/** Spreads the folded sums to the points (vectors, stride 16). */
function unfold<T>(n: i32, groups: i32, points: i32, f: usize, x: usize): void {
  const row = <usize>points << 4;
  const half = n >> 1;
  for (let i = 0; i < points; i++) {
    const c = v128.load(at(f, i));
    const s = v128.load(at(f + row, i));
    if (groups == 1) {
      if (i > 0) v128.store(at(x, n - i), v128.sub<T>(c, s));
      v128.store(at(x, i), v128.add<T>(c, s));
      continue;
    }
    const e = v128.load(at(f + 2 * row, i));
    const o = v128.load(at(f + 3 * row, i));
    const cp = v128.add<T>(c, e);
    const cm = v128.sub<T>(c, e);
    const sp = v128.add<T>(s, o);
    const sm = v128.sub<T>(s, o);
    if (i > 0) v128.store(at(x, n - i), v128.sub<T>(cp, sp));
    v128.store(at(x, half - i), v128.sub<T>(cm, sm));
    v128.store(at(x, half + i), v128.add<T>(cm, sm));
    v128.store(at(x, i), v128.add<T>(cp, sp));
  }
}

/**
 * x_n = Σ_{k<modes} Re X_k cos - Im X_k sin from complex vectors at `y` (interior modes already
 * doubled) to vectors at `x`, stride 16. Clears the modes of `y` beyond `modes` up to a full tile.
 */
export function truncatedInverse<T>(
  plan: usize, y: usize, modes: i32, x: usize, folded: usize,
): void {
  const groups = word(plan, 6);
  const points = word(plan, 7);
  const tiles = word(plan, 8);
  const row = <usize>points << 4;
  memory.fill(y + (<usize>modes << 5), 0, <usize>(3 * tiles * groups - modes) << 5);
  let w = plan + word(plan, 9);
  const step = <usize>groups << 5;
  for (let g = 0; g < groups; g++) {
    const f = folded + 2 * <usize>g * row;
    let src = y + (<usize>g << 5);
    for (let t = 0; t < tiles; t++, src += 3 * step) {
      const r0 = v128.load(src);
      const i0 = v128.load(src, 16);
      const r1 = v128.load(src + step);
      const i1 = v128.load(src + step, 16);
      const r2 = v128.load(src + 2 * step);
      const i2 = v128.load(src + 2 * step, 16);
      const end = f + row;
      for (let p = f; p < end; p += 16, w += 6 * sizeof<T>()) {
        let c = v128.mul<T>(r0, v128.load_splat<T>(w));
        let s = v128.mul<T>(i0, v128.load_splat<T>(w, sizeof<T>()));
        c = madd<T>(r1, v128.load_splat<T>(w, 2 * sizeof<T>()), c);
        s = madd<T>(i1, v128.load_splat<T>(w, 3 * sizeof<T>()), s);
        c = madd<T>(r2, v128.load_splat<T>(w, 4 * sizeof<T>()), c);
        s = madd<T>(i2, v128.load_splat<T>(w, 5 * sizeof<T>()), s);
        if (t > 0) {
          c = v128.add<T>(v128.load(p), c);
          s = v128.add<T>(v128.load(p + row), s);
        }
        v128.store(p, c);
        v128.store(p + row, s);
      }
    }
  }
  unfold<T>(word(plan, 1), groups, points, folded, x);
}
