/**
 * Training steps: Adam with rate 1e-3 on the mean squared error, either always on one minibatch, or
 * on windows of a data set, as in an experiment.
 */

import { concatenate } from '../arrays.js';
import { grad, trace } from '../graph/index.js';
import { getNetwork, type NetworkShape } from '../nets/index.js';
import { PRNGKey } from '../random/index.js';
import {
  adam,
  DATA,
  LOSS,
  parseOptimConfig,
  permutationMixer,
  planEpochs,
  ROWS,
  rowTable,
  stateShape,
  subStack,
  supervised,
  trainingProgram,
} from '../training/index.js';
import { advected, moved, waves } from './inputs.js';
import type { Check, Workload } from './workload.js';

/** Steps of a program, the extent of its tables. */
const MAX_STEPS = 4096;

export interface FixedBatch {
  net: string;
  shape: NetworkShape;
  batch: number;
  /** Those of PRNGKey(0), if nothing stands here. */
  weights?: Float64Array[];
  /** Steps that the network is unrolled for. */
  unroll?: number;
}

/** Steps on one minibatch: the network is to move waves on. */
export function fixedBatch({ net, shape, batch, weights, unroll = 1 }: FixedBatch): Workload {
  const network = getNetwork(net, shape);
  const start = weights ?? network.init(PRNGKey(0)).map((leaf) => Float64Array.from(leaf));
  const optimizer = adam(() => 1e-3);
  const states = [waves(batch, shape.numPoints, shape.numSpatialDims)];
  while (states.length <= unroll) states.push(moved(states[states.length - 1], shape.numPoints));
  const nameOf = (t: number) => `window.${t}`;
  const program = trace({ steps: MAX_STEPS }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const window = states.map((_, i) => t.input(nameOf(i), [1, batch, ...stateShape(network)]));
    const methodology = supervised(unroll);
    const loss = methodology.loss(
      (u) => network.apply(params, u),
      (i) => window[i],
      {},
    );
    const named = network.parameters.map(({ path }, i) => ({ name: path, tensor: params[i] }));
    optimizer.update(t, named, grad(loss, params));
    t.record(LOSS, loss);
  });
  return {
    program,
    inputs: {
      ...Object.fromEntries(network.parameters.map(({ path }, i) => [path, start[i]])),
      ...Object.fromEntries(states.map((state, i) => [nameOf(i), state])),
      ...optimizer.tables(MAX_STEPS),
    },
    results: network.parameters.map(({ path }) => path),
  };
}

/** The loss of the tenth step, of a task of ten runs. */
export function lossAt10(value: number, digits: number): Check {
  const read: Check['read'] = async (executable) => (await executable.readRecord(LOSS, 9, 10))[0];
  return { name: 'loss@10', value, digits, read };
}

/**
 * Steps of an experiment on advection: minibatches of 20 of 2500 windows, a warm-up of the learning
 * rate, and several seeds side by side.
 */
export function minibatches(net: string, weights: Float64Array[], numSeeds = 1): Workload {
  const [samples, horizon, numPoints] = [50, 50, 160];
  const numSteps = 1000;
  const network = getNetwork(net, { numSpatialDims: 1, numPoints, numChannels: 1 });
  const { optimizer } = parseOptimConfig('adam;10_000;warmup_cosine;0.0;1e-3;2_000');
  const windows = subStack(samples, horizon + 1, 1);
  const plan = planEpochs(windows.count, 20);
  const methodology = supervised(1);
  const emulator = (step: Parameters<typeof methodology.loss>[0]) => step;
  const task = { network, emulator, methodology, optimizer, windows, numSeeds, numSteps };
  const seeds = Array.from({ length: numSeeds }, (_, seed) => seed);
  const orders = seeds.map((seed) => permutationMixer(plan, numSteps, PRNGKey(seed)));
  return {
    program: trainingProgram(task, plan.batchSize),
    inputs: {
      ...Object.fromEntries(
        network.parameters.map(({ path }, i) => [path, concatenate(seeds.map(() => weights[i]))]),
      ),
      [DATA]: advected(samples, horizon, numPoints),
      [ROWS]: rowTable(plan, windows, orders, numSteps),
      ...optimizer.tables(numSteps),
    },
    results: network.parameters.map(({ path }) => path),
  };
}
