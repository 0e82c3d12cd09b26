/** The table of medians, in Markdown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pivotMedian } from '../../src/study/pivot.js';
import { Table } from '../../src/tables/table.js';

const rows: [string, string, number, number][] = [
  ['FNO;12;8;4;gelu', 'one', 1, 0.0021],
  ['FNO;12;8;4;gelu', 'one', 10, 0.01],
  ['Conv;26;10;relu', 'one', 1, 0.0034],
  ['Conv;26;10;relu', 'one', 1, 0.0032],
  ['Conv;26;10;relu', 'one', 1, 9],
  ['Conv;26;10;relu', 'one', 10, 1],
  ['Conv;26;10;relu', 'one', 10, 2],
  ['Conv;26;10;relu', 'one', 10, Number.NaN],
  ['Conv;26;10;relu', 'one', 100, Number.NaN],
];
const table = new Table([
  ['net', { type: 'text', values: rows.map((row) => row[0]) }],
  ['train', { type: 'text', values: rows.map((row) => row[1]) }],
  ['time_step', { type: 'int', values: rows.map((row) => row[2]) }],
  ['mean_nRMSE', { type: 'float', values: Float32Array.from(rows, (row) => row[3]) }],
]);

test('medians as a Markdown table, aligned at the point', async () => {
  assert.equal(
    await pivotMedian(table),
    [
      '|   time_step |   Conv;26;10;relu |   FNO;12;8;4;gelu |',
      '|------------:|------------------:|------------------:|',
      '|           1 |             0.003 |             0.002 |',
      '|          10 |             1.5   |             0.01  |',
      '|         100 |           nan     |           nan     |',
    ].join('\n'),
  );
});

test('chosen rows, and columns by two names', async () => {
  assert.equal(
    await pivotMedian(table, { columns: ['net', 'train'], rows: [10], digits: 2 }),
    [
      "|   time_step |   ('Conv;26;10;relu', 'one') |   ('FNO;12;8;4;gelu', 'one') |",
      '|------------:|-----------------------------:|-----------------------------:|',
      '|          10 |                          1.5 |                         0.01 |',
    ].join('\n'),
  );
});

/** A table of experiments of two rows each. */
const experiments = (kwargs: string[], { train = ['one'], net = ['Pure;3'] } = {}) => {
  const columns = { scenario: ['1d_adv'], task: ['predict'], net, train, scenario_kwargs: kwargs };
  const text = (values: string[]) => ({
    type: 'text' as const,
    values: kwargs.flatMap((_, i) => [0, 1].map(() => values[i % values.length]!)),
  });
  const numbers = (value: (i: number) => number) =>
    kwargs.flatMap((_, i) => [value(2 * i), value(2 * i + 1)]);
  return new Table([
    ['seed', { type: 'int', values: numbers((i) => i) }],
    ...Object.entries(columns).map(([name, values]) => [name, text(values)] as const),
    ['time_step', { type: 'int', values: numbers((i) => 1 + (i % 2)) }],
    ['mean_nRMSE', { type: 'float', values: Float64Array.from(numbers((i) => i)) }],
  ]);
};
const heading = async (table: Table) => (await pivotMedian(table)).split('\n')[0]!.split(/ *\| */);

test('by default columns are split by whatever differs, and say it', async () => {
  const plain = "{'num_points': 32}";
  assert.deepEqual(await heading(experiments([plain, plain])), ['', 'time_step', 'Pure;3', '']);
  const gammas = experiments([plain, "{'num_points': 32, 'advection_gamma': -0.5}"]);
  assert.equal(
    await pivotMedian(gammas),
    [
      `|   time_step |   ('Pure;3', "{'advection_gamma': -0.5}") |   ('Pure;3', '{}') |`,
      '|------------:|------------------------------------------:|-------------------:|',
      '|           1 |                                         2 |                  0 |',
      '|           2 |                                         3 |                  1 |',
    ].join('\n'),
  );
  const reordered = experiments(["{'a': 1, 'b': (1.0, 2.0)}", "{'b': (1.0, 2.0), 'a': 1}"]);
  assert.deepEqual(await heading(reordered), ['', 'time_step', 'Pure;3', '']);
  const trained = experiments([plain, plain], { train: ['one', 'sup;2'] });
  assert.deepEqual(await heading(trained), [
    ...['', 'time_step', "('Pure;3', 'one')", "('Pure;3', 'sup;2')", ''],
  ]);
  const none = await heading(experiments(['', plain]));
  assert.deepEqual(none.slice(2, 4), ["('Pure;3', '')", `('Pure;3', "${plain}")`]);
});
