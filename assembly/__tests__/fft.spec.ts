/** The transform kernels against plain sums in float64, their adjoints, and their bits. */

import { fftPlanBytes, fftPlanInit, fftScratchBytes } from '../fft/host';
import { fftColumns } from '../kernels/fft-columns';
import { irfft, rfft } from '../kernels/spectral';
import { setScratch } from '../schedule/args';

let state: i32 = 1;

/** A number in (-1, 1). */
function draw(): f64 {
  state = state * 1664525 + 1013904223;
  return <f64>state / 2147483648.0;
}

function room(bytes: i32): usize {
  return (heap.alloc(<usize>bytes + 96) + 15) & ~15;
}

function values<T>(count: i32): usize {
  const at = room(count * <i32>sizeof<T>());
  for (let i = 0; i < count; i++) store<T>(at + <usize>i * sizeof<T>(), <T>(<f32>draw()));
  return at;
}

// @ts-ignore: decorator
@inline
function at<T>(base: usize, i: i32): f64 {
  return <f64>load<T>(base + <usize>i * sizeof<T>());
}

function planOf<T>(n: i32, kind: i32): usize {
  const wide = sizeof<T>() == 8 ? 1 : 0;
  const plan = room(fftPlanBytes(n, kind, wide));
  fftPlanInit(plan, n, kind, wide);
  return plan;
}

function write(words: i32[]): usize {
  const ip = room(words.length << 2);
  for (let i = 0; i < words.length; i++) store<i32>(ip + (<usize>i << 2), words[i]);
  return ip;
}

/**
 * An instruction of rfft or irfft (the operands are given in their order) of rows one after the
 * other.
 */
function instruction<T>(
  x: usize, y: usize, n: i32, compact: i32, cutoff: i32, adjoint: i32,
): usize {
  const width = compact ? compact : (n >> 1) + 1;
  const modes = cutoff >= 0 ? min(cutoff + 1, width) : width;
  const plan = planOf<T>(n, 1 + 256 * modes);
  setScratch(room(fftScratchBytes(n)));
  const row = width * <i32>sizeof<T>();
  return write([
    0, 14, 0, <i32>x, <i32>y, <i32>plan, 1, 2 * row, row, row, modes, width, adjoint, 0,
  ]);
}

/** Lines and columns of what fftColumns transforms in these tests, beside n. */
const FIELDS: i32 = 2;
const OTHERS: i32 = 3;

/** Forward (0) or inverse columns over [FIELDS, 2, OTHERS, n, columns], all rows. */
function columnInstruction<T>(x: usize, y: usize, n: i32, columns: i32, inverse: i32): usize {
  const lanes = 16 / <i32>sizeof<T>();
  const row = columns * <i32>sizeof<T>();
  const strides: i32[] = [2 * OTHERS * n * row, OTHERS * n * row, n * row, row];
  setScratch(room(fftScratchBytes(n)));
  const head: i32[] = [
    0, 25, 0, <i32>x, <i32>y, <i32>planOf<T>(n, 0), (columns + lanes - 1) / lanes, OTHERS,
  ];
  const tail: i32[] = [n, 0, -1, inverse, 0, 0, 0, columns, columns];
  return write(head.concat(strides).concat(strides).concat(tail));
}

/** rms relative error of r2c on `lines` lines, of which `modes` modes are kept. */
function forwardError<T>(n: i32, modes: i32, lines: i32): f64 {
  const x = values<T>(lines * n);
  const y = room(lines * 2 * modes * <i32>sizeof<T>());
  const full = modes == (n >> 1) + 1;
  rfft<T>(instruction<T>(x, y, n, full ? 0 : modes, -1, 0), 0, lines);
  let error: f64 = 0;
  let norm: f64 = 0;
  for (let l = 0; l < lines; l++) {
    for (let k = 0; k < modes; k++) {
      let re: f64 = 0;
      let im: f64 = 0;
      for (let j = 0; j < n; j++) {
        const angle = (2 * NativeMath.PI * <f64>((j * k) % n)) / <f64>n;
        re += at<T>(x, l * n + j) * NativeMath.cos(angle);
        im -= at<T>(x, l * n + j) * NativeMath.sin(angle);
      }
      const dr = at<T>(y, 2 * l * modes + k) - re;
      const di = at<T>(y, (2 * l + 1) * modes + k) - im;
      error += dr * dr + di * di;
      norm += re * re + im * im;
    }
  }
  return sqrt(error / norm);
}

/** The same of c2r. */
function inverseError<T>(n: i32, modes: i32, lines: i32): f64 {
  const x = values<T>(lines * 2 * modes);
  const y = room(lines * n * <i32>sizeof<T>());
  const full = modes == (n >> 1) + 1;
  irfft<T>(instruction<T>(x, y, n, full ? 0 : modes, -1, 0), 0, lines);
  let error: f64 = 0;
  let norm: f64 = 0;
  for (let l = 0; l < lines; l++) {
    for (let j = 0; j < n; j++) {
      let sum = at<T>(x, 2 * l * modes);
      for (let k = 1; k < modes; k++) {
        const angle = (2 * NativeMath.PI * <f64>((j * k) % n)) / <f64>n;
        const re = at<T>(x, 2 * l * modes + k) * NativeMath.cos(angle);
        const im = at<T>(x, (2 * l + 1) * modes + k) * NativeMath.sin(angle);
        sum += 2 * k == n ? re : 2 * (re - im);
      }
      const d = at<T>(y, l * n + j) - sum;
      error += d * d;
      norm += sum * sum;
    }
  }
  return sqrt(error / norm);
}

function worstError<T>(n: i32): f64 {
  const all = (n >> 1) + 1;
  const few = min(all, 5);
  let worst = max(forwardError<T>(n, all, 5), inverseError<T>(n, all, 5));
  worst = max(worst, max(forwardError<T>(n, few, 3), inverseError<T>(n, few, 3)));
  return worst;
}

/** rms relative error of forward columns and, transformed back, of n times the identity. */
function columnError<T>(n: i32, columns: i32): f64 {
  const lines = FIELDS * 2 * OTHERS;
  const count = lines * n * columns;
  const x = values<T>(count);
  const y = room(count * <i32>sizeof<T>());
  const back = room(count * <i32>sizeof<T>() + 16);
  const items = FIELDS * OTHERS * ((columns * <i32>sizeof<T>() + 15) / 16);
  fftColumns<T>(columnInstruction<T>(x, y, n, columns, 0), 0, items);
  let error: f64 = 0;
  let norm: f64 = 0;
  for (let f = 0; f < FIELDS * 2 * OTHERS; f++) {
    // One column of each array of rows; real and imaginary rows lie OTHERS arrays apart.
    if (f % (2 * OTHERS) >= OTHERS) continue;
    const re = f * n * columns + f % columns;
    const im = re + OTHERS * n * columns;
    for (let k = 0; k < n; k++) {
      let sumRe: f64 = 0;
      let sumIm: f64 = 0;
      for (let j = 0; j < n; j++) {
        const angle = (2 * NativeMath.PI * <f64>((j * k) % n)) / <f64>n;
        const c = NativeMath.cos(angle);
        const s = NativeMath.sin(angle);
        sumRe += at<T>(x, re + j * columns) * c + at<T>(x, im + j * columns) * s;
        sumIm += at<T>(x, im + j * columns) * c - at<T>(x, re + j * columns) * s;
      }
      const dr = at<T>(y, re + k * columns) - sumRe;
      const di = at<T>(y, im + k * columns) - sumIm;
      error += dr * dr + di * di;
      norm += sumRe * sumRe + sumIm * sumIm;
    }
  }
  // Rows of a workspace are whole vectors: here a vector that reaches beyond the row of the last
  // line falls behind the array, and others are written again by the rows that follow.
  if (columns * <i32>sizeof<T>() % 16 == 0) {
    fftColumns<T>(columnInstruction<T>(y, back, n, columns, 1), 0, items);
    for (let i = 0; i < count; i++) {
      const d = at<T>(back, i) / <f64>n - at<T>(x, i);
      error += d * d;
      norm += at<T>(x, i) * at<T>(x, i);
    }
  }
  return sqrt(error / norm);
}

/** Whether columns have the same bits in one range, item by item in another order, and in place. */
function sameColumns<T>(n: i32, columns: i32, inverse: i32): bool {
  const count = FIELDS * 2 * OTHERS * n * columns;
  const bytes = count * <i32>sizeof<T>();
  const items = FIELDS * OTHERS * ((columns * <i32>sizeof<T>() + 15) / 16);
  const x = values<T>(count);
  const a = room(bytes);
  const b = room(bytes);
  fftColumns<T>(columnInstruction<T>(x, a, n, columns, inverse), 0, items);
  const parts = columnInstruction<T>(x, b, n, columns, inverse);
  for (let i = items - 1; i >= 0; i--) fftColumns<T>(parts, i, i + 1);
  if (memory.compare(a, b, bytes) != 0) return false;
  // In place.
  fftColumns<T>(columnInstruction<T>(x, x, n, columns, inverse), 0, items);
  return memory.compare(a, x, bytes) == 0;
}

/** The larger |<A x, y> - <x, A' y>| / (|A x| |y|) of A = rfft and A = irfft. */
function adjointError(n: i32, compact: i32, cutoff: i32): f64 {
  const length = 2 * (compact ? compact : (n >> 1) + 1);
  const field = values<f64>(n);
  const spectrum = values<f64>(length);
  const toSpectrum = room(8 * length);
  const toField = room(8 * n);
  let worst: f64 = 0;
  for (let inverse = 0; inverse < 2; inverse++) {
    rfft<f64>(instruction<f64>(field, toSpectrum, n, compact, cutoff, inverse), 0, 1);
    irfft<f64>(instruction<f64>(spectrum, toField, n, compact, cutoff, 1 - inverse), 0, 1);
    let left: f64 = 0;
    let right: f64 = 0;
    let norm: f64 = 0;
    for (let i = 0; i < length; i++) {
      left += at<f64>(toSpectrum, i) * at<f64>(spectrum, i);
      norm += at<f64>(toSpectrum, i) * at<f64>(toSpectrum, i);
    }
    for (let i = 0; i < n; i++) right += at<f64>(field, i) * at<f64>(toField, i);
    worst = max(worst, abs(left - right) / (sqrt(norm) * sqrt(<f64>length)));
  }
  return worst;
}

/** Whether 7 samples have the same bits in one range and in ranges of 1, 4 and 2. */
function sameBits<T>(n: i32, compact: i32): bool {
  const modes = compact ? compact : (n >> 1) + 1;
  const x = values<T>(7 * n);
  const bytes = 7 * 2 * modes * <i32>sizeof<T>();
  const a = room(bytes);
  const b = room(bytes);
  rfft<T>(instruction<T>(x, a, n, compact, -1, 0), 0, 7);
  const split = instruction<T>(x, b, n, compact, -1, 0);
  rfft<T>(split, 1, 5);
  rfft<T>(split, 0, 1);
  rfft<T>(split, 5, 7);
  if (memory.compare(a, b, bytes) != 0) return false;
  const back = 7 * n * <i32>sizeof<T>();
  const c = room(back);
  const d = room(back);
  irfft<T>(instruction<T>(a, c, n, compact, -1, 0), 0, 7);
  const parts = instruction<T>(a, d, n, compact, -1, 0);
  irfft<T>(parts, 5, 7);
  irfft<T>(parts, 1, 5);
  irfft<T>(parts, 0, 1);
  return memory.compare(c, d, back) == 0;
}

describe('transforms against plain sums', () => {
  it('float32, every N up to 64: rms relative error at most 3e-7', () => {
    for (let n = 1; n <= 64; n++) {
      expect<f64>(worstError<f32>(n)).toBeLessThan(3e-7, 'N = ' + n.toString());
    }
  });
  it('float64, every N up to 64', () => {
    for (let n = 1; n <= 64; n++) {
      expect<f64>(worstError<f64>(n)).toBeLessThan(4e-15, 'N = ' + n.toString());
    }
  });
  it('larger and awkward N', () => {
    const sizes = [80, 96, 97, 100, 101, 120, 127, 128, 160, 180, 187, 192, 250, 256, 512];
    for (let i = 0; i < sizes.length; i++) {
      expect<f64>(worstError<f32>(sizes[i])).toBeLessThan(3e-7, 'N = ' + sizes[i].toString());
      expect<f64>(worstError<f64>(sizes[i])).toBeLessThan(4e-15, 'N = ' + sizes[i].toString());
    }
  });
});

describe('columns against plain sums, and back', () => {
  it('every N up to 40 and larger ones, with whole and partial vectors', () => {
    for (let n = 1; n <= 40; n++) {
      expect<f64>(columnError<f32>(n, 4)).toBeLessThan(3e-7, 'N = ' + n.toString());
      expect<f64>(columnError<f32>(n, 5 + n % 3)).toBeLessThan(3e-7, 'N = ' + n.toString());
      expect<f64>(columnError<f64>(n, 2)).toBeLessThan(4e-15, 'N = ' + n.toString());
    }
    expect<f64>(columnError<f32>(160, 24)).toBeLessThan(3e-7);
    expect<f64>(columnError<f32>(128, 13)).toBeLessThan(3e-7);
    expect<f64>(columnError<f64>(187, 7)).toBeLessThan(4e-15);
  });
});

describe('adjoints', () => {
  it('of lines: full, compact, with a cutoff', () => {
    const sizes = [1, 2, 7, 8, 15, 160];
    for (let i = 0; i < sizes.length; i++) {
      const n = sizes[i];
      expect<f64>(adjointError(n, 0, -1)).toBeLessThan(1e-14);
      expect<f64>(adjointError(n, min(3, (n >> 1) + 1), -1)).toBeLessThan(1e-14);
      expect<f64>(adjointError(n, 0, n >> 2)).toBeLessThan(1e-14);
    }
  });
});

describe('bits', () => {
  it('do not depend on a sample\'s lane or neighbours', () => {
    const sizes = [6, 15, 22, 32, 64, 160];
    for (let i = 0; i < sizes.length; i++) {
      expect<bool>(sameBits<f32>(sizes[i], 0)).toBe(true);
      expect<bool>(sameBits<f64>(sizes[i], 0)).toBe(true);
      expect<bool>(sameBits<f32>(sizes[i], 3)).toBe(true);
      expect<bool>(sameBits<f64>(sizes[i], 3)).toBe(true);
    }
  });
  it('do not depend on which columns are transformed together, nor on being in place', () => {
    const sizes = [2, 3, 4, 5, 6, 8, 15, 24, 32, 40, 64, 100, 160];
    for (let i = 0; i < sizes.length; i++) {
      const place = 'N = ' + sizes[i].toString();
      for (let inverse = 0; inverse < 2; inverse++) {
        // Whole rows of vectors: an inverse writes nothing else.
        const wide = inverse ? 36 : 33;
        expect<bool>(sameColumns<f32>(sizes[i], wide, inverse)).toBe(true, place);
        expect<bool>(sameColumns<f32>(sizes[i], inverse ? 4 : 3, inverse)).toBe(true, place);
        expect<bool>(sameColumns<f64>(sizes[i], inverse ? 18 : 17, inverse)).toBe(true, place);
      }
    }
  });
});
