/**
 * Whether a run has room for its network's depth, found out before its programs are made: from one
 * application of the network, forwards.
 */

import { sizeOf } from '../arrays.js';
import { type BackendOptions, requireRoom } from '../backends/index.js';
import { type Node, opOf, type Tensor, trace } from '../graph/index.js';
import { beforeHolding, OPS_PER_LEAF } from '../platform/index.js';
import { stateShape, type TrainingTask, windowLoss } from '../training/index.js';

/** Ops with weights; for the weights' gradients what they read first is kept. */
const WEIGHTED: readonly string[] = ['conv', 'dense', 'modeMix'];

/**
 * Throws a `PlaceError` for the training of one seed at a time with minibatches of `batchSize`, if
 * no backend has room for the parameters and for what one application of the network keeps for the
 * backward pass, or this thread has none for the operations of them all.
 */
export async function requireDepth(
  task: TrainingTask,
  batchSize: number,
  options: BackendOptions,
): Promise<void> {
  const { network, optimizer, numSeeds } = task;
  await beforeHolding(OPS_PER_LEAF * network.parameters.length);
  const { numOps, kept } = forwards(task, batchSize);
  const numbers = network.parameters.reduce(
    (sum, { path, shape }) =>
      sum + numSeeds * (1 + optimizer.stateNames(path).length) * sizeOf(shape),
    kept,
  );
  await requireRoom(options, { numbers, numOps: numOps * applications(task) });
}

/** The operations of one application, and the numbers that training it keeps. */
function forwards({ network }: TrainingTask, batchSize: number) {
  const { parameters } = network;
  let nodes: readonly Node[] = [];
  trace({ steps: 1 }, (t) => {
    const params = parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
    network.apply(params, t.input('', [1, batchSize, ...stateShape(network)]));
    nodes = t.program.graph.nodes;
  });
  const read = nodes.flatMap(({ op, inputs }) => (WEIGHTED.includes(op) ? [inputs[0]] : []));
  const kept = new Set(read.map(rootOf));
  return { numOps: nodes.length, kept: [...kept].reduce((sum, { size }) => sum + size, 0) };
}

/** The tensor of which another one is but another name. */
function rootOf(t: Tensor): Tensor {
  const { node } = t;
  return node !== null && opOf(node).isAlias === true ? rootOf(node.inputs[0]) : t;
}

/** How many times the loss of a minibatch applies the network. */
function applications(task: TrainingTask): number {
  const { network, windows } = task;
  let count = 0;
  const apply = (_: readonly Tensor[], u: Tensor) => {
    count++;
    return u;
  };
  trace({ steps: 1 }, (t) => {
    const rows = windows.numSnapshots * windows.numSamples;
    const data = t.input('data', [rows, ...stateShape(network)]);
    windowLoss(
      { ...task, network: { ...network, apply } },
      [],
      data,
      t.perStepIndex('rows', [1, 1]),
    );
  });
  return count;
}
