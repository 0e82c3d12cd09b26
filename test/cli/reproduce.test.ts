import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawResult } from '../../src/experiment/index.js';
import { openStore, readExperiment } from '../../src/study/index.js';
import { commit, keyedIn } from '../../src/study/running/index.js';
import { Table } from '../../src/tables/index.js';
import { apebench, inFolder, start } from './apebench.js';

/** Leaves a made-up result of `reproduce seeds --num-seeds 2`, whose first steps have this error. */
async function leaveSeeds(folder: string, error: number): Promise<void> {
  const experiment = await readExperiment({
    ...{ scenario: 'diff_adv', task: 'predict', net: 'Conv;34;10;relu', train: 'one' },
    ...{ start_seed: 0, num_seeds: 2 },
  });
  const info = {
    ...{ backend: 'wasm', build: 'simd', chosen: null, threads: 1, version: '0.1.0' },
    ...{ precision: 'f32', partitionable: false, trainSeconds: 1, totalSeconds: 1 },
    ...{ diverged: [], moves: [] },
  };
  const weights = [{ path: 'a', shape: [2, 1], data: Float64Array.of(1, 2) }];
  const float = (value: number) =>
    ({ type: 'float', values: Float32Array.of(value, value) }) as const;
  const table = new Table([
    ['seed', { type: 'int', values: [0, 1] }],
    ['mean_nRMSE_0001', float(error)],
    ['train_loss_000000', float(0.2)],
    ['train_loss_009999', float(2e-6)],
  ]);
  const made = { info, weights } as unknown as RawResult;
  const store = openStore(folder);
  const [keyed] = await keyedIn(store, [experiment], { backend: 'wasm' });
  await commit(store, keyed!, { raw: made, table });
}

const reproduce = (folder: string, ...words: string[]) =>
  apebench('reproduce', 'seeds', '--num-seeds', '2', '--out', folder, ...words);

test('results that are there are judged, and not run again', () =>
  inFolder(async (folder) => {
    await leaveSeeds(folder, 0.0026);
    const { code, stdout, stderr } = await reproduce(folder);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /Looking how long/);
    const [, , ...rows] = stdout.trimEnd().split('\n');
    assert.equal(rows.length, 3);
    assert.match(rows[0]!, /seed 0, nRMSE at step 1 +\| +0\.0026 +\| +0\.00252 +\|.*yes \|$/);
    assert.match(rows[2]!, /median at step 1 +\| +0\.0026 +\| +0\.0026 \|.*yes \|$/);
  }));

test('a median that is too far off ends with exit code 1', () =>
  inFolder(async (folder) => {
    await leaveSeeds(folder, 0.0034);
    const { code, stdout } = await reproduce(folder, '--json');
    assert.equal(code, 1);
    const { name, verdicts } = JSON.parse(stdout);
    assert.equal(name, 'seeds');
    const answers = verdicts.map(({ holds, decides }: Record<string, boolean>) => [holds, decides]);
    assert.deepEqual(answers, [
      [false, false],
      [false, false],
      [false, true],
    ]);
  }));

test('it says how long it will take, and can be stopped', () =>
  inFolder(async (folder) => {
    const words = ['reproduce', 'seeds', '--num-seeds', '1', '--backend', 'wasm', '--out', folder];
    const started = start(...words);
    await started.says('the same command goes on');
    started.kill('SIGINT');
    const { code, stderr } = await started.outcome;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Looking how long 1 of 1 will take here …\nAbout \d+ (s|min|h)/);
  }));

test('names and numbers of seeds that there are not', async () => {
  const unknown = await apebench('reproduce', 'readm');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /unknown reproduction 'readm'; did you mean 'readme'/);
  const none = await apebench('reproduce', 'readme', '--num-seeds', '0');
  assert.equal(none.code, 2);
  assert.match(none.stderr, /--num-seeds must be a whole number, at least 1, not '0'/);
});
