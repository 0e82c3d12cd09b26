/**
 * Convolutions by phases and their gradients in 1D against plain sums in f64, with zeros beyond the
 * ends; the tables are made here, output by output.
 */

import { ConvPhases, ConvPhasesWeightGrad, PHASE_WORDS } from '../kernels/arguments/conv-phases';
import { convPhases, phasesScratch } from '../kernels/conv-phases';
import { convPhasesWeightGrad, phasesGradScratch } from '../kernels/conv-phases-weight-grad';
import {
  gamma,
  Instruction,
  prepareScratch,
  runBothWays,
  scratchGuarded,
  share,
  Tensor,
} from './kernel-case';

/** Outputs stride points apart, or, if transposed, phases of stride outputs to a point. */
class Case {
  seeds: i32 = 2;
  batch: i32 = 3;
  inputs: i32 = 3;
  outputs: i32 = 5;
  points: i32 = 9;
  taps: i32 = 3;
  stride: i32 = 2;
  isTransposed: bool = false;
  epilogue: i32 = 0;
  folds: bool = false;

  get size(): i32 {
    if (this.isTransposed) return this.points * this.stride;
    return (this.points + this.stride - 1) / this.stride;
  }

  /** The point that output n reads with a tap; -1 for none. */
  source(n: i32, t: i32): i32 {
    const place = (this.isTransposed ? n : n * this.stride) + t - (this.taps - 1) / 2;
    if (!this.isTransposed) return place < 0 || place >= this.points ? -1 : place;
    if (place < 0 || place % this.stride) return -1;
    return place / this.stride < this.points ? place / this.stride : -1;
  }
}

/** The table of a case: words, and the counts that kernels are told. */
class Table {
  words: i32[] = [];
  columns: i32;
  phases: i32;
  hits: i32 = 0;
  mostTaps: i32 = 0;
  mostPoints: i32 = 0;

  constructor(c: Case) {
    const reach = c.taps; // Enough on either side, in points.
    const split = c.isTransposed ? 1 : c.stride;
    const width = (c.points + 2 * reach) / split + 40;
    this.columns = split * width;
    this.phases = c.isTransposed ? c.stride : 1;
    this.words.push(0);
    for (let rest = 0; rest < split; rest++) {
      for (let column = 0; column < width; column++) {
        const point = column * split + rest - reach * split;
        // Element by element; the runs of the host are tried with the networks.
        this.words.push(1);
        this.words.push(point < 0 || point >= c.points ? -1 : point);
        this.words.push(0);
      }
    }
    const hits: i32[] = [];
    for (let p = 0; p < this.phases; p++) {
      let taps = 0;
      for (let t = 0; t < c.taps; t++) {
        const place = p + t - (c.taps - 1) / 2;
        // Shifted, so that divisions round down.
        const shifted = place + reach * c.stride;
        if (c.isTransposed && shifted % c.stride) continue;
        const column = shifted / c.stride;
        hits.push(t);
        hits.push(c.isTransposed ? column : (shifted % c.stride) * width + column);
        taps++;
      }
      const count = (c.size - p + this.phases - 1) / this.phases;
      const words: i32[] = [taps, p, 1, 1, count, 0, 0, this.phases, 0, 0];
      assert(words.length == PHASE_WORDS);
      for (let k = 0; k < words.length; k++) this.words.push(words[k]);
      this.hits += taps;
      this.mostTaps = max(this.mostTaps, taps);
      this.mostPoints = max(this.mostPoints, ((count + 3) / 4) * 4);
    }
    for (let k = 0; k < hits.length; k++) this.words.push(hits[k]);
    // Every output back to its place: a fold that changes nothing.
    this.words.push(0);
    for (let n = 0; n < c.size; n++) this.words.push(n);
  }
}

/** Largest error as a part of its bound; infinite where splitting the items changes bits. */
function worst<T>(c: Case): f64 {
  const table = new Table(c);
  const x = new Tensor<T>(c.seeds * c.batch * c.inputs * c.points),
    w = new Tensor<T>(c.seeds * c.outputs * c.inputs * c.taps),
    bias = new Tensor<T>(c.seeds * c.outputs),
    y = new Tensor<T>(c.seeds * c.batch * c.outputs * c.size, true),
    extra = new Tensor<T>(y.length);
  const instruction = new Instruction(c.seeds * c.batch)
    .set(ConvPhases.X, <i32>x.at)
    .set(ConvPhases.W, <i32>w.at)
    .set(ConvPhases.BIAS, <i32>bias.at)
    .set(ConvPhases.Y, <i32>y.at)
    .set(ConvPhases.EXTRA, <i32>extra.at)
    .set(ConvPhases.TABLE, <i32>table.words.dataStart)
    .set(ConvPhases.BATCH, c.batch)
    .set(ConvPhases.INPUTS, c.inputs)
    .set(ConvPhases.OUTPUTS, c.outputs)
    .set(ConvPhases.X_SPACE, c.points)
    .set(ConvPhases.Y_SPACE, c.size)
    .set(ConvPhases.KERNEL, c.taps)
    .set(ConvPhases.ROWS, 1)
    .set(ConvPhases.COLUMNS, table.columns)
    .set(ConvPhases.RUNS, table.columns)
    .set(ConvPhases.PHASES, table.phases)
    .set(ConvPhases.HITS, table.hits)
    .set(ConvPhases.MOST_TAPS, table.mostTaps)
    .set(ConvPhases.FOLD_ROWS, c.folds ? 1 : 0)
    .set(ConvPhases.FOLD_COLUMNS, c.folds ? c.size : 0)
    .set(ConvPhases.X_SEED, c.batch * c.inputs * c.points)
    .set(ConvPhases.W_SEED, c.outputs * c.inputs * c.taps)
    .set(ConvPhases.BIAS_SEED, c.outputs)
    .set(ConvPhases.TRANSPOSED, 0)
    .set(ConvPhases.EPILOGUE, c.epilogue);
  prepareScratch(<i32>phasesScratch<T>(instruction.at));
  const same = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => convPhases<T>(ip, lo, hi),
    instruction,
    y,
  );
  let result: f64 = same && scratchGuarded() ? 0 : Infinity;
  for (let at = 0; at < y.length; at++) {
    const n = at % c.size,
      o = (at / c.size) % c.outputs,
      sample = at / (c.size * c.outputs),
      e = sample / c.batch;
    let sum = bias.get(e * c.outputs + o);
    let magnitude = Math.abs(sum);
    for (let i = 0; i < c.inputs; i++) {
      for (let t = 0; t < c.taps; t++) {
        const source = c.source(n, t);
        if (source < 0) continue;
        const product =
          w.get(((e * c.outputs + o) * c.inputs + i) * c.taps + t) *
          x.get((sample * c.inputs + i) * c.points + source);
        sum += product;
        magnitude += Math.abs(product);
      }
    }
    if (c.epilogue == 1) sum = Math.max(sum, 0);
    if (c.epilogue == 2) sum = extra.get(at) > 0 ? sum : 0;
    if (c.epilogue == 3) {
      sum += extra.get(at);
      magnitude += Math.abs(extra.get(at));
    }
    result = Math.max(result, share(y.get(at), sum, gamma<T>(c.inputs * c.taps + 2) * magnitude));
  }
  return Math.max(result, worstWeightGrad<T>(c, table));
}

function worstWeightGrad<T>(c: Case, table: Table): f64 {
  const chunk = (c.batch + 9) / 10,
    chunks = (c.batch + chunk - 1) / chunk;
  const g = new Tensor<T>(c.seeds * c.batch * c.outputs * c.size),
    x = new Tensor<T>(c.seeds * c.batch * c.inputs * c.points),
    dw = new Tensor<T>(c.seeds * chunks * c.outputs * c.inputs * c.taps, true),
    db = new Tensor<T>(c.seeds * chunks * c.outputs, true);
  const instruction = new Instruction(c.seeds * chunks)
    .set(ConvPhasesWeightGrad.G, <i32>g.at)
    .set(ConvPhasesWeightGrad.X, <i32>x.at)
    .set(ConvPhasesWeightGrad.DW, <i32>dw.at)
    .set(ConvPhasesWeightGrad.DB, <i32>db.at)
    .set(ConvPhasesWeightGrad.TABLE, <i32>table.words.dataStart)
    .set(ConvPhasesWeightGrad.BATCH, c.batch)
    .set(ConvPhasesWeightGrad.CHUNKS, chunks)
    .set(ConvPhasesWeightGrad.CHUNK, chunk)
    .set(ConvPhasesWeightGrad.INPUTS, c.inputs)
    .set(ConvPhasesWeightGrad.OUTPUTS, c.outputs)
    .set(ConvPhasesWeightGrad.X_SPACE, c.points)
    .set(ConvPhasesWeightGrad.G_SPACE, c.size)
    .set(ConvPhasesWeightGrad.KERNEL, c.taps)
    .set(ConvPhasesWeightGrad.ROWS, 1)
    .set(ConvPhasesWeightGrad.COLUMNS, table.columns)
    .set(ConvPhasesWeightGrad.RUNS, table.columns)
    .set(ConvPhasesWeightGrad.PHASES, table.phases)
    .set(ConvPhasesWeightGrad.HITS, table.hits)
    .set(ConvPhasesWeightGrad.MOST_ROWS, 1)
    .set(ConvPhasesWeightGrad.MOST_POINTS, table.mostPoints)
    .set(ConvPhasesWeightGrad.G_SEED, c.batch * c.outputs * c.size)
    .set(ConvPhasesWeightGrad.X_SEED, c.batch * c.inputs * c.points);
  prepareScratch(<i32>phasesGradScratch<T>(instruction.at));
  const same =
    runBothWays<T>(
      (ip: usize, lo: i32, hi: i32) => convPhasesWeightGrad<T>(ip, lo, hi),
      instruction,
      dw,
    ) &&
    runBothWays<T>(
      (ip: usize, lo: i32, hi: i32) => convPhasesWeightGrad<T>(ip, lo, hi),
      instruction,
      db,
    );
  let result: f64 = same && scratchGuarded() ? 0 : Infinity;
  const bound = gamma<T>(chunk * c.size + 2);
  for (let row = 0; row < c.seeds * chunks * c.outputs; row++) {
    const o = row % c.outputs,
      h = (row / c.outputs) % chunks,
      e = row / (c.outputs * chunks);
    const last = min(c.batch, (h + 1) * chunk);
    for (let i = 0; i < c.inputs; i++) {
      for (let t = 0; t < c.taps; t++) {
        let sum = 0.0,
          magnitude = 0.0,
          biasSum = 0.0,
          biasMagnitude = 0.0;
        for (let b = e * c.batch + h * chunk; b < e * c.batch + last; b++) {
          for (let n = 0; n < c.size; n++) {
            const gradient = g.get((b * c.outputs + o) * c.size + n);
            biasSum += gradient;
            biasMagnitude += Math.abs(gradient);
            const source = c.source(n, t);
            if (source < 0) continue;
            const product = gradient * x.get((b * c.inputs + i) * c.points + source);
            sum += product;
            magnitude += Math.abs(product);
          }
        }
        const at = (row * c.inputs + i) * c.taps + t;
        result = Math.max(result, share(dw.get(at), sum, bound * magnitude));
        result = Math.max(result, share(db.get(row), biasSum, bound * biasMagnitude));
      }
    }
  }
  return result;
}

describe('convolutions by phases and their weight gradients against plain sums', () => {
  test('strided, 1 to 40 points', () => {
    for (let points = 1; points <= 40; points++) {
      const c = new Case();
      c.points = points;
      c.stride = 2 + (points % 2);
      c.taps = 1 + (points % 5);
      c.outputs = 1 + (points % 4);
      c.epilogue = points % 4;
      c.batch = points % 7 ? 2 : 23;
      expect(worst<f32>(c)).toBeLessThanOrEqual(1, `f32, ${points} points`);
      expect(worst<f64>(c)).toBeLessThanOrEqual(1, `f64, ${points} points`);
    }
  });

  test('transposed, 1 to 40 points, folded or not', () => {
    for (let points = 1; points <= 40; points++) {
      const c = new Case();
      c.isTransposed = true;
      c.points = points;
      c.stride = 2 + (points % 2);
      c.taps = 1 + (points % 5);
      c.outputs = 1 + (points % 4);
      c.epilogue = (points / 2) % 4;
      c.folds = points % 3 == 0;
      expect(worst<f32>(c)).toBeLessThanOrEqual(1, `f32, ${points} points`);
      expect(worst<f64>(c)).toBeLessThanOrEqual(1, `f64, ${points} points`);
    }
  });

  test('rows longer than a summation tile', () => {
    const c = new Case();
    c.seeds = c.batch = 1;
    c.inputs = c.outputs = 2;
    c.points = 2501;
    expect(worst<f32>(c)).toBeLessThanOrEqual(1);
    c.isTransposed = true;
    expect(worst<f64>(c)).toBeLessThanOrEqual(1);
  });
});
