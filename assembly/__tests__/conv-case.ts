// Convolutions of the specs, computed by the kernels and by plain sums in f64, compared by rounding
// bounds.

import { conv } from '../kernels/conv';
import { convWeightGrad } from '../kernels/conv-weight-grad';
import {
  gamma,
  Instruction,
  modulo,
  prepareScratch,
  runBothWays,
  scratchGuarded,
  share,
  Tensor,
} from './kernel-case';
import { winogradGradMagnitude, winogradMagnitude } from './winograd-magnitude';

function round64(bytes: i32): i32 {
  return (bytes + 63) & -64;
}

/**
 * A convolution: extents, epilogue, and which operand all seeds share (0 none, 1 x, 2 w and bias).
 */
export class Case {
  seeds: i32 = 1;
  batch: i32 = 2;
  inputs: i32 = 3;
  outputs: i32 = 5;
  taps: i32 = 3;
  dilation: i32 = 1;
  dimensions: i32 = 1;
  s0: i32 = 1;
  s1: i32 = 1;
  s2: i32 = 20;
  transposed: i32 = 0;
  epilogue: i32 = 0;
  algorithm: i32 = 0;
  shared: i32 = 0;
  withBias: bool = true;

  space(): i32 {
    return this.s0 * this.s1 * this.s2;
  }

  allTaps(): i32 {
    let n = 1;
    for (let d = 0; d < this.dimensions; d++) n *= this.taps;
    return n;
  }

  /** Scratch bytes of `conv` as its file states them. */
  scratchBytes<T>(): i32 {
    const S = <i32>sizeof<T>();
    if (this.algorithm) {
      return round64(48 * this.inputs * ((this.outputs + 1) / 2)) + 384 * this.inputs + 1024;
    }
    const terms = this.inputs * this.allTaps();
    const flipped = this.transposed ? round64(this.outputs * terms * S) : 0;
    if (this.taps == 1) return 128 + flipped;
    const rows = this.inputs * this.s0 * this.s1 * this.paddedWidth(64 / S) * S;
    return (
      128 + flipped + round64((this.allTaps() / this.taps) * 4) + terms * 64 + round64(rows) + 64
    );
  }

  /** Scratch bytes of `convWeightGrad` as its file states them, for chunks of c samples. */
  gradScratchBytes<T>(c: i32): i32 {
    const S = <i32>sizeof<T>(),
      W = 64 / S;
    if (this.algorithm) {
      const quads = (this.inputs + 3) / 4,
        pairs = (this.outputs + 1) / 2;
      const groups = min(32, c * ((this.s2 + 15) / 16));
      return 128 + 384 * groups * quads + 192 * groups * pairs + 192 * pairs * quads;
    }
    const pointwise = this.taps == 1;
    const R = pointwise ? 1 : this.s0 * this.s1,
      N = pointwise ? this.space() : this.s2;
    const T0 = this.allTaps() / this.taps;
    const G = min(c, max(1, max(1, 1024 / N) / R));
    const whole = N % (16 / S) == 0;
    const L = pointwise ? ((N + W - 1) / W) * W : this.paddedWidth(W);
    let bytes = round64(4 * G * R * T0) + round64(4 * G * R);
    if (!(pointwise && whole)) bytes += round64(G * this.inputs * R * L * S) + 64;
    if (!whole) bytes += round64(G * this.outputs * R * ((N + W - 1) / W) * W * S) + 64;
    return bytes;
  }

  /** L of the formulas. */
  private paddedWidth(W: i32): i32 {
    const width = ((this.s2 + W - 1) / W) * W + (this.taps - 1) * this.dilation;
    return ((width + W - 1) / W) * W;
  }

  /** The position that tap t reads for output position n. */
  source(n: i32, t: i32, sign: i32): i32 {
    const left = (this.taps - 1) >> 1;
    const k = this.taps,
      d = this.dilation * sign;
    const t0 = this.dimensions > 2 ? t / (k * k) : left;
    const t1 = this.dimensions > 1 ? (t / k) % k : left;
    const n0 = n / (this.s1 * this.s2),
      n1 = (n / this.s2) % this.s1,
      n2 = n % this.s2;
    const q0 = modulo(n0 + (t0 - left) * d, this.s0);
    const q1 = modulo(n1 + (t1 - left) * d, this.s1);
    return (q0 * this.s1 + q1) * this.s2 + modulo(n2 + ((t % k) - left) * d, this.s2);
  }
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
  const instruction = new Instruction(c.seeds * c.batch)
    .ptr<T>(x)
    .ptr<T>(w)
    .ptr<T>(c.withBias ? bias : null)
    .ptr<T>(y)
    .ptr<T>(extra)
    .int(c.batch)
    .int(c.inputs)
    .int(c.outputs)
    .int(c.taps)
    .int(c.dilation)
    .int(c.dimensions)
    .int(c.s0)
    .int(c.s1)
    .int(c.s2)
    .int(xSeed)
    .int(wSeed)
    .int(biasSeed)
    .int(c.transposed)
    .int(c.epilogue)
    .int(c.algorithm);
  prepareScratch(c.scratchBytes<T>());
  let result: f64 = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => conv<T>(ip, lo, hi),
    instruction,
    y,
  )
    ? 0
    : Infinity;
  if (!scratchGuarded()) result = Infinity;
  const sign = c.transposed ? -1 : 1;
  const roundings = c.inputs * (c.algorithm ? 1 : all) + (c.algorithm ? 14 : 2);
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
        if (!c.algorithm) magnitude += Math.abs(product);
      }
      if (c.algorithm)
        magnitude += winogradMagnitude<T>(x, row, w, kernel, c.transposed != 0, c.s2, n);
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
  const dw = new Tensor<T>(c.seeds * chunks * c.outputs * c.inputs * all, true);
  const db = new Tensor<T>(c.seeds * chunks * c.outputs, true);
  const instruction = new Instruction(c.seeds * chunks)
    .ptr<T>(g)
    .ptr<T>(x)
    .ptr<T>(dw)
    .ptr<T>(db)
    .int(c.batch)
    .int(chunks)
    .int(chunk)
    .int(c.inputs)
    .int(c.outputs)
    .int(c.taps)
    .int(c.dilation)
    .int(c.dimensions)
    .int(c.s0)
    .int(c.s1)
    .int(c.s2)
    .int(gSeed)
    .int(xSeed)
    .int(c.algorithm);
  prepareScratch(c.gradScratchBytes<T>(chunk));
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
  const roundings = c.algorithm ? chunk * ((space + 15) / 16) + 20 : chunk * space + 2;
  for (let row = 0; row < db.length; row++) {
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
            magnitude += winogradGradMagnitude<T>(g, gRow, x, xRow, space, t);
          }
        }
        result = Math.max(
          result,
          share(dw.get((row * c.inputs + i) * all + t), sum, bound * magnitude),
        );
        result = Math.max(result, share(db.get(row), biasSum, bound * biasMagnitude));
      }
    }
  }
  g.free();
  x.free();
  dw.free();
  db.free();
  return result;
}
