/**
 * Columns between a workspace of whole vectors and a spectrum of rows of any width, as transforms
 * of two and three axes take them: plain sums, cutoffs, compact layouts, adjoints, and that nothing
 * is written where nothing belongs.
 */

import { fftScratchBytes } from '../fft/host';
import { frequencyOf, overwritten, rowCount, within } from '../fft/mode-rows';
import { fftColumns } from '../kernels/fft-columns';
import { Instruction, prepareScratch, runBothWays, scratchGuarded, Tensor } from './kernel-case';
import { allowed, planOf, RelativeError, Roots } from './transform-case';

/** A pass; its words are those of assembly/kernels/fft-columns.ts. */
class Pass {
  fields: i32 = 2;
  others: i32 = 1;
  compact: i32 = 0;
  cutoff: i32 = -1;
  inverse: i32 = 0;
  adjoint: i32 = 0;
  otherPoints: i32 = 0;
  otherCompact: i32 = 0;
  /** Columns that count, of `width`. */
  modes: i32 = 0;
  /** Every how many rows are compared with sums; all others must be numbers. */
  every: i32 = 1;

  constructor(
    public n: i32,
    public width: i32,
  ) {
    this.modes = width;
  }

  /** Rows of the spectrum. */
  rows(): i32 {
    return rowCount(this.n, this.compact);
  }

  /** Columns of a row of the workspace: whole vectors of those that count. */
  padded<T>(): i32 {
    const lanes = 16 / <i32>sizeof<T>();
    return ((this.modes + lanes - 1) / lanes) * lanes;
  }

  /** The element of a workspace [field, other, plane, n, padded] … */
  inWorkspace<T>(field: i32, other: i32, plane: i32, row: i32, column: i32): i32 {
    const at = ((field * this.others + other) * 2 + plane) * this.n + row;
    return at * this.padded<T>() + column;
  }

  /** … and of a spectrum [field, plane, other, row, width]. */
  inSpectrum(field: i32, other: i32, plane: i32, row: i32, column: i32): i32 {
    const at = ((field * 2 + plane) * this.others + other) * this.rows() + row;
    return at * this.width + column;
  }

  instruction<T>(x: Tensor<T>, y: Tensor<T>): Instruction {
    const size = <i32>sizeof<T>(),
      lanes = 16 / size;
    const vectors = ((this.inverse ? this.modes : this.width) + lanes - 1) / lanes;
    const w = this.padded<T>() * size,
      s = this.width * size;
    const workspace: i32[] = [2 * this.others * this.n * w, this.n * w, 2 * this.n * w, w];
    const plane = this.others * this.rows() * s;
    const spectrum: i32[] = [2 * plane, plane, this.rows() * s, s];
    const from = this.inverse ? spectrum : workspace,
      to = this.inverse ? workspace : spectrum;
    const instruction = new Instruction(this.fields * this.others * vectors)
      .ptr<T>(x)
      .ptr<T>(y)
      .int(<i32>planOf<T>(this.n, 0))
      .int(vectors)
      .int(this.others);
    for (let k = 0; k < 4; k++) instruction.int(from[k]);
    for (let k = 0; k < 4; k++) instruction.int(to[k]);
    return instruction
      .int(this.n)
      .int(this.compact)
      .int(this.cutoff)
      .int(this.inverse)
      .int(this.adjoint)
      .int(this.otherPoints)
      .int(this.otherCompact)
      .int(this.modes)
      .int(this.inverse ? this.padded<T>() : this.width);
  }

  /** Whether a row of the other axis counts. */
  counts(other: i32): bool {
    return this.otherPoints == 0 || within(other, this.otherPoints, this.otherCompact, this.cutoff);
  }

  name(): string {
    const layout = `${this.modes} of ${this.width} columns, compact ${this.compact}`;
    const kind = `inverse ${this.inverse}, adjoint ${this.adjoint}`;
    return `N = ${this.n}, ${layout}, cutoff ${this.cutoff}, ${kind}`;
  }
}

/** rms relative error of a pass; infinite if bits depend on its parts or more is written. */
function errorOf<T>(p: Pass): f64 {
  const cells = p.fields * p.others * 2;
  const workspace = cells * p.n * p.padded<T>(),
    spectrum = cells * p.rows() * p.width;
  const x = new Tensor<T>(p.inverse ? spectrum : workspace),
    y = new Tensor<T>(p.inverse ? workspace : spectrum, true);
  if (!p.inverse) {
    // Beyond the columns that count, lines have written zeros.
    for (let n = 0; n < x.length; n++) if (n % p.padded<T>() >= p.modes) x.set(n, 0);
  }
  const before = x.copy();
  prepareScratch(fftScratchBytes(p.n));
  const whole = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => fftColumns<T>(ip, lo, hi),
    p.instruction<T>(x, y),
    y,
  );
  const kept = whole && scratchGuarded() && x.equals(before);
  const right = p.inverse ? inverseError<T>(p, x, y) : forwardError<T>(p, x, y);
  x.free();
  y.free();
  before.free();
  return kept ? right : Infinity;
}

function forwardError<T>(p: Pass, x: Tensor<T>, y: Tensor<T>): f64 {
  const roots = new Roots(p.n),
    error = new RelativeError();
  let clear = true;
  for (let field = 0; field < p.fields; field++) {
    for (let other = 0; other < p.others; other++) {
      const zeros =
        !p.counts(other) ||
        (p.adjoint && p.otherPoints != 0 && overwritten(other, p.otherPoints, p.otherCompact));
      for (let i = 0; i < p.rows(); i++) {
        const zero =
          zeros ||
          !within(i, p.n, p.compact, p.cutoff) ||
          (p.adjoint && overwritten(i, p.n, p.compact));
        const k = frequencyOf(i, p.n, p.compact);
        for (let c = 0; c < p.width; c++) {
          const re = y.get(p.inSpectrum(field, other, 0, i, c)),
            im = y.get(p.inSpectrum(field, other, 1, i, c));
          if (zero || c >= p.modes) {
            clear = clear && re == 0 && im == 0;
            continue;
          }
          clear = clear && re - re == 0 && im - im == 0;
          if (i % p.every) continue;
          let sumRe: f64 = 0,
            sumIm: f64 = 0;
          for (let j = 0; j < p.n; j++) {
            const xr = x.get(p.inWorkspace<T>(field, other, 0, j, c)),
              xi = x.get(p.inWorkspace<T>(field, other, 1, j, c));
            const cos = roots.re(j * k),
              sin = roots.im(j * k);
            sumRe += xr * cos + xi * sin;
            sumIm += xi * cos - xr * sin;
          }
          error.add(re, sumRe);
          error.add(im, sumIm);
        }
      }
    }
  }
  return clear ? error.rms() : Infinity;
}

function inverseError<T>(p: Pass, x: Tensor<T>, y: Tensor<T>): f64 {
  const roots = new Roots(p.n),
    error = new RelativeError();
  let clear = true;
  for (let field = 0; field < p.fields; field++) {
    for (let other = 0; other < p.others; other++) {
      for (let j = 0; j < p.n; j++) {
        for (let c = 0; c < p.modes; c++) {
          const re = y.get(p.inWorkspace<T>(field, other, 0, j, c)),
            im = y.get(p.inWorkspace<T>(field, other, 1, j, c));
          if (!p.counts(other)) {
            clear = clear && isNaN(re) && isNaN(im);
            continue;
          }
          clear = clear && re - re == 0 && im - im == 0;
          if (j % p.every) continue;
          let sumRe: f64 = 0,
            sumIm: f64 = 0;
          for (let i = 0; i < p.rows(); i++) {
            if (!within(i, p.n, p.compact, p.cutoff)) continue;
            if (!p.adjoint && overwritten(i, p.n, p.compact)) continue;
            const k = frequencyOf(i, p.n, p.compact);
            const xr = x.get(p.inSpectrum(field, other, 0, i, c)),
              xi = x.get(p.inSpectrum(field, other, 1, i, c));
            const cos = roots.re(j * k),
              sin = roots.im(j * k);
            sumRe += xr * cos - xi * sin;
            sumIm += xi * cos + xr * sin;
          }
          error.add(re, sumRe);
          error.add(im, sumIm);
        }
      }
    }
  }
  return clear ? error.rms() : Infinity;
}

function isRight(p: Pass): void {
  for (p.inverse = 0; p.inverse < 2; p.inverse++) {
    expect(errorOf<f32>(p)).toBeLessThan(allowed<f32>(), `f32, ${p.name()}`);
    expect(errorOf<f64>(p)).toBeLessThan(allowed<f64>(), `f64, ${p.name()}`);
  }
}

/** A cutoff of n points: none, and about where the legs of the first stage end. */
function cutoffOf(n: i32, which: i32): i32 {
  if (which == 0) return -1;
  if (which == 1) return n / 2;
  if (which == 2) return n / 2 - 1;
  if (which == 3) return n / 3;
  if (which == 4) return n / 4;
  if (which == 5) return n / 4 - 1;
  return (3 * n) / 8;
}

const LARGE: i32[] = [80, 96, 100, 120, 128, 144, 160, 180, 192, 240, 250, 256];

describe('columns between a workspace and a spectrum', () => {
  test('of every even N from 8 to 64, with a cutoff at several places', () => {
    for (let n = 8; n <= 64; n += 2) {
      for (let which = 0; which < 7; which++) {
        const p = new Pass(n, 1 + ((n / 2 + which) % 9));
        p.cutoff = cutoffOf(n, which);
        isRight(p);
      }
    }
  });

  test('of one to nine columns, with fewer that count, for every plan of few points', () => {
    for (let n = 1; n <= 12; n++) {
      for (let columns = 1; columns <= 9; columns++) {
        const p = new Pass(n, columns);
        p.modes = max(1, columns - ((n + columns) % 6));
        p.cutoff = columns % 2 ? -1 : n / 4;
        isRight(p);
      }
    }
  });

  test('of larger N, with a cutoff at several places', () => {
    for (let i = 0; i < LARGE.length; i++) {
      for (let which = 0; which < 7; which++) {
        const p = new Pass(LARGE[i], 1 + ((i + 2 * which) % 9));
        p.cutoff = cutoffOf(p.n, which);
        p.fields = 1;
        p.every = 5;
        isRight(p);
      }
    }
  });

  test('of more columns than are transformed together', () => {
    const points: i32[] = [16, 36, 100, 250];
    for (let i = 0; i < points.length; i++) {
      for (let columns = 31; columns <= 43; columns += 6) {
        const p = new Pass(points[i], columns);
        p.cutoff = i % 2 ? p.n / 3 : -1;
        p.fields = 1;
        p.every = 7;
        isRight(p);
      }
    }
  });

  test('of compact modes, also where two rows are one mode, and the adjoints', () => {
    for (let n = 4; n <= 32; n += 1 + (n % 3)) {
      for (let which = 0; which < 4; which++) {
        const p = new Pass(n, 1 + ((n + which) % 9));
        p.compact = which < 2 ? n / 4 : which == 2 ? n / 2 : n / 2 + 1;
        p.cutoff = which == 1 ? p.compact - 1 : -1;
        isRight(p);
        p.adjoint = 1;
        isRight(p);
      }
    }
  });

  test('where the other axis has a layout and a cutoff, too', () => {
    for (let n = 4; n <= 20; n += 4) {
      for (let which = 0; which < 4; which++) {
        const p = new Pass(n, 3 + ((n + which) % 5));
        p.compact = which == 1 ? 2 : which == 2 ? 4 : 0;
        p.otherPoints = 6;
        p.otherCompact = which == 1 ? 3 : which == 2 ? 2 : 0;
        p.others = rowCount(6, p.otherCompact);
        p.cutoff = which == 3 ? 2 : 1;
        p.fields = 1;
        isRight(p);
        p.adjoint = 1;
        isRight(p);
      }
    }
  });
});
