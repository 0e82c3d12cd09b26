/** Melting what was melted before: only what is new is read, and the bytes are those of the first time. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.js';
import { MemoryStore, type Store } from '../../src/study/index.js';
import {
  checkFolder,
  type MeltOptions,
  meltFolder,
  meltStore,
} from '../../src/study/melt-folder.js';
import { rawPath, recordPath } from '../../src/study/record.js';
import type { Table } from '../../src/tables/index.js';
import { CountingStore, putResult } from '../cases/made-results.js';

const TABLES = ['metrics.csv', 'train_loss.csv', 'sample_rollout.csv'];
const CACHE = '.melted.json';

async function textsOf(store: Store): Promise<(string | undefined)[]> {
  const files = await Promise.all(TABLES.map((file) => store.read(file)));
  return files.map((bytes) => bytes && new TextDecoder().decode(bytes));
}

/** The same raw files, never melted. */
async function fresh(store: Store): Promise<MemoryStore> {
  const copy = new MemoryStore(store.root);
  for (const file of await store.list('raw')) {
    await copy.write(`raw/${file}`, (await store.read(`raw/${file}`))!);
  }
  return copy;
}

/** Melts, and compares with melting from nothing: bytes, tables, what is told and what is refused. */
async function checkMelting(store: Store, options: MeltOptions, first: readonly string[]) {
  const [told, expectedTold]: [string[], string[]] = [[], []];
  const melt = (from: Store, notices: string[]) =>
    meltFolder(from, options, first, (_, notice) => notices.push(notice)).catch((error) => {
      if (error instanceof UserError) return error.message;
      throw error;
    });
  const melted = await melt(store, told);
  const other = await fresh(store);
  const expected = await melt(other, expectedTold);
  if (typeof expected === 'string' || typeof melted === 'string') {
    assert.equal(melted, expected);
    return;
  }
  assert.deepEqual(told, expectedTold);
  const wanted = TABLES.filter(
    (file) => file !== 'sample_rollout.csv' || options.meltSampleRollouts,
  );
  const [ours, theirs] = [await textsOf(store), await textsOf(other)];
  for (const i of wanted.keys()) {
    if (theirs[i] !== undefined) assert.equal(ours[i], theirs[i], TABLES[i]);
  }
  for (const key of ['metrics', 'trainLoss', 'sampleRollout'] as const) {
    const a: Table | undefined = melted[key];
    const b: Table | undefined = expected[key];
    assert.deepEqual(a?.columnNames, b?.columnNames);
    for (const name of b?.columnNames ?? []) {
      assert.deepEqual(a!.typed(name), b!.typed(name), `${key}, ${name}`);
    }
  }
}

test('with many results, melting one more reads one table', async () => {
  const store = new CountingStore('results');
  const nameOf = (i: number) => `net_${String(i).padStart(4, '0')}`;
  for (let i = 0; i < 300; i++) await putResult(store, { name: nameOf(2 * i) });
  await meltStore(store);
  store.readIn('raw');
  await putResult(store, { name: nameOf(377) });
  store.readIn('raw');
  await meltStore(store);
  const files = [rawPath(nameOf(377)), recordPath(nameOf(377))];
  assert.deepEqual(store.readIn('raw'), files);
  await checkFolder(store, {}, []);
  assert.deepEqual(store.readIn('raw'), [], 'nor does looking whether a study may begin');
  const melted = await textsOf(store);
  await meltStore(store);
  assert.deepEqual(store.readIn('raw'), []);
  assert.deepEqual(await textsOf(store), melted);
  await store.remove(CACHE);
  await meltStore(store);
  assert.equal(store.readIn('raw').length, 602);
  assert.deepEqual(await textsOf(store), melted);
});

const NAMES = ['a', 'b', 'c', 'd', 'e'];

const results = fc.record({
  name: fc.constantFrom(...NAMES),
  seeds: fc.constantFrom([0], [0, 1], [2, 1]),
  // Two experiments that differ in their seeds alone.
  net: fc.constantFrom(undefined, 'the same', 'with "quotes", and a comma', '5'),
  metrics: fc.constantFrom<(Record<string, number[]> | undefined)[]>(
    undefined,
    { mean_nRMSE: [1, 2], mean_MSE: [0.5, 3] },
    { mean_MSE: [Number.POSITIVE_INFINITY] },
    { mean_nRMSE: [1e-300, -0] },
  ),
});

type Step =
  | { readonly kind: 'put'; readonly result: Parameters<typeof putResult>[1] }
  | { readonly kind: 'spoil' | 'remove' | 'forget'; readonly name: string }
  | { readonly kind: 'cut' | 'turn'; readonly file: string };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: results.map((result) => ({ kind: 'put' as const, result })) },
  fc.record({
    kind: fc.constantFrom('spoil' as const, 'remove' as const, 'forget' as const),
    name: fc.constantFrom(...NAMES),
  }),
  fc.record({
    kind: fc.constantFrom('cut' as const, 'turn' as const),
    file: fc.constantFrom(CACHE, ...TABLES),
  }),
);

async function take(store: Store, step: Step): Promise<void> {
  switch (step.kind) {
    case 'put':
      return putResult(store, step.result);
    case 'remove':
      await store.remove(rawPath(step.name));
      return store.remove(recordPath(step.name));
    case 'forget':
      return store.remove(recordPath(step.name));
    case 'spoil': {
      const bytes = (await store.read(rawPath(step.name)))?.slice();
      if (bytes === undefined) return;
      bytes[bytes.length - 3]! ^= 1;
      return store.write(rawPath(step.name), bytes);
    }
    case 'cut':
    case 'turn': {
      const bytes = (await store.read(step.file))?.slice();
      if (bytes === undefined) return;
      bytes[bytes.length >> 1]! ^= 1;
      return store.write(step.file, step.kind === 'cut' ? bytes.subarray(0, -1) : bytes);
    }
    default:
      return step satisfies never;
  }
}

const options: fc.Arbitrary<MeltOptions> = fc.record({
  meltSampleRollouts: fc.boolean(),
  meltLoss: fc.boolean(),
});

test('in whatever order results come and go, the bytes are those of melting from nothing', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ steps: fc.array(steps, { maxLength: 3 }), options }), { maxLength: 6 }),
      fc.shuffledSubarray(NAMES),
      async (rounds, first) => {
        const store = new MemoryStore('results');
        for (const round of rounds) {
          for (const step of round.steps) await take(store, step);
          await checkMelting(store, round.options, first);
        }
      },
    ),
    { numRuns: 150 },
  ));

test('other metrics are melted from nothing', async () => {
  const store = new MemoryStore('results');
  await putResult(store, { name: 'a', metrics: { mean_nRMSE: [1, 2], mean_MSE: [3, 4] } });
  await putResult(store, { name: 'b' });
  for (const metricNames of [undefined, ['mean_MSE'], ['mean_MSE', 'mean_nRMSE'], undefined]) {
    await checkMelting(store, { metricNames }, []);
  }
});
