/**
 * A short run that touches every part of the numerics, and the SHA-256 of everything that it
 * leaves, as a line on stdout.
 */

import { createHash } from 'node:crypto';
import { makeScenario } from '../../src/scenarios/index.js';

const attributes = {
  num_points: 48,
  num_train_samples: 5,
  train_temporal_horizon: 10,
  num_test_samples: 3,
  test_temporal_horizon: 6,
  batch_size: 12,
  optim_config: 'adam;30;warmup_cosine;0.0;3e-3;10',
  record_loss_every: 1,
  report_metrics: 'mean_nRMSE,mean_MAE',
};

const runs: [scenario: string, net: string, train: string][] = [
  ['diff_adv', 'Conv;10;3;gelu', 'one'],
  ['diff_burgers', 'FNO;8;6;2;tanh', 'sup;3'],
  ['diff_four', 'MLP;12;2;swish', 'sup;2;true'],
];

const hash = createHash('sha256');
for (const [key, net, train] of runs) {
  const scenario = makeScenario(key, attributes);
  const { losses, metrics, sampleRollouts, weights } = await scenario.runRaw({ net, train });
  for (const { data } of [losses, ...metrics.values(), sampleRollouts, ...weights]) {
    if (!data.every(Number.isFinite)) throw new Error(`${key} ${net} diverged`);
    hash.update(Float32Array.from(data));
  }
}
console.log(hash.digest('hex'));
