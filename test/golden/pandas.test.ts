/**
 * A study's folder that was written here, read by pandas in the original's steps: the same rows and
 * numbers as those of the functions here.
 *
 * Needs a Python with pandas (Debian: python3-pandas). Nothing in the package needs it, so where it
 * is missing the test is skipped and says so, in CI as well.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  aggregateGmean,
  computePvaluesAgainstBest,
  cumulativeAggregation,
  meltConcatLossFromList,
  meltConcatMetricsFromList,
  meltConcatSampleRolloutsFromList,
  pivotMedian,
  readInKwargs,
  relativeByConfig,
  runStudy,
} from '../../src/study/index.js';
import type { Cell, Table } from '../../src/tables/index.js';
import { pythonWith } from '../cases/python.js';

const python = pythonWith('pandas');
const skip = python === undefined && 'no Python with pandas here (Debian: python3-pandas)';

interface Shown {
  columns: string[];
  rows: unknown[][];
}

const number = (cell: unknown): number =>
  cell === null ? Number.NaN : Number(String(cell).replace('inf', 'Infinity'));

/** pandas reads numbers one or two units in the last place off, float32 as float64. */
const TOLERANCE = 1e-14;

function assertCell(ours: Cell, theirs: unknown, what: string): void {
  if (typeof ours !== 'number') {
    assert.deepEqual(ours, theirs, what);
    return;
  }
  const wanted = number(theirs);
  const close = Math.abs(ours - wanted) <= TOLERANCE * Math.abs(wanted);
  assert.ok(Object.is(ours, wanted) || close, `${what}: ${ours}, not ${wanted}`);
}

function assertTable(ours: Table, theirs: Shown): void {
  assert.deepEqual(ours.columnNames, theirs.columns);
  assert.equal(ours.numRows, theirs.rows.length);
  for (const [i, row] of ours.rows().entries()) {
    for (const [j, name] of theirs.columns.entries()) {
      assertCell(row[name]!, theirs.rows[i]![j], `${name}, row ${i}`);
    }
  }
}

const small = {
  ...{ scenario: 'diff_adv', task: 'predict', start_seed: 0, num_seeds: 3, num_points: 16 },
  ...{ num_train_samples: 2, train_temporal_horizon: 4, num_test_samples: 2 },
  ...{ test_temporal_horizon: 3, batch_size: 3, record_loss_every: 2, num_trjs_returned: 2 },
  ...{ report_metrics: 'mean_nRMSE,mean_MSE', callbacks: 'weight_norm;2' },
};
const learned = { ...small, optim_config: 'adam;6;constant;1e-3' };
const entries = [
  { ...learned, net: 'Conv;3;1;tanh', train: 'one' },
  { ...learned, net: 'Conv;3;1;tanh', train: 'sup;2' },
  { ...learned, net: 'Pure;3', train: 'one', advection_gamma: -2 },
  // Whose weights and numbers do not stay finite.
  { ...small, net: 'Res;2;1;relu', train: 'one', optim_config: 'adam;6;constant;1e30' },
];

test('a study read by pandas has the same rows and numbers', { skip }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { rawFiles } = await runStudy(entries, { out: folder, backend: 'wasm' });
  const recipe = fileURLToPath(new URL('pandas-recipe.py', import.meta.url));
  const run = spawnSync(python!, [recipe, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  assert.equal(run.status, 0, run.stderr);
  const theirs = JSON.parse(run.stdout);

  const fileOf = new Map(rawFiles.map((file) => [path.basename(file), file]));
  const files = theirs.files.map((name: string) => fileOf.get(name));
  const metrics = await meltConcatMetricsFromList(files, {
    metricName: ['mean_nRMSE', 'mean_MSE'],
  });
  assert.ok(metrics.texts('mean_MSE').some((text) => text === '' || text === 'inf'));
  assertTable(metrics, theirs.metrics);
  assertTable(await meltConcatLossFromList(files), theirs.loss);

  const rollouts = await meltConcatSampleRolloutsFromList(files);
  const nested = rollouts.texts('sample_rollout');
  const read = theirs.rollouts.rows.map((row: string[]) => row.at(-1));
  assert.deepEqual(nested, read);
  const { columns, rows } = theirs.rollouts;
  const others = {
    columns: columns.slice(0, -1),
    rows: rows.map((row: Cell[]) => row.slice(0, -1)),
  };
  assertTable(rollouts.without('sample_rollout'), others);

  assertTable(await readInKwargs(metrics), theirs.opened);
  const gmean = await aggregateGmean(metrics.without('mean_MSE'), { upTo: 2 });
  const valueCol = 'gmean_mean_nRMSE';
  assertTable(await relativeByConfig(gmean, { valueCol }), theirs.gmean);
  const grouping = ['seed', 'scenario', 'task', 'net', 'train', 'scenario_kwargs'];
  assertTable(await cumulativeAggregation(metrics, grouping, 'mean_MSE'), theirs.cumulative);

  const medians = await pivotMedian(metrics, { columns: ['net', 'train'], digits: 16 });
  const [heading, , ...body] = medians.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  assert.deepEqual(heading!.slice(1), theirs.median.columns.slice(1));
  for (const [i, line] of body.entries()) {
    for (const [j, cell] of line.entries()) {
      assertCell(number(cell === 'nan' ? null : cell), theirs.median.rows[i][j], `${i} ${j}`);
    }
  }

  const named = { groupingCols: 'time_step', sortingCols: 'net', valueCol: 'mean_nRMSE' };
  const spread = await computePvaluesAgainstBest(metrics, named);
  assertTable(spread.without('performance_indicator', 'p_value'), theirs.spread);
});
