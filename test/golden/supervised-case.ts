/**
 * One case of learning/03_losses: a supervised training configuration on a backend, against the
 * original's.
 */

import type { Backend } from '../../src/backends/index.js';
import { grad } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork, type Network } from '../../src/nets/index.js';
import { type BatchReduction, losses, supervised } from '../../src/training/index.js';
import { type ArrayRef, type Group, relativeError } from './goldens.js';
import { concatenate, evaluate, splitLeaves } from './programs.js';

export interface Setup {
  network: string;
  num_points: number;
  num_channels: number;
  params: ArrayRef;
  data: ArrayRef;
}

export interface SupervisedCase {
  setup: string;
  configuration: {
    class: string;
    num_rollout_steps: number;
    cut_bptt?: boolean;
    cut_bptt_every?: number;
    time_level_weights?: number[];
    loss?: string;
    batch_reduction?: BatchReduction;
  };
  loss: number;
  grad: ArrayRef;
}

/** What sets a case apart from the others. */
export const nameOf = ({ setup, configuration }: SupervisedCase): string =>
  `${setup} ${JSON.stringify(configuration)}`;

/** The network of a case's setup. */
export function networkOf(setup: Setup): Network {
  return getNetwork(setup.network, {
    numSpatialDims: 1,
    numPoints: setup.num_points,
    numChannels: setup.num_channels,
  });
}

/** Errors of the loss and its gradient, relative to the largest value of each. */
export async function supervisedErrors(
  backend: Backend,
  { setup: name, configuration, loss: expected, grad: gradRef }: SupervisedCase,
  group: Group,
): Promise<{ loss: number; grad: number }> {
  const setup: Setup = group.index.setups[name];
  const network = networkOf(setup);
  const [samples, frames, ...state] = setup.data.shape;
  const leaves = splitLeaves(group.array(setup.params), network.parameters);
  const writes: Record<string, ArrayLike<number>> = {
    data: group.array(setup.data),
    rows: Array.from({ length: samples }, (_, s) => s * frames),
  };
  for (const [i, { path }] of network.parameters.entries()) writes[path] = leaves[i];
  const methodology = supervised({
    numRolloutSteps: configuration.num_rollout_steps,
    loss: losses.get(configuration.loss ?? 'MSE'),
    batchReduction: configuration.batch_reduction,
    timeLevelWeights: configuration.time_level_weights,
    cutBptt: configuration.cut_bptt,
    cutBpttEvery: configuration.cut_bptt_every,
  });
  const names = ['loss', ...network.parameters.map((_, i) => `d${i}`)];
  const results = await evaluate(backend, names, writes, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const data = t.input('data', [samples * frames, ...state]);
    const rows = t.perStepIndex('rows', [1, samples]);
    const loss = methodology.loss(
      (u) => network.apply(params, u),
      (step) => ops.gather(data, rows, step),
    );
    t.record('loss', loss);
    for (const [i, gradient] of grad(loss, params).entries()) t.record(`d${i}`, gradient);
  });
  const gradient = concatenate(network.parameters.map((_, i) => results[`d${i}`]));
  return {
    loss: relativeError(results.loss, [expected]),
    grad: relativeError(gradient, group.array(gradRef)),
  };
}
