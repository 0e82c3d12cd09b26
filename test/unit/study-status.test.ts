/** How far the experiments of a manifest are, from what stands in its store. */

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/study/index.js';
import {
  keyedIn,
  type ManifestStatus,
  readStudy,
  recordFailure,
  runKeyed,
  statusOf,
  storedElsewhere,
  writeManifest,
} from '../../src/study/running/index.js';
import { inFolder, SMALL } from '../cli/apebench.js';

const ENTRY = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
const WASM = { backend: 'wasm', threads: 1 } as const;
const LATER = 3600;

/** A study of so many experiments, the first of them done. */
async function begin(folder: string, count: number, done: number, options: object = WASM) {
  const store = openStore(folder);
  const entries = Array.from({ length: count }, (_, start_seed) => ({ ...ENTRY, start_seed }));
  const keyed = await keyedIn(store, await readStudy(entries, options), options);
  for (const one of keyed.slice(0, done)) await runKeyed(store, one, options);
  return { store, manifest: await writeManifest(store, keyed, options) };
}

test('experiments are done, running, failed or missing', () =>
  inFolder(async (folder) => {
    const { store, manifest } = await begin(folder, 6, 1);
    const names = manifest.entries.map(({ name }) => name);
    const at = (file: string) => path.join(folder, 'raw', file);
    for (const i of [1, 2]) writeFileSync(at(`${names[i]}.0123ab.checkpoint`), '');
    const then = new Date(Date.now() - 1000 * LATER);
    utimesSync(at(`${names[2]}.0123ab.checkpoint`), then, then);
    const failure = { manifest: manifest.digest, error: 'why', exitCode: 1, machine: 'here' };
    for (const i of [0, 3, 4]) {
      const key = i === 4 ? 'f'.repeat(64) : manifest.entries[i]!.key;
      await recordFailure(store, { ...failure, name: names[i]!, key, finished: '', log: [] });
    }
    const [status] = await statusOf(store, [manifest]);
    const of = (all: readonly { name: string }[]) => all.map(({ name }) => names.indexOf(name));
    // What is whole has not failed, whatever was kept; a failure of another key is not this one's.
    assert.deepEqual([of(status!.done), of(status!.running)], [[0], [1]]);
    assert.deepEqual([of(status!.failed), of(status!.missing)], [[3], [2, 4, 5]]);
    assert.deepEqual(
      status!.missing.map(({ begun }) => begun),
      [true, false, false],
    );
    const [past] = await statusOf(store, [manifest], Date.now() + 1000 * LATER);
    assert.deepEqual([of(past!.running), of(past!.missing)], [[], [1, 2, 4, 5]]);
  }));

test('a result whose files are not as long as its record says is missing', () =>
  inFolder(async (folder) => {
    const { store, manifest } = await begin(folder, 2, 2);
    const [one, other] = manifest.entries;
    truncateSync(path.join(folder, 'raw', `${one!.name}.csv`), 10);
    const [status] = await statusOf(store, [manifest]);
    assert.deepEqual(
      [status!.done, status!.missing].map((all) => all.map(({ key }) => key)),
      [[other!.key], [one!.key]],
    );
    assert.match(status!.missing[0]!.lost!, /\.csv has 10 bytes, not the \d+ written$/);
    rmSync(path.join(folder, 'network_weights', `${other!.name}.safetensors`));
    const [both] = await statusOf(store, [manifest]);
    assert.match(both!.missing[1]!.lost!, /\.safetensors is missing$/);
  }));

test('a result of which a file cannot be read is missing, and the others are told', () =>
  inFolder(async (folder) => {
    const { store, manifest } = await begin(folder, 2, 2);
    const [one, other] = manifest.entries;
    const weights = path.join(folder, 'network_weights', `${one!.name}.safetensors`);
    rmSync(weights);
    mkdirSync(weights);
    const [{ done, missing }] = (await statusOf(store, [manifest])) as [ManifestStatus];
    assert.deepEqual(
      done.map(({ key }) => key),
      [other!.key],
    );
    assert.match(missing[0]!.lost!, /^cannot read .*: it is a folder$/);
  }));

test('results of several keys of one name are told apart, and each manifest has its own', () =>
  inFolder(async (folder) => {
    const single = await begin(folder, 1, 1);
    const double = await begin(folder, 2, 1, { ...WASM, precision: 'f64' });
    const all = await statusOf(single.store, [single.manifest, double.manifest]);
    assert.deepEqual(
      all.map(({ done, missing }) => [done.length, missing.length]),
      [
        [1, 0],
        [1, 1],
      ],
    );
    assert.notEqual(all[0]!.done[0]!.name, all[1]!.done[0]!.name);
  }));

test('a result that was made under another spelling is done', () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    const study = async (train: string) => {
      const experiments = await readStudy([{ ...ENTRY, train }], WASM);
      const keyed = await keyedIn(store, experiments, WASM);
      return { keyed, manifest: await writeManifest(store, keyed, WASM) };
    };
    const first = await study('sup;2');
    const { name } = await runKeyed(store, first.keyed[0]!, WASM);
    const second = await study('sup-02');
    const all = await statusOf(store, [first.manifest, second.manifest]);
    for (const { done, missing } of all) {
      assert.deepEqual([done, missing], [[{ key: first.keyed[0]!.key, name }], []]);
    }
    // What runs a line of either makes it no second time.
    const names = [first, second].map(({ manifest }) =>
      storedElsewhere(store, manifest, manifest.entries[0]!),
    );
    assert.deepEqual(await Promise.all(names), [undefined, name]);
  }));
