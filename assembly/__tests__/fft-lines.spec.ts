/**
 * Real transforms between lines of points and rows of modes in blocks, as transforms of several
 * axes take them: plain sums, zeros up to a row's width, and nothing beyond.
 */

import { fftScratchBytes } from '../fft/host';
import { irfft, rfft } from '../kernels/spectral';
import { Instruction, prepareScratch, runBothWays, scratchGuarded, Tensor } from './kernel-case';
import { allowed, planOf, RelativeError, Roots } from './transform-case';

/** Lines of n points, and rows of modes with a gap behind each. */
class Lines {
  count: i32 = 5;
  /** Rows of a block: the others lie in the next ones. */
  rows: i32 = 2;
  adjoint: i32 = 0;
  /** Modes for which the plan is made, 0 for all. */
  planned: i32 = 0;

  constructor(
    public n: i32,
    public modes: i32,
    public width: i32,
  ) {}

  /** Elements from row to row; real rows of a block lie before its imaginary ones. */
  step(): i32 {
    return this.width + 5;
  }

  length(): i32 {
    return ((this.count + this.rows - 1) / this.rows) * 2 * this.rows * this.step();
  }

  /** The element of mode k of a line; plane 1: its imaginary part. */
  at(line: i32, plane: i32, k: i32): i32 {
    const block = line / this.rows,
      row = line % this.rows;
    return ((2 * block + plane) * this.rows + row) * this.step() + k;
  }

  instruction<T>(x: Tensor<T>, y: Tensor<T>): Instruction {
    const row = this.step() * <i32>sizeof<T>();
    return new Instruction(this.count)
      .ptr<T>(x)
      .ptr<T>(y)
      .int(<i32>planOf<T>(this.n, 1 + 256 * this.planned))
      .int(this.rows)
      .int(2 * this.rows * row)
      .int(row)
      .int(this.rows * row)
      .int(this.modes)
      .int(this.width)
      .int(this.adjoint)
      .int(0);
  }

  /** Whether mode k stands for two of the modes of real points. */
  isTwice(k: i32): bool {
    return k > 0 && 2 * k < this.n;
  }

  name(): string {
    const rows = `${this.modes} modes in rows of ${this.width}`;
    return `N = ${this.n}, ${rows}, ${this.count} lines, adjoint ${this.adjoint}`;
  }
}

/** rms relative error of modes; infinite if bits depend on the parts or more is written. */
function forwardError<T>(l: Lines): f64 {
  const x = new Tensor<T>(l.count * l.n),
    y = new Tensor<T>(l.length(), true);
  const roots = new Roots(l.n),
    error = new RelativeError();
  prepareScratch(fftScratchBytes(l.n));
  let right = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => rfft<T>(ip, lo, hi),
    l.instruction<T>(x, y),
    y,
  );
  for (let line = 0; line < l.count; line++) {
    for (let k = 0; k < l.step(); k++) {
      const at = l.at(line, 0, k),
        im = l.at(line, 1, k);
      if (k >= l.width) {
        right = right && isNaN(y.get(at)) && isNaN(y.get(im));
      } else if (k >= l.modes) {
        right = right && y.get(at) == 0 && y.get(im) == 0;
      } else {
        let sumRe: f64 = 0,
          sumIm: f64 = 0;
        for (let j = 0; j < l.n; j++) {
          sumRe += x.get(line * l.n + j) * roots.re(j * k);
          sumIm -= x.get(line * l.n + j) * roots.im(j * k);
        }
        const factor: f64 = l.adjoint && l.isTwice(k) ? 2 : 1;
        error.add(y.get(at), factor * sumRe);
        error.add(y.get(im), l.isTwice(k) ? factor * sumIm : 0);
      }
    }
  }
  x.free();
  y.free();
  return right && scratchGuarded() ? error.rms() : Infinity;
}

/** The same of points. */
function inverseError<T>(l: Lines): f64 {
  const x = new Tensor<T>(l.length()),
    y = new Tensor<T>(l.count * l.n, true);
  const roots = new Roots(l.n),
    error = new RelativeError();
  for (let line = 0; line < l.count; line++) {
    for (let k = l.modes; k < l.step(); k++) {
      x.set(l.at(line, 0, k), NaN);
      x.set(l.at(line, 1, k), NaN);
    }
  }
  prepareScratch(fftScratchBytes(l.n));
  const right = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => irfft<T>(ip, lo, hi),
    l.instruction<T>(x, y),
    y,
  );
  for (let line = 0; line < l.count; line++) {
    for (let j = 0; j < l.n; j++) {
      let sum: f64 = 0;
      for (let k = 0; k < l.modes; k++) {
        const re = x.get(l.at(line, 0, k)) * roots.re(j * k),
          im = x.get(l.at(line, 1, k)) * roots.im(j * k);
        sum += l.isTwice(k) ? (l.adjoint ? 1 : 2) * (re - im) : re;
      }
      error.add(y.get(line * l.n + j), sum);
    }
  }
  x.free();
  y.free();
  return right && scratchGuarded() ? error.rms() : Infinity;
}

function isRight(l: Lines): void {
  for (l.adjoint = 0; l.adjoint < 2; l.adjoint++) {
    expect(forwardError<f32>(l)).toBeLessThan(allowed<f32>(), `f32, ${l.name()}`);
    expect(forwardError<f64>(l)).toBeLessThan(allowed<f64>(), `f64, ${l.name()}`);
    expect(inverseError<f32>(l)).toBeLessThan(allowed<f32>(), `f32, inverse, ${l.name()}`);
    expect(inverseError<f64>(l)).toBeLessThan(allowed<f64>(), `f64, inverse, ${l.name()}`);
  }
}

const LARGE: i32[] = [80, 96, 100, 120, 128, 144, 160, 180, 192, 240, 250, 256];

describe('real transforms of lines to rows in blocks', () => {
  test('of every even N from 8 to 64, of all modes and of fewer, in rows that are wider', () => {
    for (let n = 8; n <= 64; n += 2) {
      const all = (n >> 1) + 1;
      for (let which = 0; which < 4; which++) {
        const modes = which == 0 ? all : which == 1 ? all - 1 : which == 2 ? n / 3 : 1;
        const l = new Lines(n, modes, modes + ((n / 2 + which) % 4));
        l.count = 1 + ((n / 2 + which) % 6);
        l.rows = 1 + (which % 3);
        isRight(l);
      }
    }
  });

  test('of 32 points with every number of modes and of lines', () => {
    for (let modes = 1; modes <= 17; modes++) {
      for (let count = 1; count <= 5; count++) {
        const l = new Lines(32, modes, modes + (modes + count) % 5);
        l.count = count;
        l.rows = 1 + (modes % 4);
        isRight(l);
      }
    }
  });

  test('of larger and of odd N', () => {
    for (let i = 0; i < LARGE.length; i++) {
      for (let odd = 0; odd < 2; odd++) {
        const n = odd ? 2 * i + 7 : LARGE[i];
        const l = new Lines(n, i % 2 ? n / 3 : (n >> 1) + 1, (n >> 1) + 1 + (i % 3));
        l.count = 2 + (i % 3);
        isRight(l);
      }
    }
  });

  test('with plans for few modes', () => {
    for (let n = 8; n <= 80; n += 9) {
      for (let modes = 1; modes <= 5; modes++) {
        const l = new Lines(n, modes, modes + (n % 3));
        l.planned = modes + (n % 2);
        isRight(l);
      }
    }
  });
});
