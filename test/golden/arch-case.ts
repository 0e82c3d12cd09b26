/**
 * One case of learning/01_arch: a network's forward pass and gradients on a backend, against the
 * original's.
 */

import type { Backend } from '../../src/backends/index.js';
import { grad } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork, type Network } from '../../src/nets/index.js';
import { type ArrayRef, type Group, relativeError } from './goldens.js';
import { concatenate, evaluate, splitLeaves } from './programs.js';

export interface ArchCase {
  name: string;
  config: string;
  num_spatial_dims: number;
  num_points: number;
  num_channels: number;
  seed: number;
  parameter_count: number;
  receptive_field: (number | 'inf')[][];
  layout: { path: string; shape: number[] }[];
  loss: number;
  params: ArrayRef;
  params_partitionable?: ArrayRef;
  x: ArrayRef;
  target: ArrayRef;
  y: ArrayRef;
  grad_params: ArrayRef;
  grad_x: ArrayRef;
}

export function networkOf(c: ArchCase): Network {
  return getNetwork(c.config, {
    numSpatialDims: c.num_spatial_dims,
    numPoints: c.num_points,
    numChannels: c.num_channels,
  });
}

const UNIT = 2 ** -24;

/**
 * The rounding error that float32 leaves in a forward and backward pass, relative to the largest
 * value: a sum of n products carries an error of about √n units (a random walk), each layer adds
 * its own and a few for activation and bias, and the backward pass is as long as the forward one.
 * A factor of 8 covers the spread.
 */
export function roundingBound(network: Network): number {
  const perLayer = network.parameters
    .filter(({ shape }) => shape.length > 1)
    .map(({ shape }) => Math.sqrt(shape.reduce((n, extent) => n * extent, 1) / shape[0]) + 4);
  return 8 * 2 * UNIT * perLayer.reduce((sum, n) => sum + n, 0);
}

/** How far results are from the original's, relative to the largest value of each. */
export async function archErrors(
  backend: Backend,
  c: ArchCase,
  group: Group,
): Promise<Record<string, number>> {
  const network = networkOf(c);
  const state = [1, 1, c.num_channels, ...Array(c.num_spatial_dims).fill(c.num_points)];
  const names = ['y', 'loss', 'dx', ...network.parameters.map((_, i) => `d${i}`)];
  const leaves = splitLeaves(group.array(c.params), network.parameters);
  const writes: Record<string, ArrayLike<number>> = {
    x: group.array(c.x),
    target: group.array(c.target),
  };
  for (const [i, { path }] of network.parameters.entries()) writes[path] = leaves[i];
  const results = await evaluate(backend, names, writes, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const x = t.state('x', state);
    const y = network.apply(params, x);
    const difference = ops.sub(y, t.input('target', state));
    const loss = ops.mean(ops.square(difference), state.map((_, axis) => axis).slice(1));
    const [dx, ...gradients] = grad(loss, [x, ...params]);
    t.record('y', y);
    t.record('loss', loss);
    t.record('dx', dx);
    for (const [i, gradient] of gradients.entries()) t.record(`d${i}`, gradient);
  });
  const gradients = concatenate(network.parameters.map((_, i) => results[`d${i}`]));
  return {
    y: relativeError(results.y, group.array(c.y)),
    loss: relativeError(results.loss, [c.loss]),
    gradParams: relativeError(gradients, group.array(c.grad_params)),
    gradX: relativeError(results.dx, group.array(c.grad_x)),
  };
}
