/** Files of a study on disk: many writers in one folder, and what those leave that died. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { runStudy } from '../../src/study/index.js';
import { FolderStore, writeWhole } from '../../src/study/store/folder.js';
import { Table } from '../../src/tables/index.js';
import { inFolder } from '../kills/folders.js';

/** What a writer leaves that was killed so many seconds ago. */
function leave(file: string, seconds: number): void {
  writeFileSync(file, 'half');
  const then = new Date(Date.now() - 1000 * seconds);
  utimesSync(file, then, then);
}

test('many write the same file in a new folder at once, and one of them has written it', () =>
  inFolder(async (folder) => {
    const stores = Array.from({ length: 40 }, () => new FolderStore(path.join(folder, 'a', 'b')));
    const contents = stores.map((_, i) => `${i}`.repeat(100_000));
    await Promise.all(stores.map((store, i) => store.write('raw/x.csv', contents[i]!)));
    const at = path.join(folder, 'a', 'b', 'raw');
    assert.deepEqual(readdirSync(at), ['x.csv']);
    assert.ok(contents.includes(readFileSync(path.join(at, 'x.csv'), 'utf8')));
  }));

const DAY = 24 * 3600;

/** Moves the clock that only runs forward on by so many seconds. */
function forward(t: TestContext, seconds: number): void {
  const now = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => now() + 1000 * seconds);
}

test('what a dead writer left goes with the next; what shows signs of life stays', (t) =>
  inFolder(async (folder) => {
    const [dead, alive] = ['metrics.csv.0123456789ab.tmp', 'metrics.csv.ba9876543210.tmp'];
    const others = [
      'x.csv.0123456789ab.tmp',
      'mine.tmp',
      'metrics.csv.mine.tmp',
      'metrics.csv.12.tmp',
    ];
    leave(path.join(folder, dead), 31 * DAY);
    leave(path.join(folder, alive), DAY);
    for (const other of others) leave(path.join(folder, other), 31 * DAY);
    await writeWhole(path.join(folder, 'metrics.csv'), 'whole');
    assert.deepEqual(readdirSync(folder).sort(), ['metrics.csv', alive, ...others].sort());
    const store = new FolderStore(folder);
    await store.sweep('', 'none');
    const left = ['metrics.csv', ...others.slice(1)];
    assert.deepEqual(readdirSync(folder).sort(), [...left, alive].sort());

    forward(t, 61);
    leave(path.join(folder, alive), DAY - 10);
    await store.sweep('');
    assert.deepEqual(readdirSync(folder).sort(), [...left, alive].sort(), 'it gave a sign of life');
    forward(t, 59);
    await store.sweep('');
    assert.ok(readdirSync(folder).includes(alive), 'the last sign is not a minute ago');
    forward(t, 10);
    await store.sweep('');
    assert.deepEqual(readdirSync(folder).sort(), left.sort());
  }));

for (const days of [-1, 1, 365]) {
  test(`a clock that jumps by ${days} days removes no file that is being written`, (t) =>
    inFolder(async (folder) => {
      const target = path.join(folder, 'a.npy');
      async function* slowly() {
        yield new Uint8Array(5);
        t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 1000 * DAY * days });
        const store = new FolderStore(folder);
        await store.sweep('');
        await store.write('b.npy', 'b');
        await store.sweep('');
        yield new Uint8Array(5);
      }
      await writeWhole(target, slowly());
      assert.deepEqual(readdirSync(folder), ['a.npy', 'b.npy']);
      assert.equal(statSync(target).size, 10);
    }));
}

test('a writer that takes its time gives signs of life', (t) =>
  inFolder(async (folder) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const target = path.join(folder, 'a.npy');
    const temporary = () => path.join(folder, readdirSync(folder)[0]!);
    async function* slowly() {
      yield new Uint8Array(5);
      const then = new Date(Date.now() - 100_000);
      utimesSync(temporary(), then, then);
      t.mock.timers.tick(15_000);
      while (Date.now() - statSync(temporary()).mtimeMs > 50_000) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await new FolderStore(folder).sweep('');
      yield new Uint8Array(5);
    }
    await writeWhole(target, slowly());
    assert.deepEqual(readdirSync(folder), ['a.npy']);
    assert.equal(statSync(target).size, 10);
  }));

test('a file is read in pieces, and renamed', () =>
  inFolder(async (folder) => {
    const store = new FolderStore(folder);
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    await store.write('raw/x', bytes);
    const pieces: Uint8Array[] = [];
    assert.equal(await store.readPieces('raw/x', (piece) => pieces.push(piece)), true);
    assert.ok(pieces.length > 1);
    assert.ok(Buffer.concat(pieces).equals(bytes));
    assert.equal(await store.readPieces('raw/none', () => assert.fail()), false);
    await store.rename('raw/x', 'raw/y');
    await store.rename('raw/none', 'raw/y');
    assert.deepEqual(await store.list('raw'), ['y']);
    await assert.rejects(
      store.readPieces('raw', () => {}),
      /cannot read .*: it is a folder$/,
    );
  }));

test('many studies at once in one process and folder: no experiment is missing', () =>
  inFolder(async (folder) => {
    const out = path.join(folder, 'results');
    const entry = {
      ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_points: 8 },
      ...{ num_train_samples: 1, train_temporal_horizon: 2, num_test_samples: 1, batch_size: 1 },
      ...{ test_temporal_horizon: 1, optim_config: 'adam;1;constant;1e-3' },
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const options = { out, backend: 'wasm', threads: 1 } as const;
    await Promise.all(seeds.map((start_seed) => runStudy([{ ...entry, start_seed }], options)));
    const found = Table.fromCsv(readFileSync(path.join(out, 'metrics.csv'), 'utf8')).numbers(
      'seed',
    );
    assert.deepEqual(
      Array.from(found).sort((a, b) => a - b),
      seeds,
    );
    assert.deepEqual(readdirSync(out).sort(), [
      ...['.melted.json', 'metrics.csv', 'network_weights', 'raw', 'train_loss.csv'],
    ]);
    assert.equal(readdirSync(path.join(out, 'raw')).length, 2 * seeds.length);
  }));
