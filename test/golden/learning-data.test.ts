/** Windows into trajectories and the flow of minibatches against the original's (trainax). */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { type Key, PRNGKey, split } from '../../src/random/index.js';
import {
  firstRow,
  PermutationMixer,
  permutationMixer,
  planEpochs,
  subStack,
  TrajectorySubStacker,
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
  num_epochs: number;
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
  do_sub_stacking?: boolean;
  only_store_ic?: boolean;
  num_total_samples: number;
  windows: ArrayRef;
  batch_indices: number[];
  batch: ArrayRef;
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
  test(`${name}: minibatches`, async () => {
    const random = { partitionable: c.partitionable };
    const { num_total_samples: samples, num_minibatches: updates, batch_size: batchSize } = c;
    const mixer = new PermutationMixer(samples, updates, batchSize, c.key, random);
    assert.equal(mixer.batchSize, c.effective_batch_size);
    assert.equal(mixer.numMinibatchesPerEpoch, c.num_minibatches_per_epoch);
    assert.equal(mixer.numEpochs, c.num_epochs);
    assert.equal(mixer.notice ?? '', c.printed.trimEnd());
    const expected = group.array(c.indices);
    const lengths = c.batch_lengths_first_epoch ?? c.batches_epoch_batch_len!.map(([, , n]) => n);
    let at = 0;
    for (let i = 0; at < expected.length; i++) {
      const { indices, epoch, batch } = await mixer.minibatch(i);
      assert.equal(indices.length, lengths[i % lengths.length], `update ${i}`);
      assert.deepEqual(
        [epoch, batch],
        [Math.floor(i / mixer.numMinibatchesPerEpoch), i % mixer.numMinibatchesPerEpoch],
      );
      const drawn = Array.from(indices);
      assert.deepEqual(drawn, Array.from(expected.subarray(at, at + drawn.length)), `update ${i}`);
      at += drawn.length;
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
      c.do_sub_stacking === false ? 'one per trajectory' : undefined,
      c.only_store_ic ? 'first frames' : undefined,
    ),
);

for (const [name, c] of stacks) {
  test(name, () => {
    const shape = [c.num_samples, c.trj_len, c.channels, c.num_points];
    const size = shape.reduce((n, extent) => n * extent, 1);
    const data = Float64Array.from({ length: size }, (_, i) => i);
    const stacker = new TrajectorySubStacker({ data, shape }, c.sub_trajectory_len, {
      doSubStacking: c.do_sub_stacking,
      onlyStoreIc: c.only_store_ic,
    });
    assert.equal(stacker.numTotalSamples, c.num_total_samples);
    const array = (ref: ArrayRef) => ({ data: group.array(ref), shape: ref.shape });
    assert.deepEqual(stacker.dataSubTrajectories, array(c.windows));
    assert.deepEqual(stacker.take(c.batch_indices), array(c.batch));
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
