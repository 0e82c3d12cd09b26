/**
 * `npx tsx test/large` makes results whose tables are longer than a string can be, and one a cell of
 * which is; each is then found to be whole, and its sample rollouts are melted. It takes some
 * minutes, 6 GiB of memory and 3 GB of disk; `npm run build` must have been before.
 */

import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { apebench, inFolder } from '../cli/apebench.js';

const LONGEST_STRING = 0x1fffffe8;

const entry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Pure;3',
  train: 'one',
  optim_config: 'adam;1;constant;1e-3',
  num_train_samples: 1,
  train_temporal_horizon: 1,
  num_test_samples: 1,
  batch_size: 1,
};

for (const large of [
  { num_points: 25_600, num_seeds: 10 },
  { num_points: 260_000, num_seeds: 1 },
]) {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'study.json');
    writeFileSync(file, JSON.stringify([{ ...entry, ...large }]));
    const words = ['study', file, '--out', folder, '--backend', 'wasm', '--json'];
    const made = await apebench(...words);
    assert.equal(made.code, 0, made.stderr);
    const raw: string = JSON.parse(made.stdout).rawFiles[0];
    assert.ok(statSync(raw).size > LONGEST_STRING, `${statSync(raw).size}`);
    const melted = await apebench(...words, '--melt-sample-rollouts');
    assert.equal(melted.code, 0, melted.stderr);
    assert.equal(JSON.parse(melted.stdout).skipped, 1, 'it is whole');
    const { size } = statSync(path.join(folder, 'sample_rollout.csv'));
    assert.ok(size > LONGEST_STRING, `${size}`);
    console.log(large, 'raw:', statSync(raw).size, 'bytes; sample rollouts:', size, 'bytes');
  });
}
