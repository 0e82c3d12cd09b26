// Convolutions of the specs: extents, instructions, and the scratch bytes that the kernels' files
// state.

import { Instruction, modulo } from './kernel-case';

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

  /** Scratch bytes of `conv` as its file states them. */
  scratchBytes<T>(): i32 {
    const S = <i32>sizeof<T>();
    if (this.algorithm == 2) {
      const row = ((this.s2 + 7) / 8) * 32 + 64;
      return 64 + round64(this.outputs * this.inputs * this.allTaps() * 4) + 3 * row;
    }
    if (this.algorithm) {
      const K = this.winogradInputs(),
        pairs = (this.outputs + 1) / 2;
      if (this.dimensions == 1) return round64(48 * K * pairs) + 384 * K + 1024;
      return 2112 + 288 * K * pairs + 2304 * ((K | 1) + ((2 * pairs) | 1));
    }
    const terms = this.inputs * this.allTaps();
    const flipped = this.transposed ? round64(this.outputs * terms * S) : 0;
    if (this.taps == 1) return 128 + flipped;
    const halo = (this.taps - 1) * this.dilation;
    let rows = this.inputs * this.paddedWidth(64 / S) * S;
    if (this.dimensions == 2) rows *= min(this.s1, this.perBlock(this.s1) + halo);
    if (this.dimensions == 3) rows *= min(this.s0, this.perBlock(this.s0) + halo) * this.s1;
    return (
      128 + flipped + round64((this.allTaps() / this.taps) * 4) + terms * 64 + round64(rows) + 64
    );
  }

  /** Scratch bytes of `convWeightGrad` as its file states them, for chunks of c samples. */
  gradScratchBytes<T>(c: i32): i32 {
    const S = <i32>sizeof<T>(),
      W = 64 / S;
    if (this.algorithm) {
      const quads = (this.winogradInputs() + 3) / 4,
        pairs = (this.outputs + 1) / 2;
      if (this.dimensions > 1) {
        const held = min(16, c * this.s0 * ((this.s1 + 3) / 4) * ((this.s2 + 15) / 16));
        const planes = ((held * quads) | 1) + (((held * pairs + 1) / 2) | 1);
        return 2048 + 1152 * pairs * quads + 2304 * planes + 16 * this.outputs;
      }
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

  /** Channels of the Winograd input transform. */
  winogradInputs(): i32 {
    return this.dimensions == 3 ? 3 * this.inputs : this.inputs;
  }

  /** Slices of a block, at most. */
  private perBlock(slices: i32): i32 {
    return (slices + this.blocks - 1) / this.blocks;
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
  return new Instruction(c.seeds * c.batch * c.blocks)
    .int(<i32>x)
    .int(<i32>w)
    .int(<i32>bias)
    .int(<i32>y)
    .int(<i32>extra)
    .int(c.batch)
    .int(c.inputs)
    .int(c.outputs)
    .int(c.taps)
    .int(c.dilation)
    .int(c.dimensions)
    .int(c.s0)
    .int(c.s1)
    .int(c.s2)
    .int(c.shared == 1 ? 0 : c.batch * c.inputs * space)
    .int(c.shared == 2 ? 0 : c.outputs * c.inputs * c.allTaps())
    .int(c.shared == 2 ? 0 : c.outputs)
    .int(c.transposed)
    .int(c.epilogue)
    .int(c.algorithm)
    .int(c.blocks);
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
    .int(<i32>g)
    .int(<i32>x)
    .int(<i32>dw)
    .int(<i32>db)
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
    .int(c.shared == 1 ? 0 : c.batch * c.outputs * space)
    .int(c.shared == 2 ? 0 : c.batch * c.inputs * space)
    .int(c.algorithm)
    .int(c.blocks);
}
