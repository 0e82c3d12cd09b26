// The transform kernels against plain sums in float64, their adjoints, and their bits.

import { fftPlanBytes, fftPlanInit, spectralScratchBytes } from '../fft/host';
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

/** An instruction of rfft or irfft over one to three extents; C = 1. */
function instruction<T>(
  x: usize, y: usize, space: i32[], compact: i32, cutoff: i32, adjoint: i32,
): usize {
  const axes = space.length;
  const last = space[axes - 1];
  const kept = compact ? compact : cutoff >= 0 ? min(cutoff, last >> 1) + 1 : (last >> 1) + 1;
  const ip = room(64);
  const plans: i32[] = [0, 0, 0];
  const extents: i32[] = [1, 1, 1];
  for (let axis = 0; axis < axes; axis++) {
    const kind = axis == axes - 1 ? 1 + 256 * kept : 0;
    plans[axis] = <i32>planOf<T>(space[axis], kind);
    extents[axis] = space[axis];
  }
  const wide = sizeof<T>() == 8 ? 1 : 0;
  setScratch(room(spectralScratchBytes(axes, extents[0], extents[1], extents[2], wide)));
  const words: i32[] = [
    0, 16, 0, <i32>x, <i32>y, plans[0], plans[1], plans[2],
    1, axes, extents[0], extents[1], extents[2], compact, cutoff, adjoint,
  ];
  for (let i = 0; i < words.length; i++) store<i32>(ip + (<usize>i << 2), words[i]);
  return ip;
}

/** rms relative error of r2c on `lines` lines, of which `modes` modes are kept. */
function forwardError<T>(n: i32, modes: i32, lines: i32): f64 {
  const x = values<T>(lines * n);
  const y = room(lines * 2 * modes * <i32>sizeof<T>());
  const full = modes == (n >> 1) + 1;
  rfft<T>(instruction<T>(x, y, [n], full ? 0 : modes, -1, 0), 0, lines);
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
  irfft<T>(instruction<T>(x, y, [n], full ? 0 : modes, -1, 0), 0, lines);
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

/** The larger |<A x, y> - <x, A' y>| / (|A x| |y|) of A = rfft and A = irfft. */
function adjointError(space: i32[], compact: i32, cutoff: i32): f64 {
  const axes = space.length;
  let points = 1;
  let length = 2 * (compact ? compact : (space[axes - 1] >> 1) + 1);
  for (let axis = 0; axis < axes; axis++) {
    points *= space[axis];
    if (axis < axes - 1) length *= compact ? 2 * compact : space[axis];
  }
  const field = values<f64>(points);
  const spectrum = values<f64>(length);
  const toSpectrum = room(8 * length);
  const toField = room(8 * points);
  let worst: f64 = 0;
  for (let inverse = 0; inverse < 2; inverse++) {
    rfft<f64>(instruction<f64>(field, toSpectrum, space, compact, cutoff, inverse), 0, 1);
    irfft<f64>(instruction<f64>(spectrum, toField, space, compact, cutoff, 1 - inverse), 0, 1);
    let left: f64 = 0;
    let right: f64 = 0;
    let norm: f64 = 0;
    for (let i = 0; i < length; i++) {
      left += at<f64>(toSpectrum, i) * at<f64>(spectrum, i);
      norm += at<f64>(toSpectrum, i) * at<f64>(toSpectrum, i);
    }
    for (let i = 0; i < points; i++) right += at<f64>(field, i) * at<f64>(toField, i);
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
  rfft<T>(instruction<T>(x, a, [n], compact, -1, 0), 0, 7);
  const split = instruction<T>(x, b, [n], compact, -1, 0);
  rfft<T>(split, 1, 5);
  rfft<T>(split, 0, 1);
  rfft<T>(split, 5, 7);
  if (memory.compare(a, b, bytes) != 0) return false;
  const back = 7 * n * <i32>sizeof<T>();
  const c = room(back);
  const d = room(back);
  irfft<T>(instruction<T>(a, c, [n], compact, -1, 0), 0, 7);
  const parts = instruction<T>(a, d, [n], compact, -1, 0);
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
    const sizes = [97, 101, 127, 160, 187, 250, 512];
    for (let i = 0; i < sizes.length; i++) {
      expect<f64>(worstError<f32>(sizes[i])).toBeLessThan(3e-7, 'N = ' + sizes[i].toString());
      expect<f64>(worstError<f64>(sizes[i])).toBeLessThan(4e-15, 'N = ' + sizes[i].toString());
    }
  });
});

describe('adjoints', () => {
  it('one axis: full, compact, with a cutoff', () => {
    const sizes = [1, 2, 7, 8, 15, 160];
    for (let i = 0; i < sizes.length; i++) {
      const n = sizes[i];
      expect<f64>(adjointError([n], 0, -1)).toBeLessThan(1e-14);
      expect<f64>(adjointError([n], min(3, (n >> 1) + 1), -1)).toBeLessThan(1e-14);
      expect<f64>(adjointError([n], 0, n >> 2)).toBeLessThan(1e-14);
    }
  });
  it('two axes: full, compact without and with modes that meet, with a cutoff', () => {
    expect<f64>(adjointError([6, 8], 0, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([7, 5], 2, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([6, 6], 4, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([8, 8], 0, 2)).toBeLessThan(1e-14);
  });
  it('three axes: the same', () => {
    expect<f64>(adjointError([4, 3, 6], 0, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([5, 6, 4], 2, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([5, 4, 6], 3, -1)).toBeLessThan(1e-14);
    expect<f64>(adjointError([6, 6, 6], 0, 1)).toBeLessThan(1e-14);
  });
});

describe('bits', () => {
  it('do not depend on a sample\'s lane or neighbours', () => {
    const sizes = [6, 15, 22, 160];
    for (let i = 0; i < sizes.length; i++) {
      expect<bool>(sameBits<f32>(sizes[i], 0)).toBe(true);
      expect<bool>(sameBits<f64>(sizes[i], 0)).toBe(true);
      expect<bool>(sameBits<f32>(sizes[i], 3)).toBe(true);
      expect<bool>(sameBits<f64>(sizes[i], 3)).toBe(true);
    }
  });
});
