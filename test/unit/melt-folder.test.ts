/** Files in a study's folder that are not what they should be. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { MemoryStore } from '../../src/study/index.js';
import { type MeltOptions, meltFolder } from '../../src/study/melt-folder.js';
import { Table } from '../../src/tables/table.js';

const raw = readFileSync(new URL('../golden/fixtures/study/raw.0.csv', import.meta.url), 'utf8');
const all: MeltOptions = { meltMetrics: true, meltLoss: true, meltSampleRollouts: true };

/** A folder with a whole file and one more. */
async function folder(other: string): Promise<MemoryStore> {
  const store = new MemoryStore('results');
  await store.write('raw/good.csv', raw);
  await store.write('raw/other.csv', other);
  return store;
}

/** The raw file without the columns that begin so. */
function less(prefix: string): string {
  const table = Table.fromCsv(raw);
  return table.without(...table.columnNames.filter((name) => name.startsWith(prefix))).toCsv();
}

/** The raw file with a text in the first column that begins so. */
function spoilt(prefix: string): string {
  const table = Table.fromCsv(raw);
  const name = table.columnNames.find((column) => column.startsWith(prefix))!;
  return table.with([[name, { type: 'text', values: Array(table.numRows).fill('x') }]]).toCsv();
}

test('a CSV file that is no run is left out, and told', async () => {
  const told: string[] = [];
  const store = await folder('seed,x_0001\n1,2\n');
  const melted = await meltFolder(store, all, [], (_, notice) => told.push(notice));
  const alone = new MemoryStore('results');
  await alone.write('raw/good.csv', raw);
  const expected = await meltFolder(alone, all);
  assert.equal(melted.metrics!.toCsv(), expected.metrics!.toCsv());
  assert.equal(melted.trainLoss!.toCsv(), expected.trainLoss!.toCsv());
  assert.equal(melted.sampleRollout!.toCsv(), expected.sampleRollout!.toCsv());
  assert.deepEqual(told, [
    "results/raw/other.csv is left out: it lacks 'scenario', 'task', 'net', 'train', 'scenario_kwargs'",
  ]);
});

test('a damaged file is named, whichever table is made', async () => {
  const cases: [content: string, options: MeltOptions, says: RegExp][] = [
    [raw.slice(0, raw.length / 2), all, /fields|quote/],
    ['', all, /empty file/],
    [less('train_loss_'), { ...all, meltMetrics: false }, /train_loss/],
    [less('sample_rollout_'), all, /sample_rollout/],
    [spoilt('mean_nRMSE_'), { meltLoss: false }, /'mean_nRMSE' holds text, not numbers/],
    [spoilt('train_loss_'), { meltMetrics: false }, /'train_loss' holds text, not numbers/],
  ];
  for (const [content, options, says] of cases) {
    await assert.rejects(meltFolder(await folder(content), options), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /^results\/raw\/other\.csv: /);
      assert.match(error.message, says);
      return true;
    });
  }
});
