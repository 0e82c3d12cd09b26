/**
 * Real transforms of lines that lie side by side in vectors (kernels/spectral-lanes.ts): the first
 * stage reads the points, the last one writes them, and modes are planar vectors. REAL_EVEN plans.
 */

import { complexForward, complexStages } from './complex';
import { loadLines, storePairsSwapped } from './lines';
import { word } from './plan-words';
import { unpackReal } from './real';

/**
 * packReal without `halve` from planar modes (real parts at x, imaginary ones `im` bytes on) of
 * which `modes` count.
 */
function packPlanes<T>(x: usize, im: usize, z: usize, m: i32, modes: i32, roots: usize): void {
  const zero = v128.splat<T>(<T>0);
  const size = <usize>m << 5;
  const dc = v128.load(x);
  const ny = modes > m ? v128.load(x + (size >> 1)) : zero;
  v128.store(z, v128.sub<T>(dc, ny));
  v128.store(z, v128.add<T>(dc, ny), 16);
  let q = z + size - 32;
  let xp = x + 16;
  let xq = x + (<usize>(m - 1) << 4);
  roots += 2 * sizeof<T>();
  const both = x + (<usize>(modes - 1) << 4);
  let p = z + 32;
  // Pairs of which only the lower one counts.
  for (; p <= q && xq > both && xp <= both; p += 32, q -= 32, xp += 16, xq -= 16) {
    const ar = v128.load(xp);
    const ai = v128.load(xp + im);
    const wr = v128.load_splat<T>(roots);
    const wi = v128.load_splat<T>(roots, sizeof<T>());
    const tr = v128.add<T>(v128.mul<T>(ar, wr), v128.mul<T>(ai, wi));
    const ti = v128.sub<T>(v128.mul<T>(ai, wr), v128.mul<T>(ar, wi));
    v128.store(q, v128.sub<T>(tr, ai));
    v128.store(q, v128.add<T>(ar, ti), 16);
    v128.store(p, v128.add<T>(ai, tr));
    v128.store(p, v128.sub<T>(ar, ti), 16);
    roots += 2 * sizeof<T>();
  }
  for (; p <= q && xp > both; p += 32, q -= 32, xp += 16, xq -= 16) {
    v128.store(p, zero);
    v128.store(p, zero, 16);
    v128.store(q, zero);
    v128.store(q, zero, 16);
  }
  for (; p <= q; p += 32, q -= 32, xp += 16, xq -= 16, roots += 2 * sizeof<T>()) {
    const ar = v128.load(xp);
    const ai = v128.load(xp + im);
    const br = v128.load(xq);
    const bi = v128.load(xq + im);
    const wr = v128.load_splat<T>(roots);
    const wi = v128.load_splat<T>(roots, sizeof<T>());
    const er = v128.add<T>(ar, br);
    const ei = v128.sub<T>(ai, bi);
    const dr = v128.sub<T>(ar, br);
    const di = v128.add<T>(ai, bi);
    const tr = v128.add<T>(v128.mul<T>(dr, wr), v128.mul<T>(di, wi));
    const ti = v128.sub<T>(v128.mul<T>(di, wr), v128.mul<T>(dr, wi));
    v128.store(q, v128.sub<T>(tr, ei));
    v128.store(q, v128.add<T>(er, ti), 16);
    v128.store(p, v128.add<T>(ei, tr));
    v128.store(p, v128.sub<T>(er, ti), 16);
  }
}

/**
 * r2c of one vector of lines to planar vectors of modes at y: modes and zeros up to `width`,
 * imaginary parts `im` bytes on. The points lie at p0: one vector each, or (`lines`) in the lines
 * p0 … p3. REAL_EVEN plans.
 */
export function lanesForward<T>(
  plan: usize, p0: usize, p1: usize, p2: usize, p3: usize, lines: bool, y: usize, im: usize,
  modes: i32, width: i32, work: usize,
): void {
  const n = word(plan, 1);
  const len = word(plan, 2);
  const size = <usize>(n + 16) * 32;
  let packed: usize;
  if (lines) {
    loadLines<T>(p0, p1, p2, p3, n, work, 16);
    packed = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
  } else {
    packed = complexStages<T>(plan, p0, work, work + size, work + 2 * size, 1, word(plan, 3));
  }
  unpackReal<T>(packed, y, 16, im, len, plan + word(plan, 10), plan + word(plan, 4), true);
  if (modes < width) {
    memory.fill(y + (<usize>modes << 4), 0, <usize>(width - modes) << 4);
    memory.fill(y + im + (<usize>modes << 4), 0, <usize>(width - modes) << 4);
  }
}

// @ts-ignore: decorator
@inline
function into(y: usize, modes: usize, re: v128, im: v128): void {
  const to = y + load<i32>(modes);
  v128.store(to, im);
  v128.store(to, re, 16);
}

/** The last stage, of radix 4, to points: with parts exchanged, and every mode at its own place. */
function lastInto4<T>(s: i32, x: usize, y: usize, modes: usize): void {
  const st = <usize>s << 5;
  const leg = <usize>s << 2;
  for (const end = x + st; x < end; x += 32, modes += 4) {
    const ar = v128.load(x);
    const ai = v128.load(x, 16);
    const br = v128.load(x + st);
    const bi = v128.load(x + st, 16);
    const cr = v128.load(x + 2 * st);
    const ci = v128.load(x + 2 * st, 16);
    const dr = v128.load(x + 3 * st);
    const di = v128.load(x + 3 * st, 16);
    const pr = v128.add<T>(ar, cr);
    const pi = v128.add<T>(ai, ci);
    const mr = v128.sub<T>(ar, cr);
    const mi = v128.sub<T>(ai, ci);
    const qr = v128.add<T>(br, dr);
    const qi = v128.add<T>(bi, di);
    const nr = v128.sub<T>(br, dr);
    const ni = v128.sub<T>(bi, di);
    into(y, modes, v128.add<T>(pr, qr), v128.add<T>(pi, qi));
    into(y, modes + leg, v128.add<T>(mr, ni), v128.sub<T>(mi, nr));
    into(y, modes + 2 * leg, v128.sub<T>(pr, qr), v128.sub<T>(pi, qi));
    into(y, modes + 3 * leg, v128.sub<T>(mr, ni), v128.add<T>(mi, nr));
  }
}

/**
 * c2r of `modes` planar vectors of modes at x to points: one vector each at q0, or (`lines`) the
 * lines q0 … q3.
 */
export function lanesInverse<T>(
  plan: usize, x: usize, im: usize, modes: i32, q0: usize, q1: usize, q2: usize, q3: usize,
  lines: bool, work: usize,
): void {
  const n = word(plan, 1);
  const len = word(plan, 2);
  const size = <usize>(n + 16) * 32;
  packPlanes<T>(x, im, work, len, modes, plan + word(plan, 4));
  const stages = word(plan, 3);
  if (lines) {
    const z = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
    storePairsSwapped<T>(z, plan + word(plan, 10), n, q0, q1, q2, q3);
  } else if (word(plan, 13 + 3 * stages) == 4) {
    const z = complexStages<T>(plan, work, work + size, work, work + 2 * size, 1, stages - 1);
    lastInto4<T>(len >> 2, z, q0, plan + word(plan, 12));
  } else {
    const z = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
    const order = plan + word(plan, 10);
    for (let k = 0; k < len; k++, q0 += 32) {
      const from = z + load<i32>(order + (<usize>k << 2));
      v128.store(q0, v128.load(from, 16));
      v128.store(q0, v128.load(from), 16);
    }
  }
}
