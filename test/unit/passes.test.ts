/** The passes keep every value to the bit, and make the ops that are expected of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import type { RepeatAttrs } from '../../src/graph/index.js';
import { Graph, grad, type Node, type Shape, type Tensor } from '../../src/graph/index.js';
import type { ConvAttrs } from '../../src/graph/ops/conv.js';
import type { ElementwiseAttrs } from '../../src/graph/ops/elementwise.js';
import * as ops from '../../src/graph/ops/index.js';
import { optimise } from '../../src/graph/passes/index.js';
import { within } from '../../src/graph/tensor.js';
import { randomArray, valuesOf } from '../cases/op-case.js';
import { opCases } from '../cases/op-cases.js';
import { evaluate, type Values } from '../reference/evaluate.js';

interface Raw {
  graph: Graph;
  leaves: Map<Tensor, Float64Array>;
  results: Tensor[];
}

/** A graph as it is before the passes. */
function raw(build: (input: (...shape: number[]) => Tensor) => Tensor[]): Raw {
  const graph = new Graph(null);
  const leaves = new Map<Tensor, Float64Array>();
  const input = (...shape: Shape) => {
    const name = `x${leaves.size}`;
    const leaf = graph.addLeaf(shape, { kind: 'input', name });
    leaves.set(leaf, randomArray(name, sizeOf(shape)));
    return leaf;
  };
  return { graph, leaves, results: within(graph, () => build(input)) };
}

function values({ graph, leaves, results }: Raw): Float64Array[] {
  const all: Values = new Map(leaves);
  evaluate(graph, all);
  return results.map((t) => all.get(t) as Float64Array);
}

/** Optimises in place and asserts that the results keep their bits. */
function optimised(made: Raw, label = ''): Graph {
  const before = values(made);
  optimise(made.graph, made.results);
  assert.deepEqual(values(made), before, label);
  return made.graph;
}

/** An op as a word: its micro-ops, its epilogue or the ops of its body behind it. */
function describeOp(node: Node): string {
  const { code } = node.attrs as ElementwiseAttrs;
  const { epilogue } = node.attrs as ConvAttrs;
  const { body } = node.attrs as RepeatAttrs;
  if (code) return code.map((m) => m.name).join(' ');
  if (body) return `repeat(${describeOps(body).join(', ')})`;
  return epilogue && epilogue !== 'none' ? `${node.op}+${epilogue}` : node.op;
}

const describeOps = (graph: Graph): string[] => graph.nodes.map(describeOp);

const meanSquare = (y: Tensor, target: Tensor) =>
  ops.mean(ops.square(ops.sub(y, target)), [1, 2, 3]);

for (const cases of Object.values(opCases)) {
  for (const which of cases) {
    test(`${which.name}: keeps its bits`, () => {
      const graph = new Graph(null);
      const leaves = new Map<Tensor, Float64Array>();
      which.inputs.forEach(({ shape, values }, i) => {
        const leaf = { kind: 'input', name: `x${i}` } as const;
        const tensor = graph.addLeaf(shape, leaf, values === 'index' ? 'index' : 'real');
        leaves.set(tensor, valuesOf(which, i));
      });
      const results = within(graph, () => which.build([...leaves.keys()]));
      optimised({ graph, leaves, results }, which.name);
    });
  }
}

test('training step of a small Conv net', () => {
  const graph = optimised(
    raw((input) => {
      const [x, target] = [input(2, 3, 1, 8), input(2, 3, 1, 8)];
      const params = [
        [input(2, 4, 1, 3), input(2, 4, 1)],
        [input(2, 4, 4, 3), input(2, 4, 1)],
        [input(2, 1, 4, 3), input(2, 1, 1)],
      ];
      const [first, second, last] = params;
      const hidden = ops.relu(
        ops.conv(ops.relu(ops.conv(x, first[0], first[1])), second[0], second[1]),
      );
      const loss = meanSquare(ops.conv(hidden, last[0], last[1]), target);
      return [loss, ...grad(loss, params.flat())];
    }),
  );
  assert.deepEqual(describeOps(graph), [
    'conv+relu',
    'conv+relu',
    'conv',
    'sub',
    'square',
    'sum',
    'sum',
    'scale',
    'scale',
    'mul scale',
    'convWeightGrad',
    'convInputGrad+reluGrad',
    'convWeightGrad',
    'convInputGrad+reluGrad',
    'convWeightGrad',
  ]);
});

test('training step of a block of an FNO', () => {
  const graph = optimised(
    raw((input) => {
      const [x, target] = [input(1, 3, 2, 8), input(1, 3, 2, 8)];
      const [w, b] = [input(1, 2, 2, 1), input(1, 2, 1)];
      const [re, im] = [input(1, 1, 2, 2, 3), input(1, 1, 2, 2, 3)];
      const modes = { modes: 3 };
      const mixed = ops.irfft(ops.modeMix(ops.rfft(x, 1, modes), re, im), [8], modes);
      const y = ops.gelu(ops.add(ops.scale(mixed, 1 / 8), ops.conv(x, w, b)));
      const loss = meanSquare(y, target);
      return [loss, ...grad(loss, [w, b, re, im])];
    }),
  );
  assert.deepEqual(describeOps(graph), [
    'rfft',
    'modeMix',
    'irfft',
    'scale',
    'conv+add',
    'gelu sub',
    'square',
    'sum',
    'sum',
    'scale',
    'scale',
    'mul scale geluGrad',
    'convWeightGrad',
    'scale',
    'rfft',
    'modeMixWeightGrad',
  ]);
});

test('a residual block adds in the convolution', () => {
  const graph = optimised(
    raw((input) => {
      const [x, w, b] = [input(1, 2, 3, 8), input(1, 3, 3, 3), input(1, 3, 1)];
      const inner = ops.relu(ops.conv(x, w, b));
      return [ops.relu(ops.add(ops.conv(inner, w, b), x))];
    }),
  );
  assert.deepEqual(describeOps(graph), ['conv+relu', 'conv+add', 'relu']);
});

test('a normalisation takes the activation behind it, its gradient what is done to that', () => {
  const graph = optimised(
    raw((input) => {
      const x = input(1, 2, 4, 8);
      const hidden = ops.relu(ops.groupNorm(x, input(1, 4), input(1, 4)));
      const y = ops.add(hidden, ops.relu(ops.groupNorm(hidden, null, null)));
      return grad(ops.sum(y, [0, 1, 2, 3]), [x]);
    }),
  );
  assert.deepEqual(
    describeOps(graph).filter((name) => name.startsWith('groupNorm')),
    ['groupNorm+relu', 'groupNorm+relu', 'groupNormGrad+add', 'groupNormGrad'],
  );
});

test('a convolution that is read twice stays as it is', () => {
  const graph = optimised(
    raw((input) => {
      const y = ops.conv(input(1, 2, 3, 8), input(1, 3, 3, 3), null);
      return [ops.relu(y), y];
    }),
  );
  assert.deepEqual(describeOps(graph), ['conv', 'relu']);
});

test('chains, whatever is read more than once inside them', () => {
  const graph = optimised(
    raw((input) => {
      const e = ops.scale(input(1, 2, 3, 8), 3);
      return [ops.mul(ops.sigmoid(e), e)];
    }),
  );
  assert.deepEqual(describeOps(graph), ['scale sigmoid mul']);
});

test('broadcasting copies are read through, results are kept', () => {
  const graph = optimised(
    raw((input) => {
      const x = input(1, 2, 3, 8);
      const row = ops.broadcastTo(input(1, 1, 3, 1), x.shape);
      const y = ops.add(x, row);
      return [y, ops.mul(ops.tanh(y), row)];
    }),
  );
  assert.deepEqual(describeOps(graph), ['add', 'tanh mul']);
});

test('what nothing depends on is dropped, and bodies of loops are optimised', () => {
  const graph = optimised(
    raw((input) => {
      const [x, w] = [input(1, 2, 3, 8), input(1, 3, 3, 3)];
      ops.tanh(ops.square(x));
      return ops.repeat(3, { carry: [x] }, ([u]) => {
        ops.gelu(u);
        return { carry: [ops.relu(ops.conv(u, w, null))] };
      }).carry;
    }),
  );
  assert.deepEqual(describeOps(graph), ['repeat(conv+relu)']);
});

test('an op has at most six inputs', () => {
  const graph = optimised(
    raw((input) => [
      Array.from({ length: 11 }, () => input(1, 2, 1, 5)).reduce((a, b) => ops.mul(a, b)),
    ]),
  );
  assert.ok(graph.nodes.every((node) => node.inputs.length <= 6));
  assert.equal(graph.nodes.length, 2);
});
