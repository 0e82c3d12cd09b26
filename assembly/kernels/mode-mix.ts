// The spectral convolution's mixing of channels, mode by mode, on compact spectra (2m, (2m,) m).
//
// The weights are stored [block, in, out, m…] but contracted as [block, o, i, m…] (the original's
// quirk; in = out): Y_o = Σ_i W[block, o, i] X_i. Blocks: first leading axis toggles fastest
// (bit 0 of the block: upper half of the first leading axis, bit 1: of the second).
//
// Arguments of modeMix (items = samples, E·B):
//   0 x [E, B, C, 2, modes…]   1 wr   2 wi [E or 1, 2^(D-1), C, C, m…]   3 y, as x
//   4 B   5 C   6 m   7 D   8 weights have their own E: 1, shared: 0
//   9 adjoint: 1 computes dX_i = Σ_o conj(W[block, o, i]) dY_o (x is dY, y is dX)
//
// Arguments of modeMixWeightGrad (items = E·nc; chunks of c = ceil(B/10) samples, nc = ceil(B/c)):
//   0 x   1 gy, the gradient of y, both [E, B, C, 2, modes…]
//   2 partial sums of dWr   3 of dWi, each [E, nc, 2^(D-1), C, C, m…]
//   4 B   5 C   6 m   7 D
//   dW[block, o, i] = Σ_samples gY_o·conj(X_i), samples in order inside a chunk.

import { int, ptr } from '../schedule/args';
import { lanes } from './lanes';

/** m^(D-1): rows of one block. */
// @ts-ignore: decorator
@inline
function rowsOfBlock(m: i32, dims: i32): i32 {
  return dims == 3 ? m * m : dims == 2 ? m : 1;
}

/** Index of a block's row in the compact layout. */
// @ts-ignore: decorator
@inline
function rowInLayout(block: i32, row: i32, m: i32, dims: i32): i32 {
  if (dims == 1) return 0;
  if (dims == 2) return block * m + row;
  const i = (block & 1) * m + row / m;
  const j = (block >> 1) * m + (row % m);
  return i * 2 * m + j;
}

/** y_o = Σ_i w[o·wo + i·wi] x_i (sign -1: conj w) on four (two) modes; channel strides in bytes. */
// @ts-ignore: decorator
@inline
function mixVector<T>(
  x: usize, xs: usize, plane: usize, wr: usize, wi: usize, step: usize, channels: i32,
  y: usize, conjugate: bool,
): void {
  let re = v128.splat<T>(<T>0);
  let im = re;
  for (let i = 0; i < channels; i++, x += xs, wr += step, wi += step) {
    const xr = v128.load(x);
    const xi = v128.load(x + plane);
    const ur = v128.load(wr);
    const ui = v128.load(wi);
    if (conjugate) {
      re = v128.add<T>(re, v128.add<T>(v128.mul<T>(ur, xr), v128.mul<T>(ui, xi)));
      im = v128.add<T>(im, v128.sub<T>(v128.mul<T>(ur, xi), v128.mul<T>(ui, xr)));
    } else {
      re = v128.add<T>(re, v128.sub<T>(v128.mul<T>(ur, xr), v128.mul<T>(ui, xi)));
      im = v128.add<T>(im, v128.add<T>(v128.mul<T>(ur, xi), v128.mul<T>(ui, xr)));
    }
  }
  v128.store(y, re);
  v128.store(y + plane, im);
}

function mixScalar<T>(
  x: usize, xs: usize, plane: usize, wr: usize, wi: usize, step: usize, channels: i32,
  y: usize, sign: T,
): void {
  let re: T = 0;
  let im: T = 0;
  for (let i = 0; i < channels; i++, x += xs, wr += step, wi += step) {
    const xr = load<T>(x);
    const xi = load<T>(x + plane);
    const ur = load<T>(wr);
    const ui = sign * load<T>(wi);
    re += ur * xr - ui * xi;
    im += ur * xi + ui * xr;
  }
  store<T>(y, re);
  store<T>(y + plane, im);
}

/** One row of m modes for every output channel. */
// @ts-ignore: decorator
@inline
function mixRow<T>(
  x: usize, y: usize, channelBytes: usize, plane: usize, wr: usize, wi: usize,
  outStep: usize, inStep: usize, channels: i32, m: i32, conjugate: bool,
): void {
  const size = sizeof<T>();
  for (let o = 0; o < channels; o++, y += channelBytes, wr += outStep, wi += outStep) {
    if (m < lanes<T>()) {
      for (let k: usize = 0; k < <usize>m * size; k += size) {
        mixScalar<T>(
          x + k, channelBytes, plane, wr + k, wi + k, inStep, channels, y + k,
          conjugate ? <T>-1 : <T>1,
        );
      }
      continue;
    }
    for (let k = 0; k < m; k += lanes<T>()) {
      // The last vector reaches back instead of past the row.
      const at = <usize>min(k, m - lanes<T>()) * size;
      mixVector<T>(
        x + at, channelBytes, plane, wr + at, wi + at, inStep, channels, y + at, conjugate,
      );
    }
  }
}

export function modeMix<T>(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, 4);
  const channels = int(ip, 5);
  const m = int(ip, 6);
  const dims = int(ip, 7);
  const own = int(ip, 8);
  const adjoint = int(ip, 9) != 0;
  const rows = rowsOfBlock(m, dims);
  const blocks = 1 << (dims - 1);
  const rowBytes = <usize>m * sizeof<T>();
  const plane = <usize>(blocks * rows) * rowBytes;
  const channelBytes: usize = plane << 1;
  const sampleBytes = <usize>channels * channelBytes;
  const pair = <usize>rows * rowBytes;
  const block = <usize>(channels * channels) * pair;
  const across = <usize>channels * pair;
  for (let item = lo; item < hi; item++) {
    const x = ptr(ip, 0) + <usize>item * sampleBytes;
    const y = ptr(ip, 3) + <usize>item * sampleBytes;
    const seed = own ? <usize>(item / batch) * <usize>blocks * block : 0;
    for (let b = 0; b < blocks; b++) {
      for (let r = 0; r < rows; r++) {
        const at = <usize>rowInLayout(b, r, m, dims) * rowBytes;
        const w = seed + <usize>b * block + <usize>r * rowBytes;
        const wr = ptr(ip, 1) + w;
        const wi = ptr(ip, 2) + w;
        if (adjoint) {
          mixRow<T>(x + at, y + at, channelBytes, plane, wr, wi, pair, across, channels, m, true);
        } else {
          mixRow<T>(x + at, y + at, channelBytes, plane, wr, wi, across, pair, channels, m, false);
        }
      }
    }
  }
}

/** dW of one (o, i) row, summed over `samples` samples that lie `sampleBytes` apart. */
// @ts-ignore: decorator
@inline
function gradRow<T>(
  x: usize, g: usize, plane: usize, sampleBytes: usize, samples: i32, m: i32,
  dwr: usize, dwi: usize,
): void {
  const size = sizeof<T>();
  if (m < lanes<T>()) {
    for (let k: usize = 0; k < <usize>m * size; k += size) {
      let re: T = 0;
      let im: T = 0;
      for (let s = 0, at = k; s < samples; s++, at += sampleBytes) {
        const xr = load<T>(x + at);
        const xi = load<T>(x + at + plane);
        const gr = load<T>(g + at);
        const gi = load<T>(g + at + plane);
        re += gr * xr + gi * xi;
        im += gi * xr - gr * xi;
      }
      store<T>(dwr + k, re);
      store<T>(dwi + k, im);
    }
    return;
  }
  for (let k = 0; k < m; k += lanes<T>()) {
    const first = <usize>min(k, m - lanes<T>()) * size;
    let re = v128.splat<T>(<T>0);
    let im = re;
    for (let s = 0, at = first; s < samples; s++, at += sampleBytes) {
      const xr = v128.load(x + at);
      const xi = v128.load(x + at + plane);
      const gr = v128.load(g + at);
      const gi = v128.load(g + at + plane);
      re = v128.add<T>(re, v128.add<T>(v128.mul<T>(gr, xr), v128.mul<T>(gi, xi)));
      im = v128.add<T>(im, v128.sub<T>(v128.mul<T>(gi, xr), v128.mul<T>(gr, xi)));
    }
    v128.store(dwr + first, re);
    v128.store(dwi + first, im);
  }
}

export function modeMixWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, 4);
  const channels = int(ip, 5);
  const m = int(ip, 6);
  const dims = int(ip, 7);
  const chunk = (batch + 9) / 10;
  const chunks = (batch + chunk - 1) / chunk;
  const rows = rowsOfBlock(m, dims);
  const blocks = 1 << (dims - 1);
  const rowBytes = <usize>m * sizeof<T>();
  const plane = <usize>(blocks * rows) * rowBytes;
  const channelBytes: usize = plane << 1;
  const sampleBytes = <usize>channels * channelBytes;
  const length = <usize>(blocks * channels * channels * rows) * rowBytes;
  for (let item = lo; item < hi; item++) {
    const seed = item / chunks;
    const start = (item - seed * chunks) * chunk;
    const samples = min(chunk, batch - start);
    const sample = <usize>(seed * batch + start) * sampleBytes;
    let w = <usize>item * length;
    for (let b = 0; b < blocks; b++) {
      for (let o = 0; o < channels; o++) {
        for (let i = 0; i < channels; i++) {
          for (let r = 0; r < rows; r++, w += rowBytes) {
            const at = sample + <usize>rowInLayout(b, r, m, dims) * rowBytes;
            gradRow<T>(
              ptr(ip, 0) + at + <usize>i * channelBytes, ptr(ip, 1) + at + <usize>o * channelBytes,
              plane, sampleBytes, samples, m, ptr(ip, 2) + w, ptr(ip, 3) + w,
            );
          }
        }
      }
    }
  }
}
