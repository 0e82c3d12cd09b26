/** Digests of a run's states on its way: what they are of, and that nothing depends on them. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { StoppedError, UserError } from '../../src/errors.js';
import { decodeDigests, encodeDigests } from '../../src/study/digests-file.js';
import {
  MemoryStore,
  readSafetensors,
  runExperiment,
  runStudy,
  type StudyEntry,
  type StudyOptions,
} from '../../src/study/index.js';
import { digestsPath, recordPath, standingOf } from '../../src/study/record.js';
import { digestOfStates, keptEvery } from '../../src/training/state-digests.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;3;1;tanh',
  train: 'one',
  num_seeds: 2,
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;50;warmup_cosine;0.0;1e-3;10',
  batch_size: 3,
};

async function study(options: StudyOptions = {}, store = new MemoryStore('results')) {
  const { names } = await runStudy([entry], { store, backend: 'wasm', threads: 1, ...options });
  return { store, name: names[0]! };
}

test('the digest of states is the SHA-256 of their numbers one behind the other', async () => {
  const states = { b: Float64Array.of(1, -0, Number.NaN), a: Float64Array.of(0.1) };
  const sha256 = (...arrays: (Float32Array | Float64Array)[]) => {
    const hash = createHash('sha256');
    for (const { buffer } of arrays) hash.update(new Uint8Array(buffer));
    return hash.digest('hex');
  };
  const [b, a] = [Float32Array.of(1, -0, Number.NaN), Float32Array.of(0.1)];
  assert.equal(await digestOfStates(states, 'f32'), sha256(b, a));
  assert.equal(await digestOfStates(states, 'f64'), sha256(states.b, states.a));
});

for (const precision of ['f32', 'f64'] as const) {
  test(`a run in ${precision} has digests every N updates, its first and last states, and some states`, async () => {
    const { raw } = await runExperiment(entry, { backend: 'wasm', precision, digestEvery: 4 });
    const { every, digests } = raw.digests!;
    assert.equal(every, 4);
    const updates = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 50];
    assert.deepEqual(
      digests.map(({ update }) => update),
      updates,
    );
    const kept = digests.filter(({ states }) => states !== undefined);
    assert.deepEqual(
      kept.map(({ update }) => update),
      [8, 16, 24, 32, 40, 48],
    );
    for (const { sha256, states } of kept) {
      assert.equal(await digestOfStates(states!, precision), sha256);
    }
    // A state for each parameter and two of Adam's for each.
    const paths = raw.weights.map(({ path }) => path);
    assert.equal(Object.keys(kept[0]!.states!).length, 3 * paths.length);
    assert.ok(paths.every((path) => path in kept[0]!.states!));
    assert.equal(new Set(digests.map(({ sha256 }) => sha256)).size, digests.length);
  });
}

test('states are kept at most eight times, and not where they are large', () => {
  for (const numSteps of [1, 7, 100, 10_000]) {
    for (const every of [1, 3, 50, 20_000]) {
      const kept = every * keptEvery(numSteps, every, 1000);
      assert.ok(Math.ceil(numSteps / kept) - 1 <= 8, `${numSteps} updates, every ${every}`);
    }
  }
  assert.equal(keptEvery(1000, 10, 1000), 12);
  assert.equal(keptEvery(1000, 10, 8 << 20), 34);
  assert.equal(keptEvery(1000, 10, 17 << 20), Number.POSITIVE_INFINITY);
});

test('digests change no bit of a result, and stand in its record', async () => {
  const plain = await study();
  const { store, name } = await study({ digestEvery: 7 });
  for (const path of [`raw/${name}.csv`, `network_weights/${name}.safetensors`]) {
    assert.deepEqual(await store.read(path), await plain.store.read(path));
  }
  const files = async (from: MemoryStore) =>
    Object.keys(JSON.parse(new TextDecoder().decode(await from.read(recordPath(name)))).files);
  assert.deepEqual((await files(store)).length, 3);
  assert.ok((await files(store)).includes(digestsPath(name)));
  assert.equal((await files(plain.store)).length, 2);
  const bytes = (await store.read(digestsPath(name)))!;
  const read = decodeDigests(bytes);
  assert.deepEqual(encodeDigests(read, 'f32'), bytes);
  const end = bytes.length - 8;
  assert.ok(
    readSafetensors(bytes.subarray(0, end)).tensors.size > 0,
    'safetensors, but for its end',
  );

  await store.write(digestsPath(name), bytes.with(100, bytes[100]! ^ 1));
  assert.equal((await standingOf(store, name)).kind, 'damaged');
  await study({ overwrite: true }, store);
  assert.equal(await store.read(digestsPath(name)), undefined, 'not of this run any more');
  assert.equal((await standingOf(store, name)).kind, 'whole');
});

test('a run that was stopped and went on has the same digests', async () => {
  const whole = await study({ digestEvery: 5 });
  const expected = await whole.store.read(digestsPath(whole.name));
  const store = new MemoryStore('results');
  for (const at of [5, 20, 35]) {
    const stopper = new AbortController();
    const onEvent: StudyOptions['onEvent'] = (event) => {
      if (event.kind === 'progress' && event.progress.update >= at) stopper.abort();
    };
    const { signal } = stopper;
    await assert.rejects(study({ digestEvery: 5, signal, onEvent }, store), StoppedError);
  }
  await study({ digestEvery: 5 }, store);
  assert.deepEqual(await store.read(digestsPath(whole.name)), expected);
});

test('a run that goes on with another distance of digests has those of what is left', async () => {
  const whole = await study({ digestEvery: 10 });
  const all = decodeDigests((await whole.store.read(digestsPath(whole.name)))!);
  const store = new MemoryStore('results');
  const stopper = new AbortController();
  const onEvent: StudyOptions['onEvent'] = (event) => {
    if (event.kind === 'progress' && event.progress.update === 24) stopper.abort();
  };
  const { signal } = stopper;
  await assert.rejects(study({ digestEvery: 4, signal, onEvent }, store), StoppedError);
  await study({ digestEvery: 10 }, store);
  const left = decodeDigests((await store.read(digestsPath(whole.name)))!);
  assert.deepEqual(
    left.digests.map(({ update, sha256 }) => [update, sha256]),
    all.digests.slice(3).map(({ update, sha256 }) => [update, sha256]),
  );
});

test('digests are asked for with a whole number of updates', async () => {
  for (const digestEvery of [0, 1.5, -1, '5', null]) {
    await assert.rejects(study({ digestEvery } as StudyOptions), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^digestEvery must be a whole number from 1 on, not /);
      return true;
    });
  }
});
