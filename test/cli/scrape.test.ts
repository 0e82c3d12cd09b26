/** `apebench scrape`: files, progress, resuming, stopping, and wrong input. */

import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
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

const filesOf = (name: string, ...sets: string[]) => [
  `${name}.json`,
  `${name}.record.json`,
  ...sets.map((kind) => `${name}_${kind}.npy`),
];

const pause = () => later(5);

/** The words that scrape something small called `a`. */
const small = (out: string, scenario = 'diff_adv', attributes = {}) => [
  ...['scrape', '--scenario', scenario, '--name', 'a', '--out', out, ...WASM],
  ...set({ ...SMALL, ...attributes }),
];

test('scrape leaves data and metadata, and skips what is whole', () =>
  inFolder(async (out) => {
    const words = ['scrape', '--scenario', 'diff_adv', ...set(SMALL), '--out', out, ...WASM];
    const first = await apebench(...words);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /_train\.npy: 3 x 5 x 1 x 16\n.*_test\.npy: 2 x 6 x 1 x 16\n$/);
    const lines =
      /^1 of 1: 1d_diff_adv__.*\n {2}making .*_train\.npy\n {2}3\/3 samples, \d+ s: .*_train/;
    assert.match(first.stderr, lines);
    const files = [`${NAME}.json`, `${NAME}_test.npy`, `${NAME}_train.npy`];
    const record = `${NAME}.record.json`;
    assert.deepEqual(readdirSync(out).sort(), [...files, record].sort());
    const { data, shape } = readNpy(readFileSync(path.join(out, files[2]!)));
    const expected = await makeScenario('diff_adv', SMALL).getTrainData({ backend: 'wasm' });
    assert.deepEqual([shape, Float64Array.from(data)], [expected.shape, expected.data]);
    const whole = readFileSync(path.join(out, files[1]!));
    truncateSync(path.join(out, files[1]!), 200);

    const second = await apebench(...words, '--json');
    assert.match(
      second.stderr,
      /already: .*_train\.npy\n {2}.*_test\.npy has 200 bytes, .*: made anew\n {2}making .*\n {2}2\/2/,
    );
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
    const mine = filesOf('mine', 'test_coarse', 'train_coarse');
    assert.deepEqual(readdirSync(out).sort(), [...files, record, ...mine].sort());
  }));

test('a scrape that is interrupted ends with 130, leaves no half file, and goes on', () =>
  inFolder(async (out) => {
    const words = (test_temporal_horizon: number) =>
      small(out, 'diff_adv', { num_points: 160, num_test_samples: 2000, test_temporal_horizon });
    const stopped = start(...words(1000));
    await stopped.says('3/3 samples');
    stopped.kill('SIGINT');
    const { code, stdout, stderr } = await stopped.outcome;
    assert.deepEqual([code, stdout], [130, ''], stderr);
    assert.match(
      stderr,
      /\nStopped\. Files that are finished stay; the same command makes the others/,
    );
    assert.deepEqual(readdirSync(out).sort(), ['a.record.json', 'a_train.npy'], 'no a.json yet');
    const other = await apebench(...words(10));
    assert.equal(other.code, 2, other.stderr);
    assert.match(
      other.stderr,
      /'.*a_train\.npy', with .*test_temporal_horizon is 1000 there, 10 here/,
    );
    const again = await apebench(...words(10), '--overwrite');
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(readdirSync(out).sort(), filesOf('a', 'test', 'train'));
  }));

test('files of other data, or of unknown data, are refused by name and left as they are', () =>
  inFolder(async (out) => {
    assert.equal((await apebench(...small(out))).code, 0);
    const bytes = () => readdirSync(out).map((file) => readFileSync(path.join(out, file)));
    const before = bytes();
    const bad: [words: string[], says: RegExp][] = [
      [small(out, 'diff_diff'), /scenario is "diff_adv" there, "diff_diff" here/],
      [[...small(out), '--set', 'train_seed=4'], /\(train_seed is 0 there, 4 here\)/],
      [[...small(out), '--precision', 'f64'], /precision is "f32" there, "f64" here/],
      [[...small(out), '--coarse', '--set', 'test_seed=9'], /test_seed is 773 there, 9 here/],
    ];
    for (const [words, says] of bad) {
      const { code, stdout, stderr } = await apebench(...words);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, says);
      assert.match(stderr, /'.*a_train\.npy'.*--overwrite .* another folder \(--out\)/);
      assert.deepEqual(bytes(), before);
    }
    const own = path.join(out, 'own');
    mkdirSync(own);
    for (const file of ['a_train.npy', 'a_test_coarse.npy', 'a.json', 'a.record.json']) {
      writeFileSync(path.join(own, file), '{"my": "own"}');
      const { code, stderr } = await apebench(...small(own));
      assert.equal(code, 2, stderr);
      assert.ok(stderr.includes(`'${path.join(own, file)}'`), stderr);
      assert.match(stderr, /nothing says that this is the same data/);
      assert.equal(readFileSync(path.join(own, file), 'utf8'), '{"my": "own"}');
    }
    const { code, stderr } = await apebench(...small(own), '--overwrite');
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(own).sort(), filesOf('a', 'test', 'train'));
  }));

test('what a killed scrape leaves is gone once the same command has run', () =>
  inFolder(async (out) => {
    const long = { num_points: 160, num_test_samples: 2000, test_temporal_horizon: 1000 };
    const words = small(out, 'diff_adv', long);
    const killed = start(...words);
    await killed.says('3/3 samples');
    await killed.says('making');
    while (!readdirSync(out).some((file) => file.startsWith('a_test.npy'))) await pause();
    killed.kill('SIGKILL');
    await killed.outcome;
    const left = readdirSync(out).sort();
    assert.deepEqual(left.slice(0, 1).concat(left.slice(2)), ['a.record.json', 'a_train.npy']);
    assert.match(left[1]!, /^a_test\.npy\..*\.tmp$/);
    // Another may still be writing it, until it has given no sign of life for a month.
    const then = new Date(Date.now() - 40 * 86_400_000);
    utimesSync(path.join(out, left[1]!), then, then);
    const again = start(...words);
    await again.says('making');
    const found = () => readdirSync(out).filter((file) => file.endsWith('.tmp'));
    while (found().length === 0 || found().includes(left[1]!)) await pause();
    again.kill('SIGINT');
    assert.equal((await again.outcome).code, 130);
    assert.deepEqual(readdirSync(out).sort(), ['a.record.json', 'a_train.npy']);
  }));

test('a folder in the place of a file is named', () =>
  inFolder(async (out) => {
    for (const file of filesOf('a', 'train', 'test')) {
      const at = path.join(out, file);
      mkdirSync(path.join(at, file), { recursive: true });
      for (const more of [[], ['--overwrite']]) {
        const { code, stderr } = await apebench(...small(at), ...more);
        assert.equal(code, 2, stderr);
        assert.match(stderr, new RegExp(`'.*${file}': it is a folder`));
        assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
      }
    }
  }));

test('an initial condition that is not finite is named as one', () =>
  inFolder(async (out) => {
    const words = [...small(out), '--set', 'ic_config=fourier;0;true;true'];
    const { code, stderr } = await apebench(...words);
    assert.equal(code, 2, stderr);
    const says =
      /the train data of 1d_diff_adv has an initial condition that is not finite \(.* 0\)/;
    assert.match(stderr, says);
    assert.equal((await apebench(...words, '--allow-non-finite')).code, 0);
  }));

test('the curation of the paper begins at once, and stops at once', () =>
  inFolder(async (out) => {
    const words = ['scrape', '--curation', 'apebench_v1', '--out', out, ...WASM];
    const since = performance.now();
    const stopped = start(...words);
    await stopped.says('making');
    // It takes a second; the solvers of all entries take most of a minute.
    assert.ok(performance.now() - since < 10_000, 'the first line came late');
    stopped.kill('SIGINT');
    const { code, stderr } = await stopped.outcome;
    assert.equal(code, 130, stderr);
    assert.doesNotMatch(stderr, /3 of 46/);
    for (const file of readdirSync(out)) assert.doesNotMatch(file, /tmp/);
  }));

test('a curation is scraped entry by entry, once all of it can be', () =>
  inFolder(async (folder) => {
    const plugin = path.join(folder, 'lists.mjs');
    const good = JSON.stringify({ scenario: 'diff_adv', ...SMALL, name: 'a' });
    writeFileSync(
      plugin,
      `import { curationExtensions } from 'apebench';
       curationExtensions.two = [${good}, { ...${good}, scenario: 'diff_diff', name: 'b' }];
       curationExtensions.nan = [{ ...${good}, ic_config: 'fourier;0;true;true' }];
       curationExtensions.wrong = [${good}, { ...${good}, num_points: 1.5 }];`,
    );
    const out = path.join(folder, 'data');
    const words = ['scrape', '--plugin', plugin, ...WASM, '--json'];
    const wrong = await apebench(...words, '--out', out, '--curation', 'wrong');
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.stderr,
      /entry 2 of 2 of wrong, key 'num_points': .*whole number, .*not 1\.5/,
    );
    assert.deepEqual(readdirSync(folder), ['lists.mjs']);
    const { code, stdout, stderr } = await apebench(...words, '--out', out, '--curation', 'two');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /1 of 2: a\n.*2 of 2: b\n/s);
    const names = JSON.parse(stdout).map(
      (one: { metadata: { name: string } }) => one.metadata.name,
    );
    assert.deepEqual(names, ['a', 'b']);
    const files = ['a', 'b'].flatMap((name) => filesOf(name, 'test', 'train'));
    assert.deepEqual(readdirSync(out).sort(), files);

    const other = path.join(folder, 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, 'b_test.npy'), 'mine');
    const refused = await apebench(...words, '--out', other, '--curation', 'two');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /entry 2 of 2 of two, there is already '.*b_test\.npy'/);
    assert.deepEqual(readdirSync(other), ['b_test.npy'], 'seen before the first one is made');
    const nan = await apebench(...words, '--out', other, '--curation', 'nan');
    assert.equal(nan.code, 2);
    assert.match(nan.stderr, /entry 1 of 1 of nan, the train data of .* initial condition/);
  }));

const FULL = ['--scenario', 'diff_adv'];
const BAD: [words: string[], says: RegExp][] = [
  [[], /--scenario is missing/],
  [['--scenario', 'dif_adv'], /--scenario: .*did you mean 'diff_adv'/],
  [[...FULL, '--name', ''], /--name: is empty/],
  [[...FULL, '--name', '..'], /--name: '\.\.' begins with a dot/],
  [[...FULL, '--name', '../a'], /--name: '\.\.\/a' begins with a dot or holds a slash/],
  [[...FULL, '--name', 'b/a'], /--name: 'b\/a' .* holds a slash; it is no path/],
  [[...FULL, '--out', ''], /--out is empty/],
  [[...FULL, '--set', 'num_pints=3'], /--set num_pints: .*did you mean 'num_points'/],
  [[...FULL, '--set', 'num_points=x'], /--set num_points: .*whole number/],
  [[...FULL, '--set', 'name=x'], /--set name: use --name/],
  [[...FULL, '--set', 'ic_config=furier;5'], /--set ic_config: .*did you mean 'fourier'/],
  [
    ['--scenario', 'diff_burgers', '--set', 'dealiasing_fraction=1.5'],
    /--set dealiasing_fraction: .* from 0 to 1, not "1\.5"/,
  ],
  [
    ['--scenario', 'diff_burgers', '--set', 'circle_radius=0'],
    /--set circle_radius: .* greater than 0, not "0"/,
  ],
  [
    ['--scenario', 'diff_burgers', '--set', 'num_circle_points=0'],
    /--set num_circle_points: .* at least 1, not "0"/,
  ],
  [
    ['--scenario', 'phy_poisson', '--set', 'order=3'],
    /--set order: .* must be even: 2, 4, 6, …, not 3/,
  ],
  [
    [
      ...['--scenario', 'phy_aniso_diff', '--set', 'num_spatial_dims=2'],
      ...['--set', 'diffusion_coef_matrix=[[0.001, 0.002], [0.002, 0.001]]'],
    ],
    /--set diffusion_coef_matrix: .* must be positive semidefinite/,
  ],
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
