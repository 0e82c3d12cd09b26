/**
 * Transforms of samples side by side: plain sums, the bits of the transforms of lines, and nothing
 * that a sample in the next lane could change.
 */

import { fftScratchBytes } from '../fft/host';
import { productBytes } from '../fft/products';
import { irfft, rfft } from '../kernels/spectral';
import { irfftLanes, rfftLanes } from '../kernels/spectral-lanes';
import { Instruction, prepareScratch, runBothWays, scratchGuarded, Tensor } from './kernel-case';
import { Products } from './products-case';
import { allowed, linesInstruction, planOf, RelativeError, Roots } from './transform-case';

/** Points: powers of two, twice an odd number, twice a prime, and with coprime stages. */
const POINTS: i32[] = [
  8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 30, 32, 34, 36, 40, 48, 60, 62, 64, 74, 90, 96, 100, 128,
  160, 180, 194,
];

/** Extents of transforms of samples in lanes. */
class Case {
  seeds: i32 = 2;
  batch: i32 = 5;
  channels: i32 = 1;
  lines: bool = false;

  constructor(
    public n: i32,
    public modes: i32,
  ) {}

  width(): i32 {
    return (this.n >> 1) + 1;
  }

  groups<T>(): i32 {
    return (this.batch + this.lanes<T>() - 1) / this.lanes<T>();
  }

  lanes<T>(): i32 {
    return 16 / <i32>sizeof<T>();
  }

  /** Lines of n points of all samples. */
  rows(): i32 {
    return this.seeds * this.batch * this.channels;
  }

  /** Vectors of one number of each group and channel. */
  items<T>(): i32 {
    return this.seeds * this.groups<T>() * this.channels;
  }

  /** The row of the sample in a lane of an item, or -1 where there is none. */
  rowOf<T>(item: i32, lane: i32): i32 {
    const c = item % this.channels,
      group = (item / this.channels) % this.groups<T>(),
      e = item / (this.channels * this.groups<T>());
    const sample = group * this.lanes<T>() + lane;
    return sample < this.batch ? (e * this.batch + sample) * this.channels + c : -1;
  }

  instruction<T>(x: Tensor<T>, y: Tensor<T>): Instruction {
    return new Instruction(this.items<T>())
      .ptr<T>(x)
      .ptr<T>(y)
      .int(<i32>planOf<T>(this.n, 1))
      .int(this.n)
      .int(this.groups<T>())
      .int(this.channels)
      .int(this.batch)
      .int(this.modes)
      .int(this.width())
      .int(this.lines ? 1 : 0);
  }
}

/**
 * Rows of `length` numbers as vectors of samples. Lanes without a sample repeat the last one where
 * lines are made of them, else they have numbers of their own.
 */
function inLanes<T>(c: Case, rows: Tensor<T>, length: i32): Tensor<T> {
  const lanes = c.lanes<T>();
  const wide = new Tensor<T>(c.items<T>() * length * lanes);
  for (let item = 0; item < c.items<T>(); item++) {
    for (let lane = 0; lane < lanes; lane++) {
      let row = c.rowOf<T>(item, lane);
      for (let before = lane; c.lines && row < 0; ) row = c.rowOf<T>(item, --before);
      for (let k = 0; k < length && row >= 0; k++) {
        wide.set((item * length + k) * lanes + lane, rows.get(row * length + k));
      }
    }
  }
  return wide;
}

/** Whether every sample's lane of vectors has the bits of its row. */
function lanesEqual<T>(c: Case, wide: Tensor<T>, rows: Tensor<T>, length: i32): bool {
  const lanes = c.lanes<T>();
  if (!wide.equals(wide)) return false;
  for (let item = 0; item < c.items<T>(); item++) {
    for (let lane = 0; lane < lanes; lane++) {
      const row = c.rowOf<T>(item, lane);
      for (let k = 0; k < length && row >= 0; k++) {
        const at = (item * length + k) * lanes + lane;
        if (wide.get(at) != rows.get(row * length + k)) return false;
      }
    }
  }
  return true;
}

/** Rows of modes of which the real transform makes no imaginary parts, and NaN from `modes` on. */
function spectraOf<T>(c: Case): Tensor<T> {
  const width = c.width();
  const spectra = new Tensor<T>(c.rows() * 2 * width);
  for (let row = 0; row < 2 * c.rows(); row++) {
    for (let k = c.modes; k < width; k++) spectra.set(row * width + k, NaN);
  }
  return spectra;
}

/** Forward: the bits of lines, in one range and item by item, and the points as they were. */
function forwardIsRight<T>(c: Case, products: Products<T> | null = null): bool {
  const width = c.width();
  const points = new Tensor<T>(c.rows() * c.n);
  const rows = new Tensor<T>(c.rows() * 2 * width, true);
  let x = c.lines ? points : inLanes<T>(c, points, c.n);
  if (products) {
    // What is transformed are the products, in lanes; the lines of the reference are their columns.
    const made = products.made();
    for (let item = 0; item < c.items<T>(); item++) {
      for (let lane = 0; lane < c.lanes<T>(); lane++) {
        const row = c.rowOf<T>(item, lane);
        for (let k = 0; k < c.n && row >= 0; k++) {
          points.set(row * c.n + k, made.get((item * c.n + k) * c.lanes<T>() + lane));
        }
      }
    }
    for (let n = 0; n < x.length; n++) x.set(n, NaN);
    made.free();
  }
  prepareScratch(fftScratchBytes(c.n));
  const plain = linesInstruction<T>(points, rows, c.n, c.rows(), c.modes, width).int(0);
  rfft<T>(plain.at, 0, plain.items);
  const before = x.copy();
  const y = new Tensor<T>(c.items<T>() * 2 * width * c.lanes<T>(), true);
  const instruction = c.instruction<T>(x, y);
  if (products) products.appendTo(instruction);
  else instruction.int(0);
  prepareScratch(fftScratchBytes(c.n) + (products ? <i32>productBytes(c.n) : 0));
  const whole = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => rfftLanes<T>(ip, lo, hi),
    instruction,
    y,
  );
  const kept = scratchGuarded() && x.equals(before);
  const right = whole && kept && lanesEqual<T>(c, y, rows, 2 * width);
  points.free();
  rows.free();
  if (!c.lines) x.free();
  before.free();
  y.free();
  return right;
}

/** The same of the inverse. */
function inverseIsRight<T>(c: Case): bool {
  const width = c.width();
  const spectra = spectraOf<T>(c);
  const points = new Tensor<T>(c.rows() * c.n, true);
  prepareScratch(fftScratchBytes(c.n));
  const plain = linesInstruction<T>(spectra, points, c.n, c.rows(), c.modes, width).int(0);
  // Its operands are the other way round only by name: first what is read, then what is written.
  irfft<T>(plain.at, 0, plain.items);
  const x = inLanes<T>(c, spectra, 2 * width);
  const before = x.copy();
  const y = new Tensor<T>(c.lines ? points.length : c.items<T>() * c.n * c.lanes<T>(), true);
  const instruction = c.instruction<T>(x, y).int(0);
  prepareScratch(fftScratchBytes(c.n));
  const whole = runBothWays<T>(
    (ip: usize, lo: i32, hi: i32) => irfftLanes<T>(ip, lo, hi),
    instruction,
    y,
  );
  const right = whole && scratchGuarded() && x.equals(before);
  const same = c.lines ? y.equals(points) : lanesEqual<T>(c, y, points, c.n);
  spectra.free();
  points.free();
  x.free();
  before.free();
  y.free();
  return right && same;
}

/** rms relative error of one item, forward and inverse, against plain sums. */
function errorOf<T>(n: i32, modes: i32): f64 {
  const c = new Case(n, modes);
  c.seeds = 1;
  c.batch = c.lanes<T>();
  const lanes = c.lanes<T>(),
    width = c.width(),
    roots = new Roots(n);
  const x = new Tensor<T>(n * lanes),
    y = new Tensor<T>(2 * width * lanes, true);
  prepareScratch(fftScratchBytes(n));
  rfftLanes<T>(c.instruction<T>(x, y).int(0).at, 0, 1);
  const forward = new RelativeError();
  for (let k = 0; k < width; k++) {
    for (let lane = 0; lane < lanes; lane++) {
      let re: f64 = 0,
        im: f64 = 0;
      for (let j = 0; j < n && k < modes; j++) {
        re += x.get(j * lanes + lane) * roots.re(j * k);
        im -= x.get(j * lanes + lane) * roots.im(j * k);
      }
      forward.add(y.get(k * lanes + lane), re);
      forward.add(y.get((width + k) * lanes + lane), im);
    }
  }
  const spectrum = new Tensor<T>(2 * width * lanes),
    back = new Tensor<T>(n * lanes, true);
  irfftLanes<T>(c.instruction<T>(spectrum, back).int(0).at, 0, 1);
  const inverse = new RelativeError();
  for (let j = 0; j < n; j++) {
    for (let lane = 0; lane < lanes; lane++) {
      let sum = spectrum.get(lane);
      for (let k = 1; k < modes; k++) {
        const re = spectrum.get(k * lanes + lane) * roots.re(j * k);
        const im = spectrum.get((width + k) * lanes + lane) * roots.im(j * k);
        sum += 2 * k == n ? re : 2 * (re - im);
      }
      inverse.add(back.get(j * lanes + lane), sum);
    }
  }
  x.free();
  y.free();
  spectrum.free();
  back.free();
  return Math.max(forward.rms(), inverse.rms());
}

/** Modes that are kept of n points: all, all but the last one, about two thirds, a half, a few. */
function modesOf(n: i32, which: i32): i32 {
  const width = (n >> 1) + 1;
  if (which == 0) return width;
  if (which == 1) return width - 1;
  if (which == 2) return n / 3 + 1;
  return which == 3 ? n / 4 + 1 : 2;
}

describe('transforms of samples side by side', () => {
  test('against plain sums', () => {
    for (let i = 0; i < POINTS.length; i++) {
      const n = POINTS[i];
      for (let which = 0; which < 5; which++) {
        const place = `N = ${n}, ${modesOf(n, which)} modes`;
        expect(errorOf<f32>(n, modesOf(n, which))).toBeLessThan(allowed<f32>(), place);
        expect(errorOf<f64>(n, modesOf(n, which))).toBeLessThan(allowed<f64>(), place);
      }
    }
  });

  test('have the bits of lines, whether points lie in lines or in lanes', () => {
    for (let i = 0; i < POINTS.length; i++) {
      for (let k = 0; k < 4; k++) {
        const c = new Case(POINTS[i], modesOf(POINTS[i], (i + k) % 5));
        c.batch = 1 + ((3 * i + k) % 9);
        c.channels = 1 + ((i + k) % 3);
        c.lines = k % 2 == 0;
        const place = `N = ${c.n}, ${c.modes} modes, ${c.batch} samples, lines ${c.lines}`;
        expect(forwardIsRight<f32>(c)).toBe(true, `forward, ${place}`);
        expect(forwardIsRight<f64>(c)).toBe(true, `forward, ${place}`);
        expect(inverseIsRight<f32>(c)).toBe(true, `inverse, ${place}`);
        expect(inverseIsRight<f64>(c)).toBe(true, `inverse, ${place}`);
      }
    }
  });

  test('of products have the bits of the products made before', () => {
    const points: i32[] = [8, 14, 30, 32, 100, 160];
    for (let i = 0; i < points.length; i++) {
      for (let terms = 1; terms <= 4; terms++) {
        for (let subtracted = 0; subtracted < min(3, terms); subtracted++) {
          const c = new Case(points[i], modesOf(points[i], terms % 4));
          c.channels = 1 + ((i + terms) % 3);
          const scaled = (i + terms + subtracted) % 2 == 0;
          const place = `N = ${c.n}, ${terms} products, ${subtracted} subtracted`;
          const single = new Products<f32>(
            terms, subtracted, c.seeds * c.groups<f32>(), c.channels, 1, 4 * c.n, scaled,
          );
          expect(forwardIsRight<f32>(c, single)).toBe(true, place);
          single.free();
          const double = new Products<f64>(
            terms, subtracted, c.seeds * c.groups<f64>(), c.channels, 1, 2 * c.n, scaled,
          );
          expect(forwardIsRight<f64>(c, double)).toBe(true, place);
          double.free();
        }
      }
    }
  });
});
