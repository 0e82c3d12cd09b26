/** What the page is made of, without a browser: addresses, the updates field, pictures, spectra. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadCore } from '../../src/core/index.js';
import {
  colour,
  levelOf,
  logTicks,
  NOT_FINITE,
  pictureOf,
  TOP_LEVEL,
  tickText,
} from '../../src/drawing/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { readExperiment } from '../../src/study/index.js';
import { describeScenarios } from '../../src/web/compute/describe.js';
import { downsample, MOST_LOSSES } from '../../src/web/compute/downsample.js';
import { amplitudeSpectrum } from '../../src/web/compute/spectrum.js';
import { EXAMPLES } from '../../src/web/form/examples.js';
import {
  DEFAULT_STATE,
  differences,
  fromHash,
  OWN_KEYS,
  toEntry,
  toHash,
} from '../../src/web/form/form-state.js';
import { updatesOf, withUpdates } from '../../src/web/form/updates.js';
import { roughly, seconds, threeDigits, withPrefix } from '../../src/web/number-format.js';
import { medians } from '../../src/web/runs/run.js';

await loadCore();

test('an address reads back to the form that it was made of', () => {
  const own = fc.record(Object.fromEntries(OWN_KEYS.map((key) => [key, fc.string()])));
  const names = fc.string().filter((name) => ![...OWN_KEYS, 'run'].some((key) => key === name));
  const attributes = fc.array(fc.tuple(names, fc.string())).map((pairs) => new Map(pairs));
  fc.assert(
    fc.property(own, attributes, fc.boolean(), (texts, attributes, run) => {
      const state = { ...texts, attributes } as unknown as typeof DEFAULT_STATE;
      assert.deepEqual(fromHash(`#${toHash(state, run)}`), { state, run });
    }),
  );
});

test('an address keeps the order of attributes and leaves out what is default', () => {
  const hash = 'scenario=diff_adv&net=Conv;26;10;relu&train=one&num_points=48&batch_size=5';
  assert.equal(toHash(fromHash(hash).state), hash);
  assert.equal(
    toHash(fromHash('').state, true),
    'scenario=diff_adv&net=Conv;26;10;relu&train=one&run=1',
  );
});

test('seeds are numbers in an entry; other texts are left to the library to refuse', () => {
  assert.equal(toEntry({ ...DEFAULT_STATE, num_seeds: ' 3 ' }).num_seeds, 3);
  assert.equal(toEntry({ ...DEFAULT_STATE, num_seeds: 'x' }).num_seeds as unknown, 'x');
});

test('no address changes what an object is', () => {
  const entry = toEntry(fromHash('#__proto__=1&constructor=2&scenario=diff_adv').state);
  assert.equal(Object.getPrototypeOf(entry), Object.prototype);
  assert.deepEqual(Object.keys(entry).slice(0, 2), ['__proto__', 'constructor']);
});

for (const { title, state } of EXAMPLES) {
  test(`an example is an experiment that can be run: ${title}`, async () => {
    await readExperiment(toEntry({ ...DEFAULT_STATE, ...state }));
  });
}

for (const { key, attributes } of describeScenarios()) {
  test(`the default of every attribute reads back as what it is: ${key}`, () => {
    const free = attributes.filter(({ derivedFrom }) => derivedFrom.length === 0);
    const texts = Object.fromEntries(free.map(({ name, text }) => [name, text]));
    const preset = attributes.filter(({ isPreset }) => isPreset);
    const needed = Object.fromEntries(preset.map(({ name, text }) => [name, text]));
    assert.equal(String(makeScenario(key, texts)), String(makeScenario(key, needed)));
  });
}

test('the number of updates stands in optim_config, and a warm-up keeps its share', () => {
  const config = 'adam;10_000;warmup_cosine;0.0;1e-3;2_000';
  assert.equal(updatesOf(config), '10_000');
  assert.equal(withUpdates(config, '500'), 'adam;500;warmup_cosine;0.0;1e-3;100');
  assert.equal(withUpdates('adam;30;constant;3e-3', '7'), 'adam;7;constant;3e-3');
  assert.equal(withUpdates(config, 'x'), 'adam;x;warmup_cosine;0.0;1e-3;2_000');
});

test('levels cover the limits and are cut off at them', () => {
  const values = [-9, -1, 0, 1, 9, Number.NaN];
  const levels = values.map((value) => levelOf(value, [-1, 1]));
  assert.deepEqual(levels, [0, 0, TOP_LEVEL / 2, TOP_LEVEL, TOP_LEVEL, NOT_FINITE]);
});

test('low values are blue and high ones red, as in RdBu_r', () => {
  const pixels = new Uint8ClampedArray(12);
  [0, TOP_LEVEL / 2, TOP_LEVEL].forEach((level, i) => {
    colour(pixels, 4 * i, level);
  });
  const [low, middle, high] = [0, 4, 8].map((at) => pixels.subarray(at, at + 4));
  assert.ok(low[2] > 2 * low[0], `${low}`);
  assert.ok(high[0] > 2 * high[2], `${high}`);
  assert.ok(
    middle.every((part) => part > 220),
    `${middle}`,
  );
});

test('a run is told from others of its scenario, network and training by what differs', () => {
  const first = { ...DEFAULT_STATE, attributes: new Map([['num_points', '64']]) };
  const second = { ...DEFAULT_STATE, num_seeds: '3', attributes: new Map([['gammas', '0,1']]) };
  assert.deepEqual(differences(first, []), []);
  assert.deepEqual(differences(first, [first]), []);
  assert.deepEqual(differences(second, [first]), [
    'num_seeds=3',
    'gammas=0,1',
    'num_points=default',
  ]);
  assert.deepEqual(differences({ ...second, net: 'Pure;3' }, [first]), []);
});

/** Values of which each tells where it stands, and the level that it gets. */
function counted(...shape: number[]) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { data: Float64Array.from({ length: size }, (_, i) => i), shape };
}
const COUNT: readonly [number, number] = [0, TOP_LEVEL];

test('a picture in 1D has time along its rows', () => {
  const { levels, ...rest } = pictureOf(counted(3, 2, 4), COUNT);
  assert.deepEqual(rest, {
    dims: 1,
    frames: 1,
    channels: 2,
    slices: 1,
    rows: 4,
    columns: 3,
    steps: 2,
  });
  // Channel 1, point 2, at the three times: (t * 2 + 1) * 4 + 2.
  assert.deepEqual([...levels.subarray((4 + 2) * 3, (4 + 3) * 3)], [6, 14, 22]);
});

test('a picture in 2D has the first axis along its rows', () => {
  const { levels, frames } = pictureOf(counted(2, 1, 3, 3), COUNT);
  assert.equal(frames, 2);
  // Frame 1, y = 2, x from 0 to 2: 9 + 3 x + 2.
  assert.deepEqual([...levels.subarray(9 + 6, 9 + 9)], [11, 14, 17]);
});

test('a picture in 3D has the slices through the middle', () => {
  const { levels, slices } = pictureOf(counted(1, 1, 4, 4, 4), COUNT);
  assert.equal(slices, 3);
  const at = (slice: number, row: number, column: number) => levels[slice * 16 + row * 4 + column];
  assert.equal(at(0, 3, 1), 2 * 16 + 1 * 4 + 3);
  assert.equal(at(1, 3, 1), 1 * 16 + 2 * 4 + 3);
  assert.equal(at(2, 3, 1), 1 * 16 + 3 * 4 + 2);
});

for (const dims of [1, 2, 3]) {
  test(`a wave has its amplitude at its wavenumber, ${dims}D`, () => {
    const n = 12;
    const field = Float64Array.from({ length: n ** dims }, (_, i) => {
      const x = Math.floor(i / n ** (dims - 1));
      return 0.5 + 0.7 * Math.sin((2 * Math.PI * 3 * x) / n);
    });
    const expected = [0.5, 0, 0, 0.7, 0, 0, 0];
    // Sums of at most 1728 numbers below 1.2 in f64 are off by less than 1e-12 of their size.
    amplitudeSpectrum(field, dims, n).forEach((amplitude, k) => {
      assert.ok(Math.abs(amplitude - expected[k]!) < 1e-12, `${k}: ${amplitude}`);
    });
  });
}

test('medians over seeds, NaN where a seed has no number', () => {
  const seeds = [Float64Array.of(1, 5, 2), Float64Array.of(3, Number.NaN, 8)];
  assert.deepEqual(medians(seeds), [2, Number.NaN, 5]);
  assert.deepEqual(medians([...seeds, Float64Array.of(2, 2, 3)]), [2, Number.NaN, 3]);
});

test('numbers for people', () => {
  assert.deepEqual(
    [353e6, 12, 3.53e12, 5420e6, 999.7e6, 5.42e21].map((x) => withPrefix(x, 'FLOP')),
    ['353 MFLOP', '12 FLOP', '3.53 TFLOP', '5.42 GFLOP', '1.00 GFLOP', '5,420 EFLOP'],
  );
  assert.deepEqual([0.2, 4.4, 61, 200, 7300, 3e5].map(roughly), [
    'a second',
    '4.4 s',
    '61 s',
    '3.3 min',
    '2 h',
    '3.5 days',
  ]);
  assert.deepEqual([0.0123, 1.234e-5, 0, 12.34].map(threeDigits), [
    '0.0123',
    '1.23e-5',
    '0',
    '12.3',
  ]);
  assert.deepEqual([1.25, 59.6, 119.7].map(seconds), ['1.3 s', '60 s', '2 min 00 s']);
});

test('a logarithmic axis has ticks to read, over decades and within one', () => {
  const texts = (min: number, max: number) => logTicks(min, max).map(tickText);
  assert.deepEqual(texts(1e-3, 1), ['10⁻³', '10⁻²', '10⁻¹', '10⁰']);
  assert.deepEqual(texts(0.2, 1), ['2·10⁻¹', '5·10⁻¹', '10⁰']);
  assert.deepEqual(texts(0.03, 2), ['5·10⁻²', '10⁻¹', '2·10⁻¹', '5·10⁻¹', '10⁰', '2·10⁰']);
  assert.deepEqual(texts(0.2, 0.5), ['2·10⁻¹', '5·10⁻¹']);
  assert.deepEqual(texts(0.41, 0.62), ['5·10⁻¹', '6·10⁻¹']);
  assert.deepEqual(texts(1e-20, 1e3), ['10⁻²⁰', '10⁻¹⁶', '10⁻¹²', '10⁻⁸', '10⁻⁴', '10⁰']);
});

test('losses are downsampled to what a chart can show, of every seed at the same updates', () => {
  const seeds = (count: number, length: number) =>
    Array.from({ length: count }, () => Float64Array.from({ length }, (_, i) => i));
  const whole = { losses: seeds(1, MOST_LOSSES), every: 5 };
  assert.deepEqual(downsample(whole), whole);
  const { losses, every } = downsample({ losses: seeds(3, MOST_LOSSES), every: 5 });
  assert.equal(every, 15);
  assert.ok(losses.reduce((sum, { length }) => sum + length, 0) <= MOST_LOSSES + 3);
  for (const seed of losses) assert.deepEqual([...seed.slice(0, 3)], [0, 3, 6]);
});
