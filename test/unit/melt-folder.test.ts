/** Files in a study's folder that are not what they should be. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { MemoryStore, runStudy } from '../../src/study/index.js';
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
    'results/raw/good.csv is taken unverified: it has no record, results/raw/good.json',
    "results/raw/other.csv is left out: it lacks 'scenario', 'task', 'net', 'train', 'scenario_kwargs'",
  ]);
});

test('a table without rows is left out, and told', async () => {
  const told: string[] = [];
  const store = await folder(raw.slice(0, raw.indexOf('\n') + 1));
  const { metrics } = await meltFolder(store, all, [], (_, notice) => told.push(notice));
  assert.equal(told[1], 'results/raw/other.csv is left out: it has no rows');
  assert.ok(Array.isArray(metrics!.column('seed')));
});

interface Damage {
  about: string;
  content: string;
  options: MeltOptions;
  says: RegExp;
}

const damages: Damage[] = [
  { about: 'half', content: raw.slice(0, raw.length / 2), options: all, says: /fields|quote/ },
  { about: 'empty', content: '', options: all, says: /empty file/ },
  {
    about: 'without losses',
    content: less('train_loss_'),
    options: { ...all, meltMetrics: false },
    says: /train_loss/,
  },
  {
    about: 'text as a metric',
    content: spoilt('mean_nRMSE_'),
    options: { meltLoss: false },
    says: /column 'mean_nRMSE_0001' holds text, not numbers: 'x' in row 1$/,
  },
  {
    about: 'text as a seed',
    content: spoilt('seed'),
    options: {},
    says: /column 'seed' holds text, not numbers: 'x' in row 1$/,
  },
  {
    about: 'text as a loss',
    content: spoilt('train_loss_'),
    options: { meltMetrics: false },
    says: /column 'train_loss_000000' holds text, not numbers: 'x' in row 1$/,
  },
];

for (const { about, content, options, says } of damages) {
  test(`a damaged file is named: ${about}`, async () => {
    await assert.rejects(meltFolder(await folder(content), options), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /^results\/raw\/other\.csv: /);
      assert.match(error.message, says);
      return true;
    });
  });
}

test('a seed of two experiments that differ in their number of seeds counts once', async () => {
  const entry = {
    ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_points: 16 },
    ...{ num_train_samples: 2, train_temporal_horizon: 4, optim_config: 'adam;3;constant;1e-3' },
    ...{ num_test_samples: 2, test_temporal_horizon: 3, batch_size: 2, start_seed: 0 },
  };
  const store = new MemoryStore('results');
  const told: string[] = [];
  const { names, melted } = await runStudy(
    [
      { ...entry, num_seeds: 1 },
      { ...entry, num_seeds: 2 },
    ],
    {
      ...{ store, backend: 'wasm', meltSampleRollouts: true },
      onEvent: (event) => event.kind === 'notice' && told.push(event.notice),
    },
  );
  const [one, two] = names.map((name) => `results/raw/${name}.csv`);
  assert.deepEqual(told, [
    `${two} repeats seed 0 of ${one} with the same numbers, which count once`,
  ]);
  assert.deepEqual(melted.metrics!.column('seed'), [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(melted.sampleRollout!.column('seed'), [0, 1]);
  assert.equal(melted.trainLoss!.numRows % 2, 0);
});

test('a seed that comes again with other numbers counts again, and is told', async () => {
  const table = Table.fromCsv(raw);
  const name = table.columnNames.find((column) => column.startsWith('mean_nRMSE_'))!;
  const values = Float64Array.from(
    table.numbers(name),
    (value, row) => value + (row === 0 ? 1 : 0),
  );
  const other = table.with([[name, { type: 'float', values }]]);
  const told: string[] = [];
  const store = await folder(other.toCsv());
  const { metrics } = await meltFolder(store, {}, [], (_, notice) => told.push(notice));
  const seeds = table.column('seed');
  const repeated = told.filter((notice) => notice.includes('repeats'));
  assert.equal(repeated.length, seeds.length > 1 ? 2 : 1);
  const again = new RegExp(
    `other\\.csv repeats seed ${seeds[0]} of .*good\\.csv with other numbers`,
  );
  assert.match(repeated[0]!, again);
  const steps = new Set(metrics!.texts('time_step')).size;
  assert.equal(metrics!.numRows, (seeds.length + 1) * steps);
});

test('a run of very many updates is melted', async () => {
  const store = new MemoryStore('results');
  const wide = Table.fromCsv(less('train_loss_'));
  const losses = Array.from({ length: 150_000 }, (_, update) => {
    const values = new Float64Array(wide.numRows).fill(update);
    return [`train_loss_${String(update).padStart(6, '0')}`, { type: 'float', values }] as const;
  });
  await store.write('raw/long.csv', wide.with(losses).toCsv());
  const { trainLoss, metrics } = await meltFolder(store);
  assert.equal(trainLoss!.numRows, losses.length * wide.numRows);
  assert.ok(metrics!.numRows > 0);
});
