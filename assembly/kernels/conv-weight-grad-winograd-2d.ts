/**
 * The weight gradient of periodic convolutions of three taps per axis in 2D and 3D, in f32, by the
 * Winograd algorithm F(4×4, 3×3): a quarter of the products of the direct sum.
 *
 * Same arguments and results (to rounding) as `convWeightGrad` in conv-weight-grad.ts. In 3D the
 * taps of the first axis count as further input channels.
 *
 * A row of tiles is four rows of a plane, the last one's may be fewer. A block of a chunk is a
 * range of the rows of tiles of its samples.
 *
 * Order of sums: the groups of 16 columns of the block's rows of tiles, in order, sixteen at a
 * time; their transformed values are summed lane by lane, then across lanes, and these sums are
 * added in order. So are the sums of rows of tiles, of at most 1024 elements at a time, in the bias
 * gradient.
 */

import { int, ptr, scratch } from '../schedule/args';
import { ConvWeightGrad } from './arguments/conv';
import { tileRows } from './conv-winograd-2d';
import { firstPart, sumLanes } from './lanes';
import { wrap } from './periodic-rows';
import { planeDots } from './weight-grad-tile';
import { TRANSFORM_BUFFER, transformGradient, transformInput } from './winograd-2d';
import { transformWeightGrad } from './winograd-2d-weights';
import { planeStep } from './winograd-lanes';

/** Groups whose transforms are held at a time. */
const PANEL: i32 = 16;

/** Copies a group's rows into four rows of 16 columns; what is beyond its rows and columns is 0. */
function padGroup(from: usize, rowBytes: usize, rows: i32, columns: i32, to: usize): void {
  memory.fill(to, 0, 256);
  for (let r: usize = 0; r < <usize>min(rows, 4); r++) {
    memory.copy(to + (r << 6), from + r * rowBytes, (<usize>min(columns, 16)) << 2);
  }
}

/** Bytes of scratch before the planes: the transforms' buffer, a group at an edge, a table. */
// @ts-ignore: decorator
@inline
const TABLES: usize = TRANSFORM_BUFFER + 256 + 64;

/** Scratch bytes. */
export function planesGradScratch(ip: usize): usize {
  const outputs = int(ip, ConvWeightGrad.OUTPUTS);
  const inputs = int(ip, ConvWeightGrad.INPUTS) * (int(ip, ConvWeightGrad.DIMENSIONS) == 3 ? 3 : 1);
  const quads = (inputs + 3) >> 2,
    pairs = (outputs + 1) >> 1,
    tall = (int(ip, ConvWeightGrad.S1) + 3) >> 2,
    groups = (int(ip, ConvWeightGrad.S2) + 15) >> 4;
  const rows = int(ip, ConvWeightGrad.CHUNK) * int(ip, ConvWeightGrad.S0) * tall;
  const most = min(PANEL, rows * groups);
  const sumPlane = (<usize>(pairs * quads)) << 5;
  const planes = sumPlane + planeStep(quads * most) + planeStep((pairs * most + 1) >> 1);
  return TABLES + 36 * planes + ((<usize>outputs) << 4);
}

/** Items lo..hi−1 with the arguments of `convWeightGrad`. */
export function winogradPlanesWeightGrad(ip: usize, lo: i32, hi: i32): void {
  const g = ptr(ip, ConvWeightGrad.G),
    x = ptr(ip, ConvWeightGrad.X),
    dw = ptr(ip, ConvWeightGrad.DW),
    db = ptr(ip, ConvWeightGrad.DB);
  const batch = int(ip, ConvWeightGrad.BATCH),
    chunks = int(ip, ConvWeightGrad.CHUNKS),
    chunk = int(ip, ConvWeightGrad.CHUNK),
    channels = int(ip, ConvWeightGrad.INPUTS),
    outputs = int(ip, ConvWeightGrad.OUTPUTS),
    blocks = int(ip, ConvWeightGrad.BLOCKS),
    planes = int(ip, ConvWeightGrad.S0),
    height = int(ip, ConvWeightGrad.S1),
    width = int(ip, ConvWeightGrad.S2);
  const gSeed = (<usize>int(ip, ConvWeightGrad.G_SEED)) << 2,
    xSeed = (<usize>int(ip, ConvWeightGrad.X_SEED)) << 2;
  const depth = int(ip, ConvWeightGrad.DIMENSIONS) == 3 ? 3 : 1;
  const inputs = channels * depth;
  const rowBytes = (<usize>width) << 2;
  const planeBytes = <usize>height * rowBytes;
  const spaceBytes = <usize>planes * planeBytes;
  const groups = (width + 15) >> 4;
  const tall = (height + 3) >> 2;
  const sampleRows = planes * tall;
  const quads = (inputs + 3) >> 2,
    pairs = (outputs + 1) >> 1;
  const most = min(PANEL, chunk * sampleRows * groups);

  const buffer = scratch();
  const edge = buffer + TRANSFORM_BUFFER;
  const table = edge + 256;
  const sums = buffer + TABLES;
  const sumPlane = (<usize>(pairs * quads)) << 5;
  const xPanel = (<usize>most) << 6,
    gPanel = (<usize>most) << 5;
  const xPlane = planeStep(quads * most),
    gPlane = planeStep((pairs * most + 1) >> 1);
  const xHat = sums + 36 * sumPlane;
  const gHat = xHat + 36 * xPlane;
  // Sums of the gradient, lane by lane.
  const totals = gHat + 36 * gPlane;
  // Channels that fill up a quad or a pair are zeros.
  for (let p: usize = 0; p < 36; p++) {
    if (inputs & 3) memory.fill(xHat + p * xPlane + <usize>(quads - 1) * xPanel, 0, xPanel);
    if (outputs & 1) memory.fill(gHat + p * gPlane + <usize>(pairs - 1) * gPanel, 0, gPanel);
  }

  for (let item = lo; item < hi; item++) {
    const part = item / blocks;
    const e = part / chunks;
    const first = (part % chunks) * chunk;
    const samples = min(chunk, batch - first);
    const xItem = x + <usize>e * xSeed + <usize>(first * channels) * spaceBytes;
    const gItem = g + <usize>e * gSeed + <usize>(first * outputs) * spaceBytes;
    const firstRow = firstPart(item % blocks, blocks, samples * sampleRows),
      lastRow = firstPart((item % blocks) + 1, blocks, samples * sampleRows);
    memory.fill(totals, 0, (<usize>outputs) << 4);
    const start = firstRow * groups,
      end = lastRow * groups;
    if (start == end) memory.fill(sums, 0, 36 * sumPlane);
    for (let panel = start; panel < end; panel += PANEL) {
      const count = min(PANEL, end - panel);
      for (let k = 0; k < count; ) {
        const row = (panel + k) / groups,
          group = (panel + k) % groups;
        const run = min(min(4, count - k), groups - group);
        const sample = row / sampleRows,
          plane = (row % sampleRows) / tall,
          top = ((row % sampleRows) % tall) << 2;
        const n = group << 4;
        tileRows(table, top, height, rowBytes);
        for (let t = 0; t < depth; t++) {
          const source = depth == 1 ? plane : wrap(plane + t - 1, planes);
          let at = xItem + <usize>(sample * channels) * spaceBytes + <usize>source * planeBytes;
          for (let i = t; i < inputs; i += depth) {
            const to =
              xHat + <usize>(i >> 2) * xPanel + ((<usize>(i & 3)) << 4) + ((<usize>k) << 6);
            transformInput(at, table, n, run, width, to, xPlane, 64, buffer);
            at += spaceBytes;
          }
        }
        for (let q = 0; q < run; q++, k++) {
          const column = n + (q << 4);
          let at =
            gItem +
            <usize>(sample * outputs) * spaceBytes +
            <usize>plane * planeBytes +
            <usize>top * rowBytes +
            ((<usize>column) << 2);
          const whole = top + 4 <= height && column + 16 <= width;
          for (let o = 0; o < outputs; o++) {
            const to =
              gHat + <usize>(o >> 1) * gPanel + ((<usize>(o & 1)) << 4) + ((<usize>k) << 5);
            if (!whole) padGroup(at, rowBytes, height - top, width - column, edge);
            transformGradient(
              whole ? at : edge,
              whole ? rowBytes : 64,
              to,
              gPlane,
              buffer,
              totals + ((<usize>o) << 4),
            );
            at += spaceBytes;
          }
        }
      }
      for (let p: usize = 0; p < 36; p++) {
        planeDots(
          gHat + p * gPlane,
          gPanel,
          pairs,
          xHat + p * xPlane,
          xPanel,
          inputs,
          count,
          sums + p * sumPlane,
          panel > start,
        );
      }
    }
    for (let o = 0; o < outputs; o++) {
      const from = sums + ((<usize>((o >> 1) * quads)) << 5) + ((<usize>(o & 1)) << 4);
      const to = dw + <usize>((item * outputs + o) * inputs) * 36;
      for (let i = 0; i < quads; i++) {
        transformWeightGrad(
          from + ((<usize>i) << 5),
          sumPlane,
          to + <usize>i * 144,
          min(4, inputs - 4 * i),
          buffer,
        );
      }
    }
    if (!db) continue;
    for (let o = 0; o < outputs; o++) {
      store<f32>(
        db + ((<usize>(item * outputs + o)) << 2),
        sumLanes<f32>(v128.load(totals + ((<usize>o) << 4))),
      );
    }
  }
}
