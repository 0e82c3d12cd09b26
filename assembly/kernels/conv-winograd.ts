// The Winograd algorithm F(4,3) for 1D periodic convolutions of three taps in f32 (Lavin and Gray 2016): four
// outputs of a channel pair cost six products instead of twelve.
//
//   y = Aᵀ[(G w) ⊙ (Bᵀ x)],  points 0, ±1, ±2, ∞;  six small matrix products over the channels in between.
//
// Same arguments and results (to rounding: about twice the rms error of the direct sum) as `conv` in conv.ts.
//
// Scratch bytes: r64(48·I·ceil(O/2)) + 384·I + 1024.
//
// Four tiles (16 columns, a group) lie in the lanes of a vector, four groups in a panel. Groups are counted over the
// samples of a seed; a value depends on its own tile's six inputs alone, columns beyond the end counting as 0.

import { int, ptr, scratch } from '../schedule/args';
import { round64 } from './lanes';
import { finish } from './gemm-tile';

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

// @ts-ignore: decorator
@inline
function times(c: f32, v: v128): v128 {
  return f32x4.mul(f32x4.splat(c), v);
}

/**
 * U = G w, or of the flipped and transposed kernel, as [pair of outputs][p][i][2]; of an odd number of outputs the
 * last pair's second half is 0.
 */
function transformWeights(w: usize, to: usize, outputs: i32, inputs: i32, transposed: bool): void {
  const plane = <usize>inputs << 3;
  const step: usize = transposed ? <usize>outputs * 12 : 12;
  for (let o = 0; o < outputs; o++) {
    let at = w + <usize>(transposed ? o : o * inputs) * 12;
    let out = to + <usize>(o >> 1) * 6 * plane + (<usize>(o & 1) << 2);
    for (let i = 0; i < inputs; i++) {
      let w0 = load<f32>(at), w2 = load<f32>(at, 8);
      const w1 = load<f32>(at, 4);
      if (transposed) {
        const swap = w0;
        w0 = w2;
        w2 = swap;
      }
      const sum = (w0 + w2) * <f32>(-1.0 / 6.0), side = w1 * <f32>(1.0 / 6.0);
      const far = w0 * <f32>(1.0 / 24.0) + w2 * <f32>(1.0 / 6.0), half = w1 * <f32>(1.0 / 12.0);
      let u = out;
      store<f32>(u, w0 * <f32>0.25);
      store<f32>((u += plane), sum - side);
      store<f32>((u += plane), sum + side);
      store<f32>((u += plane), far + half);
      store<f32>((u += plane), far - half);
      store<f32>(u + plane, w2);
      out += 8;
      at += step;
    }
  }
  if (!(outputs & 1)) return;
  const last = to + <usize>(outputs >> 1) * 6 * plane + 4;
  for (let n: usize = 0; n < 6 * plane; n += 8) store<f32>(last + n, 0);
}

/** M[p] = U[p]·V[p] for a pair of outputs and 16 tiles: [p][2][64 bytes]. */
function multiply(u: usize, v: usize, m: usize, inputs: i32): void {
  for (const end = m + 768; m != end; m += 128) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0;
    for (const stop = v + (<usize>inputs << 6); v != stop; v += 64) {
      const v0 = v128.load(v), v1 = v128.load(v, 16), v2 = v128.load(v, 32), v3 = v128.load(v, 48);
      const a = v128.load32_splat(u);
      c0 = f32x4.add(c0, f32x4.mul(a, v0));
      c1 = f32x4.add(c1, f32x4.mul(a, v1));
      c2 = f32x4.add(c2, f32x4.mul(a, v2));
      c3 = f32x4.add(c3, f32x4.mul(a, v3));
      const b = v128.load32_splat(u, 4);
      d0 = f32x4.add(d0, f32x4.mul(b, v0));
      d1 = f32x4.add(d1, f32x4.mul(b, v1));
      d2 = f32x4.add(d2, f32x4.mul(b, v2));
      d3 = f32x4.add(d3, f32x4.mul(b, v3));
      u += 8;
    }
    v128.store(m, c0);
    v128.store(m, c1, 16);
    v128.store(m, c2, 32);
    v128.store(m, c3, 48);
    v128.store(m, d0, 64);
    v128.store(m, d1, 80);
    v128.store(m, d2, 96);
    v128.store(m, d3, 112);
  }
}

/** V[p] = Bᵀx of four tiles: columns x[0..17] → six vectors, `plane` bytes apart. */
// @ts-ignore: decorator
@inline
function transformInput(x: usize, v: usize, plane: usize): void {
  const a = v128.load(x), b = v128.load(x, 16), c = v128.load(x, 32), d = v128.load(x, 48), e = v128.load(x, 64);
  const t0 = low(a, c), t1 = high(a, c), t2 = low(b, d), t3 = high(b, d);
  const d0 = low(t0, t2), d1 = high(t0, t2), d2 = low(t1, t3), d3 = high(t1, t3);
  const d4 = v128.shuffle<f32>(d0, e, 1, 2, 3, 4), d5 = v128.shuffle<f32>(d1, e, 1, 2, 3, 5);
  v128.store(v, f32x4.add(f32x4.sub(times(4, d0), times(5, d2)), d4));
  const p = f32x4.sub(d4, times(4, d2)), q = f32x4.sub(d3, times(4, d1));
  v128.store((v += plane), f32x4.add(p, q));
  v128.store((v += plane), f32x4.sub(p, q));
  const r = f32x4.sub(d4, d2), s = times(2, f32x4.sub(d3, d1));
  v128.store((v += plane), f32x4.add(r, s));
  v128.store((v += plane), f32x4.sub(r, s));
  v128.store(v + plane, f32x4.add(f32x4.sub(times(4, d1), times(5, d3)), d5));
}

/** Columns n−1 .. n+16 of a periodic row of `width`, those beyond column `width` as 0, to a buffer of 80 bytes. */
function edgeColumns(row: usize, n: i32, width: i32, to: usize): void {
  const from = row + (<usize>n << 2);
  for (let k: usize = 0; k < 64; k += 16) v128.store(to + k, v128.load(from + k), 4);
  store<f32>(to, load<f32>(row + (<usize>(n == 0 ? width - 1 : n - 1) << 2)));
  const rest = width - n;
  if (rest > 16) {
    store<f32>(to, load<f32>(from, 64), 68);
    return;
  }
  store<f32>(to + (<usize>rest << 2), load<f32>(row), 4);
  for (let k = rest + 2; k < 18; k++) store<f32>(to + (<usize>k << 2), 0);
}

/** 16 columns of y = Aᵀm + bias, finished and stored; m's six vectors are 128 bytes apart. */
// @ts-ignore: decorator
@inline
function transformOutput(m: usize, bias: v128, y: usize, epilogue: i32, extra: usize): void {
  const m0 = v128.load(m), m1 = v128.load(m, 128), m2 = v128.load(m, 256);
  const m3 = v128.load(m, 384), m4 = v128.load(m, 512), m5 = v128.load(m, 640);
  const s12 = f32x4.add(m1, m2), d12 = f32x4.sub(m1, m2), s34 = f32x4.add(m3, m4), d34 = f32x4.sub(m3, m4);
  const y0 = f32x4.add(bias, f32x4.add(m0, f32x4.add(s12, s34)));
  const y1 = f32x4.add(bias, f32x4.add(d12, times(2, d34)));
  const y2 = f32x4.add(bias, f32x4.add(s12, times(4, s34)));
  const y3 = f32x4.add(bias, f32x4.add(m5, f32x4.add(d12, times(8, d34))));
  const t0 = low(y0, y2), t1 = high(y0, y2), t2 = low(y1, y3), t3 = high(y1, y3);
  v128.store(y, finish<f32>(low(t0, t2), epilogue, extra));
  v128.store(y, finish<f32>(high(t0, t2), epilogue, extra + 16), 16);
  v128.store(y, finish<f32>(low(t1, t3), epilogue, extra + 32), 32);
  v128.store(y, finish<f32>(high(t1, t3), epilogue, extra + 48), 48);
}

/** Items lo..hi−1 with the arguments of `conv`. */
export function winogradItems(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, 5);
  while (lo < hi) {
    const e = lo / batch;
    const end = min(hi, (e + 1) * batch);
    seedItems(ip, e, lo, end);
    lo = end;
  }
}

/** Items lo..hi−1, all of seed e. */
function seedItems(ip: usize, e: i32, lo: i32, hi: i32): void {
  const batch = int(ip, 5), inputs = int(ip, 6), outputs = int(ip, 7), width = int(ip, 13);
  const epilogue = int(ip, 18);
  const x = ptr(ip, 0) + (<usize>e * <usize>int(ip, 14) << 2);
  const w = ptr(ip, 1) + (<usize>e * <usize>int(ip, 15) << 2);
  const bias = ptr(ip, 2) ? ptr(ip, 2) + (<usize>e * <usize>int(ip, 16) << 2) : 0;
  const y = ptr(ip, 3);
  const extra = ptr(ip, 4);

  const edge = scratch();
  const products = edge + 128;
  const places = products + 768;
  const weights = places + 128;
  const inputPlane = <usize>inputs << 6;
  const weightPair = <usize>inputs * 48;
  const transformed = weights + round64(<usize>((outputs + 1) >> 1) * weightPair);
  transformWeights(w, weights, outputs, inputs, int(ip, 17) != 0);

  const rowBytes = <usize>width << 2;
  const groups = (width + 15) >> 4;
  const total = (hi - lo) * groups;
  for (let first = 0; first < total; first += 4) {
    const count = min(4, total - first);
    for (let g = 0; g < count; g++) {
      const item = lo + (first + g) / groups;
      const n = ((first + g) % groups) << 4;
      let row = x + <usize>((item - e * batch) * inputs) * rowBytes;
      let v = transformed + (<usize>g << 4);
      const inner = n > 0 && n + 17 <= width;
      for (let i = 0; i < inputs; i++) {
        if (inner) {
          transformInput(row + (<usize>n << 2) - 4, v, inputPlane);
        } else {
          edgeColumns(row, n, width, edge);
          transformInput(edge, v, inputPlane);
        }
        row += rowBytes;
        v += 64;
      }
      store<u32>(places + (<usize>g << 3), <u32>(<usize>(item * outputs) * rowBytes + (<usize>n << 2)));
      store<i32>(places + (<usize>g << 3), width - n, 4);
    }
    for (let o = 0; o < outputs; o += 2) {
      const pair = min(2, outputs - o);
      multiply(weights + <usize>(o >> 1) * weightPair, transformed, products, inputs);
      for (let r = 0; r < pair; r++) {
        const b = bias ? v128.load32_splat(bias + (<usize>(o + r) << 2)) : f32x4.splat(0);
        for (let g = 0; g < count; g++) {
          const at = <usize>load<u32>(places + (<usize>g << 3)) + <usize>(o + r) * rowBytes;
          const columns = load<i32>(places + (<usize>g << 3), 4);
          const m = products + (<usize>r << 6) + (<usize>g << 4);
          if (columns >= 16) {
            transformOutput(m, b, y + at, epilogue, extra + at);
          } else {
            transformOutput(m, b, edge, epilogue, extra + at);
            for (let k: usize = 0; k < <usize>columns << 2; k += 4) store<f32>(y + at + k, load<f32>(edge + k));
          }
        }
      }
    }
  }
}
