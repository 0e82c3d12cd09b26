/**
 * Gradient of a periodic convolution with respect to its weights and bias, as partial sums over
 * chunks of the batch (folded afterwards by treeSum).
 *
 *   dw[e,chunk,o,i,t] = Σ_{b in chunk} Σ_n g[e,b,o,n] · x[e,b,i,(n + t·dilation − before) mod N]
 *   db[e,chunk,o]     = Σ_{b in chunk} Σ_n g[e,b,o,n]
 *
 * Order of sums: tiles of at most 1024 columns or of max(1, floor(1024/N)) whole rows (rows:
 * samples in order, in each its rows in order) are summed lane by lane and then across lanes; the
 * tiles' sums are added in order. With k = 1 all of space is one row.
 */

import { int, ptr, scratch } from '../schedule/args';
import { ConvAlgorithm, ConvWeightGrad } from './arguments/conv';
import { ceilDiv, lanes, round64 } from './lanes';
import { winogradGradScratch, winogradWeightGrad } from './conv-weight-grad-winograd';
import { planesGradScratch, winogradPlanesWeightGrad } from './conv-weight-grad-winograd-2d';
import { biasTile, tile } from './weight-grad-tile';
import { haloRows, haloStride, wrappedRows } from './periodic-rows';

/** Columns of a summation tile, at most. */
const TILE: i32 = 1024;

/** Rows of a summation tile. */
// @ts-ignore: decorator
@inline
function rowsOfTile(width: i32): i32 {
  return max(1, TILE / width);
}

/** Samples that are prepared at a time. */
// @ts-ignore: decorator
@inline
function groupOf(chunk: i32, rows: i32, width: i32): i32 {
  return min(chunk, max(1, rowsOfTile(width) / rows));
}

/** Scratch bytes of a weight gradient. */
export function convWeightGradScratch<T>(ip: usize): usize {
  const dimensions = int(ip, ConvWeightGrad.DIMENSIONS);
  if (int(ip, ConvWeightGrad.ALGORITHM) == ConvAlgorithm.WINOGRAD) {
    return dimensions == 1 ? winogradGradScratch(ip) : planesGradScratch(ip);
  }
  const taps = int(ip, ConvWeightGrad.TAPS);
  const pointwise = taps == 1;
  const planeRows = int(ip, ConvWeightGrad.S0) * int(ip, ConvWeightGrad.S1);
  const rows = pointwise ? 1 : planeRows;
  const width = (pointwise ? planeRows : 1) * int(ip, ConvWeightGrad.S2);
  const outerTaps = pointwise || dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const wholeVectors = width % lanes<T>() == 0;
  const groupRows = groupOf(int(ip, ConvWeightGrad.CHUNK), rows, width) * rows;
  let bytes = round64((<usize>(groupRows * outerTaps)) << 2) + round64((<usize>groupRows) << 2);
  if (!pointwise || !wholeVectors) {
    const halo = (taps - 1) * int(ip, ConvWeightGrad.DILATION);
    bytes += paddedBytes<T>(groupRows * int(ip, ConvWeightGrad.INPUTS), width, halo);
  }
  if (!wholeVectors) bytes += paddedBytes<T>(groupRows * int(ip, ConvWeightGrad.OUTPUTS), width, 0);
  return bytes;
}

/** Bytes of padded copies of rows, with what haloRows writes behind the last one. */
function paddedBytes<T>(rows: i32, width: i32, halo: i32): usize {
  return round64(<usize>(rows * haloStride<T>(width, halo)) * sizeof<T>()) + 64;
}

/** Items (seed·chunks + chunk) lo..hi−1; see the top of the file. */
export function convWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  if (sizeof<T>() == 4 && int(ip, ConvWeightGrad.ALGORITHM) == ConvAlgorithm.WINOGRAD) {
    if (int(ip, ConvWeightGrad.DIMENSIONS) == 1) winogradWeightGrad(ip, lo, hi);
    else winogradPlanesWeightGrad(ip, lo, hi);
    return;
  }
  const S = sizeof<T>();
  const g = ptr(ip, ConvWeightGrad.G),
    x = ptr(ip, ConvWeightGrad.X),
    dw = ptr(ip, ConvWeightGrad.DW),
    db = ptr(ip, ConvWeightGrad.DB);
  const batch = int(ip, ConvWeightGrad.BATCH),
    chunks = int(ip, ConvWeightGrad.CHUNKS),
    chunk = int(ip, ConvWeightGrad.CHUNK);
  const inputs = int(ip, ConvWeightGrad.INPUTS),
    outputs = int(ip, ConvWeightGrad.OUTPUTS);
  const taps = int(ip, ConvWeightGrad.TAPS),
    dilation = int(ip, ConvWeightGrad.DILATION),
    before = int(ip, ConvWeightGrad.BEFORE),
    dimensions = int(ip, ConvWeightGrad.DIMENSIONS);
  const s0 = int(ip, ConvWeightGrad.S0),
    s1 = int(ip, ConvWeightGrad.S1);
  const gSeed = <usize>int(ip, ConvWeightGrad.G_SEED) * S,
    xSeed = <usize>int(ip, ConvWeightGrad.X_SEED) * S;
  // A kernel of one tap sees all of space as one row.
  const pointwise = taps == 1;
  const rows = pointwise ? 1 : s0 * s1;
  const width = pointwise ? s0 * s1 * int(ip, ConvWeightGrad.S2) : int(ip, ConvWeightGrad.S2);
  const outerTaps = pointwise || dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const streams = inputs * outerTaps * taps;
  const halo = (taps - 1) * dilation;
  const wholeVectors = width % lanes<T>() == 0;
  const direct = pointwise && wholeVectors;
  const tileRows = rowsOfTile(width);
  const group = groupOf(chunk, rows, width);

  const xWidth = direct ? width : haloStride<T>(width, halo);
  const gWidth = wholeVectors ? width : haloStride<T>(width, 0);
  const xChannel = <usize>(rows * xWidth) * S,
    gChannel = <usize>(rows * gWidth) * S;
  const sampleX = <usize>(inputs * rows * width) * S,
    sampleG = <usize>(outputs * rows * width) * S;
  const xRows = scratch();
  const gRows = xRows + round64((<usize>(group * rows * outerTaps)) << 2);
  const xPadded = gRows + round64((<usize>(group * rows)) << 2);
  const gPadded = direct ? xPadded : xPadded + paddedBytes<T>(group * inputs * rows, width, halo);

  for (let s = 0, q = 0; s < group; s++) {
    for (let r = 0; r < rows; r++, q++) {
      const table = xRows + ((<usize>(q * outerTaps)) << 2);
      wrappedRows(
        table,
        dimensions,
        taps,
        dilation,
        before,
        r / s1,
        r % s1,
        s0,
        s1,
        <usize>xWidth * S,
      );
      for (let j = 0; j < outerTaps; j++) {
        const at = table + ((<usize>j) << 2);
        store<u32>(at, load<u32>(at) + <u32>(<usize>(s * inputs) * xChannel));
      }
      store<u32>(
        gRows + ((<usize>q) << 2),
        <u32>(<usize>(s * outputs) * gChannel + <usize>(r * gWidth) * S),
      );
    }
  }

  const rowStep = (<usize>outerTaps) << 2;
  const tapBytes = <usize>dilation * S;
  const dwRow = <usize>streams * S;
  for (let item = lo; item < hi; item++) {
    const e = item / chunks;
    const first = (item % chunks) * chunk;
    const last = min(batch, first + chunk);
    const dwItem = dw + <usize>(item * outputs) * dwRow;
    const dbItem = db + <usize>(item * outputs) * S;
    memory.fill(dwItem, 0, <usize>outputs * dwRow);
    if (db) memory.fill(dbItem, 0, <usize>outputs * S);
    for (let sample = first; sample < last; sample += group) {
      const samples = min(group, last - sample);
      let xBase = x + <usize>e * xSeed + <usize>sample * sampleX;
      let gBase = g + <usize>e * gSeed + <usize>sample * sampleG;
      if (!direct) {
        haloRows<T>(
          xBase,
          xPadded,
          samples * inputs * rows,
          width,
          before,
          halo - before,
          xWidth,
        );
        xBase = xPadded;
      }
      if (!wholeVectors) {
        haloRows<T>(gBase, gPadded, samples * outputs * rows, width, 0, 0, gWidth);
        gBase = gPadded;
      }
      for (let q = 0; q < samples * rows; q += tileRows) {
        const count = min(tileRows, samples * rows - q);
        const xTable = xRows + <usize>q * rowStep,
          gTable = gRows + ((<usize>q) << 2);
        for (let column = 0; column < width; column += TILE) {
          const bytes = <usize>ceilDiv(min(TILE, width - column), lanes<T>()) * 16;
          const xAt = xBase + <usize>column * S,
            gAt = gBase + <usize>column * S;
          for (let o = 0; o < outputs; o += 2) {
            const g0 = gAt + <usize>o * gChannel;
            const pair = o + 1 < outputs;
            let i = 0,
              j = 0,
              t = 0;
            for (let k = 0; k < streams; k += 3) {
              const x0 = xAt + <usize>i * xChannel + <usize>t * tapBytes,
                j0 = xTable + ((<usize>j) << 2);
              let x1 = x0,
                x2 = x0,
                j1 = j0,
                j2 = j0;
              if (++t == taps) {
                t = 0;
                if (++j == outerTaps) {
                  j = 0;
                  i++;
                }
              }
              if (k + 1 < streams) {
                x1 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j1 = xTable + ((<usize>j) << 2);
                if (++t == taps) {
                  t = 0;
                  if (++j == outerTaps) {
                    j = 0;
                    i++;
                  }
                }
              }
              if (k + 2 < streams) {
                x2 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j2 = xTable + ((<usize>j) << 2);
                if (++t == taps) {
                  t = 0;
                  if (++j == outerTaps) {
                    j = 0;
                    i++;
                  }
                }
              }
              tile<T>(
                count,
                bytes,
                g0,
                pair ? g0 + gChannel : g0,
                gTable,
                x0,
                x1,
                x2,
                j0,
                j1,
                j2,
                rowStep,
                dwItem + <usize>o * dwRow + <usize>k * S,
                dwRow,
                pair ? 2 : 1,
                streams - k,
              );
            }
          }
          if (db) {
            for (let o = 0; o < outputs; o++) {
              biasTile<T>(count, bytes, gAt + <usize>o * gChannel, gTable, dbItem + <usize>o * S);
            }
          }
        }
      }
    }
  }
}
