/** Entries of a study, and what running it trains, skips, stops and leaves in the store. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/study/checkpoint-file.js';
import { EntryError, readExperiment } from '../../src/study/entry.js';
import {
  MemoryStore,
  runExperiment,
  runStudy,
  runStudyConvenience,
  type StudyEntry,
  type StudyEvent,
  type StudyOptions,
} from '../../src/study/index.js';
import {
  type CallbackContext,
  type Checkpoint,
  callAll,
  GetNetwork,
  WeightNorm,
} from '../../src/training/index.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;3;1;tanh',
  train: 'one',
  start_seed: 0,
  num_seeds: 2,
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;6;constant;1e-3',
  batch_size: 3,
};

test('experiments bear the original names', async () => {
  const file = new URL('../golden/fixtures/study/names.json', import.meta.url);
  const { configs, rawNames } = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal((await readExperiment(configs[0])).name, rawNames[0]);
});

test('an entry is read by the types of its attributes', async () => {
  const texts = { ...entry, num_points: '1_6', advection_gamma: '-2', vlim: '-2,2' };
  const numbers = { ...entry, advection_gamma: -2, vlim: [-2, 2] };
  assert.equal((await readExperiment(texts)).name, (await readExperiment(numbers)).name);
  assert.match((await readExperiment(texts)).name, /advection_gamma=-2\.0,vlim=\(-2\.0, 2\.0\)__/);
});

const bad: [Record<string, unknown>, key: string][] = [
  [{ net: undefined }, 'net'],
  [{ net: 'Conv;0;1;tanh' }, 'net'],
  [{ train: 'sup;5' }, 'train'],
  [{ task: 'predicted' }, 'task'],
  [{ num_seeds: 1.5 }, 'num_seeds'],
  [{ start_seed: '0' }, 'start_seed'],
  [{ start_seed: 0xffffffff }, 'start_seed'],
  [{ start_seed: -0x80000001 }, 'start_seed'],
  [{ train_seed: 2 ** 32 }, 'train_seed'],
  [{ test_seed: -(2 ** 31) - 1 }, 'test_seed'],
  [{ num_points: 0 }, 'num_points'],
  [{ callbacks: 'foo' }, 'callbacks'],
  [{ callbacks: 'net;0' }, 'callbacks'],
  [{ num_pionts: 16 }, 'num_pionts'],
  [{ gammas: [0, 1] }, 'gammas'],
  [{ vlim: null }, 'vlim'],
  [{ ic_config: 'fourier;5;true' }, 'ic_config'],
  [{ report_metrics: 'mean_nRMSE,' }, 'report_metrics'],
  [{ optim_config: 'adam;x;constant;1e-3' }, 'optim_config'],
];

for (const [change, key] of bad) {
  const [[name, value]] = Object.entries(change);
  test(`a bad entry is refused with its key: ${name} ${JSON.stringify(value)}`, async () => {
    await assert.rejects(readExperiment({ ...entry, ...change }), (error) => {
      assert.ok(error instanceof EntryError, String(error));
      assert.equal(error.key, key, error.message);
      return true;
    });
  });
}

test('the last seed may be the largest that there is', async () => {
  const { startSeed } = await readExperiment({ ...entry, start_seed: 0xfffffffe });
  assert.equal(startSeed, 0xfffffffe);
});

test('a study trains what is missing, several at once, and melts all that is there', async () => {
  const store = new MemoryStore('results');
  const other = { ...entry, train: 'sup;2', num_seeds: 1 };
  const events: StudyEvent[] = [];
  const onEvent = (event: StudyEvent) => events.push(event);
  const first = await runStudy([other], { store, onEvent, backend: 'wasm' });
  assert.deepEqual([first.trained, first.skipped], [1, 0]);
  const second = await runStudy([entry, other, entry], {
    store,
    onEvent,
    parallel: 2,
    backend: 'wasm',
  });
  assert.deepEqual([second.trained, second.skipped], [1, 1]);
  assert.deepEqual(
    events
      .filter(({ kind }) => kind !== 'progress')
      .map(({ kind }) => kind)
      .sort(),
    [...Array(3).fill('considering'), 'finished', 'finished', 'notice', 'skipped'],
  );
  assert.deepEqual(second.melted.metrics!.column('seed'), [0, 0, 0, 1, 1, 1, 0, 0, 0]);
  assert.equal(second.melted.sampleRollout, undefined);
  assert.deepEqual((await store.list('raw')).length, 4);
  const again = await runStudy([entry], {
    store,
    overwrite: true,
    meltLoss: false,
    backend: 'wasm',
  });
  assert.equal(again.trained, 1);
  assert.deepEqual(again.melted.metrics!.toCsv(), second.melted.metrics!.toCsv());
});

test('a result of another precision, layout, build, backend or version is another result', async () => {
  const store = new MemoryStore('results');
  const f32 = { store, backend: 'wasm' } as const;
  await runStudy([entry], f32);
  const { name } = await readExperiment(entry);
  const info = async () => new TextDecoder().decode(await store.read(`raw/${name}.json`));
  const made = await info();
  const refused = (options: StudyOptions, message: RegExp) =>
    assert.rejects(runStudy([{ ...entry, train: 'sup;2' }, entry], { ...f32, ...options }), {
      name: 'UserError',
      message,
    });
  await refused({ precision: 'f64' }, /\(precision is "f32" there, "f64" here\): '.*--overwrite/);
  await refused({ partitionable: true }, /threefry is "original" there, "partitionable" here/);
  await refused({ relaxedSimd: true }, /relaxedSimd is false there, true here/);
  const as = (change: object) =>
    store.write(`raw/${name}.json`, JSON.stringify({ ...JSON.parse(made), ...change }));
  await as({ build: 'relaxed-simd' });
  await refused({}, /relaxedSimd is true there, false here/);
  await as({ numbers: 1 });
  await refused({}, /numbers is 1 there, \d+ here/);
  await as({ numbers: undefined });
  await refused({}, /numbers is not set there, \d+ here/);
  const elsewhere = { backend: 'webgpu', build: 'a GPU' };
  await as(elsewhere);
  await refused({}, /it was made on webgpu, not wasm/);
  assert.deepEqual((await store.list('raw')).length, 2, 'found before any work');

  const skipped = async (options: StudyOptions) => {
    const notes: (string | undefined)[] = [];
    const onEvent = (event: StudyEvent) => {
      if (event.kind === 'skipped') notes.push(event.note);
    };
    assert.equal((await runStudy([entry], { ...f32, ...options, onEvent })).skipped, 1);
    return notes;
  };
  assert.deepEqual(await skipped({ backend: 'auto' }), ['on webgpu a GPU']);
  const moves = [{ update: 0, on: 'wasm simd', why: null }];
  await as({ ...elsewhere, marks: { diverged: [], moves } });
  assert.deepEqual(await skipped({}), [undefined]);
  await as({ version: '0.0.9' });
  assert.deepEqual(await skipped({}), [undefined]);
  await as({ build: 'relaxed-simd', precision: 'f64' });
  assert.equal((await runStudy([entry], { ...f32, overwrite: true })).trained, 1);
  assert.equal(JSON.parse(await info()).precision, 'f32');
  await store.remove(`raw/${name}.csv`);
  assert.equal((await runStudy([entry], { ...f32, precision: 'f64' })).trained, 1, 'not whole');
});

test('an exception of who watches ends a study and leaves nothing half-written', async () => {
  const store = new MemoryStore('results');
  const onEvent = ({ kind }: { kind: string }) => {
    if (kind === 'progress') throw new RangeError('enough seen');
  };
  const study = runStudy([entry], { store, onEvent, backend: 'wasm' });
  await assert.rejects(study, { name: 'RangeError', message: 'enough seen' });
  for (const folder of ['raw', 'network_weights']) {
    assert.deepEqual(
      (await store.list(folder)).filter((name) => !name.endsWith('.checkpoint')),
      [],
    );
  }
  assert.equal((await runStudy([entry], { store, backend: 'wasm' })).trained, 1);
});

test('a bad entry among good ones stops a study before any work', async () => {
  const store = new MemoryStore('results');
  const entries = [entry, { ...entry, net: 'Conv;3;1;tahn' }];
  await assert.rejects(
    runStudy(entries, { store }),
    (error) => error instanceof UserError && /^entry 2 of 2, key 'net': /.test(error.message),
  );
  assert.deepEqual(await store.list('raw'), []);
});

test('runStudyConvenience opens the attributes that were set', async () => {
  const store = new MemoryStore('results');
  const { metrics, trainLoss, sampleRollout } = await runStudyConvenience([entry], {
    backend: 'wasm',
    store,
    doSampleRollouts: true,
  });
  assert.deepEqual(metrics!.columnNames.slice(6), [
    ...['time_step', 'mean_nRMSE', 'num_points', 'num_train_samples', 'train_temporal_horizon'],
    ...['num_test_samples', 'test_temporal_horizon', 'optim_config', 'batch_size'],
  ]);
  assert.equal(trainLoss, undefined);
  assert.equal(sampleRollout!.numRows, 2);
});

test('runExperiment returns the table and steppers that step by themselves', async () => {
  const { table, steppers, raw } = await runExperiment(entry, { backend: 'wasm' });
  assert.equal(table.numRows, 2);
  assert.equal(steppers.length, 2);
  const { data, shape } = raw.sampleRollouts;
  const size = 16;
  for (const [i, stepper] of steppers.entries()) {
    const at = (i * data.length) / 2;
    const initial = { data: data.slice(at, at + size), shape: shape.slice(3) };
    const next = await stepper.step(initial, { backend: 'wasm' });
    assert.deepEqual([...next.data], [...data.slice(at + size, at + 2 * size)]);
  }
});

test('a checkpoint reads back to itself, and what is cut off is none', () => {
  const checkpoint: Checkpoint = {
    configuration: '[{"net": "Conv"}]',
    update: 7,
    states: { 'layers.0.weight': Float64Array.of(0.1, -0), 'adam.m.x': Float64Array.of(1e-300) },
    losses: [Float64Array.of(1, 2), Float64Array.of(3, Number.POSITIVE_INFINITY)],
    divergedAt: [null, 5],
    aux: [[0, [{ weight_norm: 1.5 }, { weight_norm: Number.NaN, net: null }]]],
    seconds: 1.25,
  };
  const bytes = encodeCheckpoint(checkpoint);
  assert.deepEqual(decodeCheckpoint(bytes), checkpoint);
  assert.equal(decodeCheckpoint(bytes.subarray(0, bytes.length - 1)), null);
  assert.equal(decodeCheckpoint(new Uint8Array(0)), null);
});

test('what callbacks returned comes back from a checkpoint as what it was', async () => {
  const params = [Float64Array.of(0.1, -0, Number.NaN, 4), Float64Array.of(1e-300, 2)];
  const callbacks = [new GetNetwork(2, 'net'), new WeightNorm(1)];
  const at = (update: number) => callAll(callbacks, params, 2, { update } as CallbackContext);
  const checkpoint: Checkpoint = {
    configuration: '',
    update: 2,
    states: {},
    losses: [],
    divergedAt: [null, null],
    aux: [
      [0, await at(0)],
      [1, await at(1)],
    ],
    seconds: 0,
  };
  const again = decodeCheckpoint(encodeCheckpoint(checkpoint))!;
  assert.deepEqual(again, checkpoint);
  assert.equal(String(again.aux[0]![1][0]!.net), 'network of 3 parameters');
});
