/** Host transforms against the plain sum over points, in float64. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { irfftn, rfftn } from '../../src/spectral/host-fft.js';

before(async () => {
  await loadCore();
});

const TOLERANCE = 3e-15;

/** Numbers in (-1, 1), the same in every run. */
function numbers(count: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

function relativeError(got: Float64Array, expected: Float64Array): number {
  assert.equal(got.length, expected.length);
  let error = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    error += (got[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(error / norm);
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const volume = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);
const halved = (space: readonly number[]) => [
  ...space.slice(0, -1),
  Math.floor(space.at(-1)! / 2) + 1,
];

/** In-place complex sums along one axis; sign -1: forward, 1: inverse. */
function sumAxis(
  re: Float64Array,
  im: Float64Array,
  shape: readonly number[],
  axis: number,
  sign: number,
) {
  const n = shape[axis]!;
  const inner = volume(shape.slice(axis + 1));
  const cos = Array.from({ length: n }, (_, t) => Math.cos((2 * Math.PI * t) / n));
  const sin = Array.from({ length: n }, (_, t) => sign * Math.sin((2 * Math.PI * t) / n));
  for (let start = 0; start < re.length; start++) {
    if (Math.floor(start / inner) % n !== 0) continue;
    const line = Array.from({ length: n }, (_, j) => start + j * inner);
    const [a, b] = [line.map((at) => re[at]!), line.map((at) => im[at]!)];
    line.forEach((at, k) => {
      let [sumRe, sumIm] = [0, 0];
      for (let j = 0; j < n; j++) {
        const t = (j * k) % n;
        sumRe += a[j]! * cos[t]! - b[j]! * sin[t]!;
        sumIm += a[j]! * sin[t]! + b[j]! * cos[t]!;
      }
      re[at] = sumRe;
      im[at] = sumIm;
    });
  }
}

function plainForward(u: Float64Array, space: readonly number[]): Float64Array {
  const re = Float64Array.from(u);
  const im = new Float64Array(u.length);
  for (let axis = 0; axis < space.length; axis++) sumAxis(re, im, space, axis, -1);
  const last = space.at(-1)!;
  const kept = (_: number, i: number) => i % last <= last / 2;
  return Float64Array.from([...re.filter(kept), ...im.filter(kept)]);
}

/** The complex-to-real order: leading axes first, then the last with X_0 and X_{N/2} made real. */
function plainInverse(spectrum: Float64Array, space: readonly number[]): Float64Array {
  const shape = halved(space);
  const size = volume(shape);
  const [re, im] = [spectrum.slice(0, size), spectrum.slice(size)];
  for (let axis = 0; axis < space.length - 1; axis++) sumAxis(re, im, shape, axis, 1);
  const last = space.at(-1)!;
  const width = shape.at(-1)!;
  const fullRe = new Float64Array(volume(space));
  const fullIm = new Float64Array(volume(space));
  for (let row = 0; row < size / width; row++) {
    for (let k = 0; k < last; k++) {
      const mirrored = 2 * k > last;
      const from = row * width + (mirrored ? last - k : k);
      fullRe[row * last + k] = re[from]!;
      if (k > 0 && 2 * k !== last) fullIm[row * last + k] = mirrored ? -im[from]! : im[from]!;
    }
  }
  sumAxis(fullRe, fullIm, [size / width, last], 1, 1);
  return fullRe;
}

function check(space: readonly number[]) {
  const u = numbers(volume(space));
  const spectrum = numbers(2 * volume(halved(space)), 2);
  const forward = relativeError(rfftn(u, space), plainForward(u, space));
  const inverse = relativeError(irfftn(spectrum, space), plainInverse(spectrum, space));
  assert.ok(forward < TOLERANCE, `rfftn ${space}: ${forward}`);
  assert.ok(inverse < TOLERANCE, `irfftn ${space}: ${inverse}`);
}

test('one axis, every length up to 64 and some awkward ones', () => {
  for (let n = 1; n <= 64; n++) check([n]);
  for (const n of [97, 101, 127, 160, 187, 250, 499, 512]) check([n]);
});

for (const space of [
  [2, 2],
  [6, 8],
  [7, 5],
  [12, 9],
  [4, 4, 4],
  [5, 6, 7],
  [3, 2, 1],
]) {
  test(`several axes: ${space.join(' x ')}`, () => check(space));
}

test('round trip is the identity times the number of points', () => {
  const space = [10, 12];
  const u = numbers(3 * 120);
  const back = irfftn(rfftn(u, space), space).map((value) => value / 120);
  assert.ok(relativeError(back, u) < TOLERANCE);
});

test('parts that a real field cannot have are dropped', () => {
  const spectrum = numbers(2 * 5);
  const cleaned = Float64Array.from(spectrum);
  cleaned[5] = 0;
  cleaned[9] = 0;
  assert.deepEqual(irfftn(spectrum, [8]), irfftn(cleaned, [8]));
});

test('linear: <rfftn x, y> = Σ over the sums of products', () => {
  const x = numbers(20);
  const y = numbers(2 * 11, 3);
  // Interior modes stand for two, which irfftn counts twice.
  const weighted = y.map((value, i) => (i % 11 === 0 || i % 11 === 10 ? value : value / 2));
  const difference = dot(rfftn(x, [20]), y) - dot(x, irfftn(weighted, [20]));
  assert.ok(Math.abs(difference) < 1e-13);
});

test('a field has the same bits alone and among others', () => {
  for (const n of [15, 160]) {
    const many = numbers(5 * n);
    const all = rfftn(many, [n]);
    const length = all.length / 5;
    for (let line = 0; line < 5; line++) {
      const alone = rfftn(many.slice(line * n, (line + 1) * n), [n]);
      assert.deepEqual(all.slice(line * length, (line + 1) * length), alone);
    }
  }
});

test('a wrong number of values or axes is refused', () => {
  assert.throws(() => rfftn(numbers(7), [3]), UserError);
  assert.throws(() => irfftn(numbers(4), [1, 1, 1, 1]), UserError);
});
