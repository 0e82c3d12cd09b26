/** Convolutions by the kernels and by plain sums in f64, compared by rounding bounds. */

import { conv, convScratch } from '../kernels/conv';
import { convWeightGrad, convWeightGradScratch } from '../kernels/conv-weight-grad';
import { Case, convInstruction, gradInstruction } from './conv-case';
import {
  gamma,
  modulo,
  prepareScratch,
  runBothWays,
  scratchGuarded,
  share,
  Tensor,
} from './kernel-case';
import {
  planeGradMagnitude,
  planeMagnitude,
  winogradGradMagnitude,
  winogradMagnitude,
} from './winograd-magnitude';

/** What the roundings of a channel pair's Winograd sums at output n are relative to. */
function magnitudeOf<T>(
  c: Case,
  x: Tensor<T>,
  row: i32,
  w: Tensor<T>,
  kernel: i32,
  n: i32,
): f64 {
  const flipped = c.transposed != 0;
  if (c.dimensions == 1) {
    return winogradMagnitude<T>(x, row, w, kernel, flipped, c.s2, c.dilation, n);
  }
  const area = c.s1 * c.s2,
    depth = c.allTaps() / 9;
  let sum = 0.0;
  for (let t = 0; t < depth; t++) {
    const plane = depth == 1 ? 0 : modulo(n / area + t - 1, c.s0);
    const taps = kernel + 9 * (flipped ? depth - 1 - t : t);
    sum += planeMagnitude<T>(
      x,
      row + plane * area,
      c.s1,
      c.s2,
      w,
      taps,
      flipped,
      (n % area) / c.s2,
      n % c.s2,
    );
  }
  return sum;
}

/** The same for tap t of the weight gradient of a sample's rows. */
function gradMagnitudeOf<T>(
  c: Case,
  g: Tensor<T>,
  gRow: i32,
  x: Tensor<T>,
  xRow: i32,
  t: i32,
): f64 {
  if (c.dimensions == 1) {
    return winogradGradMagnitude<T>(g, gRow, x, xRow, c.s2, c.dilation, t);
  }
  const area = c.s1 * c.s2;
  let sum = 0.0;
  for (let plane = 0; plane < c.s0; plane++) {
    const source = c.dimensions == 2 ? 0 : modulo(plane + t / 9 - 1, c.s0);
    const at = gRow + plane * area;
    sum += planeGradMagnitude<T>(g, at, x, xRow + source * area, c.s1, c.s2, t % 9);
  }
  return sum;
}

/** Largest error as a part of its bound; infinite if splitting the items changes bits. */
export function worst<T>(c: Case): f64 {
  const space = c.space(),
    all = c.allTaps();
  const xSeed = c.shared == 1 ? 0 : c.batch * c.inputs * space;
  const wSeed = c.shared == 2 ? 0 : c.outputs * c.inputs * all;
  const biasSeed = c.shared == 2 ? 0 : c.outputs;
  const x = new Tensor<T>((c.shared == 1 ? 1 : c.seeds) * c.batch * c.inputs * space);
  const w = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.outputs * c.inputs * all);
  const bias = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.outputs);
  const y = new Tensor<T>(c.seeds * c.batch * c.outputs * space, true);
  const extra = new Tensor<T>(y.length);
  const instruction = convInstruction(c, x.at, w.at, c.withBias ? bias.at : 0, y.at, extra.at);
  prepareScratch(<i32>convScratch<T>(instruction.at));
  let result: f64 = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => conv<T>(ip, lo, hi),
    instruction,
    y,
  )
    ? 0
    : Infinity;
  if (!scratchGuarded()) result = Infinity;
  const sign = c.transposed ? -1 : 1;
  const roundings = c.algorithm == 1
    ? c.winogradInputs() + (c.dimensions == 1 ? 14 : 36)
    : c.inputs * all + 2;
  for (let at = 0; at < y.length; at++) {
    const n = at % space,
      o = (at / space) % c.outputs;
    const b = (at / (space * c.outputs)) % c.batch,
      e = at / (space * c.outputs * c.batch);
    let sum = c.withBias ? bias.get(e * biasSeed + o) : 0;
    let magnitude = Math.abs(sum);
    for (let i = 0; i < c.inputs; i++) {
      const row = e * xSeed + (b * c.inputs + i) * space;
      const kernel = e * wSeed + (c.transposed ? i * c.outputs + o : o * c.inputs + i) * all;
      for (let t = 0; t < all; t++) {
        const product = x.get(row + c.source(n, t, sign)) * w.get(kernel + t);
        sum += product;
        if (c.algorithm != 1) magnitude += Math.abs(product);
      }
      if (c.algorithm == 1) magnitude += magnitudeOf<T>(c, x, row, w, kernel, n);
    }
    if (c.epilogue == 1) sum = Math.max(sum, 0);
    if (c.epilogue == 2) sum = extra.get(at) > 0 ? sum : 0;
    if (c.epilogue == 3) {
      sum += extra.get(at);
      magnitude += Math.abs(extra.get(at));
    }
    result = Math.max(result, share(y.get(at), sum, gamma<T>(roundings) * magnitude));
  }
  x.free();
  w.free();
  bias.free();
  y.free();
  extra.free();
  return result;
}

/**
 * The same for the weight gradient and the bias gradient, whose operands g (1) or x (2) may be
 * shared.
 */
export function worstWeightGrad<T>(c: Case): f64 {
  const space = c.space(),
    all = c.allTaps();
  const chunk = (c.batch + 9) / 10,
    chunks = (c.batch + chunk - 1) / chunk;
  const gSeed = c.shared == 1 ? 0 : c.batch * c.outputs * space;
  const xSeed = c.shared == 2 ? 0 : c.batch * c.inputs * space;
  const g = new Tensor<T>((c.shared == 1 ? 1 : c.seeds) * c.batch * c.outputs * space);
  const x = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.batch * c.inputs * space);
  const dw = new Tensor<T>(c.seeds * chunks * c.blocks * c.outputs * c.inputs * all, true);
  const db = new Tensor<T>(c.seeds * chunks * c.blocks * c.outputs, true);
  const instruction = gradInstruction(c, chunk, g.at, x.at, dw.at, db.at);
  prepareScratch(<i32>convWeightGradScratch<T>(instruction.at));
  let result: f64 = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => convWeightGrad<T>(ip, lo, hi),
    instruction,
    dw,
  )
    ? 0
    : Infinity;
  if (
    !runBothWays<T>((ip: usize, lo: i32, hi: i32) => convWeightGrad<T>(ip, lo, hi), instruction, db)
  )
    result = Infinity;
  if (!scratchGuarded()) result = Infinity;
  let roundings = chunk * space + 2;
  if (c.algorithm) {
    const groups = (c.s2 + 15) / 16;
    roundings =
      c.dimensions == 1
        ? chunk * groups + 20
        : chunk * c.s0 * ((c.s1 + 3) / 4) * groups + 40;
  }
  const parts = c.outputs * c.inputs * all;
  for (let row = 0; row < c.seeds * chunks * c.outputs; row++) {
    const o = row % c.outputs,
      h = (row / c.outputs) % chunks,
      e = row / (c.outputs * chunks);
    const last = min(c.batch, (h + 1) * chunk);
    for (let i = 0; i < c.inputs; i++) {
      for (let t = 0; t < all; t++) {
        let sum = 0.0,
          magnitude = 0.0,
          biasSum = 0.0,
          biasMagnitude = 0.0;
        for (let b = h * chunk; b < last; b++) {
          for (let n = 0; n < space; n++) {
            const gradient = g.get(e * gSeed + (b * c.outputs + o) * space + n);
            const product =
              gradient * x.get(e * xSeed + (b * c.inputs + i) * space + c.source(n, t, 1));
            sum += product;
            magnitude += Math.abs(product);
            biasSum += gradient;
            biasMagnitude += Math.abs(gradient);
          }
        }
        const bound = gamma<T>(roundings);
        if (c.algorithm) {
          magnitude = 0;
          for (let b = h * chunk; b < last; b++) {
            const gRow = e * gSeed + (b * c.outputs + o) * space,
              xRow = e * xSeed + (b * c.inputs + i) * space;
            magnitude += gradMagnitudeOf<T>(c, g, gRow, x, xRow, t);
          }
        }
        let value = 0.0,
          biasValue = 0.0;
        for (let k = 0; k < c.blocks; k++) {
          const part = (row / c.outputs) * c.blocks + k;
          value += dw.get(part * parts + (o * c.inputs + i) * all + t);
          biasValue += db.get(part * c.outputs + o);
        }
        result = Math.max(result, share(value, sum, bound * magnitude));
        result = Math.max(result, share(biasValue, biasSum, bound * biasMagnitude));
      }
    }
  }
  g.free();
  x.free();
  dw.free();
  db.free();
  return result;
}
