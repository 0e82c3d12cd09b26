/** Raw files that are named one by one: ours, the original's, and those that are damaged. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  getExperimentName,
  MemoryStore,
  meltConcatFromList,
  meltConcatLossFromList,
  meltConcatMetricsFromList,
  meltConcatSampleRolloutsFromList,
  meltSampleRollouts,
  readInKwargs,
  runExperiment,
  runStudy,
  runStudyConvenience,
} from '../../src/study/index.js';
import { Table } from '../../src/tables/index.js';

const raw = [0, 1].map((i) =>
  readFileSync(new URL(`../golden/fixtures/study/raw.${i}.csv`, import.meta.url), 'utf8'),
);
const names = JSON.parse(
  readFileSync(new URL('../golden/fixtures/study/names.json', import.meta.url), 'utf8'),
);
const entry = names.configs[0];
const wasm = { backend: 'wasm', precision: 'f64' } as const;

/** A study folder as the original leaves it: raw tables, weights beside them, no records. */
async function original(): Promise<MemoryStore> {
  const store = new MemoryStore('results');
  for (const [i, name] of names.rawNames.entries()) {
    await store.write(`raw/${name}.csv`, raw[i]!);
    await store.write(`network_weights/${name}.eqx`, new Uint8Array(8));
  }
  return store;
}

test('files on disk are found by their paths, and long tables written beside them', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench a '));
  try {
    mkdirSync(path.join(folder, 'raw'));
    const files = raw.map((text, i) => {
      const file = path.join(folder, 'raw', `${i}.csv`);
      writeFileSync(file, text);
      return file;
    });
    const out = path.join(folder, 'melted', 'all');
    const written = await meltConcatFromList(files, out, {
      ...{ doLoss: true, doSampleRollouts: true, lossFileName: 'loss' },
    });
    assert.deepEqual(written, {
      metrics: path.join(out, 'metrics.csv'),
      trainLoss: path.join(out, 'loss.csv'),
      sampleRollout: path.join(out, 'sample_rollout.csv'),
    });
    const tables = [
      [written.metrics, await meltConcatMetricsFromList(files)],
      [written.trainLoss, await meltConcatLossFromList(files)],
      [written.sampleRollout, await meltConcatSampleRolloutsFromList(files)],
    ] as const;
    for (const [file, table] of tables) assert.equal(readFileSync(file!, 'utf8'), table.toCsv());
    assert.deepEqual(await meltConcatFromList(files, out, { doMetrics: false }), {});
    await assert.rejects(meltConcatMetricsFromList([path.join(folder, 'none.csv')]), {
      name: 'UserError',
      message: `${path.join(folder, 'none.csv')}: the file is not there`,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a store has its files under the names that it gives them', async () => {
  const store = await original();
  const files = names.rawNames.map((name: string) => store.pathOf(`raw/${name}.csv`));
  const inside = names.rawNames.map((name: string) => `raw/${name}.csv`);
  const table = await meltConcatMetricsFromList(files, { store });
  assert.equal(table.toCsv(), (await meltConcatMetricsFromList(inside, { store })).toCsv());
  const written = await meltConcatFromList(files, 'results/melted', { store });
  assert.deepEqual(written, { metrics: 'results/melted/metrics.csv' });
  assert.deepEqual(await store.list('melted'), ['metrics.csv']);
});

test("a study goes into the original's folder, and melts what is there with its own", async () => {
  const store = await original();
  const told: string[] = [];
  const { names: made, melted } = await runStudy([{ ...entry, start_seed: 7, num_seeds: 1 }], {
    ...{ ...wasm, store, meltSampleRollouts: true },
    onEvent: (event) => event.kind === 'notice' && told.push(event.notice),
  });
  assert.deepEqual(
    told.map((notice) => notice.includes('is taken unverified: it has no record')),
    [true, true],
  );
  assert.deepEqual(melted.sampleRollout!.column('seed'), [7, 0, 1, 1]);
  const opened = await readInKwargs(melted.metrics!);
  assert.deepEqual([...new Set(opened.texts('num_points'))], ['16']);
  assert.equal(made.length, 1);
});

test("a result of the original's is never replaced", async () => {
  const store = await original();
  for (const overwrite of [false, true]) {
    const { trained, names: made } = await runStudy([entry], { ...wasm, store, overwrite });
    assert.equal(trained, 1);
    assert.match(made[0]!, /__[0-9a-f]{12}$/);
    const there = new TextDecoder().decode(await store.read(`raw/${names.rawNames[0]}.csv`));
    assert.equal(there, raw[0]);
  }
  assert.equal((await runStudy([entry], { ...wasm, store })).skipped, 1);
});

test('a run that returns no trajectories has tables, too', async () => {
  const store = new MemoryStore('results');
  const none = { ...entry, num_trjs_returned: 0 };
  const { table, raw: result } = await runExperiment(none, wasm);
  assert.deepEqual(result.sampleRollouts.shape, [2, 0, 4, 1, 16]);
  assert.ok(!table.columnNames.some((name) => name.startsWith('sample_rollout')));
  const base = ['seed', 'scenario', 'task', 'net', 'train', 'scenario_kwargs'];
  const header = `${[...base, 'sample_index', 'sample_rollout']}\n`;
  assert.equal((await meltSampleRollouts(table)).toCsv(), header);
  assert.equal((await meltSampleRollouts(Table.fromCsv(table.toCsv()))).toCsv(), header);
  await assert.rejects(meltSampleRollouts(table, 'rollout'), /unknown quantity 'rollout'/);

  const { rawFiles, melted } = await runStudy([none], { ...wasm, store, meltSampleRollouts: true });
  assert.equal(melted.sampleRollout!.toCsv(), header);
  assert.equal(melted.metrics!.numRows, 6);
  const listed = await meltConcatSampleRolloutsFromList(rawFiles, { store });
  assert.equal(listed.toCsv(), header);
  const both = await runStudy([entry], { ...wasm, store, meltSampleRollouts: true });
  assert.deepEqual(both.melted.sampleRollout!.column('seed'), [0, 1]);
  const opened = await runStudyConvenience([none], { ...wasm, store, doSampleRollouts: true });
  assert.equal(opened.sampleRollout!.numRows, 2);
});

test('files that are damaged or of another version are named, with row and column', async () => {
  const table = Table.fromCsv(raw[0]!);
  const spoilt = (name: string, text: string) =>
    table.with([[name, { type: 'text', values: [table.texts(name)[0]!, text] }]]).toCsv();
  const lines = raw[0]!.split('\n');
  const cases: [content: string, says: RegExp][] = [
    ['', /^an empty file is no table$/],
    [`${lines[0]}\n${lines[1]}\n1,1d_diff_adv,pre`, /^row 2, column 'train': the row ends after 3/],
    [raw[0]!.slice(0, -40), /^row 2, column 'sample_rollout_000': not CSV: a quote .* line 3$/],
    [`${lines[0]}\n${lines[1]},5\n`, /^row 1 has 19 fields, the heading has 18$/],
    [table.without('scenario_kwargs').toCsv(), /^unknown column 'scenario_kwargs'; .*allowed: /],
    [
      table.without('mean_nRMSE_0001', 'mean_nRMSE_0002', 'mean_nRMSE_0003').toCsv(),
      /^unknown met/,
    ],
    [spoilt('mean_nRMSE_0002', '0.5x'), /^column 'mean_nRMSE_0002' holds text, .*'0.5x' in row 2$/],
  ];
  for (const [content, says] of cases) {
    const store = new MemoryStore('results');
    await store.write('raw/good.csv', raw[0]!);
    await store.write('raw/bad.csv', content);
    const files = ['results/raw/good.csv', 'results/raw/bad.csv'];
    await assert.rejects(
      meltConcatFromList(files, 'results', { store, doSampleRollouts: true }),
      (error) => {
        const { name, message } = error as Error;
        assert.equal(name, 'UserError');
        assert.ok(message.startsWith('results/raw/bad.csv: '), message);
        assert.match(message.slice('results/raw/bad.csv: '.length), says);
        return true;
      },
    );
    assert.deepEqual(await store.list(''), []);
  }
  const bad = spoilt('sample_rollout_000', '[[[0.5, constructor]]]');
  await assert.rejects(
    meltSampleRollouts(Table.fromCsv(bad)),
    /^UserError: column 'sample_rollout_000' holds text, not arrays: '\[\[\[0.5, cons.*' in row 2$/,
  );
});

test('literals that are none are named with the file that holds them', async () => {
  const store = new MemoryStore('results');
  const kwargs = { type: 'text', values: ['{}', '__import__("os")'] } as const;
  await store.write(
    'raw/a.csv',
    Table.fromCsv(raw[0]!)
      .with([['scenario_kwargs', kwargs]])
      .toCsv(),
  );
  const one = { ...entry, start_seed: 5, num_seeds: 1 };
  await assert.rejects(runStudyConvenience([one], { ...wasm, store }), {
    name: 'UserError',
    message:
      /^results\/metrics\.csv: column 'scenario_kwargs', row 7: not a Python literal: expected a val/,
  });
});

test('the name of an experiment is that of its files', async () => {
  const { names: made } = await runStudy([entry], { ...wasm, store: new MemoryStore('a') });
  assert.deepEqual(made, [await getExperimentName(entry)]);
  for (const { config, name: wanted } of names.experimentNames) {
    assert.equal(await getExperimentName(config), wanted);
  }
  await assert.rejects(getExperimentName({ ...entry, num_point: 16 }), /did you mean 'num_points'/);
  await assert.rejects(getExperimentName({ ...entry, net: 5 }), /key 'net': must be a text/);
  await assert.rejects(getExperimentName(null as never), /an entry must be an object, not null/);
});
