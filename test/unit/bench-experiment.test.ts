/** An experiment as a task of the bench: its updates are those of a run. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { experimentTask, Prepared, summarise } from '../../src/profiling/index.js';
import { EntryError, runExperiment, type StudyEntry } from '../../src/study/index.js';

/** A minibatch takes all windows of all samples: so the task has the data of the whole experiment. */
const ENTRY: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;4;1;relu',
  train: 'sup;2',
  num_seeds: 2,
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 1,
  test_temporal_horizon: 2,
  batch_size: 9,
  record_loss_every: 1,
  optim_config: 'adam;6;constant;1e-2',
};

test('its updates come to the losses and weights of the run', async () => {
  const task = await experimentTask(ENTRY);
  assert.equal(task.runs, 6);
  const backend = await createBackend({ backend: 'wasm' });
  try {
    const workload = await task.build();
    const prepared = await Prepared.on(backend, workload);
    await prepared.run(task.runs);
    const losses = await prepared.executable.readRecord('loss', 0, task.runs);
    const { raw } = await runExperiment(ENTRY, { backend: 'wasm' });
    const ofSeed = (seed: number) => Array.from({ length: 6 }, (_, i) => losses[i * 2 + seed]);
    const { data } = raw.losses;
    assert.deepEqual([...ofSeed(0), ...ofSeed(1)], [...data]);
  } finally {
    await backend.dispose();
  }
});

test('it takes as few data as give a whole minibatch', async () => {
  const large = { ...ENTRY, num_train_samples: 50, train_temporal_horizon: 50, batch_size: 20 };
  const { program } = await (await experimentTask(large)).build();
  // Windows of three states: one trajectory of 22 has twenty.
  assert.deepEqual(program.inputs.get('data')!.shape, [22, 1, 16]);
  const short = { ...large, train_temporal_horizon: 5 };
  const several = await (await experimentTask(short)).build();
  // Four windows in each of five.
  assert.deepEqual(several.program.inputs.get('data')!.shape, [5 * 6, 1, 16]);
});

test('a wrong experiment is an EntryError of its key', async () => {
  await assert.rejects(
    experimentTask({ ...ENTRY, net: 'None' }),
    (error) => error instanceof EntryError && error.key === 'net',
  );
});

test('a spread lies between quartiles, of few measurements, too', () => {
  assert.deepEqual(summarise([3, 1, 2, 5, 4]).quartilesMs, [2, 4]);
  assert.deepEqual(summarise([4, 1, 2, 3]).quartilesMs, [1.75, 3.25]);
  assert.equal(summarise([4, 1, 2, 3]).medianMs, 2.5);
  assert.deepEqual(summarise([7]), {
    medianMs: 7,
    minMs: 7,
    quartilesMs: [7, 7],
    measurements: 1,
  });
});
