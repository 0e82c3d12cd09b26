/**
 * Periodic 'same' convolution (a correlation, as every deep-learning library has it) and its input
 * gradient.
 *
 *   y[e,b,o,n] = f( bias[e,o] + Σ_{i,t} w[e,o,i,t] · x[e,b,i,(n + t·dilation − before) mod N] )
 *
 * in 1, 2 or 3 dimensions (t, n, N per axis; k, dilation and before the same on all axes). With
 * `transposed`, the gradient with respect to the input: x is then the gradient of the output, w is
 * read as [e,i,o,k−1−t], and `before` is how far the convolution's taps reach behind.
 *
 * A block is a range of the first axis, in 1D or with k = 1 of panels of 4 vectors of columns, with
 * Winograd of rows of tiles (in 1D of 16 columns).
 *
 * Order of sums: from the bias, input channels ascending, in each the taps ascending (row-major; of
 * the flipped kernel if transposed).
 */

import { int, ptr, scratch } from '../schedule/args';
import { Conv, ConvAlgorithm } from './arguments/conv';
import { ceilDiv, lanes, round64 } from './lanes';
import { panelGemm } from './gemm-tile';
import { haloRows, haloStride, wrap, wrappedRows } from './periodic-rows';
import { narrowConv, narrowScratch } from './conv-narrow';
import { winogradItems, winogradScratch } from './conv-winograd';
import { planesScratch, winogradPlanes } from './conv-winograd-2d';

/** Bytes at the start of scratch that `panelGemm` works in. */
// @ts-ignore: decorator
@inline
const TILE_BUFFER: usize = 128;

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

/** Scratch bytes of a convolution. */
export function convScratch<T>(ip: usize): usize {
  const algorithm = int(ip, Conv.ALGORITHM);
  const dimensions = int(ip, Conv.DIMENSIONS);
  if (algorithm == ConvAlgorithm.NARROW) return narrowScratch(ip);
  if (algorithm == ConvAlgorithm.WINOGRAD) {
    return dimensions == 1 ? winogradScratch(ip) : planesScratch(ip);
  }
  const inputs = int(ip, Conv.INPUTS),
    taps = int(ip, Conv.TAPS),
    s0 = int(ip, Conv.S0),
    s1 = int(ip, Conv.S1);
  const outerTaps = dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const terms = inputs * outerTaps * taps;
  const flipped = int(ip, Conv.TRANSPOSED)
    ? round64(<usize>(int(ip, Conv.OUTPUTS) * terms) * sizeof<T>())
    : 0;
  if (taps == 1) return TILE_BUFFER + flipped;
  const halo = (taps - 1) * int(ip, Conv.DILATION);
  const slices = dimensions == 1 ? 1 : dimensions == 2 ? s1 : s0;
  const copied = min(slices, ceilDiv(slices, int(ip, Conv.BLOCKS)) + halo);
  const rows = inputs * copied * (dimensions == 3 ? s1 : 1);
  const rowBytes = <usize>haloStride<T>(int(ip, Conv.S2), halo) * sizeof<T>();
  // What haloRows writes behind the last row counts as well.
  const padded = round64(<usize>rows * rowBytes) + 64;
  return TILE_BUFFER + flipped + round64((<usize>outerTaps) << 2) + ((<usize>terms) << 6) + padded;
}

/** Items (seed·B + sample)·blocks + block, lo..hi−1, of a convolution; see the top of the file. */
export function conv<T>(ip: usize, lo: i32, hi: i32): void {
  const algorithm = int(ip, Conv.ALGORITHM);
  if (sizeof<T>() == 4 && algorithm == ConvAlgorithm.NARROW) {
    narrowConv(ip, lo, hi);
    return;
  }
  if (sizeof<T>() == 4 && algorithm == ConvAlgorithm.WINOGRAD) {
    if (int(ip, Conv.DIMENSIONS) == 1) winogradItems(ip, lo, hi);
    else winogradPlanes(ip, lo, hi);
    return;
  }
  const S = sizeof<T>();
  const x = ptr(ip, Conv.X),
    w = ptr(ip, Conv.W),
    bias = ptr(ip, Conv.BIAS),
    y = ptr(ip, Conv.Y),
    extra = ptr(ip, Conv.EXTRA);
  const batch = int(ip, Conv.BATCH),
    inputs = int(ip, Conv.INPUTS),
    outputs = int(ip, Conv.OUTPUTS);
  const taps = int(ip, Conv.TAPS),
    dilation = int(ip, Conv.DILATION),
    before = int(ip, Conv.BEFORE),
    dimensions = int(ip, Conv.DIMENSIONS);
  const s0 = int(ip, Conv.S0),
    s1 = int(ip, Conv.S1);
  const xSeed = <usize>int(ip, Conv.X_SEED) * S,
    wSeed = <usize>int(ip, Conv.W_SEED) * S,
    biasSeed = <usize>int(ip, Conv.BIAS_SEED) * S;
  const transposed = int(ip, Conv.TRANSPOSED) != 0;
  const epilogue = int(ip, Conv.EPILOGUE);
  const blocks = int(ip, Conv.BLOCKS);
  // A kernel of one tap sees all of space as one row.
  const pointwise = taps == 1;
  const rows = pointwise ? 1 : s0 * s1;
  const width = pointwise ? s0 * s1 * int(ip, Conv.S2) : int(ip, Conv.S2);
  const outerTaps = pointwise || dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const allTaps = outerTaps * taps;
  const terms = inputs * allTaps;
  const panel = 4 * lanes<T>();
  const halo = (taps - 1) * dilation;
  const stride = haloStride<T>(width, halo);
  // What a block is a range of: slices of the first axis, or panels of columns.
  const byColumns = pointwise || dimensions == 1;
  const slices = byColumns ? 1 : dimensions == 2 ? s1 : s0;
  const sliceRows = byColumns || dimensions == 2 ? 1 : s1;
  const units = byColumns ? ceilDiv(width, panel) : slices;

  const buffer = scratch();
  const flipped = buffer + TILE_BUFFER;
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
      origin = firstSlice - before;
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
        before,
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
          dilation,
          before,
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
