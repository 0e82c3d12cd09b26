/**
 * Training programs on WebGPU, where many ops are one dispatch, against float64 on WASM; and how
 * many dispatches a step takes.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend, type Executable } from '../../src/backends/index.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { randomArray, uniform } from '../cases/op-case.js';
import { type TrainingPrograms, trainingPrograms } from '../cases/training-task.js';
import { adapterOrReason } from './gpu.js';

/** Everything of a step, the one that moves the step counter on included. */
const BOUNDS: [net: string, dispatches: number][] = [
  ['Conv;26;10;relu', 38],
  ['Conv;26;10;gelu', 38],
  ['FNO;12;8;4;gelu', 48],
  ['Res;26;8;relu', 58],
  ['UNet;12;2;relu', 75],
  ['Dil;2;26;2;relu', 60],
  ['MoRes;26;8;relu', 90],
  ['MoUNet;12;2;relu', 141],
  ['MLP;64;3;relu', 19],
  ['Pure;3', 7],
];

for (const [net, bound] of BOUNDS) {
  test(`a step of ${net} takes at most ${bound} dispatches, for one seed and for ten`, async () => {
    for (const numSeeds of [1, 10]) {
      const { full } = await trainingPrograms(net, { numSeeds });
      const dispatches = lowerForGpu(full, null, 1).full.kernels.length + 1;
      assert.ok(dispatches <= bound, `${dispatches} for ${numSeeds} seeds`);
    }
  });
}

const STEPS = 6;
const ATTRIBUTES = {
  num_train_samples: 2,
  train_temporal_horizon: 5,
  batch_size: 4,
  optim_config: `adam;${STEPS};constant;1e-3`,
};
const SEEDS = 2;
/** With 150 points the sums of weight gradients are cut into parts. */
const CASES: [
  net: string,
  train: string,
  points: number,
  of?: { key?: string; task?: string; recomputeEvery?: number },
][] = [
  ['Conv;5;2;relu', 'one', 20],
  ['Conv;5;2;gelu', 'sup;2', 20],
  ['Conv;9;1;tanh', 'sup;2', 150],
  ['FNO;6;5;2;gelu', 'one', 20],
  ['FNO;4;3;1;swish', 'sup;3;true', 150],
  ['MLP;7;2;sigmoid', 'sup;2', 20],
  ['Conv;5;2;tanh', 'sup;2', 20, { key: 'diff_burgers', task: 'correct;sequential' }],
  ['Conv;5;1;gelu', 'one', 20, { key: 'diff_burgers', task: 'correct;parallel' }],
  ['Pure;3', 'sup;2', 20, { key: 'diff_adv', task: 'correct;sequential_with_bypass' }],
  ['Conv;5;2;gelu', 'sup;3', 20, { recomputeEvery: 1 }],
  ['FNO;6;5;2;gelu', 'sup;3', 20, { recomputeEvery: 2 }],
  ['Conv;5;1;tanh', 'sup;2', 20, { task: 'correct;parallel', recomputeEvery: 1 }],
];

/**
 * A gradient is a sum of products, one for each of 4 samples and each point, of factors that went
 * through some six layers of at most 45 products each: relative to the products' sizes it is off by
 * at most (4 · points + 6 · 47) ε, exp and tanh with their few units in the last place included.
 * A coarse solver's transforms carry an rms error of some 2.5 ε each; four of them are less than the
 * layers that a corrected network lacks of the six. What comes of it is compared with the largest
 * gradient of the same tensor.
 */
const gradientBound = (points: number): number => (4 * points + 6 * 47) * 2 ** -23;
/**
 * A loss is off as much; updates add at most their share, since Adam's steps of 1e-3 differ by less
 * than that.
 */
const lossBound = (points: number): number => 2 * gradientBound(points);

async function start(backend: Backend, programs: TrainingPrograms): Promise<Executable> {
  const { task, full, remainder, stepsPerEpoch } = programs;
  const executable = await backend.compile(full, { remainder, stepsPerEpoch });
  for (const { path, shape } of task.network.parameters) {
    const values = randomArray(path, SEEDS * sizeOf(shape)).map((x) => x / 4);
    await executable.write(path, values);
  }
  for (const [name, t] of full.inputs) await executable.write(name, randomArray(name, t.size));
  for (const [name, table] of Object.entries(task.optimizer.tables(STEPS))) {
    await executable.write(name, table);
  }
  const { windows } = task;
  const states = windows.numSnapshots;
  const next = uniform('rows');
  const rows = Int32Array.from({ length: STEPS * SEEDS * programs.batchSize }, () => {
    const sample = Math.floor(next() * windows.numSamples);
    return sample * states + Math.floor(next() * (states - task.methodology.numRolloutSteps));
  });
  await executable.write('rows', rows);
  return executable;
}

const largest = (values: Float64Array) => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
const distance = (a: Float64Array, b: Float64Array) => largest(a.map((x, i) => x - b[i]));

const { adapter, skip } = await adapterOrReason();

describe(`training on WebGPU (${adapter})`, { skip }, () => {
  let gpu: Backend;
  let wasm: Backend;
  before(async () => {
    gpu = await createBackend({ backend: 'webgpu' });
    wasm = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
  });
  after(async () => {
    await gpu.dispose();
    await wasm.dispose();
  });

  test('a run that is stopped goes on to the same bits', async () => {
    const programs = await trainingPrograms('Conv;3;1;relu', {
      numSeeds: SEEDS,
      attributes: { ...ATTRIBUTES, num_points: 16 },
    });
    const [whole, pieces] = [await start(gpu, programs), await start(gpu, programs)];
    await whole.run(STEPS);
    const stop = new AbortController();
    const stopped = pieces.run(STEPS, { signal: stop.signal });
    // The first submits are on their way.
    stop.abort(new Error('enough'));
    await assert.rejects(stopped, /enough/);
    assert.ok(pieces.step > 0 && pieces.step < STEPS, `stopped at ${pieces.step}`);
    await pieces.run(STEPS - pieces.step);
    assert.deepEqual(
      await pieces.readRecord('loss', 0, STEPS),
      await whole.readRecord('loss', 0, STEPS),
    );
    for (const executable of [whole, pieces]) await executable.dispose();
  });

  for (const [net, train, points, of = {}] of CASES) {
    const what = [net, train, `${points} points`, JSON.stringify(of)].join(' ');
    test(`${what}: gradients and losses are those of float64`, async () => {
      const programs = await trainingPrograms(net, {
        ...of,
        train,
        numSeeds: SEEDS,
        attributes: { ...ATTRIBUTES, num_points: points },
      });
      const [got, expected] = await Promise.all([start(gpu, programs), start(wasm, programs)]);
      await got.run(1);
      await expected.run(1);
      for (const { path } of programs.task.network.parameters) {
        // After one update the first moment is the gradient times a number.
        const moment = `adam.m.${path}`;
        const [m, of] = [await got.read(moment), await expected.read(moment)];
        assert.ok(largest(of) > 0, `${path} has a gradient`);
        const error = distance(m, of) / largest(of);
        assert.ok(error <= gradientBound(points), `${path}: the gradient is off by ${error}`);
      }
      await got.run(STEPS - 1);
      await expected.run(STEPS - 1);
      const losses = await got.readRecord('loss', 0, STEPS);
      (await expected.readRecord('loss', 0, STEPS)).forEach((loss, i) => {
        const error = Math.abs(losses[i] - loss) / loss;
        assert.ok(error <= lossBound(points), `loss ${i} is ${losses[i]}, not ${loss}`);
      });
      await got.dispose();
      await expected.dispose();
    });
  }
});
