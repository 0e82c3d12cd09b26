/**
 * A training step of every architecture on WebGPU, where many ops are one dispatch, against float64
 * on WASM: its loss and all gradients, in one and two dimensions.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { architectures } from '../../src/nets/index.js';
import type { Trainable } from '../../src/training/index.js';
import { randomArray } from '../cases/op-case.js';

import { type TrainingPrograms, trainingPrograms } from '../cases/training-task.js';
import { adapterOrReason, larger } from './gpu.js';

const NETS = {
  conv: 'Conv;3;1;gelu',
  res: 'Res;3;1;relu',
  unet: 'UNet;2;2;relu',
  dil: 'Dil;2;3;1;swish',
  fno: 'FNO;3;2;1;gelu',
  mlp: 'MLP;5;2;sigmoid',
  pure: 'Pure;3;identity',
  mores: 'MoRes;3;2;relu',
  mounet: 'MoUNet;2;2;tanh',
};

const SEEDS = 2;
const BATCH = 3;
const SPACES = [[8], [8, 8]];

/**
 * Relative to the largest number of the same tensor. A layer's sum of n products is off by some
 * √n ε, with a few ε more for what follows; a gradient goes through all layers forward and backward,
 * and is a sum over samples and points.
 */
function boundOf({ parameters }: Trainable, points: number): number {
  const layers = parameters
    .filter(({ shape }) => shape.length > 1)
    .map(({ shape }) => Math.sqrt(sizeOf(shape.slice(1))) + 4);
  const sum = layers.reduce((total, n) => total + n, Math.sqrt(BATCH * points));
  return 2 * 2 ** -23 * sum;
}

/** The loss of a first step, and of each parameter the gradient, times a number. */
async function firstStep(backend: Backend, { full, task }: TrainingPrograms) {
  const executable = await backend.compile(full);
  const { parameters } = task.network;
  for (const { path, shape } of parameters) {
    const size = SEEDS * sizeOf(shape);
    // Scales of normalisations near 1.
    const values = randomArray(path, size).map((x) => x / 2 + (path.includes('norm') ? 1 : 0));
    await executable.write(path, values);
  }
  for (const [name, t] of full.inputs) await executable.write(name, randomArray(name, t.size));
  for (const [name, table] of Object.entries(task.optimizer.tables(1))) {
    await executable.write(name, table);
  }
  await executable.write(
    'rows',
    new Int32Array(SEEDS * BATCH).map((_, i) => i),
  );
  await executable.run(1);
  const results = new Map([['loss', await executable.readRecord('loss', 0, 1)]]);
  // After one update the first moment is the gradient times a number.
  for (const { path } of parameters) results.set(path, await executable.read(`adam.m.${path}`));
  await executable.dispose();
  return results;
}

const largest = (values: Float64Array) => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

const { adapter, skip } = await adapterOrReason();

describe(`networks on WebGPU (${adapter})`, { skip }, () => {
  let gpu: Backend;
  let wasm: Backend;
  before(async () => {
    gpu = await createBackend({ backend: 'webgpu' });
    wasm = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
  });
  after(() => Promise.all([gpu.dispose(), wasm.dispose()]));

  test('every architecture is here', () => {
    assert.deepEqual(Object.keys(NETS).sort(), architectures.names().sort());
  });

  for (const net of Object.values(NETS)) {
    for (const space of SPACES) {
      const skip = space.length > 1 && larger;
      test(`${net} on [${space}]: loss and gradients are those of float64`, { skip }, async () => {
        const programs = await trainingPrograms(net, {
          numSeeds: SEEDS,
          attributes: {
            num_spatial_dims: space.length,
            num_points: space[0],
            num_train_samples: 2,
            train_temporal_horizon: 5,
            batch_size: BATCH,
            optim_config: 'adam;1;constant;1e-3',
          },
        });
        const bound = boundOf(programs.task.network, sizeOf(space));
        const [got, expected] = await Promise.all([
          firstStep(gpu, programs),
          firstStep(wasm, programs),
        ]);
        for (const [name, values] of expected) {
          const size = largest(values);
          assert.ok(size > 0, `${name} is 0`);
          const error =
            largest(values.map((x, i) => x - (got.get(name) as Float64Array)[i])) / size;
          assert.ok(error <= bound, `${name} is off by ${error}, more than ${bound}`);
        }
      });
    }
  }
});
