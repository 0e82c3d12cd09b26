/** What is made of long tables: geometric means and relations between experiments. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import {
  aggregateGmean,
  BASE_NAMES_NO_TRAIN,
  relativeByConfig,
  splitTrain,
} from '../../src/study/aggregate.js';
import { computePvaluesAgainstBest } from '../../src/study/compute-p-values.js';
import { cumulativeAggregation } from '../../src/study/cumulative.js';
import { groupBy } from '../../src/study/group.js';
import { readInKwargs } from '../../src/study/kwargs.js';
import { pivotMedian } from '../../src/study/pivot.js';
import { type Column, Table } from '../../src/tables/index.js';

const fixture = (name: string) =>
  Table.fromCsv(readFileSync(new URL(`../golden/fixtures/study/${name}`, import.meta.url), 'utf8'));
const metrics = fixture('melt_metrics.csv');
const added = fixture('added_columns.csv');

/** The columns that are no numbers are equal, those that are agree to 4 units in the last place. */
function assertClose(ours: Table, theirs: Table): void {
  assert.deepEqual(ours.columnNames, theirs.columnNames);
  for (const name of theirs.columnNames) {
    if (theirs.typed(name).type !== 'float') {
      assert.deepEqual(ours.texts(name), theirs.texts(name), name);
      continue;
    }
    const [a, b] = [ours.numbers(name), theirs.numbers(name)];
    for (let row = 0; row < theirs.numRows; row++) {
      assert.ok(Math.abs(a[row]! / b[row]! - 1) < 1e-15, `${name} ${a[row]} ${b[row]}`);
    }
  }
}

test('aggregateGmean and relativeByConfig give the numbers of the original', async () => {
  const means = await aggregateGmean(metrics, { upTo: 8 });
  assertClose(means, fixture('aggregate_gmean_up_to_8.csv'));
  const relative = await relativeByConfig(means, {
    valueCol: 'gmean_mean_nRMSE',
    suffix: '_relative',
  });
  assertClose(relative, fixture('relative_by_config_gmean.csv'));
  const byStep = await relativeByConfig(metrics, {
    groupingCols: [...BASE_NAMES_NO_TRAIN, 'time_step'],
  });
  assert.deepEqual(byStep.texts('mean_nRMSE_rel'), added.texts('mean_nRMSE_rel'));
  assert.deepEqual(byStep.without('mean_nRMSE_rel').rows(), metrics.rows());
});

test('relativeByConfig wants exactly one row to compare with', async () => {
  await assert.rejects(relativeByConfig(metrics), (error) => {
    return error instanceof UserError && /exactly one row.*found 12/.test(error.message);
  });
});

test('splitTrain reads the training method and leaves its argument alone', async () => {
  const split = await splitTrain(metrics);
  for (const name of ['category', 'type', 'rollout']) {
    assert.deepEqual(split.texts(name), added.texts(name));
  }
  assert.ok(!metrics.has('category'));
  const older = new Table([['train', { type: 'text', values: ['sup-03', 'one'] }]]);
  assert.deepEqual((await splitTrain(older)).column('rollout'), [3, 1]);
});

test('training methods are read in any case, their numbers as Python spells them', async () => {
  const train = ['Sup;3', 'ONE', 'sup;1_0', 'Mix;4;1'];
  const table = new Table([
    ['train', { type: 'text', values: train }],
    ['mean_nRMSE', { type: 'float', values: Float64Array.of(1, 2, 4, 8) }],
  ]);
  const split = await splitTrain(table);
  assert.deepEqual(split.column('category'), ['sup', 'one', 'sup', 'mix']);
  assert.deepEqual(split.column('type'), ['sup', 'sup', 'sup', 'div']);
  assert.deepEqual(split.column('rollout'), [3, 1, 10, 4]);
  assert.deepEqual(split.column('train'), train);
  for (const norm of ['one', 'One']) {
    const relative = await relativeByConfig(table, { groupingCols: [], norm });
    assert.deepEqual([...relative.column('mean_nRMSE_rel')], [0.5, 1, 2, 4]);
  }
  for (const wrong of ['sup', 'sup;', 'sup;-1', 'sup;1.5', 'sup;1__0']) {
    const bad = new Table([['train', { type: 'text', values: [wrong] }]]);
    await assert.rejects(splitTrain(bad), /^UserError: no rollout length in the training method '/);
  }
});

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const floats = (...values: number[]): Column => ({
  type: 'float',
  values: Float64Array.from(values),
});
const grouped = new Table([
  ['gamma', floats(inf, 1, -inf, nan, 0, -0, inf)],
  ['net', { type: 'object', values: ['a', 'a', 'a', 'a', 'a', 'a', null] }],
  ['train', { type: 'text', values: ['one', 'one', 'one', 'one', 'one', 'sup;2', 'one'] }],
  ['time_step', { type: 'int', values: [1, 1, 1, 1, 1, 1, 1] }],
  ['mean_nRMSE', floats(1, 2, 3, 4, 5, 10, 7)],
]);

test('infinities are groups of their own, and rows without a value are in none', async () => {
  const keys = (names: string[]) => groupBy(grouped, names).map(({ key, rows }) => [...key, rows]);
  assert.deepEqual(keys(['gamma']), [
    [-inf, [2]],
    [0, [4, 5]],
    [1, [1]],
    [inf, [0, 6]],
  ]);
  assert.deepEqual(keys(['net']), [['a', [0, 1, 2, 3, 4, 5]]]);
  const groupingCols = ['gamma', 'net'];
  const relative = await relativeByConfig(grouped, { groupingCols });
  assert.deepEqual([...relative.column('mean_nRMSE_rel')], [1, 1, 1, nan, 1, 2, nan]);
  const sums = await cumulativeAggregation(grouped, groupingCols, 'mean_nRMSE', 'sum');
  assert.deepEqual([...sums.column('cumsum_mean_nRMSE')], [1, 2, 3, nan, 5, 15, nan]);
  const means = await aggregateGmean(grouped, { groupingCols });
  assert.deepEqual([...means.column('gamma')], [-inf, 0, 1, inf]);
  const pValues = await computePvaluesAgainstBest(grouped, {
    ...{ groupingCols: 'time_step', sortingCols: 'gamma', valueCol: 'mean_nRMSE' },
  });
  assert.deepEqual([...pValues.column('count')], [1, 2, 1, 2]);
  const text = await pivotMedian(grouped, { columns: 'gamma' });
  const headings = (line: string) => line.split('|').map((cell) => cell.trim());
  assert.deepEqual(headings(text.split('\n')[0]!), ['', 'time_step', '-inf', '0', '1', 'inf', '']);
  const byGamma = await pivotMedian(grouped, { index: 'gamma', columns: 'time_step' });
  const rows = byGamma.split('\n').slice(2);
  assert.deepEqual(
    rows.map((row) => headings(row)[1]),
    ['-inf', '0', '1', 'inf'],
  );
});

test('readInKwargs makes numbers of both kinds, or with some missing, floats as pandas does', async () => {
  const typed = async (...values: string[]) => {
    const table = new Table([['scenario_kwargs', { type: 'text', values }]]);
    return (await readInKwargs(table)).typed('g');
  };
  assert.deepEqual(await typed("{'g': -4}", "{'g': -4.0}"), floats(-4, -4));
  assert.deepEqual(await typed("{'g': -2.5}", '{}'), floats(-2.5, nan));
  assert.deepEqual(await typed('{}', "{'g': 3}", "{'g': None}"), floats(nan, 3, nan));
  assert.deepEqual(await typed("{'g': nan}", "{'g': inf}"), floats(nan, inf));
  assert.deepEqual(await typed("{'g': 1}", "{'g': 2}"), { type: 'int', values: [1, 2] });
  for (const other of ["'a'", 'True', '(1,)']) {
    assert.equal((await typed("{'g': 1}", `{'g': ${other}}`)).type, 'object');
  }
  assert.equal((await typed("{'g': None}", '{}')).type, 'object');
  await assert.rejects(typed('{1: 2}'), /row 1: 1 is no name of an attribute$/);
});

test('readInKwargs opens the dicts, also where rows differ in their keys', async () => {
  const opened = await readInKwargs(metrics);
  for (const name of ['num_points', 'advection_gamma']) {
    assert.deepEqual(opened.texts(name), added.texts(name));
  }
  const mixed = new Table([
    [
      'scenario_kwargs',
      { type: 'text', values: ['{}', "{'a': 1, 'g': (0.0, 1.5)}", "{'b': True, 'a': 2.0}"] },
    ],
  ]);
  assert.equal(
    (await readInKwargs(mixed)).without('scenario_kwargs').toCsv(),
    'a,g,b\n,,\n1.0,"(0.0, 1.5)",\n2.0,,True\n',
  );
  for (const text of ['__import__("os")', '[]', '1', "{'a': constructor}", '['.repeat(50_000)]) {
    const bad = new Table([['scenario_kwargs', { type: 'text', values: [text] }]]);
    await assert.rejects(readInKwargs(bad), UserError);
  }
});
