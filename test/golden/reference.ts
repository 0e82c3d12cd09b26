/**
 * A short run that touches every part of the numerics, and the SHA-256 of everything that it
 * leaves.
 */

import { type RunRawOptions, scenarios } from '../../src/index.js';

/**
 * On every machine, in every engine, again and again. A change of kernels or of the order of sums
 * changes it: then check that the golden tests pass, put the new hash here, and say so in the
 * changelog under "numbers changed".
 */
export const REFERENCE_HASH = '9c7d4a315b211e2ce65ac5feb538c243cba9511a62e30c6afe30c25493747e4b';

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

/** Runs, and gives the hash as 64 hexadecimal digits. */
export async function referenceHash(options: RunRawOptions = {}): Promise<string> {
  const left: Float32Array<ArrayBuffer>[] = [];
  for (const [key, net, train] of runs) {
    const scenario = scenarios.makeScenario(key, attributes);
    const result = await scenario.runRaw({ backend: 'wasm', ...options, net, train });
    const { losses, metrics, sampleRollouts, weights } = result;
    for (const { data } of [losses, ...metrics.values(), sampleRollouts, ...weights]) {
      if (!data.every(Number.isFinite)) throw new Error(`${key} ${net} diverged`);
      left.push(Float32Array.from(data));
    }
  }
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(left).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
