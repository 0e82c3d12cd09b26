/** Studies on one machine, with a stand-in for what trains. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LocalEvent, type LocalOptions, runLocally } from '../../src/engines/index.js';
import { openStore } from '../../src/study/index.js';
import {
  type Failure,
  keyedIn,
  readFailures,
  readStudy,
  writeManifest,
} from '../../src/study/running/index.js';
import { inFolder, SMALL } from '../cli/apebench.js';

const module = fileURLToPath(new URL('../cases/child.mjs', import.meta.url));

interface Ran {
  readonly done: string[];
  readonly failures: readonly Failure[];
  readonly events: LocalEvent[];
  /** Lines of what the children did. */
  readonly log: string[];
}

/** Runs a study of which line I does `acts[I]`. */
async function run(
  folder: string,
  acts: readonly string[],
  options: Partial<LocalOptions> = {},
): Promise<Ran> {
  process.env.ACTS = JSON.stringify(acts);
  const store = openStore(folder);
  const place = { backend: 'wasm', threads: 1 } as const;
  const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
  const experiments = await readStudy(
    acts.map((_, i) => ({ ...entry, start_seed: i })),
    place,
  );
  const keyed = await keyedIn(store, experiments, place);
  const manifest = await writeManifest(store, keyed, place);
  const events: LocalEvent[] = [];
  const { outcomes, failures } = await runLocally(manifest, store, keyed, {
    command: { module, words: [folder] },
    threads: 1,
    parallel: 2,
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const log = readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n');
  return { done: outcomes.map(({ name }) => name), failures, events, log };
}

const begun = (log: readonly string[]) => log.filter((line) => line.startsWith('begin '));

test('each experiment is run once, by a few processes, and told in order', () =>
  inFolder(async (folder) => {
    const { done, failures, events, log } = await run(folder, Array(9).fill('work'));
    assert.deepEqual(
      done,
      Array.from({ length: 9 }, (_, i) => `e${i}`),
    );
    assert.deepEqual(failures, []);
    assert.equal(begun(log).length, 9);
    const processes = new Set(begun(log).map((line) => line.split(' ')[3]));
    assert.ok(processes.size <= 2, [...processes].join());
    const standings = events.flatMap((event) => (event.kind === 'standing' ? event.standing : []));
    const last = standings.at(-1)!;
    assert.deepEqual(last, { of: 9, done: 9, running: 0, failed: 0, secondsLeft: 0 });
    assert.ok(standings.every(({ secondsLeft }) => Number.isFinite(secondsLeft)));
    const progress = events.find((event) => event.kind === 'progress');
    assert.deepEqual(progress?.kind === 'progress' && progress.progress.losses, [Infinity]);
  }));

test('a failure stops no other; a process that is killed costs its experiment a second try', () =>
  inFolder(async (folder) => {
    const acts = ['work', 'fail', 'die once', 'work', 'die', 'exit', 'work'];
    const { done, failures, events, log } = await run(folder, acts);
    assert.deepEqual(done, ['e0', 'e2', 'e3', 'e6']);
    assert.deepEqual(failures.map(({ error, exitCode }) => [exitCode, error]).sort(), [
      [137, 'its process was killed by SIGKILL, as systems do where memory runs out'],
      [2, 'it fails'],
      [7, 'its process ended with exit code 7'],
    ]);
    const starts = [...acts.keys()].map(
      (i) => begun(log).filter((line) => line.startsWith(`begin ${i} `)).length,
    );
    assert.deepEqual(starts, [1, 1, 2, 1, 2, 2, 1]);
    // What was killed comes last, with none beside it.
    for (const i of [2, 4, 5]) {
      const again = log.findLastIndex((line) => line.startsWith(`begin ${i} `));
      const first = log.findIndex((line) => line.startsWith(`begin ${i} `));
      assert.ok(again > log.findLastIndex((line) => /^end [0136]$/.test(line)), log.join('\n'));
      assert.ok(first < again);
    }
    const notices = events.filter((event) => event.kind === 'notice');
    assert.equal(notices.length, 3);
    const kept = await readFailures(openStore(folder));
    const of = [...kept.values()].find(({ exitCode }) => exitCode === 7)!;
    assert.deepEqual(of.log, ['said by 5']);
  }));

test('what failed before is left alone and named, or tried again where that is asked for', () =>
  inFolder(async (folder) => {
    await run(folder, ['work', 'exit']);
    const second = await run(folder, ['work', 'work']);
    assert.deepEqual([second.done, second.failures.length], [['e0'], 1]);
    assert.equal(begun(second.log).filter((line) => line.startsWith('begin 1 ')).length, 2);
    assert.ok(second.events.some((event) => event.kind === 'failed' && !event.isNew));
    const third = await run(folder, ['work', 'work'], { retryFailed: true });
    assert.deepEqual([third.done, third.failures.length], [['e0', 'e1'], 0]);
  }));

test('a stop is told to all processes, and awaited', () =>
  inFolder(async (folder) => {
    const controller = new AbortController();
    const onEvent = ({ kind }: LocalEvent) => {
      const log = path.join(folder, 'log');
      const count = existsSync(log) ? begun(readFileSync(log, 'utf8').split('\n')).length : 0;
      if (kind === 'progress' && count === 2) controller.abort();
    };
    const { signal } = controller;
    await assert.rejects(run(folder, Array(5).fill('long'), { signal, onEvent }), /stopped/);
    const log = readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n');
    assert.equal(log.filter((line) => line.startsWith('stopped')).length, 2, log.join('\n'));
    for (const line of begun(log)) {
      assert.throws(() => process.kill(Number(line.split(' ')[3]), 0), { code: 'ESRCH' });
    }
    assert.equal((await readFailures(openStore(folder))).size, 0);
  }));

test('a process that ends at its start ends the study with what it said', () =>
  inFolder(async (folder) => {
    writeFileSync(path.join(folder, 'broken'), '');
    await assert.rejects(run(folder, ['work', 'work']), /ends at its start:\nit is broken$/);
    const words = { command: { module: path.join(folder, 'missing.mjs'), words: [] } };
    await assert.rejects(run(folder, ['work'], words), /ends at its start:/);
  }));
