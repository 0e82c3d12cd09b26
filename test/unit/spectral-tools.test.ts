/** Tools for states as arrays, by hand and by properties, beside test/golden/spectral.test.ts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NdArray, sizeOf } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import {
  derivative,
  FourierInterpolator,
  fft,
  getFourierCoefficients,
  getModesSlices,
  getSpectrum,
  ifft,
  makeGrid,
  makeIncompressible,
  mapBetweenResolutions,
  wrapBc,
} from '../../src/spectral/index.js';
import { randomArray } from '../cases/op-case.js';
import { relativeError } from '../golden/goldens.js';

const noise = (...shape: number[]): NdArray => ({
  data: randomArray(`noise ${shape}`, sizeOf(shape)),
  shape,
});

/** A function of the coordinates on the unit domain. */
function field(dims: number, numPoints: number, f: (...x: number[]) => number): NdArray {
  const x = makeGrid({ dims, domainExtent: 1, numPoints });
  const size = x.length / dims;
  const data = Float64Array.from({ length: size }, (_, i) =>
    f(...Array.from({ length: dims }, (_, axis) => x[axis * size + i]!)),
  );
  return { data, shape: [1, ...new Array<number>(dims).fill(numPoints)] };
}

const TURN = 2 * Math.PI;
const wave = (x: number, y: number) => Math.sin(TURN * x) * Math.cos(2 * TURN * y) + 0.25;

function close(ours: NdArray, wanted: NdArray, tolerance = 1e-13): void {
  assert.deepEqual(ours.shape, wanted.shape);
  const error = relativeError(ours.data, wanted.data);
  assert.ok(error <= tolerance, `${error}`);
}

test('in the order xy the first two axes are swapped', () => {
  const domain = { dims: 2, domainExtent: 2, numPoints: 2 };
  assert.deepEqual([...makeGrid(domain)], [0, 0, 1, 1, 0, 1, 0, 1]);
  assert.deepEqual([...makeGrid(domain, { indexing: 'xy' })], [0, 1, 0, 1, 0, 0, 1, 1]);
});

test('wrapping repeats the left boundary at the right', async () => {
  const square = { data: Float64Array.of(1, 2, 3, 4), shape: [1, 2, 2] };
  assert.deepEqual(await wrapBc(square), {
    data: Float64Array.of(1, 2, 1, 3, 4, 3, 1, 2, 1),
    shape: [1, 3, 3],
  });
});

test('the first block of modes has none that is negative', () => {
  assert.deepEqual(getModesSlices(1, 8), [
    [
      [null, null],
      [null, 5],
    ],
  ]);
  assert.deepEqual(getModesSlices(2, 5)[1], [
    [null, null],
    [-2, null],
    [null, 3],
  ]);
});

test('back and forth, of several channels', async () => {
  for (const space of [[6], [7], [4, 4], [5, 5, 5]]) {
    const u = noise(2, ...space);
    close(await ifft(await fft(u), space[0]!), u);
  }
});

test('coefficients of cosines and sines are their amplitudes, rounded', async () => {
  const u = field(1, 8, (x) => 3 + 2 * Math.cos(TURN * x) - 0.5 * Math.sin(2 * TURN * x));
  const { data, shape } = await getFourierCoefficients(u);
  assert.deepEqual(shape, [1, 2, 5]);
  assert.deepEqual(
    [...data].map((value) => value + 0),
    [3, 2, 0, 0, 0, 0, 0, 0.5, 0, 0],
  );
  const halves = { data: Float64Array.of(0.5, 0.5, 2.5, 2.5), shape: [2, 2] };
  const { data: even } = await getFourierCoefficients(halves, { round: 0 });
  assert.deepEqual([even[0], even[4]], [0, 2]);
});

test('spectra by |k|', async () => {
  const u = field(2, 8, wave);
  const { data, shape } = await getSpectrum(u, { power: false });
  assert.deepEqual(shape, [1, 5]);
  // |(1, 2)| and |(-1, 2)| are 2.24, each half of the wave's amplitude.
  close({ data, shape: [5] }, { data: Float64Array.of(0.25, 0, 1, 0, 0), shape: [5] });
  const { data: power } = await getSpectrum(u);
  close({ data: power, shape: [5] }, { data: Float64Array.of(0.03125, 0, 0.25, 0, 0), shape: [5] });
});

test('the power of all bins is the mean square where modes 0 and N/2 count twice', async () => {
  for (const numPoints of [6, 7]) {
    const u = noise(1, numPoints);
    const { data } = await getSpectrum(u);
    const edges = numPoints % 2 === 0 ? [data[0]!, data.at(-1)!] : [data[0]!];
    const sum = [...data, ...edges].reduce((total, value) => total + value);
    const meanSquare = u.data.reduce((total, value) => total + value * value, 0) / numPoints;
    assert.ok(Math.abs(sum - meanSquare) < 1e-14 * meanSquare, `${sum} ${meanSquare}`);
  }
});

test('derivatives of the Nyquist mode', async () => {
  const six = field(1, 6, (x) => Math.cos(3 * TURN * x));
  const zeros = { ...six, data: new Float64Array(6) };
  const of = (u: NdArray, order: number) => derivative(u, TURN, { order });
  for (const order of [1, 3]) close(await of(six, order), zeros, 1e-12);
  close(await of(six, 2), { ...six, data: six.data.map((value) => -9 * value) });
  const seven = field(1, 7, (x) => Math.cos(3 * TURN * x));
  close(
    await of(seven, 1),
    field(1, 7, (x) => -3 * Math.sin(3 * TURN * x)),
  );
});

/** A field of two axes with its axes swapped. */
function transposed({ data, shape }: NdArray): NdArray {
  const n = shape[1]!;
  return { data: data.map((_, i) => data[(i % n) * n + Math.floor(i / n)]!), shape };
}

test('axes are alike in derivatives, but for odd ones of Nyquist modes', async () => {
  const along = async (u: NdArray, axis: number, order: number) => {
    const { data } = await derivative(u, 1, { order });
    return { data: data.slice(axis * u.data.length, (axis + 1) * u.data.length), shape: u.shape };
  };
  const withoutNyquist = await mapBetweenResolutions(noise(1, 5, 5), 6);
  const cases: [NdArray, number[]][] = [
    [noise(1, 7, 7), [1, 2, 3]],
    [noise(1, 6, 6), [2]],
    [withoutNyquist, [1, 3]],
  ];
  for (const [u, orders] of cases) {
    for (const order of orders) {
      close(transposed(await along(transposed(u), 1, order)), await along(u, 0, order), 1e-12);
    }
  }
  const alternating = (f: (angle: number) => number) =>
    field(2, 6, (x, y) => Math.cos(3 * TURN * x) * f(TURN * y));
  const u = alternating(Math.cos);
  const kept = alternating((angle) => 3 * TURN * Math.sin(angle));
  close(await along(u, 0, 1), kept, 1e-12);
  close(await along(transposed(u), 1, 1), { ...u, data: new Float64Array(36) }, 1e-12);
});

test('one channel has its derivatives as channels, several have an axis of them', async () => {
  assert.deepEqual((await derivative(noise(1, 6, 6), 1)).shape, [2, 6, 6]);
  assert.deepEqual((await derivative(noise(3, 6, 6), 1)).shape, [3, 2, 6, 6]);
});

test('smooth fields on other grids are themselves', async () => {
  for (const [from, to] of [
    [8, 13],
    [13, 8],
    [9, 10],
    [10, 9],
  ] as const) {
    close(await mapBetweenResolutions(field(2, from, wave), to), field(2, to, wave));
  }
});

test('the Nyquist mode of the coarser grid is left out, or not', async () => {
  const alternating = field(1, 4, (x) => Math.cos(2 * TURN * x));
  const finer = await mapBetweenResolutions(alternating, 8);
  close(finer, { data: new Float64Array(8), shape: [1, 8] });
  const kept = await mapBetweenResolutions(alternating, 8, { oddballZero: false });
  assert.ok(Math.max(...kept.data) > 0.1);
});

test('a Fourier series between the points', async () => {
  const at = { data: Float64Array.of(0.1, 0.77, -0.3, 0.2, 1.4, 0.5), shape: [2, 3] };
  const interpolator = new FourierInterpolator(field(2, 8, wave), { domainExtent: 1 });
  const wanted = [0, 1, 2].map((i) => wave(at.data[i]!, at.data[3 + i]!));
  close(await interpolator.evaluate(at), { data: Float64Array.from(wanted), shape: [1, 3] });
  const u = noise(2, 5, 5, 5);
  const grid = makeGrid({ dims: 3, domainExtent: 3, numPoints: 5 });
  const points = { data: grid, shape: [3, 5, 5, 5] };
  close(await new FourierInterpolator(u, { domainExtent: 3 }).evaluate(points), u, 1e-12);
});

/** The largest divergence of a vector field, over that of its largest derivative. */
async function divergence(u: NdArray): Promise<number> {
  const dims = u.shape[0]!;
  const { data } = await derivative(u, 1);
  const size = data.length / (dims * dims);
  const sums = Array.from({ length: size }, (_, i) =>
    Array.from({ length: dims }, (_, c) => data[c * (dims + 1) * size + i]!).reduce(
      (a, b) => a + b,
    ),
  );
  return Math.max(...sums.map(Math.abs)) / Math.max(...data.map(Math.abs));
}

for (const [dims, numPoints] of [
  [2, 7],
  [3, 5],
  [2, 8],
  [3, 6],
] as const) {
  test(`a field without divergence, ${dims}D, ${numPoints} points`, async () => {
    const coarse = noise(dims, ...new Array<number>(dims).fill(numPoints));
    // Of an even number of points without Nyquist modes, which have no derivative.
    const u =
      numPoints % 2 === 1
        ? coarse
        : await mapBetweenResolutions(
            await mapBetweenResolutions(coarse, numPoints - 1),
            numPoints,
          );
    assert.ok((await divergence(u)) > 0.1);
    const projected = await makeIncompressible(u);
    assert.ok((await divergence(projected)) < 1e-13);
    close(await makeIncompressible(projected), projected);
    const mean = ({ data }: NdArray) => data.reduce((sum, value) => sum + value, 0) / data.length;
    assert.ok(Math.abs(mean(projected) - mean(u)) < 1e-14);
  });
}

test('what does not fit is refused', async () => {
  const refused = (promise: Promise<unknown>, message: RegExp) =>
    assert.rejects(promise, (e) => e instanceof UserError && message.test(e.message));
  const flat = noise(1, 6);
  await refused(wrapBc(noise(6)), /a state is \[channels, N, …\]/);
  await refused(getSpectrum(noise(1, 4, 5)), /not \[1, 4, 5\]/);
  await refused(derivative(flat, 1, { order: 0.5 }), /whole number from 1 on, not 0.5/);
  await refused(mapBetweenResolutions(flat, 0), /from 1 on, not 0/);
  await refused(ifft(await fft(flat), 8), /\[1, 2, 4\] are not \[channels, 2, …\] of 8 points/);
  await refused(makeIncompressible(noise(3, 6, 6)), /in 2D has 2 channels, not 3/);
  const point = { data: Float64Array.of(0.5), shape: [1] };
  await refused(
    new FourierInterpolator(noise(1, 6, 6), { domainExtent: 1 }).evaluate(point),
    /in 2D are \[2, …\]/,
  );
});
