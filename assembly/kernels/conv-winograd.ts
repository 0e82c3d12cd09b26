/**
 * The Winograd algorithm F(4,3) for 1D periodic convolutions of three taps, 1, 2 or 4 apart, in f32
 * (Lavin and Gray 2016): four outputs of a channel pair cost six products instead of twelve.
 *
 * Between the transforms of winograd.ts stand six small matrix products over the channels.
 *
 * Same arguments and results (to rounding: about twice the rms error of the direct sum) as `conv`
 * in conv.ts.
 *
 * Four tiles (16 columns, a group) lie in the lanes of a vector, four groups in a panel. Groups are
 * counted over the samples of a seed, and a block of a sample is a range of its groups; a value
 * depends on its own tile's six inputs alone, columns beyond the end counting as 0.
 */

import { madd } from '../math/madd';
import { int, ptr, scratch } from '../schedule/args';
import { Conv } from './arguments/conv';
import { Epilogue } from './gemm-tile';
import { firstPart, round64 } from './lanes';
import {
  edgeColumns,
  isWhole,
  transformEdge,
  transformInput,
  transformOutput,
  transformWeights,
} from './winograd';

/** M[p] = U[p]·V[p] for a pair of outputs and 16 tiles: [p][2][64 bytes]. */
// @ts-ignore: decorator
@inline
function multiply(u: usize, v: usize, m: usize, inputs: i32): void {
  for (const end = m + 768; m != end; m += 128) {
    let c0 = f32x4.splat(0),
      c1 = c0,
      c2 = c0,
      c3 = c0,
      d0 = c0,
      d1 = c0,
      d2 = c0,
      d3 = c0;
    for (const stop = v + ((<usize>inputs) << 6); v != stop; v += 64) {
      const v0 = v128.load(v),
        v1 = v128.load(v, 16),
        v2 = v128.load(v, 32),
        v3 = v128.load(v, 48);
      const a = v128.load32_splat(u);
      c0 = madd<f32>(a, v0, c0);
      c1 = madd<f32>(a, v1, c1);
      c2 = madd<f32>(a, v2, c2);
      c3 = madd<f32>(a, v3, c3);
      const b = v128.load32_splat(u, 4);
      d0 = madd<f32>(b, v0, d0);
      d1 = madd<f32>(b, v1, d1);
      d2 = madd<f32>(b, v2, d2);
      d3 = madd<f32>(b, v3, d3);
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

/** `transformOutput` to a buffer, for all dilations one. */
function outputToBuffer(
  m: usize,
  bias: v128,
  y: usize,
  epilogue: i32,
  extra: usize,
  dilation: i32,
): void {
  transformOutput(m, bias, y, epilogue, extra, dilation);
}

/** The columns of one output of the groups of a panel. */
// @ts-ignore: decorator
@inline
function storeGroups(
  m: usize,
  bias: v128,
  places: usize,
  count: i32,
  y: usize,
  epilogue: i32,
  extra: usize,
  edge: usize,
  dilation: i32,
): void {
  for (const end = m + ((<usize>count) << 4); m != end; m += 16, places += 8) {
    const at = <usize>load<u32>(places);
    const columns = load<i32>(places, 4);
    if (columns >= 16) {
      transformOutput(m, bias, y + at, epilogue, extra + at, dilation);
    } else {
      outputToBuffer(m, bias, edge, epilogue, extra + at, dilation);
      for (let k: usize = 0; k < (<usize>columns) << 2; k += 4)
        store<f32>(y + at + k, load<f32>(edge + k));
    }
  }
}

/** Transforms the 16 columns from column n on of all channels of a sample. */
// @ts-ignore: decorator
@inline
function groupInputs(
  row: usize,
  n: i32,
  width: i32,
  inputs: i32,
  v: usize,
  plane: usize,
  edge: usize,
  dilation: i32,
): void {
  const rowBytes = (<usize>width) << 2;
  if (isWhole(n, width, dilation)) {
    let at = row + ((<usize>n) << 2);
    let before = row + ((<usize>(n == 0 ? width - dilation : n - dilation)) << 2),
      behind = n + 16 == width ? row : at + 64;
    for (let i = 0; i < inputs; i++) {
      transformInput(at, before, behind, v, plane, dilation);
      at += rowBytes;
      before += rowBytes;
      behind += rowBytes;
      v += 64;
    }
  } else {
    for (let i = 0; i < inputs; i++) {
      edgeColumns(row, n, width, edge, dilation);
      transformEdge(edge, v, plane, dilation);
      row += rowBytes;
      v += 64;
    }
  }
}

/** Bytes of the transformed weights. */
// @ts-ignore: decorator
@inline
function weightBytes(inputs: i32, outputs: i32): usize {
  return round64(<usize>(inputs * ((outputs + 1) >> 1)) * 48);
}

/** Scratch bytes. */
export function winogradScratch(ip: usize): usize {
  const inputs = int(ip, Conv.INPUTS);
  return 1024 + weightBytes(inputs, int(ip, Conv.OUTPUTS)) + <usize>inputs * 384;
}

/** Items lo..hi−1 with the arguments of `conv`. */
export function winogradItems(ip: usize, lo: i32, hi: i32): void {
  const perSeed = int(ip, Conv.BATCH) * int(ip, Conv.BLOCKS);
  while (lo < hi) {
    const e = lo / perSeed;
    const end = min(hi, (e + 1) * perSeed);
    seedItems(ip, e, lo, end);
    lo = end;
  }
}

/** Items lo..hi−1, all of seed e. */
function seedItems(ip: usize, e: i32, lo: i32, hi: i32): void {
  const batch = int(ip, Conv.BATCH),
    inputs = int(ip, Conv.INPUTS),
    outputs = int(ip, Conv.OUTPUTS),
    width = int(ip, Conv.S2),
    epilogue = int(ip, Conv.EPILOGUE),
    blocks = int(ip, Conv.BLOCKS),
    dilation = int(ip, Conv.DILATION);
  const x = ptr(ip, Conv.X) + ((<usize>e * <usize>int(ip, Conv.X_SEED)) << 2);
  const w = ptr(ip, Conv.W) + ((<usize>e * <usize>int(ip, Conv.W_SEED)) << 2);
  let bias = ptr(ip, Conv.BIAS);
  if (bias) bias += (<usize>e * <usize>int(ip, Conv.BIAS_SEED)) << 2;
  const y = ptr(ip, Conv.Y);
  const extra = ptr(ip, Conv.EXTRA);

  const edge = scratch();
  const products = edge + 128;
  const places = products + 768;
  const weights = places + 128;
  const inputPlane = (<usize>inputs) << 6;
  const weightPair = <usize>inputs * 48;
  const transformed = weights + weightBytes(inputs, outputs);
  transformWeights(w, weights, outputs, inputs, int(ip, Conv.TRANSPOSED) != 0);

  const rowBytes = (<usize>width) << 2;
  const groups = (width + 15) >> 4;
  const start = firstPart(lo, blocks, groups),
    end = firstPart(hi, blocks, groups);
  for (let first = start; first < end; first += 4) {
    const count = min(4, end - first);
    for (let g = 0; g < count; g++) {
      const item = (first + g) / groups;
      const n = ((first + g) % groups) << 4;
      const row = x + <usize>((item - e * batch) * inputs) * rowBytes;
      const v = transformed + ((<usize>g) << 4);
      if (dilation == 1) groupInputs(row, n, width, inputs, v, inputPlane, edge, 1);
      else groupInputs(row, n, width, inputs, v, inputPlane, edge, dilation);
      store<u32>(
        places + ((<usize>g) << 3),
        <u32>(<usize>(item * outputs) * rowBytes + ((<usize>n) << 2)),
      );
      store<i32>(places + ((<usize>g) << 3), width - n, 4);
    }
    for (let o = 0; o < outputs; o += 2) {
      multiply(weights + <usize>(o >> 1) * weightPair, transformed, products, inputs);
      for (let r = 0, pair = min(2, outputs - o); r < pair; r++) {
        const b = bias ? v128.load32_splat(bias + ((<usize>(o + r)) << 2)) : f32x4.splat(0);
        const m = products + ((<usize>r) << 6);
        const at = <usize>(o + r) * rowBytes;
        // Loops of their own for these: choosing for every vector takes 4 % of a layer.
        if (dilation != 1) {
          storeGroups(m, b, places, count, y + at, epilogue, extra + at, edge, dilation);
        } else if (epilogue == Epilogue.NONE) {
          storeGroups(m, b, places, count, y + at, Epilogue.NONE, 0, edge, 1);
        } else if (epilogue == Epilogue.RELU) {
          storeGroups(m, b, places, count, y + at, Epilogue.RELU, 0, edge, 1);
        } else {
          storeGroups(m, b, places, count, y + at, epilogue, extra + at, edge, 1);
        }
      }
    }
  }
}
