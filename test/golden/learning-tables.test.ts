/**
 * Tables of runs and studies, and what is made of them, against the original's: names, texts and
 * orders as they are, numbers in float64 within the tolerances of whole training runs.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plain } from '../../src/config/index.js';
import { makeScenario, scenarios } from '../../src/scenarios/index.js';
import {
  aggregateGmean,
  BASE_NAMES,
  BASE_NAMES_NO_TRAIN,
  curations,
  getExperimentName,
  MemoryStore,
  meltConcatLossFromList,
  meltConcatMetricsFromList,
  meltConcatSampleRolloutsFromList,
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  readInKwargs,
  relativeByConfig,
  runStudy,
  runStudyConvenience,
  splitTrain,
} from '../../src/study/index.js';
import { Table } from '../../src/tables/index.js';
import { openGroup, relativeError } from './goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Any = any;

const whole = process.env.APEBENCH_GOLDENS ?? '';
const skip = whole === '' && 'needs the whole set: APEBENCH_GOLDENS is not set';
const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/study/${name}`, import.meta.url), 'utf8');
const csv = (name: string) => Table.fromCsv(fixture(name));

/** The same columns and rows; floats within `tolerance` of each column's largest. */
function assertSame(ours: Table, theirs: Table, tolerance: number): void {
  assert.deepEqual(ours.columnNames, theirs.columnNames);
  assert.equal(ours.numRows, theirs.numRows);
  for (const name of theirs.columnNames) {
    if (theirs.typed(name).type !== 'float') {
      assert.deepEqual(ours.texts(name), theirs.texts(name), name);
      continue;
    }
    const error = relativeError(ours.numbers(name), theirs.numbers(name));
    assert.ok(error <= tolerance, `${name}: ${error}`);
  }
}

/** Rows as the index shows them: texts, numbers as Python prints them, long texts cut. */
function assertRows(table: Table, rows: string[][], from: number): void {
  const columns = table.columnNames.map((name) => table.texts(name));
  for (const [i, row] of rows.entries()) {
    for (const [column, wanted] of row.entries()) {
      const ours = columns[column]![from + i]!;
      if (/^-?\d+\.\d+(e-?\d+)?$/.test(wanted)) {
        assert.ok(Math.abs(Number(ours) / Number(wanted) - 1) < 1e-9, `${ours}, not ${wanted}`);
      } else if (wanted.startsWith('[')) {
        const [a, b] = [ours, wanted].map((text) => text.split(',')[0]!.replaceAll('[', ''));
        assert.ok(Math.abs(Number(a) / Number(b) - 1) < 1e-9, `${a}, not ${b}`);
      } else {
        assert.equal(ours.slice(0, wanted.length), wanted);
      }
    }
  }
}

const run = openGroup('learning/09_run_and_tables');
const where = { backend: 'wasm', precision: 'f64' } as const;

test('learning/09_run_and_tables call: the wide table, and long ones', async () => {
  const { call } = run.index;
  const { task_config, network_config, train_config, start_seed, num_seeds } = call.args;
  const { table } = await makeScenario('diff_adv', call.kwargs).run({
    ...where,
    ...{ task: task_config, net: network_config, train: train_config },
    ...{ startSeed: start_seed, numSeeds: num_seeds },
  });
  assert.deepEqual(table.columnNames, call.columns);
  assert.equal(table.numRows, call.n_rows);
  const types = { object: ['text', 'array'], int64: ['int'], float64: ['float'] };
  for (const [name, dtype] of Object.entries<keyof typeof types>(call.dtypes)) {
    assert.ok(types[dtype].includes(table.typed(name).type), name);
  }
  const numeric = run.array(call.numeric);
  for (const [i, name] of call.numeric_columns.entries()) {
    const theirs = numeric.filter((_, at) => at % call.numeric_columns.length === i);
    const error = relativeError(table.numbers(name), theirs);
    assert.ok(error <= 1e-9, `${name}: ${error}`);
  }
  for (const name of ['sample_rollout_000', 'sample_rollout_001']) {
    const arrays = table.arrays(name);
    assert.deepEqual([arrays.length, ...arrays[0]!.shape], call[name].shape);
    const ours = Float64Array.from(arrays.flatMap(({ data }) => [...data]));
    const error = relativeError(ours, run.array(call[name]));
    assert.ok(error <= 1e-9, `${name}: ${error}`);
  }
  for (const [name, text] of Object.entries<string>(call.first_row_head)) {
    if (name.startsWith('aux_')) {
      const [, norm] = /'weight_norm': (?:JArr\()?([\w.]+)/.exec(text)!;
      const [, ours] = /'weight_norm': ([\w.]+)/.exec(table.texts(name)[0]!)!;
      assert.equal(norm === 'None' ? ours : Number(ours).toFixed(4), norm, name);
      assert.equal(text.includes("'net': None"), table.texts(name)[0]!.includes("'net': None"));
    } else if (table.typed(name).type !== 'array') {
      assertRows(new Table([[name, table.typed(name)]]), [[text]], 0);
    }
  }
  const melts = {
    melt_metrics: await meltMetrics(table, ['mean_nRMSE', 'mean_correlation']),
    melt_loss: await meltLoss(table),
    melt_sample_rollouts: await meltSampleRollouts(table),
  };
  for (const [name, melted] of Object.entries(melts)) {
    const { columns, n_rows, head, tail } = call[name];
    assert.deepEqual(melted.columnNames, columns, name);
    assert.equal(melted.numRows, n_rows);
    assertRows(melted, head, 0);
    assertRows(melted, tail, n_rows - tail.length);
  }
});

test('learning/09_run_and_tables study: files, names and long tables', async () => {
  const { study } = run.index;
  const store = new MemoryStore('results');
  const options = { ...where, store, meltSampleRollouts: true };
  const { rawFiles, networkWeights, melted } = await runStudy(study.configs, options);
  assert.deepEqual(rawFiles, study.raw_files);
  const safetensors = (file: string) => file.replace(/\.eqx$/, '.safetensors');
  assert.deepEqual(networkWeights, study.weight_files.map(safetensors));
  for (const [i, raw] of study.raw.entries()) {
    const text = new TextDecoder().decode((await store.read(`raw/${path.basename(raw.file)}`))!);
    assert.ok(text.startsWith(`${raw.first_line}\n`));
    const table = Table.fromCsv(text);
    assert.deepEqual(['Unnamed: 0', ...table.columnNames], raw.columns);
    assert.deepEqual(table.texts('scenario_kwargs'), raw.scenario_kwargs);
    assert.deepEqual(table.texts('scenario'), raw.scenario);
    const theirs = csv(`raw.${i}.csv`);
    const numbers = (own: Table) =>
      own.without(...own.columnNames.filter((n) => /^(aux|sample)/.test(n)));
    assertSame(numbers(table), numbers(theirs), 1e-9);
    const [a, b] = [table, theirs].map((own) => own.arrays('sample_rollout_000')[0]!);
    assert.deepEqual(a!.shape, b!.shape);
    assert.ok(relativeError(a!.data, b!.data) <= 1e-9);
  }
  const files = await store.list('');
  assert.deepEqual(
    files.filter((file) => file.endsWith('.csv')),
    study.melted_files,
  );
  assertSame(melted.metrics!, csv('study.metrics.csv'), 1e-9);
  assertSame(melted.trainLoss!, csv('study.train_loss.csv'), 1e-9);
  const { columns, n_rows } = study['sample_rollout.csv'];
  assert.deepEqual(melted.sampleRollout!.columnNames, columns);
  assert.equal(melted.sampleRollout!.numRows, n_rows);

  const opened = await runStudyConvenience(study.configs, { ...where, store, doLoss: true });
  const { metric_columns, loss_columns, metric_head } = study.run_study_convenience;
  assert.deepEqual(opened.metrics!.columnNames, metric_columns);
  assert.deepEqual(opened.trainLoss!.columnNames, loss_columns);
  assert.equal(opened.sampleRollout, undefined);
  assertRows(opened.metrics!, metric_head, 0);
});

test("learning/09_run_and_tables: the original's own folder, melted from its list of files", async () => {
  const { study } = run.index;
  const store = new MemoryStore('results');
  for (const [i, file] of study.raw_files.entries()) {
    await store.write(file.slice('results/'.length), fixture(`raw.${i}.csv`));
  }
  const files: string[] = study.raw_files;
  // pandas reads some numbers of its own raw files one or two units in the last place off.
  assertSame(await meltConcatMetricsFromList(files, { store }), csv('study.metrics.csv'), 1e-15);
  assertSame(await meltConcatLossFromList(files, { store }), csv('study.train_loss.csv'), 1e-15);
  const rollouts = await meltConcatSampleRolloutsFromList(files, { store });
  assert.deepEqual(rollouts.columnNames, study['sample_rollout.csv'].columns);
  assert.equal(rollouts.numRows, study['sample_rollout.csv'].n_rows);
});

const utils = openGroup('learning/10_utils');

/** Rows in whatever order, each as its texts. */
const asSet = (table: Table) =>
  table.take(
    Array.from({ length: table.numRows }, (_, row) => row).sort((a, b) => {
      const [x, y] = [a, b].map((row) => JSON.stringify(table.take([row]).toJSON()));
      return x! < y! ? -1 : 1;
    }),
  );

test('learning/10_utils: names of columns, melts, geometric means, relations', async () => {
  const { index } = utils;
  assert.deepEqual([...BASE_NAMES], index.BASE_NAMES);
  assert.deepEqual(BASE_NAMES_NO_TRAIN, index.BASE_NAMES_NO_TRAIN);
  const wide = csv('wide.csv');
  const metrics = await meltMetrics(wide);
  assert.equal(metrics.toCsv(), fixture('melt_metrics.csv'));
  assert.equal((await meltLoss(wide)).toCsv(), fixture('melt_loss.csv'));
  assertSame(await aggregateGmean(metrics), csv('aggregate_gmean_default.csv'), 1e-15);
  const means = await aggregateGmean(metrics, { upTo: index.up_to });
  assertSame(means, csv('aggregate_gmean_up_to_8.csv'), 1e-15);
  const relative = { valueCol: 'gmean_mean_nRMSE', suffix: '_relative' };
  assertSame(await relativeByConfig(means, relative), csv('relative_by_config_gmean.csv'), 1e-15);
  await assert.rejects(relativeByConfig(metrics), /exactly one row .* found 12$/);
});

test('learning/10_utils: columns that are added, of the whole set', { skip }, async () => {
  const theirs = (name: string) =>
    Table.fromCsv(readFileSync(path.join(whole, 'learning/10_utils', name), 'utf8'));
  for (const name of utils.index.files) {
    if (!['wide', 'melt', 'aggr'].some((start) => name.startsWith(start))) continue;
    assert.equal(fixture(name), readFileSync(path.join(whole, 'learning/10_utils', name), 'utf8'));
  }
  const metrics = theirs('melt_metrics.csv');
  const groupingCols = [...BASE_NAMES_NO_TRAIN, 'time_step'];
  assertSame(
    asSet(await relativeByConfig(metrics, { groupingCols })),
    asSet(theirs('relative_by_config_time_step.csv')),
    1e-15,
  );
  assertSame(await splitTrain(metrics), theirs('split_train.csv'), 0);
  assertSame(await readInKwargs(metrics), theirs('read_in_kwargs.csv'), 0);
});

const names = openGroup('learning/11_scraper_and_names').index;

test('learning/11_scraper_and_names: names of experiments', async () => {
  for (const { config, name } of names.experiment_names) {
    assert.equal(await getExperimentName(config), name);
  }
  for (const [i, config] of run.index.study.configs.entries()) {
    const file = path.basename(run.index.study.raw_files[i], '.csv');
    assert.equal(await getExperimentName(config), file);
  }
});

test('learning/11_scraper_and_names: attributes of all scenarios', { skip }, async () => {
  const file = path.join(whole, 'learning/11_scraper_and_names/scenario_defaults.json');
  const { errors, ...all } = JSON.parse(readFileSync(file, 'utf8'));
  for (const [key, { num_spatial_dims, scenario_name, fields }] of Object.entries<Any>(all)) {
    const scenario = makeScenario(key, { num_spatial_dims });
    const ours = Object.fromEntries([...scenario.toPython()].map(([name, v]) => [name, plain(v)]));
    assert.deepEqual(ours, fields, key);
    assert.deepEqual(Object.keys(ours), Object.keys(fields), key);
    assert.equal(await scenario.getScenarioName(), scenario_name ?? `${num_spatial_dims}d_${key}`);
  }
  for (const failure of Object.keys(errors)) {
    const [key, dims] = failure.split('@');
    assert.throws(
      () => makeScenario(key!, { num_spatial_dims: Number.parseInt(dims!, 10) }),
      failure,
    );
  }
  assert.equal(Object.keys(all).length, scenarios.names().length - 1);
  assert.ok(curations.get('apebench_v1').length === 46);
});
