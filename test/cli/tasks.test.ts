/** Tasks that correct a coarse solver, from the command line: their files, and what trained them. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readNpy, writeNpy } from '../../src/npy.js';
import { readSafetensors } from '../../src/safetensors.js';
import { Table } from '../../src/tables/table.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

const NET = 'Conv;3;1;tanh';
/** Few enough that the name of the experiment is not cut. */
const ATTRIBUTES = {
  num_points: 16,
  num_train_samples: 2,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;6;constant;1e-3',
  num_trjs_returned: 2,
};

for (const mode of ['sequential', 'parallel', 'sequential_with_bypass']) {
  const task = `correct;${mode}`;
  test(`${task}: run names its files by it, and predict steps what it left`, () =>
    inFolder(async (folder) => {
      const grid = ['--scenario', 'diff_burgers', ...set(ATTRIBUTES), '--net', NET];
      const words = [...grid, '--task', task, '--backend', 'wasm'];
      const out = path.join(folder, 'out');
      const run = await apebench('run', ...words, '--num-seeds', '2', '--out', out, '--json');
      assert.equal(run.code, 0, run.stderr);
      const { names, rawFiles, networkWeights } = JSON.parse(run.stdout);
      assert.match(
        names[0],
        new RegExp(`^diff_burgers__.*__correct;${mode}__Conv;3;1;tanh__one__`),
      );
      const table = Table.fromCsv(readFileSync(rawFiles[0], 'utf8'));
      assert.deepEqual(table.texts('task'), [task, task]);
      const metrics = Table.fromCsv(readFileSync(path.join(out, 'metrics.csv'), 'utf8'));
      assert.deepEqual([...new Set(metrics.texts('task'))], [task]);
      const { tensors } = readSafetensors(readFileSync(networkWeights[0]));
      assert.deepEqual(
        [...tensors.keys()],
        ['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias'],
      );

      // The second seed's second sample, from its first state on.
      const cell: number[][][] = JSON.parse(table.texts('sample_rollout_001')[1]!);
      const input = path.join(folder, 'ic.npy');
      writeFileSync(input, writeNpy({ shape: [1, 1, 16], data: Float32Array.from(cell[0]![0]!) }));
      const target = path.join(folder, 'rollout.npy');
      const files = ['--weights', networkWeights[0], '--input', input, '--out', target];
      const steps = ['--steps', '3', '--seed', '1'];
      const predict = await apebench('predict', ...words, ...files, ...steps);
      assert.equal(predict.code, 0, predict.stderr);
      const rollout = readNpy(readFileSync(target));
      assert.deepEqual(rollout.shape, [1, 3, 1, 16]);
      assert.deepEqual([...rollout.data], cell.slice(1).flat(2).map(Math.fround));

      const bare = ['--net', NET, '--points', '16', '--task', task, '--overwrite'];
      const alone = await apebench('predict', ...bare, ...files, ...steps);
      assert.equal(alone.code, 2);
      assert.match(alone.stderr, /corrects a coarse solver: it needs a scenario/);
    }));
}

test('a study holds entries of several tasks', () =>
  inFolder(async (folder) => {
    const tasks = ['predict', 'correct;sequential', 'correct;parallel'];
    const file = path.join(folder, 'study.json');
    const entry = { scenario: 'diff_adv', net: 'Pure;3', train: 'one', ...SMALL };
    writeFileSync(file, JSON.stringify(tasks.map((task) => ({ ...entry, task }))));
    const out = path.join(folder, 'out');
    const { code, stderr } = await apebench('study', file, '--out', out, '--backend', 'wasm');
    assert.equal(code, 0, stderr);
    const metrics = Table.fromCsv(readFileSync(path.join(out, 'metrics.csv'), 'utf8'));
    assert.deepEqual([...new Set(metrics.texts('task'))].sort(), [...tasks].sort());
  }));

for (const [words, says] of [
  [['--task', 'correct'], /--task: .*'mode' is missing; expected: task;mode/],
  [
    ['--task', 'correct;paralel'],
    /--task: .*did you mean 'parallel'\?\n {2}correct;paralel\n {10}\^/,
  ],
  [['--scenario', 'phy_poisson', '--task', 'correct;parallel'], /--task: Poisson has no coarse/],
] as const) {
  test(`run ${words.join(' ')} is refused`, () =>
    inFolder(async (folder) => {
      const scenario = words[0] === '--scenario' ? [] : ['--scenario', 'diff_adv'];
      const run = await apebench('run', ...scenario, ...words, '--out', path.join(folder, 'out'));
      assert.equal(run.code, 2, run.stderr);
      assert.match(run.stderr, says);
    }));
}
