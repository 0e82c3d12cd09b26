/** Metrics on WebGPU against those of arrays, which are computed in f64 on the host. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type NdArray, sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { trace } from '../../src/graph/index.js';
import { metrics, ofArrays, parseMetric } from '../../src/metrics/index.js';
import { randomArray } from '../cases/op-case.js';
import { adapterOrReason } from './gpu.js';

const { adapter, skip } = await adapterOrReason();
await loadCore();

/** All metrics, the Fourier ones with a band and a derivative. */
const CONFIGS = metrics
  .names()
  .map((name) => (name.startsWith('mean_fourier') ? `${name};1;3;1` : name));

/** What the function of arrays of the same name says: `fourierNMAE` for `mean_fourier_nMAE`. */
function expected(config: string, pred: NdArray, ref: NdArray): Promise<number> {
  const functions = ofArrays as unknown as Record<string, ofArrays.ArrayMetric<unknown>>;
  const [name, ...band] = config.replace('mean_', '').split(';');
  const metric = name!.replace(/_(.)/, (_, letter: string) => letter.toUpperCase());
  const options = { low: 1, high: 3, derivativeOrder: 1 };
  return ofArrays.meanMetric(functions[metric]!, pred, ref, band.length > 0 ? options : undefined);
}

/** Sums of at most some hundred terms, after transforms of at most 16 points along an axis. */
const BOUND = 1e-5;

describe(`metrics on WebGPU (${adapter})`, () => {
  let gpu: Backend;
  before(async () => {
    if (!skip) gpu = await createBackend({ backend: 'webgpu' });
  });
  after(() => gpu?.dispose());

  for (const space of [[16], [15], [8, 8], [7, 7], [4, 4, 4]]) {
    test(`of two seeds, three samples of two channels, ${space} points`, { skip }, async () => {
      const shape = [3, 2, ...space];
      const size = sizeOf(shape);
      const program = trace({ steps: 1 }, (t) => {
        const pred = t.input('pred', [2, ...shape]);
        const ref = t.input('ref', [1, ...shape]);
        for (const config of CONFIGS) t.record(config, parseMetric(config).evaluate(pred, ref));
      });
      const preds = randomArray('pred', 2 * size);
      const ref = { data: randomArray('ref', size), shape };
      const run = await gpu.compile(program);
      await run.write('pred', preds);
      await run.write('ref', ref.data);
      await run.run(1);
      for (const config of CONFIGS) {
        const got = await run.readRecord(config, 0, 1);
        for (const seed of [0, 1]) {
          const pred = { data: preds.slice(seed * size, (seed + 1) * size), shape };
          const wanted = await expected(config, pred, ref);
          // A correlation of noise is near 0, the sum of terms that are not.
          const off = Math.abs(got[seed]! - wanted) / Math.max(Math.abs(wanted), 0.1);
          assert.ok(off <= BOUND, `${config}: ${got[seed]}, not ${wanted}`);
        }
      }
      await run.dispose();
    });
  }

  test('a rollout that has become NaN shows in every metric', { skip }, async () => {
    const shape = [1, 1, 1, 16];
    const program = trace({ steps: 1 }, (t) => {
      const [pred, ref] = [t.input('pred', shape), t.input('ref', shape)];
      for (const config of CONFIGS) t.record(config, parseMetric(config).evaluate(pred, ref));
    });
    const run = await gpu.compile(program);
    await run.write('pred', new Float64Array(16).fill(Number.NaN));
    await run.write('ref', randomArray('ref', 16));
    await run.run(1);
    for (const config of CONFIGS) {
      const [got] = await run.readRecord(config, 0, 1);
      assert.ok(Number.isNaN(got), `${config}: ${got}`);
    }
    await run.dispose();
  });
});
