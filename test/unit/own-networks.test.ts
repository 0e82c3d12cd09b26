/** Networks of several layers that are made of exports alone, with their types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Activation,
  type Architecture,
  type ArchitectureFunction,
  archExtensions,
  compose,
  type Layer,
  layers,
  ops,
  type Part,
  part,
  runExperiment,
} from '../../src/index.js';

/** `MyConvNet;DEPTH[;ACTIVATION]` of single layers. */
const myConvNet: ArchitectureFunction = (config, dims, _numPoints, channels, activation) => {
  const [, depth, named] = config.split(';');
  const act: Activation = named === undefined ? ops.relu : activation;
  const width = (i: number) => (i === 0 || i > Number(depth) ? channels : 42);
  const stack: Part[] = Array.from({ length: Number(depth) + 1 }, (_, i) =>
    part(`layers.${i}`, layers.convLayer(dims, width(i), width(i + 1), 3)),
  );
  return compose({
    parts: stack,
    forward: (run, u) =>
      stack.reduce((x, one, i) => (i + 1 < stack.length ? act(run(one, x)) : run(one, x)), u),
  });
};

/** u and what two convolutions with a norm between them make of it. */
function residual(dims: number, channels: number, activation: Activation): Layer {
  const first = part('first', layers.convLayer(dims, channels, channels, 3));
  const norm = part('norm', layers.groupNormLayer(dims, channels));
  const second = part('second', layers.convLayer(dims, channels, channels, 3));
  return compose({
    parts: [first, norm, second],
    forward: (run, u) => ops.add(u, run(second, activation(run(norm, run(first, u))))),
  });
}

/** A UNet of one level of residual blocks: half the points and twice the channels in its middle. */
const myUNet: Architecture = {
  meaning: 'a UNet of residual blocks',
  fields: [{ name: 'hidden channels', default: 4, meaning: 'on the finest grid' }],
  build({ shape: { numSpatialDims: dims, numChannels }, values: [hidden], activation }) {
    const width = hidden!;
    const lift = part('lift', layers.pointwiseLayer(dims, numChannels, width));
    const left = part('left', residual(dims, width, activation));
    const down = part('down', layers.convLayer(dims, width, 2 * width, 3, { stride: 2 }));
    const middle = part('middle', residual(dims, 2 * width, activation));
    const up = part('up', layers.convTransposeLayer(dims, 2 * width, width, 3));
    const project = part('project', layers.pointwiseLayer(dims, 2 * width, numChannels));
    return compose({
      parts: [lift, left, down, middle, up, project],
      forward(run, u) {
        const fine = run(left, run(lift, u));
        const coarse = run(middle, run(down, fine));
        return run(project, ops.concat([fine, run(up, coarse)], 2));
      },
    });
  },
};

const entry = {
  ...{ scenario: 'diff_adv', task: 'predict', train: 'one', num_train_samples: 4 },
  ...{ num_test_samples: 2, train_temporal_horizon: 5, test_temporal_horizon: 2, batch_size: 4 },
  ...{ optim_config: 'adam;40;constant;3e-3', record_loss_every: 1 },
};

for (const [key, net, architecture] of [
  ['MyConvNet', 'MyConvNet;3', myConvNet],
  ['MyConvNet', 'myconvnet;2;tanh', myConvNet],
  ['MyUNet', 'MyUNet;4;gelu', myUNet],
] as const) {
  for (const dims of [1, 2]) {
    test(`${net} of layers of the library trains in ${dims}D`, async () => {
      archExtensions[key] = architecture;
      try {
        const grid = { num_spatial_dims: dims, num_points: dims === 1 ? 32 : 8 };
        const where = { backend: 'wasm', threads: 1 } as const;
        const { table, raw } = await runExperiment({ ...entry, ...grid, net }, where);
        const [first, last] = [raw.losses.data[0]!, raw.losses.data.at(-1)!];
        assert.ok(last < first / 2, `${first} ${last}`);
        assert.deepEqual(table.texts('net'), [net]);
      } finally {
        delete archExtensions[key];
      }
    });
  }
}
