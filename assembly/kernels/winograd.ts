// The transforms of the Winograd algorithm with four outputs, three taps and the points 0, ±1, ±2,
// ∞ (Lavin and Gray 2016, section 4.3), for 1D periodic rows in f32.
//
//   y  = Aᵀ[(G w) ⊙ (Bᵀ x)]      outputs of a tile of four from six inputs
//   dw = Gᵀ[(A g) ⊙ (Bᵀ x)]      what the tile adds to the weight gradient
//
// A group is four tiles, 16 columns; each of the six transformed values of its tiles is one vector.

import { minusTimes, plusTimes } from '../math/madd';
import { finish } from './gemm-tile';
import { high, low, times } from './winograd-lanes';

/**
 * U = G w, or of the flipped and transposed kernel, as [pair of outputs][p][i][2]; of an odd number
 * of outputs the last pair's second half is 0.
 */
export function transformWeights(
  w: usize,
  to: usize,
  outputs: i32,
  inputs: i32,
  transposed: bool,
): void {
  const plane = (<usize>inputs) << 3;
  const step: usize = transposed ? <usize>outputs * 12 : 12;
  for (let o = 0; o < outputs; o++) {
    let at = w + <usize>(transposed ? o : o * inputs) * 12;
    let out = to + <usize>(o >> 1) * 6 * plane + ((<usize>(o & 1)) << 2);
    for (let i = 0; i < inputs; i++) {
      let w0 = load<f32>(at),
        w2 = load<f32>(at, 8);
      const w1 = load<f32>(at, 4);
      if (transposed) {
        const swap = w0;
        w0 = w2;
        w2 = swap;
      }
      const sum = (w0 + w2) * <f32>(-1.0 / 6.0),
        side = w1 * <f32>(1.0 / 6.0);
      const far = w0 * <f32>(1.0 / 24.0) + w2 * <f32>(1.0 / 6.0),
        half = w1 * <f32>(1.0 / 12.0);
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

/** Bᵀx of four tiles: columns x[0..17] → six vectors, `plane` bytes apart. */
// @ts-ignore: decorator
@inline
export function transformInput(x: usize, v: usize, plane: usize): void {
  const a = v128.load(x),
    b = v128.load(x, 16),
    c = v128.load(x, 32),
    d = v128.load(x, 48),
    e = v128.load(x, 64);
  const t0 = low(a, c),
    t1 = high(a, c),
    t2 = low(b, d),
    t3 = high(b, d);
  const d0 = low(t0, t2),
    d1 = high(t0, t2),
    d2 = low(t1, t3),
    d3 = high(t1, t3);
  const d4 = v128.shuffle<f32>(d0, e, 1, 2, 3, 4),
    d5 = v128.shuffle<f32>(d1, e, 1, 2, 3, 5);
  v128.store(v, f32x4.add(minusTimes(5, d2, times(4, d0)), d4));
  const p = minusTimes(4, d2, d4),
    q = minusTimes(4, d1, d3);
  v128.store((v += plane), f32x4.add(p, q));
  v128.store((v += plane), f32x4.sub(p, q));
  const r = f32x4.sub(d4, d2),
    s = f32x4.sub(d3, d1);
  v128.store((v += plane), plusTimes(2, s, r));
  v128.store((v += plane), minusTimes(2, s, r));
  v128.store(v + plane, f32x4.add(minusTimes(5, d3, times(4, d1)), d5));
}

/**
 * Columns n−1 .. n+16 of a periodic row of `width`, those beyond column `width` as 0, to a buffer
 * of 80 bytes.
 */
export function edgeColumns(row: usize, n: i32, width: i32, to: usize): void {
  const from = row + ((<usize>n) << 2);
  for (let k: usize = 0; k < 64; k += 16) v128.store(to + k, v128.load(from + k), 4);
  store<f32>(to, load<f32>(row + ((<usize>(n == 0 ? width - 1 : n - 1)) << 2)));
  const rest = width - n;
  if (rest > 16) {
    store<f32>(to, load<f32>(from, 64), 68);
    return;
  }
  store<f32>(to + ((<usize>rest) << 2), load<f32>(row), 4);
  for (let k = rest + 2; k < 18; k++) store<f32>(to + ((<usize>k) << 2), 0);
}

/** 16 columns of y = Aᵀm + bias, finished and stored; m's six vectors are 128 bytes apart. */
// @ts-ignore: decorator
@inline
export function transformOutput(m: usize, bias: v128, y: usize, epilogue: i32, extra: usize): void {
  const m0 = v128.load(m),
    m1 = v128.load(m, 128),
    m2 = v128.load(m, 256);
  const m3 = v128.load(m, 384),
    m4 = v128.load(m, 512),
    m5 = v128.load(m, 640);
  const s12 = f32x4.add(m1, m2),
    d12 = f32x4.sub(m1, m2),
    s34 = f32x4.add(m3, m4),
    d34 = f32x4.sub(m3, m4);
  const y0 = f32x4.add(bias, f32x4.add(m0, f32x4.add(s12, s34)));
  const y1 = f32x4.add(bias, plusTimes(2, d34, d12));
  const y2 = f32x4.add(bias, plusTimes(4, s34, s12));
  const y3 = f32x4.add(bias, f32x4.add(m5, plusTimes(8, d34, d12)));
  const t0 = low(y0, y2),
    t1 = high(y0, y2),
    t2 = low(y1, y3),
    t3 = high(y1, y3);
  v128.store(y, finish<f32>(low(t0, t2), epilogue, extra));
  v128.store(y, finish<f32>(high(t0, t2), epilogue, extra + 16), 16);
  v128.store(y, finish<f32>(low(t1, t3), epilogue, extra + 32), 32);
  v128.store(y, finish<f32>(high(t1, t3), epilogue, extra + 48), 48);
}

/**
 * A g of four tiles: columns g[0..15] → six vectors, `plane` bytes apart. The second is the tiles'
 * sums.
 */
// @ts-ignore: decorator
@inline
export function transformGradient(g: usize, v: usize, plane: usize): void {
  const a = v128.load(g),
    b = v128.load(g, 16),
    c = v128.load(g, 32),
    d = v128.load(g, 48);
  const t0 = low(a, c),
    t1 = high(a, c),
    t2 = low(b, d),
    t3 = high(b, d);
  const g0 = low(t0, t2),
    g1 = high(t0, t2),
    g2 = low(t1, t3),
    g3 = high(t1, t3);
  v128.store(v, g0);
  const p = f32x4.add(g0, g2),
    q = f32x4.add(g1, g3);
  v128.store((v += plane), f32x4.add(p, q));
  v128.store((v += plane), f32x4.sub(p, q));
  const r = plusTimes(4, g2, g0),
    s = plusTimes(8, g3, times(2, g1));
  v128.store((v += plane), f32x4.add(r, s));
  v128.store((v += plane), f32x4.sub(r, s));
  v128.store(v + plane, g3);
}

/** dw = Gᵀm of four channel pairs: six vectors `plane` bytes apart → 12 numbers [pair][tap]. */
// @ts-ignore: decorator
@inline
export function transformWeightGrad(m: usize, plane: usize, dw: usize): void {
  const m0 = v128.load(m),
    m1 = v128.load((m += plane)),
    m2 = v128.load((m += plane));
  const m3 = v128.load((m += plane)),
    m4 = v128.load((m += plane)),
    m5 = v128.load(m + plane);
  const s12 = times(<f32>(1.0 / 6.0), f32x4.add(m1, m2)),
    d12 = times(<f32>(1.0 / 6.0), f32x4.sub(m2, m1));
  const s34 = f32x4.add(m3, m4),
    d34 = times(<f32>(1.0 / 12.0), f32x4.sub(m3, m4));
  const w0 = plusTimes(<f32>(1.0 / 24.0), s34, f32x4.sub(times(0.25, m0), s12));
  const w1 = f32x4.add(d12, d34);
  const w2 = f32x4.add(f32x4.sub(times(<f32>(1.0 / 6.0), s34), s12), m5);
  const a = v128.shuffle<f32>(w0, w1, 0, 4, 1, 5),
    b = v128.shuffle<f32>(w1, w2, 1, 5, 2, 6);
  const c = v128.shuffle<f32>(w2, w0, 2, 3, 7, 3),
    d = v128.shuffle<f32>(w1, w2, 3, 7, 3, 7);
  v128.store(dw, v128.shuffle<f32>(a, w2, 0, 1, 4, 2));
  v128.store(dw, v128.shuffle<f32>(b, w0, 0, 1, 6, 2), 16);
  v128.store(dw, v128.shuffle<f32>(c, d, 0, 2, 4, 5), 32);
}
