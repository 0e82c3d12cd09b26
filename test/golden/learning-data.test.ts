/** Windows into trajectories and the flow of minibatches against the original's (trainax). */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { type Key, PRNGKey, split } from '../../src/random/index.js';
import {
  firstRow,
  minibatch,
  permutationMixer,
  planEpochs,
  subStack,
} from '../../src/training/index.js';
import { type ArrayRef, namedCases, openGroup, words } from './goldens.js';

before(() => loadCore());

interface MixerCase {
  name: string;
  num_total_samples: number;
  num_minibatches: number;
  batch_size: number;
  key: Key;
  partitionable: boolean;
  effective_batch_size: number;
  num_minibatches_per_epoch: number;
  printed: string;
  indices: ArrayRef;
  batch_lengths_first_epoch?: number[];
  batches_epoch_batch_len?: [epoch: number, batch: number, length: number][];
}

interface StackCase {
  num_samples: number;
  trj_len: number;
  channels: number;
  num_points: number;
  sub_trajectory_len: number;
  only_store_ic?: boolean;
  num_total_samples: number;
  windows: ArrayRef;
}

interface FlowCase {
  seed: number;
  num_train_samples: number;
  snapshots_per_trajectory: number;
  sub_trajectory_len: number;
  batch_size: number;
  num_training_steps: number;
  init_key: Key;
  shuffle_key: Key;
  flat_indices: ArrayRef;
  trajectory_and_start: ArrayRef;
}

const group = openGroup('learning/04_data');

const mixers = namedCases<MixerCase>(
  'learning/04_data/permutation_mixer',
  group.index.permutation_mixer,
  group.whole,
  ({ name }) => name,
);

for (const [name, c] of mixers) {
  test(`${name}: minibatches`, () => {
    const plan = planEpochs(c.num_total_samples, c.batch_size);
    assert.equal(plan.batchSize, c.effective_batch_size);
    assert.equal(plan.batchesPerEpoch, c.num_minibatches_per_epoch);
    assert.equal(plan.notice ?? '', c.printed.trimEnd());
    const expected = group.array(c.indices);
    const order = permutationMixer(plan, c.num_minibatches, c.key, {
      partitionable: c.partitionable,
    });
    const lengths = c.batch_lengths_first_epoch ?? c.batches_epoch_batch_len!.map(([, , n]) => n);
    let at = 0;
    for (let i = 0; at < expected.length; i++) {
      const { start, length } = minibatch(plan, i);
      assert.equal(length, lengths[i % lengths.length], `update ${i}`);
      const drawn = Array.from(order.subarray(start, start + length));
      assert.deepEqual(drawn, Array.from(expected.subarray(at, at + length)), `update ${i}`);
      at += length;
    }
  });
}

const stacks = namedCases<StackCase>(
  'learning/04_data/sub_stacker',
  group.index.sub_stacker,
  group.whole,
  (c) =>
    words(
      `${c.num_samples} x ${c.trj_len} x ${c.channels} x ${c.num_points}`,
      `windows of ${c.sub_trajectory_len}`,
      c.only_store_ic ? 'first frames' : undefined,
    ),
);

for (const [name, c] of stacks) {
  test(name, () => {
    const windows = subStack(c.num_samples, c.trj_len, c.sub_trajectory_len - 1);
    assert.equal(windows.count, c.num_total_samples);
    const size = c.channels * c.num_points;
    const frames = c.only_store_ic ? 1 : windows.length;
    const stacked = Array.from({ length: windows.count * frames * size }, (_, i) => {
      const frame = Math.floor(i / size);
      const row = firstRow(windows, Math.floor(frame / frames)) + (frame % frames);
      return row * size + (i % size);
    });
    assert.deepEqual(stacked, Array.from(group.array(c.windows)));
  });
}

const flows = namedCases<FlowCase>(
  'learning/04_data/apebench_flow',
  group.index.apebench_flow,
  group.whole,
  ({ seed }) => `seed ${seed}`,
);

for (const [name, c] of flows) {
  test(name, () => {
    const [initKey, shuffleKey] = split(PRNGKey(c.seed));
    assert.deepEqual([initKey, shuffleKey], [c.init_key, c.shuffle_key]);
    const { num_train_samples: samples, snapshots_per_trajectory: frames } = c;
    const windows = subStack(samples, frames, c.sub_trajectory_len - 1);
    const plan = planEpochs(windows.count, c.batch_size);
    const order = permutationMixer(plan, c.num_training_steps, shuffleKey);
    assert.deepEqual(Array.from(order), Array.from(group.array(c.flat_indices)));
    const pairs = Array.from(order, (window) => {
      const row = firstRow(windows, window);
      return [Math.floor(row / frames), row % frames];
    });
    assert.deepEqual(pairs.flat(), Array.from(group.array(c.trajectory_and_start)));
  });
}
