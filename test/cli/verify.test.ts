/** `apebench verify` as a user types it: what it says, and its exit codes. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Verification } from '../../src/study/index.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

const RUN = ['run', '--scenario', 'diff_adv', '--net', 'Pure;3', '--backend', 'wasm', '--quiet'];

const fileIn = (folder: string, ending: string): string =>
  path.join(folder, readdirSync(folder).find((file) => file.endsWith(ending))!);

test('verify checks a folder, makes results again, and says what is damaged', () =>
  inFolder(async (out) => {
    const words = ['--digest-every', '2', '--out', out, ...set(SMALL)];
    assert.equal((await apebench(...RUN, ...words)).code, 0);
    assert.equal((await apebench(...RUN, ...words, '--start-seed', '1')).code, 0);

    const whole = await apebench('verify', out);
    assert.deepEqual([whole.code, whole.stderr], [0, '']);
    assert.match(whole.stdout, /^2 of 2 results and 3 of 3 other files are as they were written$/m);

    const again = await apebench('verify', out, '--rerun', '1', '--choice', '7');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /^Chosen by --choice 7:\n {2}diff_adv__/m);
    assert.match(again.stdout, /^1 of 1 made again agree to the bit$/m);

    const slices = await apebench('verify', out, '--slices', '--json', '--quiet');
    assert.deepEqual([slices.code, slices.stderr], [0, '']);
    const { reruns }: Verification = JSON.parse(slices.stdout);
    assert.deepEqual(
      reruns.map(({ verdict, slices: parts }) => [verdict, parts!.length]),
      [
        ['agrees', 3],
        ['agrees', 3],
      ],
    );

    const csv = fileIn(path.join(out, 'raw'), '.csv');
    const bytes = readFileSync(csv);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(csv, bytes);
    const damaged = await apebench('verify', out);
    assert.equal(damaged.code, 1);
    assert.match(damaged.stdout, /^Damaged:\n {2}diff_adv__.*\n {4}.*was changed$/m);
    assert.match(damaged.stdout, /^NOT ALL IS AS IT SHOULD BE$/m);
  }));

test('what cannot be read is one finding of many', () =>
  inFolder(async (out) => {
    const words = ['--out', out, ...set(SMALL)];
    assert.equal((await apebench(...RUN, ...words)).code, 0);
    assert.equal((await apebench(...RUN, ...words, '--start-seed', '1')).code, 0);
    for (const file of [
      fileIn(path.join(out, 'network_weights'), '.safetensors'),
      path.join(out, 'metrics.csv'),
    ]) {
      rmSync(file);
      mkdirSync(file);
    }
    const { code, stdout, stderr } = await apebench('verify', out);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /^ {2}diff_adv__.*\n {4}cannot read .*: it is a folder$/m);
    assert.match(stdout, /^ {2}metrics\.csv\n {4}.*cannot read .*: it is a folder$/m);
    assert.match(stdout, /^1 of 2 results and 2 of 3 other files are as they were written$/m);
  }));

test('verify refuses what it cannot check', () =>
  inFolder(async (out) => {
    const cases: [string[], RegExp][] = [
      [['verify'], /dir/],
      [['verify', path.join(out, 'nowhere')], /cannot read the folder .*no such file or folder/],
      [['verify', out], /holds no results/],
      [['verify', out, '--rerun', '0'], /--rerun must be a whole number, at least 1, not '0'/],
      [['verify', out, '--rerun', 'all'], /--rerun must be a whole number/],
      [['verify', out, '--choice', '3'], /--rerun is missing/],
      [['verify', out, '--re-run', '1'], /--rerun/],
    ];
    for (const [words, message] of cases) {
      const { code, stdout, stderr } = await apebench(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.match(stderr, message);
    }
  }));
