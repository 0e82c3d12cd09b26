/**
 * The weight gradient of the mixing of channels (mode-mix.ts), summed over the samples of a chunk.
 *
 * dW[block, o, i] = Σ_samples gY_o·conj(X_i), samples in order inside a chunk.
 */

import { int, ptr } from '../schedule/args';
import { ModeMixWeightGrad } from './arguments/mode-mix';
import { lanes } from './lanes';
import { rowInLayout } from './mode-layout';

/**
 * One mode of dW of one pair (o, i), summed over `samples` samples that lie `xs` bytes apart in x
 * and `gs` bytes in g.
 */
// @ts-ignore: decorator
@inline
function gradScalar<T>(
  x: usize, xs: usize, g: usize, gs: usize, plane: usize, samples: i32, dwr: usize, dwi: usize,
): void {
  let re: T = 0;
  let im: T = 0;
  for (let s = 0; s < samples; s++, x += xs, g += gs) {
    const xr = load<T>(x);
    const xi = load<T>(x + plane);
    const gr = load<T>(g);
    const gi = load<T>(g + plane);
    re += gr * xr + gi * xi;
    im += gi * xr - gr * xi;
  }
  store<T>(dwr, re);
  store<T>(dwi, im);
}

/** The same of a vector of modes. */
// @ts-ignore: decorator
@inline
function gradVector<T>(
  x: usize, xs: usize, g: usize, gs: usize, plane: usize, samples: i32, dwr: usize, dwi: usize,
): void {
  let re = v128.splat<T>(<T>0);
  let im = re;
  for (let s = 0; s < samples; s++, x += xs, g += gs) {
    const gr = v128.load(g);
    const gi = v128.load(g + plane);
    re = v128.add<T>(re, gradRe<T>(gr, gi, x, plane));
    im = v128.add<T>(im, gradIm<T>(gr, gi, x, plane));
  }
  v128.store(dwr, re);
  v128.store(dwi, im);
}

// @ts-ignore: decorator
@inline
function gradRe<T>(gr: v128, gi: v128, x: usize, plane: usize): v128 {
  return v128.add<T>(v128.mul<T>(gr, v128.load(x)), v128.mul<T>(gi, v128.load(x + plane)));
}

// @ts-ignore: decorator
@inline
function gradIm<T>(gr: v128, gi: v128, x: usize, plane: usize): v128 {
  return v128.sub<T>(v128.mul<T>(gi, v128.load(x)), v128.mul<T>(gr, v128.load(x + plane)));
}

/** The same of four input channels, `channel` bytes apart in x and `pair` bytes in dW. */
// @ts-ignore: decorator
@inline
function gradFour<T>(
  x: usize, channel: usize, xs: usize, g: usize, gs: usize, plane: usize, samples: i32,
  dwr: usize, dwi: usize, pair: usize,
): void {
  let re0 = v128.splat<T>(<T>0);
  let re1 = re0;
  let re2 = re0;
  let re3 = re0;
  let im0 = re0;
  let im1 = re0;
  let im2 = re0;
  let im3 = re0;
  for (let s = 0; s < samples; s++, x += xs, g += gs) {
    const gr = v128.load(g);
    const gi = v128.load(g + plane);
    re0 = v128.add<T>(re0, gradRe<T>(gr, gi, x, plane));
    im0 = v128.add<T>(im0, gradIm<T>(gr, gi, x, plane));
    re1 = v128.add<T>(re1, gradRe<T>(gr, gi, x + channel, plane));
    im1 = v128.add<T>(im1, gradIm<T>(gr, gi, x + channel, plane));
    re2 = v128.add<T>(re2, gradRe<T>(gr, gi, x + 2 * channel, plane));
    im2 = v128.add<T>(im2, gradIm<T>(gr, gi, x + 2 * channel, plane));
    re3 = v128.add<T>(re3, gradRe<T>(gr, gi, x + 3 * channel, plane));
    im3 = v128.add<T>(im3, gradIm<T>(gr, gi, x + 3 * channel, plane));
  }
  v128.store(dwr, re0);
  v128.store(dwi, im0);
  v128.store(dwr + pair, re1);
  v128.store(dwi + pair, im1);
  v128.store(dwr + 2 * pair, re2);
  v128.store(dwi + 2 * pair, im2);
  v128.store(dwr + 3 * pair, re3);
  v128.store(dwi + 3 * pair, im3);
}

/** A row of m modes of dW for one output channel and every input channel. */
// @ts-ignore: decorator
@inline
function gradRow<T>(
  x: usize, channel: usize, xs: usize, g: usize, gs: usize, plane: usize, samples: i32,
  channels: i32, m: i32, dwr: usize, dwi: usize, pair: usize,
): void {
  const size = sizeof<T>();
  let i = 0;
  if (m >= lanes<T>()) {
    for (; i + 4 <= channels; i += 4, x += 4 * channel, dwr += 4 * pair, dwi += 4 * pair) {
      for (let k = 0; k < m; k += lanes<T>()) {
        const at = <usize>min(k, m - lanes<T>()) * size;
        gradFour<T>(
          x + at, channel, xs, g + at, gs, plane, samples, dwr + at, dwi + at, pair,
        );
      }
    }
  }
  for (; i < channels; i++, x += channel, dwr += pair, dwi += pair) {
    if (m < lanes<T>()) {
      for (let at: usize = 0; at < <usize>m * size; at += size) {
        gradScalar<T>(x + at, xs, g + at, gs, plane, samples, dwr + at, dwi + at);
      }
      continue;
    }
    for (let k = 0; k < m; k += lanes<T>()) {
      const at = <usize>min(k, m - lanes<T>()) * size;
      gradVector<T>(x + at, xs, g + at, gs, plane, samples, dwr + at, dwi + at);
    }
  }
}

export function modeMixWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const x = ptr(ip, ModeMixWeightGrad.X);
  const gy = ptr(ip, ModeMixWeightGrad.GY);
  const dwr = ptr(ip, ModeMixWeightGrad.DWR);
  const dwi = ptr(ip, ModeMixWeightGrad.DWI);
  const batch = int(ip, ModeMixWeightGrad.BATCH);
  const inward = int(ip, ModeMixWeightGrad.IN);
  const outward = int(ip, ModeMixWeightGrad.OUT);
  const m = int(ip, ModeMixWeightGrad.MODES);
  const dims = int(ip, ModeMixWeightGrad.DIMS);
  const chunk = (batch + 9) / 10;
  const chunks = (batch + chunk - 1) / chunk;
  const rows = int(ip, ModeMixWeightGrad.ROWS);
  const middle = int(ip, ModeMixWeightGrad.MIDDLE);
  const blocks = 1 << (dims - 1);
  const rowBytes = <usize>m * sizeof<T>();
  const plane = <usize>(blocks * rows) * rowBytes;
  const channelBytes: usize = plane << 1;
  const inStride = <usize>inward * channelBytes;
  const outStride = <usize>outward * channelBytes;
  const length = <usize>(blocks * outward * inward * rows) * rowBytes;
  for (let item = lo; item < hi; item++) {
    const seed = item / chunks;
    const start = (item - seed * chunks) * chunk;
    const samples = min(chunk, batch - start);
    const sample = <usize>(seed * batch + start);
    const pair = <usize>rows * rowBytes;
    for (let b = 0; b < blocks; b++) {
      for (let o = 0; o < outward; o++) {
        for (let r = 0; r < rows; r++) {
          const row = <usize>rowInLayout(b, r, rows, middle, dims) * rowBytes;
          const w = <usize>item * length +
            <usize>((b * outward + o) * inward * rows + r) * rowBytes;
          gradRow<T>(
            x + sample * inStride + row, channelBytes, inStride,
            gy + sample * outStride + <usize>o * channelBytes + row, outStride, plane, samples,
            inward, m, dwr + w, dwi + w, pair,
          );
        }
      }
    }
  }
}
