/** Entries of a study, and what running it trains, skips, stops and leaves in the store. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { UserError } from '../../src/errors.js';
import { makePlan } from '../../src/experiment/index.js';
import { breathe } from '../../src/platform/index.js';
import { readSafetensors, writeSafetensors } from '../../src/safetensors.js';
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
import type { Content } from '../../src/study/store/types.js';
import { Table } from '../../src/tables/index.js';
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

test('spaces around the strings of an entry do not count', async () => {
  const strings = {
    scenario: ' diff_adv',
    task: 'predict ',
    net: ' Conv;3;1;tanh\t',
    train: '\none ',
  };
  const { name, plan, task, net, train } = await readExperiment({ ...entry, ...strings });
  assert.equal(name, (await readExperiment(entry)).name);
  assert.deepEqual([task, net, train], [entry.task, entry.net, entry.train]);
  assert.deepEqual([plan.task, plan.net, plan.train], [entry.task, entry.net, entry.train]);
  const corrected = await readExperiment({ ...entry, task: ' correct;parallel ' });
  assert.match(corrected.name, /__correct;parallel__/);
});

test('spaces around the strings of a plan do not count', async () => {
  const { scenarioObject } = await readExperiment(entry);
  const plan = await makePlan(scenarioObject, {
    task: ' predict',
    net: 'Pure;3 ',
    train: ' sup;2 ',
  });
  assert.deepEqual([plan.task, plan.net, plan.train], ['predict', 'Pure;3', 'sup;2']);
  assert.equal(plan.network.config, 'Pure;3');
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

test('the folder of a study without a name is that of its entries', async () => {
  const started = process.cwd();
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-unnamed-'));
  process.chdir(folder);
  try {
    await runStudyConvenience([entry], { backend: 'wasm' });
    assert.deepEqual(readdirSync(folder), ['_results_6e568fd5c609']);
    await runStudyConvenience([{ ...entry, num_seeds: 1 }], { backend: 'wasm' });
    assert.equal(readdirSync(folder).length, 2);
  } finally {
    process.chdir(started);
    rmSync(folder, { recursive: true });
  }
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
    run: { batchSize: '5' },
    update: 7,
    states: { 'layers.0.weight': Float64Array.of(0.1, -0), 'adam.m.x': Float64Array.of(1e-300) },
    losses: [Float64Array.of(1, 2), Float64Array.of(3, Number.POSITIVE_INFINITY)],
    divergedAt: [null, 5],
    aux: [[0, [{ weight_norm: 1.5 }, { weight_norm: Number.NaN, net: null }]]],
    seconds: 1.25,
  };
  const bytes = encodeCheckpoint(checkpoint);
  assert.deepEqual(decodeCheckpoint(bytes), checkpoint);
  for (const length of [bytes.length - 1, bytes.length - 9, 8, 7, 0]) {
    assert.throws(() => decodeCheckpoint(bytes.subarray(0, length)), /checksum/, `${length}`);
  }
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at]! ^= 4;
    assert.throws(() => decodeCheckpoint(damaged), /checksum/, `byte ${at}`);
  }
});

/** An experiment of several pieces. */
const longer: StudyEntry = {
  ...entry,
  optim_config: 'adam;60;constant;1e-3',
  record_loss_every: 10,
};

/** A study that is stopped after its first progress, and what its checkpoint holds. */
async function stoppedStudy(store: MemoryStore, options = {}) {
  const stop = new AbortController();
  const onEvent = ({ kind }: StudyEvent) => kind === 'progress' && stop.abort();
  const study = runStudy([longer], {
    store,
    backend: 'wasm',
    signal: stop.signal,
    onEvent,
    ...options,
  });
  await assert.rejects(study, { name: 'StoppedError' });
  const [file] = (await store.list('raw')).filter((name) => name.endsWith('.checkpoint'));
  const path = `raw/${file}`;
  return { path, checkpoint: decodeCheckpoint((await store.read(path))!) };
}

/** Runs the study; the update at which it first told of its progress. */
async function leastUpdate(store: MemoryStore, options = {}): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  const onEvent = (event: StudyEvent) => {
    if (event.kind === 'progress') least = Math.min(least, event.progress.update);
  };
  const { trained } = await runStudy([longer], { store, backend: 'wasm', onEvent, ...options });
  assert.equal(trained, 1);
  return least;
}

/** A checkpoint's tensors and texts, with the checksum that belongs to them. */
function withChecksum(file: Uint8Array): Uint8Array {
  const sum = crc32(file).toString(16).padStart(8, '0');
  return Buffer.concat([file, Buffer.from(sum)]);
}

/** The files of an undisturbed run. */
async function filesOf(store: MemoryStore, [name]: readonly string[]) {
  return [
    await store.read(`raw/${name}.csv`),
    await store.read(`network_weights/${name}.safetensors`),
  ];
}

test('a checkpoint that no run can go on from is named and set aside, and the run starts anew', async () => {
  const whole = new MemoryStore('whole');
  const { names } = await runStudy([longer], { store: whole, backend: 'wasm' });
  const expected = await filesOf(whole, names);
  const store = new MemoryStore('results');
  const { path, checkpoint } = await stoppedStudy(store);
  const [state, ...others] = Object.keys(checkpoint.states);
  const without = { ...checkpoint.states };
  delete without[state!];
  const { aux: _, ...noAux } = checkpoint;
  const { divergedAt: __, ...noDivergedAt } = checkpoint;
  const numbers = Float64Array.of(1, 2);
  const entries = (...auxOf: object[]) => changed({ aux: [[0, [auxOf[0], auxOf[1] ?? auxOf[0]]]] });
  /** As the file is written, with other tensors or another text. */
  const rewritten = (names: Record<string, Float64Array>, rest?: (text: string) => string) => {
    const { tensors, metadata } = readSafetensors(good.subarray(0, -8));
    const more = Object.entries(names).map(([name, data]) => [name, { shape: [2], data }] as const);
    const text = rest === undefined ? metadata : { ...metadata, rest: rest(metadata.rest!) };
    const file = writeSafetensors({ tensors: new Map([...tensors, ...more]), metadata: text });
    return withChecksum(file);
  };
  const configured = (configuration: unknown) =>
    rewritten({}, (text) => JSON.stringify({ ...JSON.parse(text), configuration }));
  const changed = (parts: object) => encodeCheckpoint({ ...checkpoint, ...parts } as Checkpoint);
  const good = encodeCheckpoint(checkpoint);
  const bad: [bytes: Uint8Array, says: RegExp][] = [
    [new Uint8Array(0), /checksum/],
    [good.slice(0, -100), /checksum/],
    [Uint8Array.from(good, (byte, i) => (i > good.length - 200 ? 0 : byte)), /checksum/],
    [changed({ update: 61 }), /update 61 of 60/],
    [changed({ update: '3' }), /its update must be a whole number from 0 on, not '3'/],
    [changed({ update: undefined }), /its update must be .*, not undefined/],
    [changed({ update: -5 }), /its update must be .*, not -5/],
    [changed({ update: 1.5 }), /its update must be .*, not 1.5/],
    [changed({ states: without }), new RegExp(`lacks the state ${state}`)],
    [changed({ states: { ...checkpoint.states, [others[0]!]: numbers } }), /has 2 values, not \d/],
    [changed({ states: { ...checkpoint.states, x: numbers } }), /holds a state 'x'/],
    [changed({ losses: [numbers, numbers] }), /losses are not 6 for each of 2 seeds/],
    [changed({ losses: [checkpoint.losses[0]] }), /losses are not 6 for each of 2 seeds/],
    [encodeCheckpoint(noAux as Checkpoint), /its aux must be/],
    [changed({ aux: [[0, []]] }), /aux is not in order, or not of 2 seeds/],
    [changed({ aux: [[checkpoint.update + 1, [{}, {}]]] }), /aux is not in order/],
    [encodeCheckpoint(noDivergedAt as Checkpoint), /its divergedAt must be/],
    [changed({ divergedAt: [null] }), /divergedAt is not .* of 2 seeds/],
    [changed({ divergedAt: [null, checkpoint.update] }), /divergedAt is not/],
    [changed({ seconds: 'long' }), /its seconds must be/],
    [changed({ stays: [7] }), /its stays must be/],
    ...['null', '[]', '3'].map((rest): (typeof bad)[number] => [
      rewritten({}, () => rest),
      /the text 'rest' of its metadata is (null|\[\]|3), and no object/,
    ]),
    [rewritten({}, () => '{'), /the text 'rest' of its metadata is no JSON/],
    [configured(undefined), /its configuration must be a text, not undefined/],
    [configured(null), /its configuration must be a text, not null/],
    [configured('x'), /its configuration is not that of an experiment/],
    [configured('[]'), /its configuration is not that of an experiment/],
    [configured('[1,2]'), /its configuration is not that of an experiment/],
    [rewritten({ foo: numbers }), /it holds a tensor 'foo'/],
    [rewritten({ 'losses.-1': numbers }), /it holds a tensor 'losses.-1'/],
    [rewritten({ 'losses.4000000000': numbers }), /it holds a tensor 'losses.4000000000'/],
    [rewritten({ 'arrays.1': numbers }), /it holds a tensor 'arrays.1'/],
    [rewritten({ 'state.__proto__': numbers }), /it holds a state '__proto__'/],
    [entries({}), /aux is not what the run's callbacks have returned/],
    [entries({ norm: 3 }), /aux is not what the run's callbacks have returned/],
    [entries({ $array: 7 }), /it lacks the array 7/],
    [entries({ $network: 7 }), /a network that is no list of arrays/],
  ];
  for (const [bytes, says] of bad) {
    const store = new MemoryStore('results');
    await store.write(path, bytes);
    const notices: string[] = [];
    const onEvent = (event: StudyEvent) => event.kind === 'notice' && notices.push(event.notice);
    await runStudy([longer], { store, backend: 'wasm', onEvent });
    assert.deepEqual(await filesOf(store, names), expected, String(says));
    assert.equal(notices.length, 1, String(says));
    assert.match(notices[0]!, says);
    assert.ok(notices[0]!.includes(`results/${path}: `), notices[0]);
    assert.ok(notices[0]!.endsWith(`results/${path}.bad`), notices[0]);
    assert.deepEqual(await store.read(`${path}.bad`), bytes);
    const [info] = (await store.list('raw')).filter((name) => name.endsWith('.json'));
    const { marks } = JSON.parse(new TextDecoder().decode(await store.read(`raw/${info}`)));
    assert.deepEqual(marks.moves, [], 'it went on nowhere');
  }
});

test('a checkpoint is found by a run that says what this one left out', async () => {
  const store = new MemoryStore('results');
  const { checkpoint } = await stoppedStudy(store);
  const said = { precision: 'f32', partitionable: false, relaxedSimd: false } as const;
  assert.ok((await leastUpdate(store, said)) > checkpoint.update);
});

test('a checkpoint of another precision, layout or build is refused, unless overwritten', async () => {
  const store = new MemoryStore('results');
  const { path, checkpoint } = await stoppedStudy(store);
  const others: [StudyOptions, says: RegExp][] = [
    [{ precision: 'f64' }, /precision is "f32" there, "f64" here/],
    [{ partitionable: true }, /threefry is "original" there, "partitionable" here/],
    [{ relaxedSimd: true }, /relaxedSimd is false there, true here/],
  ];
  const run = { store, backend: 'wasm' } as const;
  for (const [options, message] of others) {
    const study = runStudy([{ ...entry, train: 'sup;2' }, longer], { ...run, ...options });
    await assert.rejects(study, { name: 'UserError', message });
    await assert.rejects(study, {
      message: new RegExp(`another run .* stopped at update ${checkpoint.update} .*--overwrite`),
    });
  }
  const [config, identity] = JSON.parse(checkpoint.configuration);
  const configuration = JSON.stringify([config, { ...identity, numbers: 1 }]);
  await store.write(path, encodeCheckpoint({ ...checkpoint, configuration }));
  await assert.rejects(runStudy([longer], run), { message: /numbers is 1 there, \d+ here/ });
  await store.write(path, encodeCheckpoint(checkpoint));
  assert.deepEqual((await store.list('raw')).length, 1, 'found before any work');

  const f64 = { backend: 'wasm', precision: 'f64', overwrite: true } as const;
  const fresh = new MemoryStore('fresh');
  const { names } = await runStudy([longer], { store: fresh, ...f64 });
  assert.equal((await runStudy([longer], { store, ...f64 })).trained, 1);
  assert.deepEqual(await filesOf(store, names), await filesOf(fresh, names), 'from the start');
  assert.equal(await store.read(path), undefined);
});

test('a checkpoint of another run that makes a result anew is in the way without the result', async () => {
  const store = new MemoryStore('results');
  const { names } = await runStudy([longer], { store, backend: 'wasm' });
  const { path } = await stoppedStudy(store, { overwrite: true, precision: 'f64' });
  assert.equal((await runStudy([longer], { store, backend: 'wasm' })).skipped, 1);
  await store.remove(`raw/${names[0]}.csv`);
  const message = /another run .*precision is "f64" there, "f32" here\): '.*\.anew\.checkpoint'/;
  await assert.rejects(runStudy([longer], { store, backend: 'wasm' }), { message });
  assert.notEqual(await store.read(path), undefined);
});

test('a result made anew goes on from its checkpoint; one of a finished run is litter', async () => {
  const store = new MemoryStore('results');
  const { names } = await runStudy([longer], { store, backend: 'wasm' });
  const { path, checkpoint } = await stoppedStudy(store, { overwrite: true });
  assert.equal((await runStudy([longer], { store, backend: 'wasm' })).skipped, 1);
  assert.notEqual(await store.read(path), undefined, 'of a run that may go on');
  assert.ok((await leastUpdate(store, { overwrite: true })) > checkpoint.update);
  assert.equal(await store.read(path), undefined);
  // As a kill leaves it that comes before the checkpoint is removed.
  const plain = `raw/${names[0]}.checkpoint`;
  await store.write(plain, encodeCheckpoint(checkpoint));
  for (const file of await filesIn(store, names[0]!)) {
    await store.write(file, (await store.read(file))!);
  }
  await runStudy([{ ...longer, num_seeds: 1 }], { store, backend: 'wasm' });
  assert.equal(await store.read(plain), undefined);
  // As it is where another process had finished before.
  await store.write(plain, encodeCheckpoint(checkpoint));
  await runStudy([longer], { store, backend: 'wasm' });
  assert.equal(await store.read(plain), undefined);
});

async function filesIn(store: MemoryStore, name: string): Promise<string[]> {
  return (await store.list('raw'))
    .filter((file) => file.startsWith(name) && !file.endsWith('.checkpoint'))
    .map((file) => `raw/${file}`)
    .concat(`network_weights/${name}.safetensors`);
}

test('a result that was being replaced when its run was killed goes on from the checkpoint', async () => {
  const store = new MemoryStore('results');
  const { names } = await runStudy([longer], { store, backend: 'wasm' });
  const { path, checkpoint } = await stoppedStudy(store, { overwrite: true });
  await store.remove(`raw/${names[0]}.csv`);
  assert.ok((await leastUpdate(store)) > checkpoint.update);
  assert.equal(await store.read(path), undefined);
});

test('a checkpoint that cannot be written is told, and not that the run goes on', async () => {
  class FullStore extends MemoryStore {
    override async write(path: string, content: Content): Promise<void> {
      if (path.endsWith('.checkpoint')) throw new UserError(`cannot write '${path}': it is full`);
      return super.write(path, content);
    }
  }
  const stop = new AbortController();
  const onEvent = ({ kind }: StudyEvent) => kind === 'progress' && stop.abort();
  const store = new FullStore('results');
  const study = runStudy([longer], { store, backend: 'wasm', signal: stop.signal, onEvent });
  await assert.rejects(study, {
    name: 'CheckpointError',
    message: /checkpoint could not be written, .* is lost: cannot write 'raw\/.*': it is full$/,
  });
});

test('no experiment is missing in melted tables that were made at the same time', async () => {
  // The first to write metrics.csv is slow about it.
  class SlowStore extends MemoryStore {
    first = true;
    override async write(path: string, content: Content): Promise<void> {
      if (path !== 'metrics.csv' || !this.first) return super.write(path, content);
      this.first = false;
      while ((await this.peek('metrics.csv', 0)) === undefined) await breathe();
      return super.write(path, content);
    }
  }
  const store = new SlowStore('results');
  const one = (start_seed: number) => ({ ...entry, num_seeds: 1, start_seed });
  const slow = runStudy([one(5)], { store, backend: 'wasm' });
  while (store.first) await breathe();
  const [, { melted }] = [await runStudy([one(6)], { store, backend: 'wasm' }), await slow];
  const text = new TextDecoder().decode(await store.read('metrics.csv'));
  assert.deepEqual(new Set(Array.from(Table.fromCsv(text).numbers('seed'))), new Set([5, 6]));
  assert.equal(melted.metrics!.toCsv(), text);
});

test('what callbacks returned comes back from a checkpoint as what it was', async () => {
  const params = [Float64Array.of(0.1, -0, Number.NaN, 4), Float64Array.of(1e-300, 2)];
  const callbacks = [new GetNetwork(2, 'net'), new WeightNorm(1)];
  const at = (update: number) => callAll(callbacks, params, 2, { update } as CallbackContext);
  const checkpoint: Checkpoint = {
    configuration: '',
    run: {},
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
  const again = decodeCheckpoint(encodeCheckpoint(checkpoint));
  assert.deepEqual(again, checkpoint);
  assert.equal(String(again.aux[0]![1][0]!.net), 'network of 3 parameters');
});
