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
