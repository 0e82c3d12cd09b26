/** From the wide table of a run to long ones. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import type { RawResult } from '../../src/experiment/result.js';
import { wideTable } from '../../src/experiment/wide-table.js';
import { meltData, meltLoss, meltMetrics, meltSampleRollouts } from '../../src/study/melt.js';
import { Table } from '../../src/tables/table.js';

const fixture = (name: string) =>
  readFileSync(new URL(`../golden/fixtures/study/${name}`, import.meta.url), 'utf8');
const wide = () => Table.fromCsv(fixture('wide.csv'));

test('melts as the original does', async () => {
  assert.equal((await meltMetrics(wide())).toCsv(), fixture('melt_metrics.csv'));
  assert.equal((await meltLoss(wide())).toCsv(), fixture('melt_loss.csv'));
});

test('melts the raw files of a study as the original does', async () => {
  const raw = [0, 1].map((i) => Table.fromCsv(fixture(`raw.${i}.csv`)));
  const cases = [
    { melt: meltMetrics, value: 'mean_nRMSE', file: 'study.metrics.csv' },
    { melt: meltLoss, value: 'train_loss', file: 'study.train_loss.csv' },
  ];
  for (const { melt, value, file } of cases) {
    const ours = Table.concat(await Promise.all(raw.map((table) => melt(table))));
    const theirs = Table.fromCsv(fixture(file));
    assert.deepEqual(ours.without(value).rows(), theirs.without(value).rows());
    // pandas reads some numbers of its own raw files one or two units in the last place off.
    for (let row = 0; row < theirs.numRows; row++) {
      const ratio = ours.numbers(value)[row]! / theirs.numbers(value)[row]!;
      assert.ok(Math.abs(ratio - 1) < 1e-15, `${file}, row ${row}`);
    }
  }
  const rollouts = await meltSampleRollouts(raw[0]!);
  assert.deepEqual(rollouts.columnNames.slice(-2), ['sample_index', 'sample_rollout']);
  assert.deepEqual((rollouts.rows()[0]!.sample_rollout as { shape: number[] }).shape, [4, 1, 16]);
});

test('the raw files of a study read back to the same text', () => {
  const header = fixture('raw.0.csv').split('\n')[0]!;
  const table = Table.fromCsv(fixture('raw.0.csv'));
  assert.equal(table.toCsv({ index: true }).split('\n')[0], header);
  const again = Table.fromCsv(table.toCsv({ index: true }));
  assert.deepEqual(again.rows(), table.rows());
});

const result: Omit<RawResult, 'stepper'> = {
  seeds: [4, 5],
  losses: { data: Float64Array.of(1, 0.5, 0.1, Number.NaN), shape: [2, 2] },
  updateSteps: [0, 2],
  numUpdates: 3,
  metrics: new Map([
    ['mean_nRMSE', { data: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), shape: [2, 3] }],
    ['mean_fourier_nRMSE;0;3;0', { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] }],
  ]),
  aux: [[], [{}, { weight_norm: 1.25, net: null }, {}]],
  sampleRollouts: { data: Float64Array.from({ length: 16 }, (_, i) => i), shape: [2, 2, 2, 1, 2] },
  weights: [],
  info: {
    backend: 'wasm',
    build: 'simd',
    chosen: null,
    version: '0.1.0',
    partitionable: false,
    precision: 'f32',
    threads: 1,
    totalSeconds: 2,
    trainSeconds: 1,
    diverged: [5],
    moves: [],
  },
};
const labels = {
  scenario: '1d_diff_adv',
  task: 'predict',
  net: 'Conv;3;1;tanh',
  train: 'sup;2',
  scenarioKwargs: '{}',
};

test('the wide table has the columns of the original, in order', () => {
  const table = wideTable(result, labels);
  const steps = (stub: string) => [1, 2, 3].map((t) => `${stub}_000${t}`);
  assert.deepEqual(table.columnNames, [
    ...['scenario', 'task', 'train', 'net', 'seed', 'scenario_kwargs'],
    ...steps('mean_nRMSE'),
    ...steps('mean_fourier_nRMSE;0;3;0'),
    ...['train_loss_000000', 'train_loss_000002'],
    ...['aux_000000', 'aux_000001', 'aux_000002'],
    ...['sample_rollout_000', 'sample_rollout_001'],
  ]);
  const [first, second] = table.toCsv({ index: true }).split('\n').slice(1);
  assert.equal(
    first,
    '0,1d_diff_adv,predict,sup;2,Conv;3;1;tanh,4,{},0.1,0.2,0.3,1.0,2.0,3.0,1.0,0.5,{},{},{},' +
      '"[[[0.0, 1.0]], [[2.0, 3.0]]]","[[[4.0, 5.0]], [[6.0, 7.0]]]"',
  );
  assert.ok(second!.includes(`0.1,,{},"{'weight_norm': 1.25, 'net': None}",{},`), second);
});

test('numbers of callbacks have the fewest digits of the run', () => {
  const aux = [[{ weight_norm: Math.fround(0.1), deep: [[1 / 3]] }]];
  const text = (precision: 'f32' | 'f64') => {
    const one = { ...result, aux, info: { ...result.info, precision } };
    return wideTable(one, labels).texts('aux_000000')[0];
  };
  assert.equal(text('f32'), "{'weight_norm': 0.1, 'deep': [[0.33333334]]}");
  assert.equal(text('f64'), "{'weight_norm': 0.10000000149011612, 'deep': [[0.3333333333333333]]}");
});

test('several metrics become several columns', async () => {
  const table = wideTable(result, labels);
  const long = await meltMetrics(table, ['mean_nRMSE', 'mean_fourier_nRMSE;0;3;0']);
  assert.equal(long.numRows, 6);
  assert.ok(long.column('mean_nRMSE') instanceof Float32Array);
  assert.deepEqual(long.rows()[4], {
    seed: 5,
    scenario: '1d_diff_adv',
    task: 'predict',
    net: 'Conv;3;1;tanh',
    train: 'sup;2',
    scenario_kwargs: '{}',
    time_step: 2,
    mean_nRMSE: 0.5,
    'mean_fourier_nRMSE;0;3;0': 5,
  });
});

test('an unknown metric is refused, and the nearest offered', async () => {
  await assert.rejects(
    meltMetrics(wide(), 'mean_RMSE'),
    (error) => error instanceof UserError && /did you mean 'mean_nRMSE'/.test(error.message),
  );
});

test('a table without rows melts to long ones without rows', async () => {
  const none = Table.fromCsv(`${fixture('raw.0.csv').split('\n')[0]}\n`);
  const rollouts = await meltSampleRollouts(none);
  assert.equal(rollouts.numRows, 0);
  assert.deepEqual(rollouts.columnNames.slice(-2), ['sample_index', 'sample_rollout']);
  const whole = await meltSampleRollouts(Table.fromCsv(fixture('raw.0.csv')));
  const joined = Table.concat([rollouts, whole, rollouts]);
  for (const name of whole.columnNames) assert.deepEqual(joined.typed(name), whole.typed(name));
  assert.equal((await meltMetrics(none)).numRows, 0);
  assert.equal((await meltLoss(none)).numRows, 0);
});

test('no column of a long table takes the place of another', async () => {
  const twice = (name: string) => ({
    name: 'UserError',
    message: `two columns of the table are called '${name}'`,
  });
  await assert.rejects(meltData(wide(), 'mean_nRMSE', 'seed'), twice('seed'));
  await assert.rejects(meltData(wide(), 'mean_nRMSE', 'mean_nRMSE'), twice('mean_nRMSE'));
  await assert.rejects(meltMetrics(wide(), ['mean_nRMSE', 'mean_nRMSE']), twice('mean_nRMSE'));
  const baseColumns = ['seed', 'mean_nRMSE'];
  const clashing = wide().with([['mean_nRMSE', wide().typed('net')]]);
  await assert.rejects(meltData(clashing, 'mean_nRMSE', 't', { baseColumns }), twice('mean_nRMSE'));
  for (const call of [() => meltMetrics(wide(), []), () => meltData(wide(), [], 't')]) {
    await assert.rejects(
      call,
      /^UserError: quantityName must be a text or a list of texts, at least/,
    );
  }
});

test('a quantity of numbers and texts is text', async () => {
  const mixed = new Table([
    ['q_0', { type: 'int', values: [1, 2] }],
    ['q_1', { type: 'text', values: ['a', ''] }],
  ]);
  const long = await meltData(mixed, 'q', 't', { baseColumns: [] });
  assert.deepEqual(long.typed('q'), { type: 'text', values: ['1', 'a', '2', ''] });
});
