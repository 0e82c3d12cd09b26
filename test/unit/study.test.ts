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
import type { KeyedOptions } from '../../src/study/keyed.js';
import { sealed } from '../../src/study/record.js';
import { commit, keyedIn, keyOf, knownRecord, runKeyed } from '../../src/study/running/index.js';
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

test('a result of another precision, layout, build or version is another result, and stands beside it', async () => {
  const store = new MemoryStore('results');
  const wasm = { store, backend: 'wasm' } as const;
  const [name] = (await runStudy([entry], wasm)).names;
  const first = await store.read(`raw/${name}.json`);
  const seen = new Set([name!]);
  const others: StudyOptions[] = [
    { precision: 'f64' },
    { partitionable: true },
    { relaxedSimd: true },
    { plugins: ['0'.repeat(64)] },
  ];
  for (const options of others) {
    const { names, trained } = await runStudy([entry], { ...wasm, ...options });
    assert.equal(trained, 1);
    const { key } = (await knownRecord(store, names[0]!))!;
    assert.equal(names[0], `${name}__${key.slice(0, 12)}`);
    seen.add(names[0]!);
    const again = await runStudy([entry], { ...wasm, ...options });
    assert.deepEqual([again.skipped, again.names], [1, names]);
  }
  assert.equal(seen.size, others.length + 1);
  assert.deepEqual(await store.read(`raw/${name}.json`), first);
  assert.deepEqual((await runStudy([entry], wasm)).names, [name]);
});

test('auto takes what is there, wherever it was made; a backend that is asked for does not', async () => {
  const store = new MemoryStore('results');
  const [name] = (await runStudy([entry], { store, backend: 'wasm' })).names;
  const notes: (string | undefined)[] = [];
  const onEvent = (event: StudyEvent) => {
    if (event.kind === 'skipped') notes.push(event.note);
  };
  assert.equal((await runStudy([entry], { store, onEvent })).skipped, 1);
  const { key, ...record } = (await knownRecord(store, name!))!;
  const { experiment } = (await keyedIn(store, [await readExperiment(entry)], {}))[0]!;
  const place = 'gpu';
  const onGpu = {
    ...record,
    place,
    backend: 'webgpu',
    build: 'a GPU',
    key: await keyOf(experiment, {}, place),
  };
  await store.write(`raw/${name}.json`, await sealed(onGpu));
  assert.equal((await runStudy([entry], { store, onEvent })).skipped, 1);
  assert.deepEqual(notes, ['on wasm simd', 'on webgpu a GPU']);
  const { names, trained } = await runStudy([entry], { store, backend: 'wasm' });
  assert.equal(trained, 1);
  assert.deepEqual(names, [`${name}__${key.slice(0, 12)}`]);
});

test('what a GPU has made and is to be made again needs one; what WASM has made stays on WASM', async () => {
  const store = new MemoryStore('results');
  const experiment = await readExperiment(entry, { gpu: { adapters: [] } as never });
  const placed = async (options: KeyedOptions = {}) =>
    (await keyedIn(store, [experiment], options))[0]!.place;
  const { names } = await runStudy([entry], { store, backend: 'wasm' });
  const path = `raw/${names[0]}.json`;
  const { key: _, ...record } = (await knownRecord(store, names[0]!))!;
  const key = await keyOf(experiment, {}, 'gpu');
  await store.write(path, await sealed({ ...record, place: 'gpu', backend: 'webgpu', key }));
  assert.equal(await placed(), 'gpu');
  assert.equal(await placed({ overwrite: true }), 'wasm');
  await store.write(`raw/${names[0]}.csv`, 'torn');
  assert.equal(await placed(), 'wasm');

  const plan = {
    ...experiment.plan,
    choose: async () => ({ backend: 'webgpu', why: 'there is a GPU' }) as const,
  };
  const fresh = new MemoryStore('fresh');
  const [wasm] = await keyedIn(fresh, [experiment], { backend: 'wasm' });
  const run = { ...wasm!, experiment: { ...experiment, plan } };
  const made = (await knownRecord(fresh, (await runKeyed(fresh, run, {})).name))!;
  assert.deepEqual([made.place, made.backend, made.marks.moves], ['wasm', 'wasm', []]);

  // A line of a manifest for GPUs, on a machine that has none.
  const onGpu = { ...wasm!, place: 'gpu', key } as const;
  const marked = (await knownRecord(fresh, (await runKeyed(fresh, onGpu, {})).name))!;
  assert.deepEqual([marked.place, marked.backend], ['gpu', 'wasm']);
  assert.deepEqual(marked.marks.moves, [
    { update: 0, on: 'wasm simd', why: made.chosen ?? marked.chosen },
  ]);
});

test('a seed may be an experiment of its own, to the same numbers', async () => {
  const stores = [new MemoryStore('a'), new MemoryStore('b')] as const;
  const notices: string[] = [];
  const onEvent = (event: StudyEvent) => event.kind === 'notice' && notices.push(event.notice);
  const other = { ...entry, start_seed: 1, num_seeds: 1 };
  const options = { splitSeeds: true, backend: 'wasm', onEvent } as const;
  const split = await runStudy([entry, other], { store: stores[0], ...options });
  assert.deepEqual(
    split.names.map((name) => name.slice(-5)),
    ['__0-0', '__1-1'],
  );
  assert.match(notices.join(), /entry 2 has an experiment of entry 1: it is run once/);
  const whole = await runStudy([entry], { store: stores[1], backend: 'wasm' });
  assert.equal(whole.names.length, 1);
  const [ours, theirs] = [split, whole].map(({ melted }) => [
    melted.metrics!.toCsv(),
    melted.trainLoss!.toCsv(),
  ]);
  assert.deepEqual(ours, theirs);
  const read = await readExperiment(entry);
  assert.equal((await runStudy([read], { store: stores[0], ...options })).skipped, 2);
  await assert.rejects(
    runStudy([other, { ...entry, num_seeds: 0 }], { ...options, store: stores[0] }),
    {
      message: /^entry 2 of 2, key 'num_seeds': must be a whole number from 1 /,
    },
  );
});

test('a record that was changed, or is of a newer version, is not taken for one', async () => {
  const store = new MemoryStore('results');
  const [name] = (await runStudy([entry], { store, backend: 'wasm' })).names;
  const path = `raw/${name}.json`;
  const made = new TextDecoder().decode(await store.read(path));
  await store.write(path, made.replace('"threads": ', '"threads": 1'));
  const notices: string[] = [];
  const onEvent = (event: StudyEvent) => event.kind === 'notice' && notices.push(event.notice);
  assert.equal((await runStudy([entry], { store, backend: 'wasm', onEvent })).trained, 1);
  assert.match(notices.join(), /it was changed: it does not end in the SHA-256 of itself/);
  const { sha256: _, ...record } = JSON.parse(made);
  const newer = await sealed({ ...record, layout: 3, what: 'is new' });
  await store.write(path, newer);
  const message =
    /json is of a newer version of apebench \(its layout is 3, this version knows 2\)/;
  await assert.rejects(runStudy([entry], { store, overwrite: true }), { message });
  assert.equal(new TextDecoder().decode(await store.read(path)), newer);
});

test('spellings of one experiment are one', async () => {
  const spelled = (change: object) => readExperiment({ ...entry, ...change });
  const keyOfIt = async (change: object) => keyOf(await spelled(change), {}, 'wasm');
  const same = async (...changes: object[]) => {
    const keys = new Set(await Promise.all(changes.map(keyOfIt)));
    assert.equal(keys.size, 1, JSON.stringify(changes));
    return [...keys][0];
  };
  const one = await same({}, { train: 'ONE' }, { train: 'one;mse' }, { net: 'conv;03; 1;TANH' });
  const two = await same(
    ...['sup-02', 'sup;2', 'sup;2;false', 'sup;2;FALSE;MSE', ' sup;02 '].map((train) => ({
      train,
    })),
  );
  const cut = await same({ train: 'sup;2;true' }, { train: 'sup-2;True;mse' });
  const other = await same({ train: 'sup;2;nmse' }, { train: 'sup;2;false;nMSE' });
  await same(
    {},
    { optim_config: 'Adam;6;Constant;0.001' },
    { optim_config: 'adam;06;constant;1e-3' },
  );
  await same({ ic_config: 'fourier;5;true;true' }, { ic_config: 'Fourier;05;TRUE;True' });
  await same({}, { vlim: [-1, 1] }, { advection_gamma: -4 }, { num_spatial_dims: 1 });
  const keys = [
    one,
    two,
    cut,
    other,
    await keyOfIt({ net: 'Conv;3;1;relu' }),
    await keyOfIt({ seed: 1 }).catch(() => ''),
  ];
  assert.equal(new Set(keys).size, 6);
  const store = new MemoryStore('results');
  const study = (train: string) => runStudy([{ ...entry, train }], { store, backend: 'wasm' });
  const first = await study('sup;2');
  const second = await study('sup-02');
  assert.deepEqual([second.skipped, second.names], [1, first.names]);
});

test('a second run of an experiment that comes to other bits is kept, and said loudly', async () => {
  const store = new MemoryStore('results');
  const [keyed] = await keyedIn(store, [await readExperiment(entry)], { backend: 'wasm' });
  const made = await runExperiment(entry, { backend: 'wasm' });
  const name = await commit(store, keyed!, made);
  assert.equal(await commit(store, keyed!, made), name, 'the same bits');
  const before = await store.read(`raw/${name}.csv`);
  const [weight, ...rest] = made.raw.weights;
  const data = weight!.data.map((value, i) => (i === 0 ? value + 1e-3 : value));
  const raw = { ...made.raw, weights: [{ ...weight!, data }, ...rest] };
  await assert.rejects(commit(store, keyed!, { ...made, raw }), {
    name: 'MachineError',
    message: new RegExp(`different bits \\(in the weights ${weight!.path}\\)`),
  });
  assert.deepEqual(await store.read(`raw/${name}.csv`), before);
  assert.equal((await store.list('differing')).length, 2);
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

test('the checkpoint of another precision, layout, build or version is that of another run, and stays', async () => {
  const store = new MemoryStore('results');
  const { path } = await stoppedStudy(store);
  const kept = await store.read(path);
  const others: StudyOptions[] = [
    { precision: 'f64' },
    { partitionable: true },
    { relaxedSimd: true },
    { plugins: ['0'.repeat(64)] },
  ];
  const results = new Set<string>();
  for (const options of others) {
    const fresh = new MemoryStore('fresh');
    const run = { backend: 'wasm', ...options } as const;
    const expected = await runStudy([longer], { store: fresh, ...run });
    const { names, trained } = await runStudy([longer], { store, ...run });
    assert.equal(trained, 1);
    results.add(names[0]!);
    const there = await filesOf(store, names);
    assert.deepEqual(there, await filesOf(fresh, expected.names), 'from the start');
    assert.deepEqual(await store.read(path), kept);
  }
  assert.equal(results.size, others.length);
  const { names } = await runStudy([longer], { store, backend: 'wasm' });
  assert.ok(!results.has(names[0]!));
  assert.equal(await store.read(path), undefined, 'it went on from there');
});

test('a result of WASM takes nothing from a checkpoint that a GPU had a part in', async () => {
  const store = new MemoryStore('results');
  const { path, checkpoint } = await stoppedStudy(store);
  const stays = [{ update: 0, on: 'webgpu a GPU', why: null }];
  const onGpu = encodeCheckpoint({ ...checkpoint, stays });
  await store.write(path, onGpu);
  const notices: string[] = [];
  const onEvent = (event: StudyEvent) => event.kind === 'notice' && notices.push(event.notice);
  await runStudy([longer], { store, backend: 'wasm', onEvent });
  assert.match(notices.join(), /\.checkpoint is left alone: a part of it was made on a GPU/);
  assert.deepEqual(await store.read(path), onGpu);
});

test('a run that was begun on a GPU goes on elsewhere, as one of a GPU', async () => {
  const store = new MemoryStore('results');
  const { path, checkpoint } = await stoppedStudy(store);
  const stays = [{ update: 0, on: 'webgpu a GPU', why: null }];
  await store.write(path, encodeCheckpoint({ ...checkpoint, stays }));
  const { names } = await runStudy([longer], { store, gpu: { adapters: [] } as never });
  const { place, marks, backend } = (await knownRecord(store, names[0]!))!;
  assert.equal(place, 'gpu');
  assert.equal(backend, 'wasm');
  assert.equal(marks.moves.length, 1);
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
  const plain = `raw/${names[0]}.012345.checkpoint`;
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

test('which checkpoint is of no use any more, no clock says, and that of another key is none', async () => {
  const store = new MemoryStore('results');
  const { path, checkpoint } = await stoppedStudy(store);
  const { names } = await runStudy([longer], { store, backend: 'wasm' });
  const again = async (...paths: string[]) => {
    await runStudy([{ ...longer, num_seeds: 1 }], { store, backend: 'wasm' });
    const there = await Promise.all(paths.map((file) => store.read(file)));
    return there.map((file) => file !== undefined);
  };
  // Younger than the result, as by a clock that was set back meanwhile.
  await store.write(path, encodeCheckpoint(checkpoint));
  // Of a run on a GPU, where WASM has a result.
  const onGpu = path.replace(/[0-9a-f]{6}(?=\.checkpoint)/, 'abcdef');
  const stays = [{ update: 0, on: 'webgpu a GPU', why: null }];
  await store.write(onGpu, encodeCheckpoint({ ...checkpoint, stays }));
  assert.deepEqual(await again(path, onGpu), [false, true]);
  // Older than the result that it is to replace, which has been written anew.
  await stoppedStudy(store, { overwrite: true });
  const anew = `raw/${(await store.list('raw')).find((file) => /\.n[0-9a-f]{5}\./.test(file))}`;
  for (const file of await filesIn(store, names[0]!)) {
    await store.write(file, (await store.read(file))!);
  }
  assert.deepEqual(await again(anew), [true]);
  const record = `raw/${names[0]}.json`;
  const { sha256: _, ...made } = JSON.parse(new TextDecoder().decode(await store.read(record)));
  await store.write(record, await sealed({ ...made, machine: 'another' }));
  assert.deepEqual(await again(anew), [false]);
  // And one of a GPU's result leaves alone what a run on WASM has.
  const { experiment } = (await keyedIn(store, [await readExperiment(longer)], {}))[0]!;
  const key = await keyOf(experiment, {}, 'gpu');
  await store.write(record, await sealed({ ...made, place: 'gpu', key }));
  await store.write(path, encodeCheckpoint(checkpoint));
  assert.deepEqual(await again(path, onGpu), [true, false]);
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
  // The first to write metrics.csv is slow about it: the other result comes meanwhile.
  class SlowStore extends MemoryStore {
    first = true;
    override async write(path: string, content: Content): Promise<void> {
      if (path !== 'metrics.csv' || !this.first) return super.write(path, content);
      this.first = false;
      while ((await this.list('raw')).filter((file) => file.endsWith('.json')).length < 2) {
        await breathe();
      }
      return super.write(path, content);
    }
  }
  const store = new SlowStore('results');
  const one = (start_seed: number) => ({ ...entry, num_seeds: 1, start_seed });
  const slow = runStudy([one(5)], { store, backend: 'wasm' });
  while (store.first) await breathe();
  const [{ melted }] = [await runStudy([one(6)], { store, backend: 'wasm' }), await slow];
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
