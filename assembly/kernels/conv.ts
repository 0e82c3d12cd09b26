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
//    5  B        samples per seed; items = E·B
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
//   19  algorithm 0 direct, 1 Winograd F(4,3): f32, D = 1, k = 3, dilation = 1 only
//
// Scratch bytes (S = 4 or 8 bytes, r64 = round up to a multiple of 64, W = 64/S):
//   direct: 128 + (transposed ? r64(O·I·k^D·S) : 0) + (k = 1 ? 0 :
//           r64(k^(D−1)·4) + I·k^D·64 + r64(I·s0·s1·L·S) + 64)
//           with L = ceil((ceil(s2/W)·W + (k−1)·dilation)/W)·W
//   Winograd: see conv-winograd.ts.
//
// Order of sums: from the bias, input channels ascending, in each the taps ascending (row-major; of
// the flipped kernel if transposed).

import { int, ptr, scratch } from '../schedule/args';
import { ceilDiv, lanes, round64 } from './lanes';
import { panelGemm } from './gemm-tile';
import { haloRows, haloStride, wrappedRows } from './periodic-rows';
import { winogradItems } from './conv-winograd';

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

/** Items (seed·B + sample) lo..hi−1 of a convolution; see the top of the file. */
export function conv<T>(ip: usize, lo: i32, hi: i32): void {
  if (sizeof<T>() == 4 && int(ip, 19) == 1) {
    winogradItems(ip, lo, hi);
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
  const channelBytes = <usize>rows * rowBytes;
  let seed = -1;
  let weights: usize = 0,
    seedBias: usize = 0;
  for (let item = lo; item < hi; item++) {
    const e = item / batch;
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
    const xItem = x + <usize>e * xSeed + <usize>(item % batch) * xBytes;
    const yItem = y + <usize>item * yBytes;
    const extraItem = extra + <usize>item * yBytes;
    if (!pointwise)
      haloRows<T>(
        xItem,
        padded,
        inputs * rows,
        width,
        left * dilation,
        halo - left * dilation,
        stride,
      );
    for (let r = 0; r < rows; r++) {
      if (!pointwise)
        wrappedRows(table, dimensions, taps, left, dilation, r / s1, r % s1, s0, s1, rowBytes);
      for (let n = 0; n < width; n += panel) {
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
