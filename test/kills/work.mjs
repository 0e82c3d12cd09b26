// What is killed: `node work.mjs study FOLDER`, or `anew`, or `scrape`, on the built library. A checkpoint is
// written after every piece, and calls of a callback make the pieces small.

import process from 'node:process';
import { runStudy, scrapeDataAndMetadata } from '../../dist/index.js';

const attributes = {
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
};

const entry = {
  ...attributes,
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;4;2;relu',
  train: 'one',
  optim_config: 'adam;60;constant;1e-3',
  record_loss_every: 1,
  callbacks: 'weight_norm;7',
  batch_size: 3,
};

const [, , kind, out] = process.argv;
if (kind !== 'scrape') {
  const entries = [entry, { ...entry, train: 'sup;2', start_seed: 3, num_seeds: 2 }];
  await runStudy(entries, {
    ...{ out, backend: 'wasm', threads: 1, checkpointSeconds: 0, meltSampleRollouts: true },
    overwrite: kind === 'anew',
    onEvent: ({ notice }) => notice?.includes('.checkpoint') && process.stdout.write(notice),
  });
} else {
  const data = { ...attributes, scenario: 'diff_adv', name: 'a', test_temporal_horizon: 300 };
  await scrapeDataAndMetadata(out, data, { backend: 'wasm', threads: 1 });
}
