/** `apebench scrape`: files, progress, resuming, stopping, and wrong input. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { makeScenario } from '../../src/scenarios/index.js';
import { readNpy } from '../../src/study/index.js';
import { apebench, inFolder, set, start } from './apebench.js';

const SMALL = {
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 5,
};
const NAME =
  '1d_diff_adv__num_points=16, num_train_samples=3, train_temporal_horizon=4, ' +
  'num_test_samples=2, test_temporal_horizon=5';
const WASM = ['--backend', 'wasm'];

test('scrape leaves data and metadata, and skips what is whole', () =>
  inFolder(async (out) => {
    const words = ['scrape', '--scenario', 'diff_adv', ...set(SMALL), '--out', out, ...WASM];
    const first = await apebench(...words);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /_train\.npy: 3 x 5 x 1 x 16\n.*_test\.npy: 2 x 6 x 1 x 16\n$/);
    assert.match(first.stderr, /^1 of 1: 1d_diff_adv__.*\n {2}3\/3 samples, 0 s: .*_train\.npy/);
    const files = [`${NAME}.json`, `${NAME}_test.npy`, `${NAME}_train.npy`];
    assert.deepEqual(readdirSync(out).sort(), files);
    const { data, shape } = readNpy(readFileSync(path.join(out, files[2]!)));
    const expected = await makeScenario('diff_adv', SMALL).getTrainData({ backend: 'wasm' });
    assert.deepEqual([shape, Float64Array.from(data)], [expected.shape, expected.data]);
    const whole = readFileSync(path.join(out, files[1]!));
    truncateSync(path.join(out, files[1]!), 200);

    const second = await apebench(...words, '--json');
    assert.match(second.stderr, /it is there already: .*_train\.npy\n {2}2\/2 samples/);
    const [result] = JSON.parse(second.stdout);
    assert.deepEqual(Object.keys(result.metadata), ['name', 'info']);
    assert.deepEqual(result.metadata, JSON.parse(readFileSync(path.join(out, files[0]!), 'utf8')));
    assert.equal(result.json, path.join(out, files[0]!));
    assert.deepEqual(result.files, [
      { file: path.join(out, files[2]!), shape: [3, 5, 1, 16], skipped: true },
      { file: path.join(out, files[1]!), shape: [2, 6, 1, 16], skipped: false },
    ]);
    assert.ok(readFileSync(path.join(out, files[1]!)).equals(whole));
    const third = await apebench(...words, '--quiet', '--coarse', '--name', 'mine');
    assert.deepEqual([third.code, third.stderr], [0, '']);
    const mine = ['mine.json', 'mine_test_coarse.npy', 'mine_train_coarse.npy'];
    assert.deepEqual(readdirSync(out).sort(), [...files, ...mine]);
  }));

test('a scrape that is interrupted ends with 130, leaves no half file, and goes on', () =>
  inFolder(async (out) => {
    const long = { ...SMALL, num_points: 160, num_test_samples: 2000 };
    const words = (horizon: number) => [
      ...['scrape', '--scenario', 'diff_adv', '--name', 'a', '--out', out, ...WASM],
      ...set({ ...long, test_temporal_horizon: horizon }),
    ];
    const stopped = start(...words(1000));
    await stopped.says('3/3 samples');
    stopped.kill('SIGINT');
    const { code, stdout, stderr } = await stopped.outcome;
    assert.deepEqual([code, stdout], [130, ''], stderr);
    assert.deepEqual(readdirSync(out).sort(), ['a.json', 'a_train.npy']);
    const again = await apebench(...words(10));
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(readdirSync(out).sort(), ['a.json', 'a_test.npy', 'a_train.npy']);
  }));

test('a curation is scraped entry by entry, once all of it can be', () =>
  inFolder(async (folder) => {
    const plugin = path.join(folder, 'lists.mjs');
    const good = JSON.stringify({ scenario: 'diff_adv', ...SMALL, name: 'a' });
    writeFileSync(
      plugin,
      `import { curationExtensions } from 'apebench';
       curationExtensions.two = [${good}, { ...${good}, scenario: 'diff_diff', name: 'b' }];
       curationExtensions.wrong = [${good}, { ...${good}, num_points: 1.5 }];`,
    );
    const out = path.join(folder, 'data');
    const words = ['scrape', '--plugin', plugin, '--out', out, ...WASM, '--json'];
    const wrong = await apebench(...words, '--curation', 'wrong');
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.stderr,
      /entry 2 of 2 of wrong, key 'num_points': .*whole number, .*not 1\.5/,
    );
    assert.deepEqual(readdirSync(folder), ['lists.mjs']);
    const { code, stdout, stderr } = await apebench(...words, '--curation', 'two');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /1 of 2: a\n.*2 of 2: b\n/s);
    const names = JSON.parse(stdout).map(
      (one: { metadata: { name: string } }) => one.metadata.name,
    );
    assert.deepEqual(names, ['a', 'b']);
    const files = ['a', 'b'].flatMap((name) => [
      `${name}.json`,
      `${name}_test.npy`,
      `${name}_train.npy`,
    ]);
    assert.deepEqual(readdirSync(out).sort(), files);
  }));

const FULL = ['--scenario', 'diff_adv'];
const BAD: [words: string[], says: RegExp][] = [
  [[], /--scenario is missing/],
  [['--scenario', 'dif_adv'], /--scenario: .*did you mean 'diff_adv'/],
  [[...FULL, '--name', ''], /--name: is empty/],
  [[...FULL, '--out', ''], /--out is empty/],
  [[...FULL, '--set', 'num_pints=3'], /--set num_pints: .*did you mean 'num_points'/],
  [[...FULL, '--set', 'num_points=x'], /--set num_points: .*whole number/],
  [[...FULL, '--set', 'name=x'], /--set name: use --name/],
  [[...FULL, '--set', 'ic_config=furier;5'], /--set ic_config: .*did you mean 'fourier'/],
  [[...FULL, '--set', 'num_points=1000000000'], /would take [\d,]{12,} bytes/],
  [['--curation', 'apebench_v2'], /unknown curation 'apebench_v2'.*did you mean 'apebench_v1'/],
  [['--curation', 'apebench_v1', ...FULL], /--scenario can't stand beside --curation/],
  [['--curation', 'apebench_v1', '--set', 'num_points=8'], /--set can't stand beside --curation/],
  [[...FULL, '--precision', 'f64', '--backend', 'webgpu'], /--precision f64 needs --backend wasm/],
  [[...FULL, '--threads', '0'], /--threads.* from 1 to 64/],
];

for (const [words, says] of BAD) {
  test(`scrape ${words.join(' ')}`, () =>
    inFolder(async (folder) => {
      const out = words.includes('--out') ? [] : ['--out', path.join(folder, 'data')];
      const { code, stdout, stderr } = await apebench('scrape', ...words, ...out);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
      assert.deepEqual(readdirSync(folder), [], 'nothing is written');
    }));
}
