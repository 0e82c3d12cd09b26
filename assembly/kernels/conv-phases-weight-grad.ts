/**
 * Gradient of a convolution by phases (conv-phases.ts) with respect to its weights and bias, as
 * partial sums over chunks of the batch (folded afterwards by treeSum).
 *
 *   dw[e,chunk,o,i,t] = Σ_{b in chunk} Σ_n g[e,b,o,n] · x[e,b,i,p(n,t)]
 *   db[e,chunk,o]     = Σ_{b in chunk} Σ_n g[e,b,o,n]
 *
 * Order of sums: samples in order, in each the phases, in these tiles of at most 1024 columns or of
 * max(1, floor(1024/columns)) rows, which are summed lane by lane and then across lanes; the sums
 * of a phase's tiles are added in order, then those of the phases of a tap.
 */

import { int, ptr, scratch } from '../schedule/args';
import { ConvPhasesWeightGrad, Phase, PHASE_WORDS } from './arguments/conv-phases';
import { ceilDiv, lanes, round64 } from './lanes';
import { copyRows, copyStrided, word } from './phase-rows';
import { biasTile, tile } from './weight-grad-tile';

/** Columns of a summation tile, at most. */
const TILE: i32 = 1024;

/** Scratch bytes. */
export function phasesGradScratch<T>(ip: usize): usize {
  const inputs = int(ip, ConvPhasesWeightGrad.INPUTS),
    outputs = int(ip, ConvPhasesWeightGrad.OUTPUTS);
  const copied =
    inputs * int(ip, ConvPhasesWeightGrad.ROWS) * int(ip, ConvPhasesWeightGrad.COLUMNS);
  const gradients = outputs * int(ip, ConvPhasesWeightGrad.MOST_POINTS);
  const sums = outputs * inputs * int(ip, ConvPhasesWeightGrad.HITS);
  return (
    2 * round64((<usize>int(ip, ConvPhasesWeightGrad.MOST_ROWS)) << 2) +
    round64(<usize>copied * sizeof<T>()) +
    round64(<usize>gradients * sizeof<T>()) +
    round64(<usize>sums * sizeof<T>())
  );
}

/** The gradients of a phase's outputs, row after row of whole vectors, zeros behind each. */
function copyGradients<T>(
  from: usize,
  to: usize,
  channels: i32,
  space: i32,
  phase: usize,
  padded: i32,
): void {
  const step = word(phase, Phase.OUTPUT2);
  const width = word(phase, Phase.COUNT2);
  for (let c = 0; c < channels; c++, from += <usize>space * sizeof<T>()) {
    for (let m0 = 0; m0 < word(phase, Phase.COUNT0); m0++) {
      for (let m1 = 0; m1 < word(phase, Phase.COUNT1); m1++) {
        const first =
          word(phase, Phase.FIRST) +
          m0 * word(phase, Phase.OUTPUT0) +
          m1 * word(phase, Phase.OUTPUT1);
        copyStrided<T>(from + <usize>first * sizeof<T>(), to, width, step);
        memory.fill(to + <usize>width * sizeof<T>(), 0, <usize>(padded - width) * sizeof<T>());
        to += <usize>padded * sizeof<T>();
      }
    }
  }
}

/** Items (seed·chunks + chunk) lo..hi−1; see the top of the file. */
export function convPhasesWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const g = ptr(ip, ConvPhasesWeightGrad.G),
    x = ptr(ip, ConvPhasesWeightGrad.X),
    dw = ptr(ip, ConvPhasesWeightGrad.DW),
    db = ptr(ip, ConvPhasesWeightGrad.DB),
    table = ptr(ip, ConvPhasesWeightGrad.TABLE);
  const batch = int(ip, ConvPhasesWeightGrad.BATCH),
    chunks = int(ip, ConvPhasesWeightGrad.CHUNKS),
    chunk = int(ip, ConvPhasesWeightGrad.CHUNK),
    inputs = int(ip, ConvPhasesWeightGrad.INPUTS),
    outputs = int(ip, ConvPhasesWeightGrad.OUTPUTS),
    xSpace = int(ip, ConvPhasesWeightGrad.X_SPACE),
    gSpace = int(ip, ConvPhasesWeightGrad.G_SPACE),
    kernel = int(ip, ConvPhasesWeightGrad.KERNEL);
  const rows = int(ip, ConvPhasesWeightGrad.ROWS),
    columns = int(ip, ConvPhasesWeightGrad.COLUMNS),
    runs = int(ip, ConvPhasesWeightGrad.RUNS),
    count = int(ip, ConvPhasesWeightGrad.PHASES),
    hitCount = int(ip, ConvPhasesWeightGrad.HITS);
  const gSeed = <usize>int(ip, ConvPhasesWeightGrad.G_SEED) * S,
    xSeed = <usize>int(ip, ConvPhasesWeightGrad.X_SEED) * S;

  const mostRows = (<usize>int(ip, ConvPhasesWeightGrad.MOST_ROWS)) << 2;
  const gRows = scratch();
  const xRows = gRows + round64(mostRows);
  const copied = xRows + round64(mostRows);
  const gradients = copied + round64(<usize>(inputs * rows * columns) * S);
  const sums =
    gradients + round64(<usize>(outputs * int(ip, ConvPhasesWeightGrad.MOST_POINTS)) * S);
  const phases = table + ((<usize>(rows + 3 * runs)) << 2);
  const allHits = phases + ((<usize>(count * PHASE_WORDS)) << 2);

  for (let item = lo; item < hi; item++) {
    const e = item / chunks;
    const first = (item % chunks) * chunk;
    const last = min(batch, first + chunk);
    const dbItem = db + <usize>(item * outputs) * S;
    memory.fill(sums, 0, <usize>(outputs * inputs * hitCount) * S);
    if (db) memory.fill(dbItem, 0, <usize>outputs * S);
    for (let sample = first; sample < last; sample++) {
      const xItem = x + <usize>e * xSeed + <usize>sample * <usize>(inputs * xSpace) * S;
      const gItem = g + <usize>e * gSeed + <usize>sample * <usize>(outputs * gSpace) * S;
      copyRows<T>(xItem, copied, inputs, xSpace, table, rows, columns, runs);
      let hits = allHits,
        phaseSums = sums;
      for (let p = 0, phase = phases; p < count; p++, phase += PHASE_WORDS << 2) {
        const taps = word(phase, Phase.TAPS);
        const padded = ceilDiv(word(phase, Phase.COUNT2), lanes<T>()) * lanes<T>();
        copyGradients<T>(gItem, gradients, outputs, gSpace, phase, padded);
        const phaseRows = word(phase, Phase.COUNT0) * word(phase, Phase.COUNT1);
        for (let q = 0; q < phaseRows; q++) {
          const m0 = q / word(phase, Phase.COUNT1),
            m1 = q % word(phase, Phase.COUNT1);
          const read = m0 * word(phase, Phase.READ0) + m1 * word(phase, Phase.READ1);
          store<u32>(gRows + ((<usize>q) << 2), <u32>(<usize>(q * padded) * S));
          store<u32>(xRows + ((<usize>q) << 2), <u32>(<usize>read * S));
        }
        phaseSum<T>(
          gradients, gRows, phaseRows, padded, outputs, copied, xRows,
          <usize>(rows * columns) * S, inputs, hits, taps, phaseSums, db ? dbItem : 0,
        );
        phaseSums += <usize>(outputs * inputs * taps) * S;
        hits += (<usize>taps) << 3;
      }
    }
    storeSums<T>(
      sums, dw + <usize>(item * outputs * inputs * kernel) * S, outputs * inputs, kernel, phases,
      allHits, count,
    );
  }
}

/** Adds what one phase of a sample gives to [o][i][hit], and to the bias's gradient. */
function phaseSum<T>(
  g: usize,
  gRows: usize,
  rows: i32,
  columns: i32,
  outputs: i32,
  x: usize,
  xRows: usize,
  xChannel: usize,
  inputs: i32,
  hits: usize,
  taps: i32,
  sums: usize,
  db: usize,
): void {
  const S = sizeof<T>();
  const gChannel = <usize>(rows * columns) * S;
  const streams = inputs * taps;
  const sumRow = <usize>streams * S;
  const tileRows = max(1, TILE / columns);
  for (let q = 0; q < rows; q += tileRows) {
    const count = min(tileRows, rows - q);
    const gTable = gRows + ((<usize>q) << 2),
      xTable = xRows + ((<usize>q) << 2);
    for (let column = 0; column < columns; column += TILE) {
      const bytes = <usize>min(TILE, columns - column) * S;
      const gAt = g + <usize>column * S,
        xAt = x + <usize>column * S;
      for (let o = 0; o < outputs; o += 2) {
        const g0 = gAt + <usize>o * gChannel;
        const pair = o + 1 < outputs;
        for (let k = 0; k < streams; k += 3) {
          const k1 = min(k + 1, streams - 1),
            k2 = min(k + 2, streams - 1);
          tile<T>(
            count, bytes, g0, pair ? g0 + gChannel : g0, gTable,
            stream<T>(xAt, xChannel, hits, taps, k),
            stream<T>(xAt, xChannel, hits, taps, k1),
            stream<T>(xAt, xChannel, hits, taps, k2),
            xTable, xTable, xTable, 4, sums + <usize>o * sumRow + <usize>k * S, sumRow,
            pair ? 2 : 1, streams - k,
          );
        }
      }
      if (db) {
        for (let o = 0; o < outputs; o++) {
          biasTile<T>(count, bytes, gAt + <usize>o * gChannel, gTable, db + <usize>o * S);
        }
      }
    }
  }
}

/** Where a channel and tap is read: stream k is hit k mod taps of channel k / taps. */
// @ts-ignore: decorator
@inline
function stream<T>(x: usize, channel: usize, hits: usize, taps: i32, k: i32): usize {
  return x + <usize>(k / taps) * channel + <usize>word(hits, 2 * (k % taps) + 1) * sizeof<T>();
}

/** From sums [phase][pair of channels][hit] to [pair of channels][tap]. */
function storeSums<T>(
  sums: usize,
  dw: usize,
  pairs: i32,
  kernel: i32,
  phases: usize,
  hits: usize,
  count: i32,
): void {
  memory.fill(dw, 0, <usize>(pairs * kernel) * sizeof<T>());
  for (let p = 0; p < count; p++, phases += PHASE_WORDS << 2) {
    const taps = word(phases, Phase.TAPS);
    for (let k = 0; k < pairs; k++) {
      for (let t = 0; t < taps; t++, sums += sizeof<T>()) {
        const at = dw + <usize>(k * kernel + word(hits, 2 * t)) * sizeof<T>();
        store<T>(at, load<T>(at) + load<T>(sums));
      }
    }
    hits += (<usize>taps) << 3;
  }
}
