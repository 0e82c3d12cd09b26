/**
 * The Winograd algorithm F(4×4, 3×3) for periodic convolutions of three taps per axis in 2D and 3D,
 * in f32: four outputs of a channel pair cost nine products instead of 36.
 *
 * Same arguments and results (to rounding: about twice the rms error of the direct sum) as
 * `conv` in conv.ts. Between the transforms of winograd-2d.ts stand 36 small matrix products over
 * the channels. In 3D this is done plane by plane: the taps of the first axis count as further
 * input channels.
 *
 * A row of tiles is four rows of a plane (the last one's may be fewer). Tiles are counted over the
 * samples of a seed and taken by sixteen, a panel, whose transforms stay in the cache. A value
 * depends on its own tile's 36 inputs alone; rows beyond the last count as row 0 and those after
 * it, columns beyond the end as 0.
 */

import { madd } from '../math/madd';
import { int, ptr, scratch } from '../schedule/args';
import { Conv } from './arguments/conv';
import { firstPart } from './lanes';
import { wrap } from './periodic-rows';
import { TRANSFORM_BUFFER, transformInput, transformOutput } from './winograd-2d';
import { transformWeights } from './winograd-2d-weights';
import { planeStep } from './winograd-lanes';

/** M[p] = U[p]·V[p] for all outputs, in pairs, and 16 tiles. */
// @ts-ignore: decorator
@inline
function multiply(u: usize, v: usize, m: usize, inputs: i32, pairs: i32): void {
  const columns = (<usize>inputs) << 6;
  for (const end = m + ((<usize>pairs) << 7); m != end; m += 128) {
    let c0 = f32x4.splat(0),
      c1 = c0,
      c2 = c0,
      c3 = c0,
      d0 = c0,
      d1 = c0,
      d2 = c0,
      d3 = c0;
    let at = v;
    for (const stop = v + columns; at != stop; at += 64) {
      const v0 = v128.load(at),
        v1 = v128.load(at, 16),
        v2 = v128.load(at, 32),
        v3 = v128.load(at, 48);
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

/** Bytes of scratch before the planes: the transforms' buffer, a group at an edge, two tables. */
// @ts-ignore: decorator
@inline
const TABLES: usize = TRANSFORM_BUFFER + 256 + 64 + 64;

/** Scratch bytes. */
export function planesScratch(ip: usize): usize {
  const inputs = int(ip, Conv.INPUTS) * (int(ip, Conv.DIMENSIONS) == 3 ? 3 : 1);
  const pairs = (int(ip, Conv.OUTPUTS) + 1) >> 1;
  const weightPlane = (<usize>(pairs * inputs)) << 3;
  return TABLES + 36 * (weightPlane + planeStep(inputs) + planeStep(2 * pairs));
}

/** Items lo..hi−1 with the arguments of `conv`. */
export function winogradPlanes(ip: usize, lo: i32, hi: i32): void {
  const perSeed = int(ip, Conv.BATCH) * int(ip, Conv.BLOCKS);
  while (lo < hi) {
    const e = lo / perSeed;
    const end = min(hi, (e + 1) * perSeed);
    seedItems(ip, e, lo, end);
    lo = end;
  }
}

/** Byte offsets of the six rows of a row of tiles from the start of a plane. */
export function tileRows(table: usize, first: i32, height: i32, rowBytes: usize): void {
  for (let k = 0; k < 6; k++) {
    store<u32>(table + ((<usize>k) << 2), <u32>(<usize>wrap(first + k - 1, height) * rowBytes));
  }
}

/** Items lo..hi−1, all of seed e. */
function seedItems(ip: usize, e: i32, lo: i32, hi: i32): void {
  const batch = int(ip, Conv.BATCH),
    channels = int(ip, Conv.INPUTS),
    outputs = int(ip, Conv.OUTPUTS),
    planes = int(ip, Conv.S0),
    height = int(ip, Conv.S1),
    width = int(ip, Conv.S2),
    epilogue = int(ip, Conv.EPILOGUE),
    blocks = int(ip, Conv.BLOCKS);
  const transposed = int(ip, Conv.TRANSPOSED) != 0;
  const depth = int(ip, Conv.DIMENSIONS) == 3 ? 3 : 1;
  const inputs = channels * depth;
  const pairs = (outputs + 1) >> 1;
  const x = ptr(ip, Conv.X) + ((<usize>e * <usize>int(ip, Conv.X_SEED)) << 2);
  const w = ptr(ip, Conv.W) + ((<usize>e * <usize>int(ip, Conv.W_SEED)) << 2);
  let bias = ptr(ip, Conv.BIAS);
  if (bias) bias += (<usize>e * <usize>int(ip, Conv.BIAS_SEED)) << 2;
  const y = ptr(ip, Conv.Y);
  const extra = ptr(ip, Conv.EXTRA);

  const buffer = scratch();
  const edge = buffer + TRANSFORM_BUFFER;
  const places = edge + 256;
  const table = places + 64;
  const weights = buffer + TABLES;
  const weightPlane = (<usize>(pairs * inputs)) << 3;
  const inputPlane = planeStep(inputs);
  const productPlane = planeStep(2 * pairs);
  const transformed = weights + 36 * weightPlane;
  const products = transformed + 36 * inputPlane;
  transformWeights(w, weights, outputs, inputs, depth, transposed, buffer);

  const rowBytes = (<usize>width) << 2;
  const planeBytes = <usize>height * rowBytes;
  const spaceBytes = <usize>planes * planeBytes;
  const tall = (height + 3) >> 2;
  const sampleRows = planes * tall;
  const groups = (width + 15) >> 4;
  const base = e * batch;
  const end = groups * firstPart(hi - base * blocks, blocks, sampleRows);
  let next = groups * firstPart(lo - base * blocks, blocks, sampleRows);
  while (next < end) {
    const count = min(4, end - next);
    for (let g = 0; g < count; ) {
      const row = (next + g) / groups,
        group = (next + g) % groups;
      const run = min(count - g, groups - group);
      const sample = row / sampleRows,
        plane = (row % sampleRows) / tall,
        top = ((row % sampleRows) % tall) << 2;
      const n = group << 4;
      tileRows(table, top, height, rowBytes);
      for (let t = 0; t < depth; t++) {
        const source = depth == 1 ? plane : wrap(plane + t - 1, planes);
        let at = x + <usize>(sample * channels) * spaceBytes + <usize>source * planeBytes;
        let v = transformed + ((<usize>t) << 6) + ((<usize>g) << 4);
        for (let i = 0; i < channels; i++) {
          transformInput(at, table, n, run, width, v, inputPlane, 16, buffer);
          at += spaceBytes;
          v += (<usize>depth) << 6;
        }
      }
      const first =
        <usize>((base + sample) * outputs) * spaceBytes +
        <usize>plane * planeBytes +
        <usize>top * rowBytes;
      for (const stop = g + run; g < stop; g++) {
        const place = places + ((<usize>g) << 4);
        const column = n + ((g + run - stop) << 4);
        store<u32>(place, <u32>(first + ((<usize>column) << 2)));
        store<i32>(place, min(4, height - top), 4);
        store<i32>(place, width - column, 8);
      }
    }
    for (let p: usize = 0; p < 36; p++) {
      multiply(
        weights + p * weightPlane,
        transformed + p * inputPlane,
        products + p * productPlane,
        inputs,
        pairs,
      );
    }
    for (let o = 0; o < outputs; o++) {
      const b = bias ? v128.load32_splat(bias + ((<usize>o) << 2)) : f32x4.splat(0);
      for (let g = 0; g < count; g++) {
        const place = places + ((<usize>g) << 4);
        const at = <usize>load<u32>(place) + <usize>o * spaceBytes;
        const rows = load<i32>(place, 4),
          columns = load<i32>(place, 8);
        const m = products + ((<usize>o) << 6) + ((<usize>g) << 4);
        const whole = columns >= 16;
        transformOutput(
          m,
          productPlane,
          b,
          rows,
          whole ? y + at : edge,
          whole ? rowBytes : 64,
          epilogue,
          extra + at,
          rowBytes,
          buffer,
        );
        if (whole) continue;
        for (let r: usize = 0; r < <usize>rows; r++) {
          memory.copy(y + at + r * rowBytes, edge + (r << 6), (<usize>columns) << 2);
        }
      }
    }
    next += count;
  }
}
