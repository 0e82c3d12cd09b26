// Periodic 'same' convolution (a correlation, as every deep-learning library has it) and its input
// gradient.
//
//   y[e,b,o,n] = f( bias[e,o] + Σ_{i,t} w[e,o,i,t] · x[e,b,i,(n + (t − left)·dilation) mod N] )
//
// with left = (k−1) >> 1, in 1, 2 or 3 dimensions (t, n, N per axis; k and dilation the same on all
// axes). With `transposed`, the gradient with respect to the input, x being then the gradient g of
// the output:
//
//   y[e,b,o,n] = f( Σ_{i,t} w[e,i,o,t] · x[e,b,i,(n − (t − left)·dilation) mod N] ).
//
// Arguments
//    0  x        tensor [E or 1, B, I, s0·s1·s2]
//    1  w        tensor [E or 1, O, I, k^D]; transposed: [E or 1, I, O, k^D]
//    2  bias     tensor [E or 1, O], or 0 for none
//    3  y        tensor [E, B, O, s0·s1·s2]; must not overlap x, w or extra
//    4  extra    tensor of y's shape for epilogues 2 and 3, else 0
//    5  B        samples per seed; items = E·B·blocks
//    6  I        channels of x
//    7  O        channels of y
//    8  k        taps per axis, ≥ 1, odd or even, may exceed the extent
//    9  dilation ≥ 1
//   10  D        1, 2 or 3
//   11  s0, 12 s1, 13 s2: extents of space, last axis last; leading extents that D has not are 1
//   14  xSeed    elements from one seed's x to the next: B·I·s0·s1·s2, or 0 if all seeds share it
//   15  wSeed    the same for w: O·I·k^D or 0
//   16  biasSeed the same for bias: O or 0
//   17  transposed 0 or 1
//   18  epilogue 0 none, 1 relu (−0 stays −0), 2 y where extra > 0 else 0, 3 y + extra
//   19  algorithm 0 direct, 1 Winograd: f32, k = 3, dilation = 1 only; F(4,3) in 1D, else F(4×4,3×3)
//   20  blocks   parts of a sample, ≥ 1; item = sample·blocks + block. No value depends on it.
//
// Scratch bytes (S = 4 or 8 bytes, r64 = round up to a multiple of 64, W = 64/S):
//   direct: 128 + (transposed ? r64(O·I·k^D·S) : 0) + (k = 1 ? 0 :
//           r64(k^(D−1)·4) + I·k^D·64 + r64(I·R·L·S) + 64)
//           with L = ceil((ceil(s2/W)·W + (k−1)·dilation)/W)·W, and for the rows of a block
//           R = 1 in 1D, min(s1, ceil(s1/blocks) + (k−1)·dilation) in 2D,
//           min(s0, ceil(s0/blocks) + (k−1)·dilation)·s1 in 3D
//   Winograd: see conv-winograd.ts and conv-winograd-2d.ts.
//
// A block is a range of the first axis, in 1D or with k = 1 of panels of 4 vectors of columns, with
// Winograd of rows of tiles (in 1D of 16 columns).
//
// Order of sums: from the bias, input channels ascending, in each the taps ascending (row-major; of
// the flipped kernel if transposed).

import { int, ptr, scratch } from '../schedule/args';
import { ceilDiv, lanes, round64 } from './lanes';
import { panelGemm } from './gemm-tile';
import { haloRows, haloStride, wrap, wrappedRows } from './periodic-rows';
import { narrowConv } from './conv-narrow';
import { winogradItems } from './conv-winograd';
import { winogradPlanes } from './conv-winograd-2d';

/** w[i,o,t] → [o,i,taps−1−t]: the kernel of the input gradient. */
function transposeWeights<T>(from: usize, to: usize, outputs: i32, inputs: i32, taps: i32): void {
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      let at = from + <usize>((i * outputs + o + 1) * taps - 1) * sizeof<T>();
      for (let t = 0; t < taps; t++) {
        store<T>(to, load<T>(at));
        to += sizeof<T>();
        at -= sizeof<T>();
      }
    }
  }
}

/** Packs the columns of one panel: for every input channel, outer tap and tap 64 bytes. */
// @ts-ignore: decorator
@inline
function packPanel(
  to: usize,
  from: usize,
  inputs: i32,
  channelBytes: usize,
  rows: usize,
  outerTaps: i32,
  taps: i32,
  tapBytes: usize,
): void {
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outerTaps; j++) {
      let at = from + <usize>load<u32>(rows + ((<usize>j) << 2));
      for (let t = 0; t < taps; t++) {
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
        v128.store(to, v128.load(at, 32), 32);
        v128.store(to, v128.load(at, 48), 48);
        at += tapBytes;
        to += 64;
      }
    }
    from += channelBytes;
  }
}

/**
 * Copies `copied` slices of every channel's first axis, from slice `origin` on (which wraps), to
 * rows with a halo.
 */
function copySlices<T>(
  from: usize,
  to: usize,
  channels: i32,
  slices: i32,
  origin: i32,
  copied: i32,
  sliceRows: i32,
  width: i32,
  left: i32,
  halo: i32,
  stride: i32,
): void {
  const sliceBytes = <usize>(sliceRows * width) * sizeof<T>();
  const copyBytes = <usize>(sliceRows * stride) * sizeof<T>();
  for (let c = 0; c < channels; c++) {
    for (let done = 0; done < copied; ) {
      const slice = wrap(origin + done, slices);
      const run = min(copied - done, slices - slice);
      const at = from + <usize>slice * sliceBytes;
      haloRows<T>(at, to, run * sliceRows, width, left, halo - left, stride);
      to += <usize>run * copyBytes;
      done += run;
    }
    from += <usize>slices * sliceBytes;
  }
}

/** Items (seed·B + sample)·blocks + block, lo..hi−1, of a convolution; see the top of the file. */
export function conv<T>(ip: usize, lo: i32, hi: i32): void {
  if (sizeof<T>() == 4 && int(ip, 19) == 2) {
    narrowConv(ip, lo, hi);
    return;
  }
  if (sizeof<T>() == 4 && int(ip, 19) == 1) {
    if (int(ip, 10) == 1) winogradItems(ip, lo, hi);
    else winogradPlanes(ip, lo, hi);
    return;
  }
  const S = sizeof<T>();
  const x = ptr(ip, 0),
    w = ptr(ip, 1),
    bias = ptr(ip, 2),
    y = ptr(ip, 3),
    extra = ptr(ip, 4);
  const batch = int(ip, 5),
    inputs = int(ip, 6),
    outputs = int(ip, 7);
  const taps = int(ip, 8),
    dilation = int(ip, 9),
    dimensions = int(ip, 10);
  const s0 = int(ip, 11),
    s1 = int(ip, 12);
  const xSeed = <usize>int(ip, 14) * S,
    wSeed = <usize>int(ip, 15) * S,
    biasSeed = <usize>int(ip, 16) * S;
  const transposed = int(ip, 17) != 0;
  const epilogue = int(ip, 18);
  const blocks = int(ip, 20);
  // A kernel of one tap sees all of space as one row.
  const pointwise = taps == 1;
  const rows = pointwise ? 1 : s0 * s1;
  const width = pointwise ? s0 * s1 * int(ip, 13) : int(ip, 13);
  const outerTaps = pointwise || dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const allTaps = outerTaps * taps;
  const terms = inputs * allTaps;
  const panel = 4 * lanes<T>();
  const left = transposed ? taps - 1 - ((taps - 1) >> 1) : (taps - 1) >> 1;
  const halo = (taps - 1) * dilation;
  const stride = haloStride<T>(width, halo);
  // What a block is a range of: slices of the first axis, or panels of columns.
  const byColumns = pointwise || dimensions == 1;
  const slices = byColumns ? 1 : dimensions == 2 ? s1 : s0;
  const sliceRows = byColumns || dimensions == 2 ? 1 : s1;
  const units = byColumns ? ceilDiv(width, panel) : slices;

  const buffer = scratch();
  const flipped = buffer + 128;
  const table = transposed ? flipped + round64(<usize>(outputs * terms) * S) : flipped;
  const packed = table + round64((<usize>outerTaps) << 2);
  const padded = packed + ((<usize>terms) << 6);

  const spaceBytes = <usize>(rows * width) * S;
  const xBytes = <usize>inputs * spaceBytes,
    yBytes = <usize>outputs * spaceBytes;
  const tapBytes = <usize>dilation * S;
  const rowBytes = <usize>stride * S;
  let seed = -1;
  let weights: usize = 0,
    seedBias: usize = 0;
  for (let item = lo; item < hi; item++) {
    const sample = item / blocks,
      block = item % blocks;
    const e = sample / batch;
    if (e != seed) {
      if (transposed) {
        if (seed < 0 || wSeed)
          transposeWeights<T>(w + <usize>e * wSeed, flipped, outputs, inputs, allTaps);
        weights = flipped;
      } else {
        weights = w + <usize>e * wSeed;
      }
      seedBias = bias ? bias + <usize>e * biasSeed : 0;
      seed = e;
    }
    const firstUnit = (block * units) / blocks,
      lastUnit = ((block + 1) * units) / blocks;
    if (firstUnit == lastUnit) continue;
    const firstSlice = byColumns ? 0 : firstUnit,
      lastSlice = byColumns ? 1 : lastUnit;
    const firstColumn = byColumns ? firstUnit * panel : 0,
      lastColumn = byColumns ? min(width, lastUnit * panel) : width;
    const xItem = x + <usize>e * xSeed + <usize>(sample % batch) * xBytes;
    const yItem = y + <usize>sample * yBytes;
    const extraItem = extra + <usize>sample * yBytes;
    // The slices that are copied: all, or those that the block's taps see, in order.
    let copied = lastSlice - firstSlice + halo,
      origin = firstSlice - left * dilation;
    if (copied >= slices) {
      copied = slices;
      origin = 0;
    }
    const channelBytes = <usize>(copied * sliceRows) * rowBytes;
    if (!pointwise) {
      copySlices<T>(
        xItem,
        padded,
        inputs,
        slices,
        origin,
        copied,
        sliceRows,
        width,
        left * dilation,
        halo,
        stride,
      );
    }
    for (let r = firstSlice * sliceRows; r < lastSlice * sliceRows; r++) {
      if (!pointwise) {
        const slice = r / sliceRows - origin;
        wrappedRows(
          table,
          dimensions,
          taps,
          left,
          dilation,
          dimensions == 3 ? slice : 0,
          dimensions == 3 ? r % sliceRows : slice,
          dimensions == 3 ? copied : 1,
          dimensions == 3 ? s1 : copied,
          rowBytes,
        );
      }
      for (let n = firstColumn; n < lastColumn; n += panel) {
        const at = <usize>n * S,
          out = <usize>(r * width) * S + at;
        let b = xItem + at,
          bStep = spaceBytes;
        if (!pointwise) {
          packPanel(packed, padded + at, inputs, channelBytes, table, outerTaps, taps, tapBytes);
          b = packed;
          bStep = 64;
        }
        panelGemm<T>(
          outputs,
          terms,
          min(panel, width - n),
          weights,
          <usize>terms * S,
          S,
          b,
          bStep,
          yItem + out,
          spaceBytes,
          seedBias,
          epilogue,
          extraItem + out,
          buffer,
        );
      }
    }
  }
}
