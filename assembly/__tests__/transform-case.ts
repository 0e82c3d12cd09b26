/** What the specs of transforms share: plans, instructions of lines, and plain sums. */

import { fftPlanBytes, fftPlanInit } from '../fft/host';
import { Instruction, Tensor } from './kernel-case';

/** A plan (its kinds: assembly/fft/plan.ts). */
export function planOf<T>(n: i32, kind: i32): usize {
  const wide = sizeof<T>() == 8 ? 1 : 0;
  const plan = (heap.alloc(<usize>fftPlanBytes(n, kind, wide) + 16) + 15) & ~(<usize>15);
  fftPlanInit(plan, n, kind, wide);
  return plan;
}

/** The rms relative error that a transform may have. */
export function allowed<T>(): f64 {
  return sizeof<T>() == 4 ? 3e-7 : 4e-15;
}

/** exp(2πi j/n) for all j. */
export class Roots {
  private cosines: StaticArray<f64>;
  private sines: StaticArray<f64>;

  constructor(public n: i32) {
    this.cosines = new StaticArray<f64>(n);
    this.sines = new StaticArray<f64>(n);
    for (let j = 0; j < n; j++) {
      const angle = (2 * NativeMath.PI * <f64>j) / <f64>n;
      this.cosines[j] = NativeMath.cos(angle);
      this.sines[j] = NativeMath.sin(angle);
    }
  }

  /** The real part at j, which is not negative. */
  re(j: i32): f64 {
    return this.cosines[j % this.n];
  }

  im(j: i32): f64 {
    return this.sines[j % this.n];
  }
}

/** A difference from what is expected, as a part of it, over many numbers. */
export class RelativeError {
  private error: f64 = 0;
  private norm: f64 = 0;

  add(value: f64, expected: f64): void {
    this.error += (value - expected) * (value - expected);
    this.norm += expected * expected;
  }

  /** The root of the mean square; infinite for NaN. */
  rms(): f64 {
    const rms = Math.sqrt(this.error / this.norm);
    return rms <= Infinity ? rms : Infinity;
  }
}

/** The arguments of rfft or irfft of lines, a spectrum after the other, but for the products. */
export function linesInstruction<T>(
  x: Tensor<T>, y: Tensor<T>, n: i32, lines: i32, modes: i32, width: i32, adjoint: i32 = 0,
): Instruction {
  const row = width * <i32>sizeof<T>();
  return new Instruction(lines)
    .ptr<T>(x)
    .ptr<T>(y)
    .int(<i32>planOf<T>(n, 1))
    .int(1)
    .int(2 * row)
    .int(row)
    .int(row)
    .int(modes)
    .int(width)
    .int(adjoint);
}
