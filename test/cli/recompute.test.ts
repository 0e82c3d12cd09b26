/** `--recompute-every`: the same files from less memory, and what memory is planned. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apebench, inFolder, SMALL, set } from './apebench.js';

const NET = ['--net', 'Conv;4;2;gelu'];
const WASM = ['--backend', 'wasm', '--threads', '1'];

test('run and study leave the same bits, whatever is recomputed', () =>
  inFolder(async (folder) => {
    const words = ['--scenario', 'diff_burgers', ...NET, '--train', 'sup;3', ...set(SMALL)];
    const entry = { scenario: 'diff_burgers', task: 'predict', net: NET[1], train: 'sup;3' };
    const file = path.join(folder, 'study.json');
    writeFileSync(file, JSON.stringify([{ ...entry, ...SMALL }]));
    const runs = [
      ['run', ...words],
      ['run', ...words, '--recompute-every', '1'],
      ['study', file, '--recompute-every', '2'],
    ];
    const tables: string[] = [];
    for (const [i, run] of runs.entries()) {
      const out = path.join(folder, String(i));
      const { code, stdout, stderr } = await apebench(...run, ...WASM, '--out', out, '--json');
      assert.equal(code, 0, stderr);
      const { rawFiles, networkWeights } = JSON.parse(stdout);
      tables.push(readFileSync(rawFiles[0], 'utf8') + readFileSync(networkWeights[0], 'latin1'));
    }
    assert.equal(tables[1], tables[0]);
    assert.equal(tables[2], tables[0]);
  }));

test('inspect tells what a training takes, and how much less where it recomputes', async () => {
  const words = ['inspect', '--scenario', 'diff_burgers', ...NET, ...WASM];
  const of = async (...more: string[]) => {
    const { code, stdout, stderr } = await apebench(...words, ...more, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).training;
  };
  assert.equal(await of(), undefined);
  const one = await of('--task', 'correct;parallel');
  assert.deepEqual([one.task, one.train], ['correct;parallel', 'one']);
  assert.deepEqual(one.receptiveField, [['inf', 'inf']]);
  const all = await of('--train', 'sup;5');
  assert.deepEqual(all.receptiveField, [[3, 3]]);
  const less = await of('--train', 'sup;5', '--recompute-every', '1');
  assert.ok(less.updateBytes < all.updateBytes / 2, `${less.updateBytes} ${all.updateBytes}`);
  assert.ok(less.memoryBytes < all.memoryBytes);
  assert.ok(less.flopPerUpdate > all.flopPerUpdate);
  assert.ok(less.flopPerUpdate < 1.5 * all.flopPerUpdate);
  const double = await of('--train', 'sup;5', '--precision', 'f64');
  assert.ok(double.updateBytes > 1.9 * all.updateBytes);
  const { stdout } = await apebench(...words, '--train', 'sup;5');
  assert.match(stdout, /\ntraining of one seed: predict, sup;5\n.*\nupdates: 10,000\n/);
  assert.match(stdout, /memory on wasm: [\d,]+ bytes, of these [\d,]+ for the values of one/);
});

for (const [words, says] of [
  [['run', '--scenario', 'diff_adv', '--recompute-every', '0'], /--recompute-every.*at least 1/],
  [['run', '--scenario', 'diff_adv', '--recompute-every', 'all'], /whole number.*not 'all'/],
  [['inspect', ...NET, '--train', 'one'], /need --scenario and --net/],
  [['inspect', '--scenario', 'diff_adv', '--task', 'predict'], /need --scenario and --net/],
] as const) {
  test(`${words.join(' ')} is refused`, async () => {
    const { code, stderr } = await apebench(...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, says);
  });
}
