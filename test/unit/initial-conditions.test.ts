/** Initial conditions: properties of the draws, and what bad config strings get. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import {
  buildIcSet,
  DiffusedNoise,
  GaussianRandomField,
  type InitialConditionGenerator,
  initialConditions,
  MultiChannelInitialCondition,
  parseIcConfig,
  RandomDiscontinuities,
  RandomGaussianBlobs,
  RandomSineWaves1d,
  RandomTruncatedFourierSeries,
  ScaledInitialCondition,
} from '../../src/initial-conditions/index.js';
import { PRNGKey, promised as random, split } from '../../src/random/index.js';

before(() => loadCore());

const draw = async (config: string, numSamples = 2, channels = 1) =>
  (await buildIcSet(parseIcConfig(config, 1, channels), 40, numSamples, PRNGKey(5))).data;
const mean = (u: Float64Array) => u.reduce((sum, value) => sum + value, 0) / u.length;

test('zero mean and a maximum of one', async () => {
  const u = await draw('fourier;4;true;true', 1);
  assert.ok(Math.abs(mean(u)) < 1e-15);
  assert.equal(Math.max(...u.map(Math.abs)), 1);
  assert.ok(Math.abs(mean(await draw('fourier;4;false;false', 1))) > 1e-3);
});

test('a cutoff of zero leaves the mean', async () => {
  const u = await draw('fourier;0;false;false', 1);
  assert.ok(u.every((value) => Math.abs(value - u[0]!) < 1e-15));
});

test('clamping fills the range', async () => {
  const u = await draw('clamp;-1.0;2.0;fourier;5;false;false', 1);
  assert.equal(Math.min(...u), -1);
  assert.equal(Math.max(...u), 2);
});

test('the first samples do not depend on how many are drawn; channels differ', async () => {
  const few = await draw('fourier;5;true;true', 2, 2);
  assert.deepEqual((await draw('Fourier;5;TRUE;True', 5, 2)).slice(0, few.length), few);
  assert.notDeepEqual(few.slice(0, 40), few.slice(40, 80));
});

/** Two channels that are drawn together: a constant field and one less it. */
const complement = (dims: number, numChannels: number): InitialConditionGenerator => ({
  dims,
  numChannels,
  generate: (numPoints, key) =>
    Float64Array.from({ length: 2 * numPoints }, (_, i) =>
      i < numPoints ? key[1]! % 1000 : 1 - (key[1]! % 1000),
    ),
});

/** Calls with an entry of one's own in the dictionary. */
async function withEntry(
  entry: (typeof initialConditions.view)[string],
  use: () => unknown,
): Promise<void> {
  initialConditions.extensions.own = entry;
  try {
    await use();
  } finally {
    delete initialConditions.extensions.own;
  }
}

test('an entry may draw all channels together, with the key as it is', () =>
  withEntry({ allChannels: (_, dims, channels) => complement(dims, channels) }, async () => {
    const u = await draw('own', 1, 2);
    const [, sub] = split(PRNGKey(5), 2);
    assert.deepEqual(u, complement(1, 2).generate(40, sub!));
    const ramp = { ...complement(1, 2), generate: () => Float64Array.of(0, 1, 3, 7, 5, 11) };
    initialConditions.extensions.own = { allChannels: () => ramp };
    const clamped = parseIcConfig('clamp;0.0;1.0;own', 1, 2).generate(3, sub!);
    assert.deepEqual(clamped, Float64Array.of(0, 1 / 3, 1, 1 / 3, 0, 1));
  }));

test('channels may be of different kinds, and draw with the usual keys', async () => {
  const series = (cutoff: number) =>
    new RandomTruncatedFourierSeries({ dims: 1, cutoff, maxOne: true });
  const mixed = new MultiChannelInitialCondition([series(2), series(5)]);
  const { data: u } = await buildIcSet(mixed, 40, 1, PRNGKey(5));
  assert.deepEqual(u.slice(0, 40), (await draw('fourier;2;true;true', 1, 2)).slice(0, 40));
  assert.deepEqual(u.slice(40), (await draw('fourier;5;true;true', 1, 2)).slice(40));
});

/** The standard deviation. */
const deviation = (u: Float64Array) => Math.sqrt(mean(u.map((value) => (value - mean(u)) ** 2)));

test('a standard deviation of one, for every kind in every number of dimensions', () => {
  for (const dims of [1, 2, 3]) {
    for (const kind of [
      new RandomTruncatedFourierSeries({ dims, stdOne: true }),
      new DiffusedNoise({ dims, stdOne: true }),
      new GaussianRandomField({ dims, stdOne: true }),
      new RandomDiscontinuities({ dims, zeroMean: true, stdOne: true }),
      ...(dims === 1 ? [new RandomSineWaves1d({ stdOne: true })] : []),
    ]) {
      const u = kind.generate(12, PRNGKey(3));
      assert.equal(u.length, 12 ** dims);
      assert.ok(Math.abs(deviation(u) - 1) < 1e-13, `${kind.constructor.name}: ${deviation(u)}`);
      assert.ok(Math.abs(mean(u)) < 1e-13);
    }
  }
});

test('the offset of a series is its mean', () => {
  for (const Kind of [RandomTruncatedFourierSeries, RandomSineWaves1d]) {
    const u = new Kind({ dims: 1, offsetRange: [0.25, 0.25] }).generate(40, PRNGKey(3));
    assert.ok(Math.abs(mean(u) - 0.25) < 1e-14);
  }
});

test('a blob stands where it was drawn; in Gray-Scott the first channel is what it leaves', () => {
  const [position, variance] = [0.5, 0.0078125];
  const ranges = {
    positionRange: [position, position],
    varianceRange: [variance, variance],
  } as const;
  const blob = new RandomGaussianBlobs({ dims: 2, domainExtent: 4, ...ranges });
  const u = blob.generate(8, PRNGKey(3));
  assert.equal(u[4 * 8 + 4], 1);
  const beside = Math.exp(-0.5 / 2 / (4 * variance) / 2);
  assert.ok(Math.abs(u[4 * 8 + 5]! - beside) < 1e-15 * beside, `${u[4 * 8 + 5]}, ${beside}`);
  const state = parseIcConfig('gray_scott_blobs', 2, 2).generate(8, PRNGKey(3));
  assert.ok(state.slice(64).every((value) => value > 0 && value <= 1));
  const [first] = split(PRNGKey(3), 2);
  const alone = new RandomGaussianBlobs({ dims: 2 }).generate(8, first!);
  assert.deepEqual(
    state.slice(0, 64),
    alone.map((value) => 1 - value),
  );
});

test('boxes have constant values', () => {
  const one = new RandomDiscontinuities({ dims: 2, numDiscontinuities: 1, valueRange: [2, 2] });
  assert.deepEqual([...new Set(one.generate(32, PRNGKey(1)))].sort(), [0, 2]);
});

test('a set may be drawn with the promise of a key', async () => {
  const generator = new RandomSineWaves1d();
  const promised = await buildIcSet(generator, 8, 2, random.PRNGKey(3));
  assert.deepEqual(promised, await buildIcSet(generator, 8, 2, PRNGKey(3)));
  assert.deepEqual(promised.shape, [2, 1, 8]);
});

test('scaling takes all channels', () => {
  const inner = parseIcConfig('fourier;3;true;true', 1, 2);
  const u = new ScaledInitialCondition(inner, 3).generate(16, PRNGKey(1));
  assert.deepEqual(
    u,
    inner.generate(16, PRNGKey(1)).map((value) => 3 * value),
  );
});

test('what excludes itself is refused', () => {
  const refused = (make: () => unknown, says: RegExp) =>
    assert.throws(make, (e: unknown) => e instanceof UserError && says.test(e.message));
  const both = { dims: 1, stdOne: true, maxOne: true };
  for (const Kind of [RandomTruncatedFourierSeries, DiffusedNoise, RandomSineWaves1d]) {
    refused(() => new Kind(both), /stdOne and maxOne exclude each other/);
  }
  const noMean = { dims: 1, stdOne: true, zeroMean: false };
  for (const Kind of [DiffusedNoise, GaussianRandomField, RandomDiscontinuities]) {
    refused(() => new Kind(noMean), /stdOne takes a mean of zero/);
  }
  const offset = { dims: 1, stdOne: true, offsetRange: [0.2, 0.4] } as const;
  refused(() => new RandomTruncatedFourierSeries(offset), /stdOne takes a mean of zero/);
  refused(() => new RandomSineWaves1d({ dims: 2 }), /dims must be 1, not 2/);
});

test('generators of other channels or dimensions are refused', async () => {
  const refused = (make: () => unknown, says: RegExp) =>
    assert.throws(make, (e: unknown) => e instanceof UserError && says.test(e.message));
  const [one, two, flat] = [complement(1, 1), complement(1, 2), complement(2, 1)];
  refused(() => new MultiChannelInitialCondition([]), /at least one generator, not \[\]/);
  refused(() => new MultiChannelInitialCondition([one, two]), /channel 1 .* numChannels 2 in 1D/);
  refused(() => new MultiChannelInitialCondition([one, flat]), /channel 1 .* numChannels 1 in 2D/);
  await withEntry({ allChannels: (_, dims) => complement(dims, 2) }, () =>
    refused(
      () => parseIcConfig('own', 1, 3),
      /'own', asked for by 'own': the generator's numChannels must be 3, not 2/,
    ),
  );
  await withEntry(
    () => two,
    () => refused(() => parseIcConfig('own', 1, 2), /the generator's numChannels must be 1, not 2/),
  );
  await withEntry(
    () => flat,
    () => refused(() => parseIcConfig('own', 1, 2), /the generator's dims must be 1, not 2/),
  );
});

test('bad config strings are pointed at', () => {
  const bad: [config: string, says: RegExp][] = [
    ['fourier;5;true', /'MAX_ONE' is missing/],
    ['fourier;5;true;true;1', /there are 5 fields/],
    [
      'fourier;-1;true;true',
      /CUTOFF must be at least 0, not -1\n {2}fourier;-1;true;true\n {10}\^/,
    ],
    ['fourier;2.5;true;true', /CUTOFF must be a whole number/],
    ['fourier;5;yes;true', /ZERO_MEAN must be true or false/],
    ['fouri;5;true;true', /did you mean 'fourier'/],
    ['clamp;0.0;1.0', /'CONFIG' is missing/],
    ['clamp;0.0;1.0;clamp;0.0;1.0;fourier;5;true;true', /must not be a clamp/],
    ['diffused;-0.1;true;true', /INTENSITY must be at least 0, not -0.1/],
    ['diffused;0.1;true', /expected: name;INTENSITY;ZERO_MEAN;MAX_ONE/],
    ['grf;steep;true;true', /POWER must be a number/],
    ['gray_scott_blobs', /has numChannels 2 in 1D; the states have 1/],
    ['gray_scott_blobs;1', /there are 2 fields/],
    ['', /empty/],
  ];
  for (const [config, says] of bad) {
    assert.throws(
      () => parseIcConfig(config, 1, 1),
      (error: unknown) => error instanceof UserError && says.test(error.message),
      config,
    );
  }
});
