/**
 * The weight gradient of 1D periodic convolutions of three taps, 1, 2 or 4 apart, in f32 by the
 * Winograd algorithm F(4,3): half the products of the direct sum.
 *
 * Same arguments and results (to rounding) as `convWeightGrad` in conv-weight-grad.ts.
 *
 * Order of sums: the groups of 16 columns of the chunk's samples, in order, in blocks of 32; in a
 * block the transformed values are summed lane by lane, then across lanes; the blocks' sums are
 * added in order.
 */

import { int, ptr, scratch } from '../schedule/args';
import { ConvWeightGrad } from './arguments/conv';
import { sumLanes } from './lanes';
import { planeDots } from './weight-grad-tile';
import {
  edgeColumns,
  gradientFromBuffer,
  isWhole,
  transformEdge,
  transformGradient,
  transformInput,
  transformWeightGrad,
} from './winograd';

/** Groups of a block, at most. */
const BLOCK: i32 = 32;

/** Stores a zero vector into each of six planes. */
function zeroPlanes(at: usize, plane: usize): void {
  for (let p = 0; p < 6; p++, at += plane) v128.store(at, f32x4.splat(0));
}

/** Scratch bytes. */
export function winogradGradScratch(ip: usize): usize {
  const quads = (int(ip, ConvWeightGrad.INPUTS) + 3) >> 2,
    pairs = (int(ip, ConvWeightGrad.OUTPUTS) + 1) >> 1,
    groups = (int(ip, ConvWeightGrad.S2) + 15) >> 4;
  const most = min(BLOCK, int(ip, ConvWeightGrad.CHUNK) * groups);
  return 128 + <usize>(2 * quads * most + pairs * most + pairs * quads) * 192;
}

/** Items lo..hi−1 with the arguments of `convWeightGrad`. */
export function winogradWeightGrad(ip: usize, lo: i32, hi: i32): void {
  const g = ptr(ip, ConvWeightGrad.G),
    x = ptr(ip, ConvWeightGrad.X),
    dw = ptr(ip, ConvWeightGrad.DW),
    db = ptr(ip, ConvWeightGrad.DB);
  const batch = int(ip, ConvWeightGrad.BATCH),
    chunks = int(ip, ConvWeightGrad.CHUNKS),
    chunk = int(ip, ConvWeightGrad.CHUNK);
  const inputs = int(ip, ConvWeightGrad.INPUTS),
    outputs = int(ip, ConvWeightGrad.OUTPUTS),
    width = int(ip, ConvWeightGrad.S2),
    dilation = int(ip, ConvWeightGrad.DILATION);
  const gSeed = (<usize>int(ip, ConvWeightGrad.G_SEED)) << 2,
    xSeed = (<usize>int(ip, ConvWeightGrad.X_SEED)) << 2;
  const rowBytes = (<usize>width) << 2;
  const groups = (width + 15) >> 4;
  const quads = (inputs + 3) >> 2,
    pairs = (outputs + 1) >> 1;
  const most = min(BLOCK, chunk * groups);

  const edge = scratch();
  const sums = edge + 128;
  const sumPlane = (<usize>(pairs * quads)) << 5;
  const xHat = sums + 6 * sumPlane;
  const gHat = xHat + <usize>(6 * quads * most) * 64;

  for (let item = lo; item < hi; item++) {
    const e = item / chunks;
    const first = (item % chunks) * chunk;
    const samples = min(chunk, batch - first);
    const xItem = x + <usize>e * xSeed + <usize>(first * inputs) * rowBytes;
    const gItem = g + <usize>e * gSeed + <usize>(first * outputs) * rowBytes;
    const dbItem = db + ((<usize>(item * outputs)) << 2);
    for (let block = 0; block < samples * groups; block += BLOCK) {
      const count = min(BLOCK, samples * groups - block);
      const xPanel = (<usize>count) << 6,
        gPanel = (<usize>count) << 5;
      const xPlane = <usize>quads * xPanel,
        gPlane = <usize>pairs * gPanel;
      for (let k = 0; k < count; k++) {
        const sample = (block + k) / groups;
        const n = ((block + k) % groups) << 4;
        transformGroup(
          xItem + <usize>(sample * inputs) * rowBytes,
          n,
          width,
          inputs,
          xHat + ((<usize>k) << 6),
          xPanel,
          xPlane,
          edge,
          dilation,
        );
        gradientGroup(
          gItem + <usize>(sample * outputs) * rowBytes,
          n,
          width,
          outputs,
          gHat + ((<usize>k) << 5),
          gPanel,
          gPlane,
          edge,
          dilation,
        );
      }
      for (let p: usize = 0; p < 6; p++) {
        planeDots(
          gHat + p * gPlane,
          gPanel,
          pairs,
          xHat + p * xPlane,
          xPanel,
          inputs,
          count,
          sums + p * sumPlane,
          block > 0,
        );
      }
      if (db) {
        for (let o = 0; o < outputs; o++) {
          let at = gHat + gPlane + <usize>(o >> 1) * gPanel + ((<usize>(o & 1)) << 4);
          let v = f32x4.splat(0),
            w = v;
          const end = at + gPanel;
          if (count & 1) {
            v = v128.load(at);
            at += 32;
          }
          for (; at != end; at += 64) {
            v = f32x4.add(v, v128.load(at));
            w = f32x4.add(w, v128.load(at, 32));
          }
          v = f32x4.add(v, w);
          const to = dbItem + ((<usize>o) << 2);
          store<f32>(to, block > 0 ? load<f32>(to) + sumLanes<f32>(v) : sumLanes<f32>(v));
        }
      }
    }
    for (let o = 0; o < outputs; o++) {
      const to = dw + <usize>((item * outputs + o) * inputs) * 12;
      const from = sums + ((<usize>((o >> 1) * quads)) << 5) + ((<usize>(o & 1)) << 4);
      for (let i = 0; i < quads; i++) {
        const whole = 4 * i + 4 <= inputs;
        transformWeightGrad(from + ((<usize>i) << 5), sumPlane, whole ? to + <usize>i * 48 : edge);
        if (!whole) memory.copy(to + <usize>i * 48, edge, <usize>(inputs - 4 * i) * 12);
      }
    }
  }
}

/**
 * Transforms a group of all input channels into [quad of channels][group][4]; missing channels are
 * 0.
 */
function transformGroup(
  row: usize,
  n: i32,
  width: i32,
  inputs: i32,
  to: usize,
  panel: usize,
  plane: usize,
  edge: usize,
  dilation: i32,
): void {
  // A loop of its own for 1: the columns of a tile are found without choosing.
  if (dilation == 1) groupInputs(row, n, width, inputs, to, panel, plane, edge, 1);
  else groupInputs(row, n, width, inputs, to, panel, plane, edge, dilation);
  for (let i = inputs; i & 3; i++)
    zeroPlanes(to + <usize>(i >> 2) * panel + ((<usize>(i & 3)) << 4), plane);
}

// @ts-ignore: decorator
@inline
function groupInputs(
  row: usize,
  n: i32,
  width: i32,
  inputs: i32,
  to: usize,
  panel: usize,
  plane: usize,
  edge: usize,
  dilation: i32,
): void {
  const rowBytes = (<usize>width) << 2;
  const whole = isWhole(n, width, dilation);
  let before = row + ((<usize>(n == 0 ? width - dilation : n - dilation)) << 2),
    behind = n + 16 == width ? row : row + ((<usize>n) << 2) + 64;
  for (let i = 0; i < inputs; i++) {
    const at = to + <usize>(i >> 2) * panel + ((<usize>(i & 3)) << 4);
    if (whole) {
      transformInput(row + ((<usize>n) << 2), before, behind, at, plane, dilation);
    } else {
      edgeColumns(row, n, width, edge, dilation);
      transformEdge(edge, at, plane, dilation);
    }
    row += rowBytes;
    before += rowBytes;
    behind += rowBytes;
  }
}

/**
 * Transforms a group of all gradient channels into [pair of channels][group][2]; columns beyond the
 * row are 0.
 */
function gradientGroup(
  row: usize,
  n: i32,
  width: i32,
  outputs: i32,
  to: usize,
  panel: usize,
  plane: usize,
  edge: usize,
  dilation: i32,
): void {
  if (dilation == 1) groupGradients(row, n, width, outputs, to, panel, plane, edge, 1);
  else groupGradients(row, n, width, outputs, to, panel, plane, edge, dilation);
  if (outputs & 1) zeroPlanes(to + <usize>(outputs >> 1) * panel + 16, plane);
}

// @ts-ignore: decorator
@inline
function groupGradients(
  row: usize,
  n: i32,
  width: i32,
  outputs: i32,
  to: usize,
  panel: usize,
  plane: usize,
  edge: usize,
  dilation: i32,
): void {
  const rowBytes = (<usize>width) << 2;
  const columns = width - n;
  row += (<usize>n) << 2;
  for (let o = 0; o < outputs; o++) {
    const at = to + <usize>(o >> 1) * panel + ((<usize>(o & 1)) << 4);
    if (columns >= 16) {
      transformGradient(row, at, plane, dilation);
    } else {
      for (let k = 0; k < 16; k++) {
        const byte = (<usize>k) << 2;
        store<f32>(edge + byte, k < columns ? load<f32>(row + byte) : 0);
      }
      gradientFromBuffer(edge, at, plane, dilation);
    }
    row += rowBytes;
  }
}
