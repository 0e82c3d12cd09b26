/** Verifying a store: every changed bit is found, and so is a result that was made up. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { verificationText } from '../../src/cli/verify-text.js';
import { StoppedError, UserError } from '../../src/errors.js';
import { decodeDigests, encodeDigests } from '../../src/study/digests-file.js';
import { recordFailure } from '../../src/study/failures.js';
import {
  MemoryStore,
  readSafetensors,
  runStudy,
  type StudyEntry,
  type StudyOptions,
  type Verification,
  type VerifyEvent,
  type VerifyOptions,
  verifyStore,
  writeSafetensors,
} from '../../src/study/index.js';
import { keyedIn } from '../../src/study/keyed.js';
import { writeManifest } from '../../src/study/manifest.js';
import { digestsPath, rawPath, recordPath, sealed, weightsPath } from '../../src/study/record.js';
import { readStudy } from '../../src/study/study-work.js';
import { digestOfStates } from '../../src/training/index.js';
import { Chance } from '../damage/damage.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Pure;3',
  train: 'one',
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;20;warmup_cosine;0.0;1e-3;5',
  batch_size: 3,
};

const entries: readonly StudyEntry[] = [
  { ...entry, net: 'Conv;3;1;tanh', num_seeds: 2 },
  { ...entry, callbacks: 'weight_norm;10' },
  { ...entry, train: 'sup;2', start_seed: 3, optim_config: 'sgd;20;constant;1e-3' },
];

const run: StudyOptions = { backend: 'wasm', threads: 1, digestEvery: 6, meltSampleRollouts: true };

let names: readonly string[];
let files: Map<string, Uint8Array>;

const allFiles = async (store: MemoryStore): Promise<Map<string, Uint8Array>> => {
  const found = new Map<string, Uint8Array>();
  for (const folder of ['', 'raw', 'network_weights', 'manifests']) {
    for (const file of await store.list(folder)) {
      const path = folder === '' ? file : `${folder}/${file}`;
      found.set(path, (await store.read(path))!);
    }
  }
  return found;
};

before(async () => {
  const store = new MemoryStore('results');
  ({ names } = await runStudy(entries, { store, ...run }));
  const options = { backend: 'wasm' } as const;
  const keyed = await keyedIn(store, await readStudy(entries, options), options);
  await writeManifest(store, keyed, options);
  files = await allFiles(store);
});

/** A store with these files changed. */
async function folder(changes: Readonly<Record<string, string | Uint8Array | null>> = {}) {
  const store = new MemoryStore('results');
  for (const [path, bytes] of files) await store.write(path, bytes);
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) await store.remove(path);
    else await store.write(path, content);
  }
  return store;
}

const textOf = (path: string) => new TextDecoder().decode(files.get(path));

/** What is not whole, and why. */
const faults = ({ results, files: others, reruns }: Verification): Record<string, string> =>
  Object.fromEntries([
    ...results.flatMap(({ name, verdict, why }) => (verdict === 'whole' ? [] : [[name, why]])),
    ...others.flatMap(({ path, verdict, why }) => (verdict === 'whole' ? [] : [[path, why]])),
    ...reruns.flatMap(({ name, verdict, why }) => (verdict === 'agrees' ? [] : [[name, why]])),
  ]);

test('a store as it was written is whole, every file of it', async () => {
  const events: VerifyEvent[] = [];
  const found = await verifyStore(await folder(), { onEvent: (event) => events.push(event) });
  assert.deepEqual(faults(found), {});
  assert.equal(found.agrees, true);
  assert.deepEqual(found.results.map(({ name }) => name).sort(), [...names].sort());
  const spokenFor = [
    ...found.results.flatMap(({ name, record }) => [
      recordPath(name),
      ...Object.keys(record!.files),
    ]),
    ...found.files.map(({ path }) => path),
  ];
  assert.deepEqual(spokenFor.sort(), [...files.keys()].sort());
  // Of each result four, three melted tables with what they were made of, and a manifest.
  assert.equal(files.size, 3 * 4 + 3 + 1 + 1);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['checking', 'checking', 'checking'],
  );
});

test('one bit turned in any file is found, and the file named', async () => {
  const chance = new Chance('bits');
  for (const [path, bytes] of files) {
    for (let time = 0; time < 4; time++) {
      const turned = bytes.slice();
      const at = time === 0 ? bytes.length - 1 : chance.below(bytes.length);
      const bit = chance.below(8);
      turned[at]! ^= 1 << bit;
      const found = await verifyStore(await folder({ [path]: turned }));
      assert.equal(found.agrees, false, `bit ${bit} of byte ${at} of ${path}`);
      const damaged = [
        ...found.results.flatMap(({ name, verdict }) => (verdict === 'damaged' ? [name] : [])),
        ...found.files.flatMap(({ path: file, verdict }) => (verdict === 'damaged' ? [file] : [])),
      ];
      assert.ok(
        damaged.some((name) => path.includes(name)),
        `${path}: ${damaged}`,
      );
    }
  }
});

test('a failure says of itself whether it was changed', async () => {
  const store = new MemoryStore('results');
  const failure = { name: 'a', key: '0'.repeat(64), manifest: '0'.repeat(12), exitCode: 1 };
  await recordFailure(store, { ...failure, error: 'why', machine: '', finished: '', log: ['x'] });
  const path = 'failed/a.json';
  const bytes = (await store.read(path))!;
  assert.deepEqual(faults(await verifyStore(store)), {});
  for (let at = 0; at < bytes.length; at += 7) {
    const turned = Uint8Array.from(bytes);
    turned[at]! ^= 1 << (at % 7);
    await store.write(path, turned);
    assert.notEqual(faults(await verifyStore(store))[path], undefined, `byte ${at}`);
  }
});

test('a record that looks like one of a newer version is found to be changed', async () => {
  const path = recordPath(names[0]!);
  const changed = textOf(path).replace(/"layout": \d+/, '"layout": 99');
  const found = await verifyStore(await folder({ [path]: changed }));
  assert.equal(found.agrees, false);
  const { sha256: _, ...record } = JSON.parse(textOf(path));
  const newer = await folder({ [path]: await sealed({ ...record, layout: 99 }) });
  await assert.rejects(verifyStore(newer), /is of a newer version of apebench/);
});

test('files that are gone, torn or of nobody are named', async () => {
  const [a, b, c] = names as [string, string, string];
  const store = await folder({
    [weightsPath(a)]: null,
    [recordPath(b)]: null,
    [rawPath(c)]: files.get(rawPath(c))!.subarray(0, 100),
    'notes.txt': 'mine',
    'raw/foreign.csv': 'a,b\n1,2\n',
    [`raw/${a}.0123ab.checkpoint`]: 'torn',
    'failed/x.json': '{}',
    'submissions/0123456789ab-0123456789ab.txt': '0 1\n',
    'differing/y.0123abcd.csv': 'a\n',
    'raw/z.csv.0123456789ab.tmp': '',
    'raw/z.lock': '',
  });
  const found = await verifyStore(store);
  const why = faults(found);
  assert.match(why[a]!, /is missing$/);
  assert.match(why[b]!, /^it has no record/);
  assert.match(why[c]!, /has 100 bytes, not the \d+ written$/);
  assert.match(why.foreign!, /^it has no record/);
  assert.equal(why['notes.txt'], 'is in no record');
  assert.match(why[`raw/${a}.0123ab.checkpoint`]!, /it is damaged/);
  assert.equal(why['failed/x.json'], 'is in no record');
  assert.match(why['submissions/0123456789ab-0123456789ab.txt']!, /^was changed/);
  assert.match(why['differing/y.0123abcd.csv']!, /came to these bits/);
  assert.match(why['raw/z.csv.0123456789ab.tmp']!, /half written/);
  assert.equal('raw/z.lock' in why, false);
  const verdicts = Object.fromEntries(found.results.map(({ name, verdict }) => [name, verdict]));
  assert.deepEqual(verdicts, {
    [a]: 'damaged',
    [b]: 'unverified',
    [c]: 'damaged',
    foreign: 'unverified',
  });
});

test('what is only unverified is named and no failure', async () => {
  const found = await verifyStore(await folder({ 'notes.txt': 'mine' }));
  assert.equal(found.agrees, true);
  assert.deepEqual(faults(found), { 'notes.txt': 'is in no record' });
});

test('a store without anything of a study in it is refused', async () => {
  const notes = new MemoryStore('notes');
  await notes.write('notes.txt', 'mine');
  await assert.rejects(verifyStore(notes), /^UserError: 'notes' holds no results: /);
  await assert.rejects(verifyStore(new MemoryStore('nowhere')), (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^'nowhere' holds no results: /);
    return true;
  });
});

test('melted tables of any order are made again in theirs', async () => {
  for (const order of [
    [2, 0, 1],
    [1, 2, 0],
  ]) {
    const store = new MemoryStore('results');
    await runStudy(
      order.map((i) => entries[i]!),
      { store, ...run },
    );
    assert.deepEqual(faults(await verifyStore(store)), {});
  }
});

test('melted tables of results with the same seeds are made again as they were', async () => {
  const [first, second] = entries as [StudyEntry, StudyEntry];
  const diverging = { ...second, optim_config: 'adam;20;constant;1e30' };
  const studies: [StudyEntry[], StudyOptions][][] = [
    // More seeds before and behind those that are there.
    [
      [[first, second], {}],
      [[{ ...first, start_seed: -1 }, second], {}],
    ],
    [
      [[first, second], {}],
      [[second, { ...first, num_seeds: 3 }], {}],
      [[first], {}],
    ],
    // The same seeds with other numbers, and with none.
    [
      [[first, second, diverging], {}],
      [[first, diverging, second], { precision: 'f64' }],
      [[first, second, { ...first, num_seeds: 1 }], { relaxedSimd: true }],
    ],
  ];
  for (const [i, runs] of studies.entries()) {
    const store = new MemoryStore('results');
    for (const [study, options] of runs) {
      await runStudy(study, { store, ...run, ...options });
      assert.deepEqual(faults(await verifyStore(store)), {}, `study ${i}`);
    }
  }
});

test('melted tables that lack what came later are compared as far as they go', async () => {
  const store = new MemoryStore('results');
  await runStudy(entries.slice(0, 2), { store, ...run });
  const later = [rawPath, weightsPath, recordPath, digestsPath].map((path) => path(names[2]!));
  for (const path of later) await store.write(path, files.get(path)!);
  const found = await verifyStore(store);
  assert.equal(found.agrees, true);
  const melted = found.files.find(({ path }) => path === 'metrics.csv')!;
  assert.equal(melted.why, `lacks 1 result that came later, as ${names[2]}`);
  const text = new TextDecoder().decode(await store.read('metrics.csv'));
  await store.write(
    'metrics.csv',
    text.replace(/\d(?=\n$)/, (digit) => String(9 - Number(digit))),
  );
  const changed = await verifyStore(store);
  assert.match(
    faults(changed)['metrics.csv']!,
    /^is not what its results come to, from line \d+ on$/,
  );
});

test('melted tables of one experiment under two keys are made again in their order', async () => {
  const store = new MemoryStore('results');
  await runStudy([entry, { ...entry, num_seeds: 3 }], { store, ...run });
  const f64 = { ...run, precision: 'f64' } as const;
  await runStudy([entry], { store, ...f64 });
  // With one that adds nothing, since its seed is there already.
  assert.deepEqual(faults(await verifyStore(store)), {});
  const cache = (await store.read('.melted.json'))!;
  await store.remove('.melted.json');
  const keyed = await keyedIn(store, await readStudy([entry], f64), f64);
  await writeManifest(store, keyed, { backend: 'wasm', precision: 'f64' });
  assert.deepEqual(faults(await verifyStore(store)), {});
  await store.write('.melted.json', cache);
  // One that came later is not looked for in them.
  const at = (path: string) => store.read(path);
  const tables = ['metrics.csv', 'train_loss.csv', 'sample_rollout.csv', '.melted.json'];
  const before = await Promise.all(tables.map(at));
  const [name] = (await runStudy([entry], { store, ...run, partitionable: true })).names;
  for (const [i, path] of tables.entries()) await store.write(path, before[i]!);
  const found = await verifyStore(store);
  assert.equal(found.agrees, true);
  assert.equal(faults(found)['metrics.csv'], `lacks 1 result that came later, as ${name}`);
});

test('melted tables that are made up are found', async () => {
  const text = textOf('metrics.csv');
  const lines = text.split('\n');
  const forged: [string, RegExp][] = [
    [text.replaceAll('diff_adv', 'diff_adw'), /has rows of no result that is there/],
    [`${lines.slice(0, -2).join('\n')}\n`, /lacks the end of|is not what its results come to/],
    ['', /cannot be made again|is not what/],
    ['mean_nRMSE\n1\n', /is not what its results come to, from line 1 on/],
    [`${text}${lines[1]}\n`, /is not what its results come to/],
  ];
  for (const [content, why] of forged) {
    const found = await verifyStore(await folder({ 'metrics.csv': content }));
    assert.equal(found.agrees, false, content.slice(0, 50));
    assert.match(faults(found)['metrics.csv']!, why);
  }
});

const again: VerifyOptions = { threads: 1 };

test('results that are made again have the same bits', async () => {
  const found = await verifyStore(await folder(), { ...again, rerun: 3 });
  assert.deepEqual(
    found.reruns.map(({ name, verdict, slices }) => [name, verdict, slices]),
    [...names].sort().map((name) => [name, 'agrees', null]),
  );
  assert.equal(found.agrees, true);
});

test('in f64, partitionable, with relaxed SIMD and from other places, too', async () => {
  const kinds: StudyOptions[] = [
    { precision: 'f64' },
    { partitionable: true },
    { relaxedSimd: true },
    { recomputeEvery: 1, allowNonFinite: true },
  ];
  for (const options of kinds) {
    const store = new MemoryStore('results');
    await runStudy([entries[0]!], { store, ...run, ...options });
    for (const slices of [false, true]) {
      const found = await verifyStore(store, { ...again, rerun: 1, slices });
      assert.deepEqual(
        found.reruns.map(({ verdict, why }) => [verdict, why]),
        [['agrees', null]],
        JSON.stringify(options),
      );
    }
  }
});

test('results that diverged have the same bits, too', async () => {
  const store = new MemoryStore('results');
  const diverging = { ...entry, net: 'Conv;3;1;tanh', optim_config: 'adam;20;constant;1e30' };
  const { diverged } = await runStudy([diverging], { store, ...run });
  assert.equal(diverged.length, 1);
  const weights = readSafetensors((await store.read(weightsPath(diverged[0]!.name)))!);
  assert.ok([...weights.tensors.values()].some(({ data }) => data.some(Number.isNaN)));
  for (const slices of [false, true]) {
    const found = await verifyStore(store, { ...again, rerun: 1, slices });
    assert.deepEqual(faults(found), {});
  }
});

/** A result whose files were changed by someone who can make a record. */
async function forged(changes: Readonly<Record<string, string | Uint8Array>>, facts: object = {}) {
  const [name] = names as [string];
  const store = await folder(changes);
  const { sha256: _, ...record } = JSON.parse(textOf(recordPath(name)));
  for (const path of Object.keys(record.files)) record.files[path] = await store.digest(path);
  await store.write(recordPath(name), await sealed({ ...record, ...facts }));
  for (const path of ['metrics.csv', 'train_loss.csv', 'sample_rollout.csv'])
    await store.remove(path);
  return store;
}

test('a doctored loss, weight or digest is found where the result is made again', async () => {
  const [name] = names as [string];
  const loss = textOf(rawPath(name)).replace(/(?<=,\{\},|,)(0\.\d+)/, '0.0001');
  const { tensors, metadata } = readSafetensors(files.get(weightsPath(name))!);
  const [[path, { shape, data }]] = tensors as unknown as [
    [string, { shape: number[]; data: Float32Array }],
  ];
  const weights = writeSafetensors({
    tensors: new Map(tensors).set(path, { shape, data: data.with(0, 1) }),
    metadata,
  });
  const trail = decodeDigests(files.get(digestsPath(name))!);
  const digests = encodeDigests(
    { ...trail, digests: trail.digests.with(1, { ...trail.digests[1]!, sha256: '0'.repeat(64) }) },
    'f32',
  );
  const cases: [Record<string, string | Uint8Array>, RegExp][] = [
    [{ [rawPath(name)]: loss }, /^in the column train_loss_000000$/],
    [
      { [weightsPath(name)]: weights },
      new RegExp(`^in the weights ${path.replaceAll('.', '\\.')}$`),
    ],
    [{ [digestsPath(name)]: digests }, /^in the states after 6 updates$/],
  ];
  for (const [changes, why] of cases) {
    const store = await forged(changes);
    assert.equal((await verifyStore(store)).agrees, true, 'nothing tells it from a whole one');
    const found = await verifyStore(store, { ...again, rerun: [name] });
    assert.equal(found.agrees, false);
    assert.deepEqual(found.reruns[0]!.verdict, 'differs');
    assert.match(found.reruns[0]!.why!, why);
  }
});

test('a record that claims another experiment is found', async () => {
  const { config } = JSON.parse(textOf(recordPath(names[0]!)));
  const found = await verifyStore(await forged({}, { config: { ...config, start_seed: 7 } }), {
    ...again,
    rerun: [names[0]!],
  });
  assert.deepEqual(faults(found), { [names[0]!]: 'its record has the key of another experiment' });
});

test('parts of a training are made again from the states that were kept', async () => {
  const found = await verifyStore(await folder(), { ...again, slices: true });
  assert.deepEqual(
    found.reruns.map(({ verdict }) => verdict),
    ['agrees', 'agrees', 'agrees'],
  );
  const parts = [
    [0, 6],
    [6, 12],
    [12, 18],
    [18, 20],
  ];
  for (const { slices } of found.reruns) {
    assert.deepEqual(
      slices!.map(({ from, until, agrees }) => [from, until, agrees]),
      parts.map((part) => [...part, true]),
    );
  }
});

test('doctored states are found in the part that begins or ends with them', async () => {
  const [name] = names as [string];
  const trail = decodeDigests(files.get(digestsPath(name))!);
  const at = trail.digests.findIndex(({ update }) => update === 12);
  const states = Object.fromEntries(
    Object.entries(trail.digests[at]!.states!).map(([path, data]) => [
      path,
      data.map((x) => x * 2),
    ]),
  );
  const kept = trail.digests[at]!;
  const cases = [
    // States with the digest of others, and with their own.
    { states, sha256: kept.sha256 },
    { states, sha256: await digestOfStates(states, 'f32') },
    { states: { ...kept.states, other: Float64Array.of(1) }, sha256: kept.sha256 },
    { states: {}, sha256: await digestOfStates({}, 'f32') },
  ];
  for (const changed of cases) {
    const digests = trail.digests.with(at, { update: 12, ...changed });
    const bytes = encodeDigests({ ...trail, digests }, 'f32');
    const found = await verifyStore(await forged({ [digestsPath(name)]: bytes }), {
      ...again,
      slices: true,
      rerun: [name],
    });
    assert.equal(found.agrees, false);
    assert.equal(found.reruns[0]!.verdict, 'differs');
    assert.match(found.reruns[0]!.why!, /(in|the) (the )?states after 12 updates/);
  }
});

test('what cannot be compared here is said and no failure', async () => {
  const cases: [object, RegExp][] = [
    [{ numbers: 1 }, /^its numbers are of version 1, and here of version \d+$/],
    [{ place: 'gpu', backend: 'webgpu', build: 'nvidia 9000' }, /^it was made on (a|another) GPU/],
    [
      {
        place: 'gpu',
        marks: { diverged: [], moves: [{ update: 3, on: 'wasm simd', why: 'x' }] },
        backend: 'webgpu',
      },
      /in parts on different backends/,
    ],
    [{ plugins: ['ab'.repeat(32)] }, /^it needs the plugin whose SHA-256 begins with abababababab/],
    [{ config: { scenario: 'mine' } }, /^it cannot be run here: key 'scenario': /],
  ];
  for (const [facts, why] of cases) {
    const found = await verifyStore(await forged({}, facts), { ...again, rerun: [names[0]!] });
    assert.equal(found.agrees, true);
    assert.deepEqual(
      found.reruns.map(({ verdict }) => verdict),
      ['skipped'],
    );
    assert.match(found.reruns[0]!.why!, why);
  }
  const store = new MemoryStore('results');
  await runStudy([entry], { store, ...run, digestEvery: undefined });
  const found = await verifyStore(store, { slices: true });
  assert.match(found.reruns[0]!.why!, /^it was made without digests/);
});

test('results that are skipped for one reason are told together', async () => {
  const store = new MemoryStore('results');
  await runStudy(entries, { store, ...run, digestEvery: undefined });
  const [first] = [...names].sort();
  const text = verificationText(await verifyStore(store, { slices: true }));
  assert.deepEqual(text.split('\n'), [
    'Made again:',
    `  skipped  ${first} and 2 others`,
    '    it was made without digests (--digest-every)',
    '3 of 3 results and 4 of 4 other files are as they were written',
    'None could be made again here',
    'Nothing is damaged, and nothing differs',
  ]);
});

test('a choice of results is one of so many, and the same for the same number', async () => {
  const store = await folder();
  const chosen = async (choice?: number) => {
    const events: VerifyEvent[] = [];
    const found = await verifyStore(store, {
      ...again,
      rerun: 1,
      slices: true,
      choice,
      onEvent: (event) => events.push(event),
    });
    const told = events.find((event) => event.kind === 'chosen')!;
    assert.deepEqual(
      [told.choice, told.names],
      [found.choice, found.reruns.map(({ name }) => name)],
    );
    return found;
  };
  const names = new Set<string>();
  for (const choice of [0, 1, 2, 3]) {
    const { reruns } = await chosen(choice);
    assert.equal(reruns.length, 1);
    names.add(reruns[0]!.name);
  }
  assert.ok(names.size > 1);
  const random = await chosen();
  assert.deepEqual((await chosen(random.choice!)).reruns, random.reruns);
});

test('bad options are refused, and a signal stops it', async () => {
  const store = await folder();
  const cases: [object, RegExp][] = [
    [{ rerun: 0 }, /^rerun must be a whole number from 1 on, or a list of names, not 0$/],
    [{ rerun: ['nobody'] }, /whole result 'nobody'/],
    [{ reruns: 1 }, /rerun/],
    [{ choice: -1 }, /choice/],
    [{ slices: 1 }, /slices/],
  ];
  for (const [options, message] of cases) {
    await assert.rejects(verifyStore(store, options), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(verifyStore({} as MemoryStore), UserError);
  const stopper = new AbortController();
  const onEvent = ({ kind }: VerifyEvent) => kind === 'progress' && stopper.abort();
  const { signal } = stopper;
  await assert.rejects(
    verifyStore(store, { ...again, rerun: 3, signal, onEvent } as VerifyOptions),
    StoppedError,
  );
});
