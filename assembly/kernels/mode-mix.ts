/**
 * The spectral convolution's mixing of channels, mode by mode, on compact spectra (2a, (2b,) m).
 *
 * Y_o = Σ_i W[block, o, i] X_i with weights [block, out, in, m…]. Blocks: first leading axis toggles fastest
 * (bit 0 of the block: upper half of the first leading axis, bit 1: of the second).
 */

import { int, ptr } from '../schedule/args';
import { ModeMix } from './arguments/mode-mix';
import { lanes } from './lanes';
import { rowInLayout } from './mode-layout';

export { modeMixWeightGrad } from './mode-mix-grad';

/**
 * y = Σ_i w_i x_i, or conj(w_i) x_i, on a vector of modes; inputs lie `xs` bytes apart, weights
 * `step` bytes.
 */
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

/** The same of one mode, with the imaginary parts of the weights times `sign`. */
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

/** One row of m modes of one output channel. */
// @ts-ignore: decorator
@inline
function mixRow<T>(
  x: usize, y: usize, channelBytes: usize, plane: usize, wr: usize, wi: usize, inStep: usize,
  channels: i32, m: i32, conjugate: bool,
): void {
  const size = sizeof<T>();
  if (m < lanes<T>()) {
    for (let k: usize = 0; k < <usize>m * size; k += size) {
      mixScalar<T>(
        x + k, channelBytes, plane, wr + k, wi + k, inStep, channels, y + k,
        conjugate ? <T>-1 : <T>1,
      );
    }
    return;
  }
  for (let k = 0; k < m; k += lanes<T>()) {
    // The last vector reaches back instead of past the row.
    const at = <usize>min(k, m - lanes<T>()) * size;
    mixVector<T>(
      x + at, channelBytes, plane, wr + at, wi + at, inStep, channels, y + at, conjugate,
    );
  }
}

export function modeMix<T>(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, ModeMix.BATCH);
  const inward = int(ip, ModeMix.IN);
  const outward = int(ip, ModeMix.OUT);
  const m = int(ip, ModeMix.MODES);
  const dims = int(ip, ModeMix.DIMS);
  const own = int(ip, ModeMix.OWN_WEIGHTS);
  const adjoint = int(ip, ModeMix.ADJOINT) != 0;
  const rows = int(ip, ModeMix.ROWS);
  const middle = int(ip, ModeMix.MIDDLE);
  const blocks = 1 << (dims - 1);
  const rowBytes = <usize>m * sizeof<T>();
  const plane = <usize>(blocks * rows) * rowBytes;
  const channelBytes: usize = plane << 1;
  const pair = <usize>rows * rowBytes;
  const block = <usize>(inward * outward) * pair;
  const across = <usize>(adjoint ? outward : inward) * pair;
  for (let item = lo; item < hi; item++) {
    const each = item / outward;
    const o = item - each * outward;
    const sample = each / (blocks * rows);
    const row = each - sample * blocks * rows;
    const b = row / rows;
    const r = row - b * rows;
    const at = <usize>rowInLayout(b, r, rows, middle, dims) * rowBytes;
    const x = ptr(ip, ModeMix.X) + <usize>(sample * inward) * channelBytes + at;
    const y = ptr(ip, ModeMix.Y) + <usize>(sample * outward + o) * channelBytes + at;
    const seed = own ? <usize>(sample / batch) * <usize>blocks * block : 0;
    const w = seed + <usize>b * block + <usize>r * rowBytes + <usize>o * (adjoint ? pair : across);
    const wr = ptr(ip, ModeMix.WR) + w;
    const wi = ptr(ip, ModeMix.WI) + w;
    if (adjoint) mixRow<T>(x, y, channelBytes, plane, wr, wi, across, inward, m, true);
    else mixRow<T>(x, y, channelBytes, plane, wr, wi, pair, inward, m, false);
  }
}
