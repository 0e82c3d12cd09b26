/**
 * What the passes for WebGPU make of training steps: which ops are left, and what is done inside
 * them.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Chained, chainOf } from '../../src/backends/webgpu/chain.js';
import type { PartialSums } from '../../src/backends/webgpu/kernels/tree-sum.js';
import { foldConstants } from '../../src/backends/webgpu/passes/fold-constants.js';
import { prepareForGpu } from '../../src/backends/webgpu/passes/index.js';
import type { Scaled } from '../../src/backends/webgpu/passes/scale-transforms.js';
import { fill } from '../../src/graph/constants.js';
import { Graph, type Node, type Program, type Tensor } from '../../src/graph/index.js';
import { broadcastTo } from '../../src/graph/ops/broadcast.js';
import type { ElementwiseAttrs } from '../../src/graph/ops/elementwise.js';
import * as ops from '../../src/graph/ops/index.js';
import { within } from '../../src/graph/tensor.js';
import { randomArray } from '../cases/op-case.js';
import { trainingPrograms } from '../cases/training-task.js';
import { evaluate, type Values } from '../reference/evaluate.js';

/**
 * An op as a word: the micro-ops it ends in and how many results it stores, its factor, partial
 * sums.
 */
function describeOp(node: Node): string {
  const { chain, scale, partial, code } = node.attrs as Chained &
    Scaled &
    PartialSums &
    Partial<ElementwiseAttrs>;
  const words = [node.op];
  if (code) words.push(...code.map((m) => m.name));
  if (chain) {
    const inlined = chain.extras.filter((extra) => extra !== 'tensor');
    words.push(...inlined.map(() => 'irfft'), ...chain.code.map((m) => m.name));
  }
  if (scale !== undefined) words.push('scaled');
  if (partial) words.push('partial');
  return node.outputs.length > 1 ? `${words.join(' ')} -> ${node.outputs.length}` : words.join(' ');
}

/** All of them but reshapes, which are views. */
const describeOps = ({ graph }: Program): string[] =>
  graph.nodes.filter(({ op }) => op !== 'reshape').map(describeOp);

const ATTRIBUTES = { num_points: 32, batch_size: 8 };

test('a step of a Conv net', async () => {
  const { full } = await trainingPrograms('Conv;4;2;relu', { attributes: ATTRIBUTES });
  assert.deepEqual(describeOps(prepareForGpu(full)), [
    'gatherWindow -> 2',
    'conv relu',
    'conv relu',
    // The difference from the target, its square for the loss, and its multiple for the gradient.
    'conv sub square scale -> 2',
    'sum scale',
    'sum scale',
    'convWeightGrad partial -> 2',
    'convInputGrad reluGrad',
    'convWeightGrad partial -> 2',
    'convInputGrad reluGrad',
    'convWeightGrad partial -> 2',
    'adam -> 18',
  ]);
});

test('a step of an FNO', async () => {
  const { full } = await trainingPrograms('FNO;5;4;1;gelu', { attributes: ATTRIBUTES });
  assert.deepEqual(describeOps(prepareForGpu(full)), [
    'gatherWindow -> 2',
    'conv',
    'rfft',
    'modeMix',
    // The sum before the activation is kept for the gradient.
    'conv irfft add gelu -> 2',
    'conv sub square scale -> 2',
    'sum scale',
    'sum scale',
    'convInputGrad geluGrad',
    'convWeightGrad partial -> 2',
    'convWeightGrad partial -> 2',
    'rfft scaled',
    'modeMix',
    'modeMixWeightGrad -> 2',
    'convInputGrad irfft add',
    'convWeightGrad partial -> 2',
    'adam -> 24',
  ]);
});

test('a step of a net with group normalisations', async () => {
  const { full } = await trainingPrograms('MoRes;4;1;relu', { attributes: ATTRIBUTES });
  assert.deepEqual(describeOps(prepareForGpu(full)), [
    'gatherWindow -> 2',
    'conv',
    'groupNorm relu',
    'conv',
    'groupNorm relu',
    'conv add',
    'conv sub square scale -> 2',
    'sum scale',
    'sum scale',
    'convInputGrad',
    'convWeightGrad partial -> 2',
    'convWeightGrad partial -> 2',
    'convInputGrad reluGrad',
    // With respect to the input, and to scale and bias as partial sums.
    'groupNormGrads -> 3',
    'convWeightGrad partial -> 2',
    'convInputGrad reluGrad',
    'groupNormGrads add -> 3',
    'convWeightGrad partial -> 2',
    'adam -> 36',
  ]);
});

test('the program itself stays as it is', async () => {
  const { full } = await trainingPrograms('FNO;5;4;1;gelu', { attributes: ATTRIBUTES });
  const before = describeOps(full);
  const inputs = full.graph.nodes.map((node) => [...node.inputs]);
  prepareForGpu(full);
  assert.deepEqual(describeOps(full), before);
  full.graph.nodes.forEach((node, i) => {
    assert.ok(node.inputs.every((t, k) => t === inputs[i][k]));
    assert.ok(node.outputs.every((t) => t.node === node));
    assert.equal(chainOf(node).code.length, 0);
  });
});

test('gradients of a rollout are added up by the weight gradients', async () => {
  const { full } = await trainingPrograms('Conv;4;1;relu', {
    train: 'sup;9',
    attributes: ATTRIBUTES,
  });
  const { graph } = prepareForGpu(full);
  // What is left of the elementwise ops are the losses of the single steps.
  assert.ok(graph.nodes.every((node) => node.op !== 'elementwise' || node.output.size === 1));
  const sums = graph.nodes.filter((node) => node.op === 'convWeightGrad');
  assert.equal(sums.length, 2 * 9);
  assert.equal(sums.filter((node) => (node.attrs as PartialSums).onto).length, 2 * 8);
});

test('numbers are folded into micro-ops, on either side of an operand', () => {
  const shape = [1, 2, 1, 3];
  const data = randomArray('x', 6);
  const number = (value: number) => broadcastTo(fill(value, 4), shape);
  const graph = new Graph(null);
  const x = graph.addLeaf(shape, { kind: 'input', name: 'x' });
  const cases: [build: () => Tensor, code: string, expected: (x: number) => number][] = [
    [() => ops.mul(ops.scale(x, 3), number(2)), 'scale', (a) => 6 * a],
    [() => ops.mul(number(2), ops.neg(x)), 'scale', (a) => -2 * a],
    [() => ops.add(number(0.5), x), 'offset', (a) => a + 0.5],
    [() => ops.sub(x, number(0.5)), 'offset', (a) => a - 0.5],
    [() => ops.mul(ops.add(number(2), number(3)), x), 'scale', (a) => 5 * a],
    // What is no multiple and no shift keeps its operand.
    [() => ops.sub(number(0.5), x), 'sub', (a) => 0.5 - a],
    [() => ops.div(number(2), x), 'div', (a) => 2 / a],
    [() => ops.mul(x, number(1e300)), 'mul', (a) => 1e300 * a],
  ];
  const results = cases.map(([build]) => within(graph, build));
  foldConstants(graph);
  const values: Values = new Map([[x, data]]);
  for (const leaf of graph.leaves) {
    if (leaf.leaf?.kind === 'constant') values.set(leaf, leaf.leaf.data);
  }
  evaluate(graph, values);
  cases.forEach(([, code, expected], i) => {
    const { code: made } = (results[i].node as Node).attrs as ElementwiseAttrs;
    assert.equal(made[made.length - 1].name, code);
    data.forEach((a, k) => {
      const got = values.get(results[i])?.[k] as number;
      assert.ok(Math.abs(got - expected(a)) <= 1e-15 * Math.abs(expected(a)), `${code} ${i}`);
    });
  });
});
