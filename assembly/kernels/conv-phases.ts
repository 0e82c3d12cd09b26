/**
 * The direct sum of convolutions with strides, input dilations, any boundary and kernels that
 * differ between the axes, and of their gradients with respect to the input. Nothing is multiplied
 * by a zero between two points.
 *
 *   y[e,b,o,n] = f( bias[e,o] + Σ_{i,t} w[e,o,i,t] · x[e,b,i,p(n,t)] )
 *
 * over the taps t for which there is a place p(n,t), as a table says (arguments/conv-phases.ts): a
 * sample's rows are copied so that all outputs of a phase are plain products of a matrix of weights
 * with columns that lie side by side. With `transposed`, the gradient with respect to the input: x
 * is then the gradient of the output, w is read as [e,i,o,t], and where the boundary makes several
 * places of a point the result is made for the places and added up.
 *
 * Order of sums: from the bias, input channels ascending, in each the taps of the phase in the
 * order of the table; then the places of a point in row-major order.
 */

import { int, ptr, scratch } from '../schedule/args';
import { ConvPhases, Phase, PHASE_WORDS } from './arguments/conv-phases';
import { Epilogue, finishOne, panelGemm } from './gemm-tile';
import { lanes, round64 } from './lanes';
import { copyRows, fold, word } from './phase-rows';

/** Bytes at the start of scratch that `panelGemm` works in. */
// @ts-ignore: decorator
@inline
const TILE_BUFFER: usize = 128;

/** The weights of every phase, [phase][o][i][hit of the phase]. */
function gatherWeights<T>(
  from: usize,
  to: usize,
  outputs: i32,
  inputs: i32,
  kernel: i32,
  transposed: bool,
  phases: usize,
  count: i32,
): void {
  let hits = phases + ((<usize>(count * PHASE_WORDS)) << 2);
  for (let p = 0; p < count; p++, phases += PHASE_WORDS << 2) {
    const taps = word(phases, Phase.TAPS);
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        const pair = transposed ? i * outputs + o : o * inputs + i;
        const at = from + <usize>(pair * kernel) * sizeof<T>();
        for (let t = 0; t < taps; t++, to += sizeof<T>()) {
          store<T>(to, load<T>(at + <usize>word(hits, 2 * t) * sizeof<T>()));
        }
      }
    }
    hits += (<usize>taps) << 3;
  }
}

/** Scratch bytes. */
export function phasesScratch<T>(ip: usize): usize {
  const inputs = int(ip, ConvPhases.INPUTS),
    outputs = int(ip, ConvPhases.OUTPUTS);
  const packed = (<usize>(inputs * int(ip, ConvPhases.MOST_TAPS))) << 6;
  const weights = <usize>(inputs * outputs * int(ip, ConvPhases.HITS)) * sizeof<T>();
  const copied = <usize>(inputs * int(ip, ConvPhases.ROWS) * int(ip, ConvPhases.COLUMNS));
  const places = int(ip, ConvPhases.FOLD_ROWS) * int(ip, ConvPhases.FOLD_COLUMNS);
  const folded = <usize>(outputs * places);
  const tile = TILE_BUFFER + ((<usize>outputs) << 6);
  return tile + packed + round64(weights) + round64((copied + folded) * sizeof<T>());
}

/** Items (seed·B + sample) lo..hi−1; see the top of the file. */
export function convPhases<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const x = ptr(ip, ConvPhases.X),
    w = ptr(ip, ConvPhases.W),
    bias = ptr(ip, ConvPhases.BIAS),
    y = ptr(ip, ConvPhases.Y),
    extra = ptr(ip, ConvPhases.EXTRA),
    table = ptr(ip, ConvPhases.TABLE);
  const batch = int(ip, ConvPhases.BATCH),
    inputs = int(ip, ConvPhases.INPUTS),
    outputs = int(ip, ConvPhases.OUTPUTS),
    xSpace = int(ip, ConvPhases.X_SPACE),
    ySpace = int(ip, ConvPhases.Y_SPACE),
    kernel = int(ip, ConvPhases.KERNEL);
  const rows = int(ip, ConvPhases.ROWS),
    columns = int(ip, ConvPhases.COLUMNS),
    runs = int(ip, ConvPhases.RUNS),
    count = int(ip, ConvPhases.PHASES),
    foldRows = int(ip, ConvPhases.FOLD_ROWS),
    foldColumns = int(ip, ConvPhases.FOLD_COLUMNS);
  const xSeed = <usize>int(ip, ConvPhases.X_SEED) * S,
    wSeed = <usize>int(ip, ConvPhases.W_SEED) * S,
    biasSeed = <usize>int(ip, ConvPhases.BIAS_SEED) * S;
  const transposed = int(ip, ConvPhases.TRANSPOSED) != 0;
  const epilogue = int(ip, ConvPhases.EPILOGUE);
  const panel = 4 * lanes<T>();

  const stage = scratch() + TILE_BUFFER;
  const packed = stage + ((<usize>outputs) << 6);
  const weights = packed + ((<usize>(inputs * int(ip, ConvPhases.MOST_TAPS))) << 6);
  const copied =
    weights + round64(<usize>(inputs * outputs * int(ip, ConvPhases.HITS)) * S);
  const channel = <usize>(rows * columns) * S;
  const places = copied + <usize>inputs * channel;

  const phases = table + ((<usize>(rows + 3 * runs)) << 2);
  const allHits = phases + ((<usize>(count * PHASE_WORDS)) << 2);
  const foldTable = allHits + ((<usize>int(ip, ConvPhases.HITS)) << 3);
  const isFolded = foldRows > 0;
  const outSpace = isFolded ? foldRows * foldColumns : ySpace;
  const outBytes = <usize>outSpace * S;
  // What a fold has to finish, the products do not.
  const ownEpilogue = isFolded ? Epilogue.NONE : epilogue;

  let seed = -1;
  let seedBias: usize = 0;
  for (let item = lo; item < hi; item++) {
    const e = item / batch;
    if (e != seed) {
      if (seed < 0 || wSeed) {
        const from = w + <usize>e * wSeed;
        gatherWeights<T>(from, weights, outputs, inputs, kernel, transposed, phases, count);
      }
      seedBias = bias ? bias + <usize>e * biasSeed : 0;
      seed = e;
    }
    const xItem = x + <usize>e * xSeed + <usize>(item % batch) * <usize>(inputs * xSpace) * S;
    const yItem = y + <usize>item * <usize>(outputs * ySpace) * S;
    const extraItem = extra + <usize>item * <usize>(outputs * ySpace) * S;
    const to = isFolded ? places : yItem;
    copyRows<T>(xItem, copied, inputs, xSpace, table, rows, columns, runs);
    let hits = allHits,
      phaseWeights = weights;
    for (let p = 0, phase = phases; p < count; p++, phase += PHASE_WORDS << 2) {
      const taps = word(phase, Phase.TAPS);
      const terms = inputs * taps;
      const width = word(phase, Phase.COUNT2),
        step = word(phase, Phase.OUTPUT2);
      for (let m0 = 0; m0 < word(phase, Phase.COUNT0); m0++) {
        for (let m1 = 0; m1 < word(phase, Phase.COUNT1); m1++) {
          const read = m0 * word(phase, Phase.READ0) + m1 * word(phase, Phase.READ1);
          const out =
            word(phase, Phase.FIRST) +
            m0 * word(phase, Phase.OUTPUT0) +
            m1 * word(phase, Phase.OUTPUT1);
          for (let n = 0; n < width; n += panel) {
            pack(packed, copied + <usize>(read + n) * S, inputs, channel, hits, taps, S);
            const valid = min(panel, width - n);
            const at = <usize>(out + n * step) * S;
            if (step == 1) {
              panelGemm<T>(
                outputs, terms, valid, phaseWeights, <usize>terms * S, S, packed, 64, to + at,
                outBytes, seedBias, ownEpilogue, extraItem + at, scratch(),
              );
            } else {
              panelGemm<T>(
                outputs, terms, panel, phaseWeights, <usize>terms * S, S, packed, 64, stage, 64,
                seedBias, Epilogue.NONE, 0, scratch(),
              );
              scatter<T>(
                stage, to + at, outputs, outBytes, valid, <usize>step * S, ownEpilogue,
                extraItem + at,
              );
            }
          }
        }
      }
      phaseWeights += <usize>(outputs * terms) * S;
      hits += (<usize>taps) << 3;
    }
    if (isFolded) {
      fold<T>(
        places, yItem, outputs, ySpace, foldTable, foldRows, foldColumns, epilogue, extraItem,
      );
    }
  }
}

/** Packs a panel of columns: for every input channel and tap 64 bytes. */
// @ts-ignore: decorator
@inline
function pack(
  to: usize,
  from: usize,
  inputs: i32,
  channel: usize,
  hits: usize,
  taps: i32,
  size: usize,
): void {
  for (let i = 0; i < inputs; i++, from += channel) {
    for (let t = 0; t < taps; t++, to += 64) {
      const at = from + <usize>word(hits, 2 * t + 1) * size;
      v128.store(to, v128.load(at));
      v128.store(to, v128.load(at, 16), 16);
      v128.store(to, v128.load(at, 32), 32);
      v128.store(to, v128.load(at, 48), 48);
    }
  }
}

/** Stores the first columns of rows of 64 bytes, `step` bytes apart. */
function scatter<T>(
  from: usize,
  to: usize,
  rows: i32,
  rowBytes: usize,
  columns: i32,
  step: usize,
  epilogue: i32,
  extra: usize,
): void {
  for (let r = 0; r < rows; r++, from += 64, to += rowBytes, extra += rowBytes) {
    let offset: usize = 0;
    for (let n = 0; n < columns; n++, offset += step) {
      const v = load<T>(from + <usize>n * sizeof<T>());
      store<T>(to + offset, finishOne<T>(v, epilogue, extra + offset));
    }
  }
}
