/** Convolutions of the specs: extents and instructions. */

import { Conv, ConvWeightGrad } from '../kernels/arguments/conv';
import { Instruction, modulo } from './kernel-case';

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
  blocks: i32 = 1;
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

  /** Channels of the Winograd input transform. */
  winogradInputs(): i32 {
    return this.dimensions == 3 ? 3 * this.inputs : this.inputs;
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

/** The instruction of a convolution on tensors at these addresses. */
export function convInstruction(
  c: Case,
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  extra: usize,
): Instruction {
  const space = c.space();
  const reach = c.transposed ? c.taps >> 1 : (c.taps - 1) >> 1;
  return new Instruction(c.seeds * c.batch * c.blocks)
    .set(Conv.X, <i32>x)
    .set(Conv.W, <i32>w)
    .set(Conv.BIAS, <i32>bias)
    .set(Conv.Y, <i32>y)
    .set(Conv.EXTRA, <i32>extra)
    .set(Conv.BATCH, c.batch)
    .set(Conv.INPUTS, c.inputs)
    .set(Conv.OUTPUTS, c.outputs)
    .set(Conv.TAPS, c.taps)
    .set(Conv.DILATION, c.dilation)
    .set(Conv.BEFORE, reach * c.dilation)
    .set(Conv.DIMENSIONS, c.dimensions)
    .set(Conv.S0, c.s0)
    .set(Conv.S1, c.s1)
    .set(Conv.S2, c.s2)
    .set(Conv.X_SEED, c.shared == 1 ? 0 : c.batch * c.inputs * space)
    .set(Conv.W_SEED, c.shared == 2 ? 0 : c.outputs * c.inputs * c.allTaps())
    .set(Conv.BIAS_SEED, c.shared == 2 ? 0 : c.outputs)
    .set(Conv.TRANSPOSED, c.transposed)
    .set(Conv.EPILOGUE, c.epilogue)
    .set(Conv.ALGORITHM, c.algorithm)
    .set(Conv.BLOCKS, c.blocks);
}

/** The instruction of the gradients of weights and bias, in chunks of `chunk` samples. */
export function gradInstruction(
  c: Case,
  chunk: i32,
  g: usize,
  x: usize,
  dw: usize,
  db: usize,
): Instruction {
  const space = c.space(),
    chunks = (c.batch + chunk - 1) / chunk;
  return new Instruction(c.seeds * chunks * c.blocks)
    .set(ConvWeightGrad.G, <i32>g)
    .set(ConvWeightGrad.X, <i32>x)
    .set(ConvWeightGrad.DW, <i32>dw)
    .set(ConvWeightGrad.DB, <i32>db)
    .set(ConvWeightGrad.BATCH, c.batch)
    .set(ConvWeightGrad.CHUNKS, chunks)
    .set(ConvWeightGrad.CHUNK, chunk)
    .set(ConvWeightGrad.INPUTS, c.inputs)
    .set(ConvWeightGrad.OUTPUTS, c.outputs)
    .set(ConvWeightGrad.TAPS, c.taps)
    .set(ConvWeightGrad.DILATION, c.dilation)
    .set(ConvWeightGrad.BEFORE, ((c.taps - 1) >> 1) * c.dilation)
    .set(ConvWeightGrad.DIMENSIONS, c.dimensions)
    .set(ConvWeightGrad.S0, c.s0)
    .set(ConvWeightGrad.S1, c.s1)
    .set(ConvWeightGrad.S2, c.s2)
    .set(ConvWeightGrad.G_SEED, c.shared == 1 ? 0 : c.batch * c.outputs * space)
    .set(ConvWeightGrad.X_SEED, c.shared == 2 ? 0 : c.batch * c.inputs * space)
    .set(ConvWeightGrad.ALGORITHM, c.algorithm)
    .set(ConvWeightGrad.BLOCKS, c.blocks);
}
