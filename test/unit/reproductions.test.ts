import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import {
  cellName,
  REPRODUCTIONS,
  type Reproduction,
  ROLLOUTS_1D,
  type SeedResult,
  verdictsText,
} from '../../src/report/index.js';
import { turnedPairs, verdict } from '../../src/report/verdict.js';
import { readExperiment } from '../../src/study/index.js';

before(() => loadCore());

const find = (wanted: string): Reproduction => REPRODUCTIONS.find(({ name }) => name === wanted)!;

/** A seed whose error is the same at every step. */
const flat = (error: number, seed = 0): SeedResult => ({
  seed,
  errors: new Float64Array(200).fill(error),
  firstLoss: 0.236,
  lastLoss: 2e-6,
});

test('every experiment of every reproduction is one, at full length', async () => {
  for (const { cells } of REPRODUCTIONS) {
    for (const { scenario, net, train, attributes } of cells) {
      const entry = { scenario, task: 'predict', net, train, ...attributes };
      const { scenarioObject } = await readExperiment(entry);
      assert.equal(await scenarioObject.numTrainingSteps(), 10_000, net);
    }
  }
});

test('medians within a share of what is reported hold, both ends included', () => {
  const band = [0.75, 1.25] as const;
  const holds = (ours: number) => verdict('x', ours, band).holds;
  assert.deepEqual([0.74, 0.75, 1.25, 1.26, Number.NaN].map(holds), [
    ...[false, true, true, false, false],
  ]);
});

test('pairs are turned only where the reported values are apart', () => {
  const pairs = (...values: [ours: number, reported: number][]) =>
    turnedPairs(values.map(([ours, reported]) => ({ ours, reported })));
  assert.equal(pairs([1, 1], [2, 2]), 0);
  assert.equal(pairs([2, 1], [1, 2]), 1);
  assert.equal(pairs([2, 1], [1, 1.5]), 0);
  assert.equal(pairs([1, 1], [1, 2]), 1);
  assert.equal(pairs([Number.NaN, 1], [1, 2]), 1);
  assert.equal(pairs([3, 1], [2, 2], [1, 4]), 3);
});

test('the published medians themselves hold, and twice of them do not', () => {
  const fig = find('fig-1d');
  const published = fig.cells.map(({ scenario, net }) => ROLLOUTS_1D[scenario]?.[net]?.gmean[2]);
  const results = (factor: number) =>
    published.map((value) => (value === undefined ? [] : [flat(factor * value)]));
  const ours = fig.judge(results(1));
  assert.equal(ours.length, 10 + 2 + 2);
  assert.ok(ours.every(({ holds }) => holds));
  const twice = fig.judge(results(2)).filter(({ decides }) => decides);
  // All networks are worse by the same factor: their order stays.
  assert.deepEqual(
    twice.map(({ holds }) => holds),
    [false, false, true, true],
  );
});

test('of ten cells two may lie outside the quartiles', () => {
  const fig = find('fig-1d');
  const results = (outside: number) => {
    let left = outside;
    return fig.cells.map(({ scenario, net }) => {
      const gmean = ROLLOUTS_1D[scenario]?.[net]?.gmean;
      if (gmean === undefined) return [];
      return [flat(left-- > 0 ? 1.11 * gmean[3] : gmean[2])];
    });
  };
  const quartiles = (outside: number) =>
    fig.judge(results(outside)).find(({ what }) => what.includes('quartiles'))!;
  assert.deepEqual([quartiles(2).ours, quartiles(2).holds], [8, true]);
  assert.deepEqual([quartiles(3).ours, quartiles(3).holds], [7, false]);
});

test('the loss falls by about five orders, every seed', () => {
  const { cells, judge } = find('readme');
  const seeds = [flat(0.003), { ...flat(0.003, 1), lastLoss: 2e-3 }];
  const verdicts = judge.call({ ...find('readme') }, [seeds, []]);
  const falls = verdicts.filter(({ what }) => what.includes('fall of the loss'));
  assert.deepEqual(
    falls.map(({ holds }) => holds),
    [false, true],
  );
  assert.ok(verdicts.every(({ what }) => what.startsWith(cellName(cells[0]!))));
});

test('a local network is to fail beyond its receptive field, and unrolling to help', () => {
  const difficulty = find('difficulty');
  const results = difficulty.cells.map(({ net, train, attributes }) => {
    const gamma = Math.abs(attributes.advection_gamma as number);
    if (train === 'sup;5') return [flat(0.1)];
    return [flat(net === 'Conv;34;1;relu' && gamma > 2 ? 0.9 : 0.2)];
  });
  const verdicts = difficulty.judge(results);
  assert.equal(verdicts.length, difficulty.cells.length + 1);
  assert.ok(verdicts.every(({ holds, decides }) => holds && !decides));
  const last = verdicts.at(-1)!;
  assert.ok(Math.abs(last.ours - 0.5) < 1e-12, String(last.ours));
});

test('a table says yes, no, and NO where it decides', () => {
  const band = [0, Number.POSITIVE_INFINITY] as const;
  const text = verdictsText([
    verdict('a', 0.0123456, band, { reported: 1e-7 }),
    verdict('b', -1, band, { decides: false }),
    verdict('c', -1, band),
  ]);
  const rows = text
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  assert.deepEqual(rows, [
    ['', 'a', '0.0123', '1.00e-7', '0 to ∞', 'yes', ''],
    ['', 'b', '-1', '', '0 to ∞', 'no', ''],
    ['', 'c', '-1', '', '0 to ∞', 'NO', ''],
  ]);
});
