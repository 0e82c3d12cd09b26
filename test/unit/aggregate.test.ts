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
import { readInKwargs } from '../../src/study/kwargs.js';
import { Table } from '../../src/tables/table.js';

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
    'a,g,b\n,,\n1,"(0.0, 1.5)",\n2.0,,True\n',
  );
  for (const text of ['__import__("os")', '[]', '1', "{'a': constructor}", '['.repeat(50_000)]) {
    const bad = new Table([['scenario_kwargs', { type: 'text', values: [text] }]]);
    await assert.rejects(readInKwargs(bad), UserError);
  }
});
