/**
 * Evaluates graphs: the table of all ops and the walk along the nodes. The loop is here because its
 * body is a graph.
 */

import type { RepeatAttrs } from '../../src/graph/index.js';
import type { OpName } from '../../src/graph/ops/table.js';
import type { Graph, Tensor, TypedNode } from '../../src/graph/tensor.js';
import { elementwise } from './elementwise.js';
import * as norm from './group-norm.js';
import type { ReferenceOp } from './indexing.js';
import * as plain from './ops.js';
import * as spectral from './spectral.js';

/** The value of every tensor of a graph. Indices are whole numbers. */
export type Values = Map<Tensor, Float64Array>;

const repeat: ReferenceOp = (node: TypedNode<RepeatAttrs>, inputs) => {
  const { n, body, carry, slices, captures, next, outputs, reverse } = node.attrs;
  let carried = inputs.slice(0, carry.length);
  const stacked = inputs.slice(carry.length, carry.length + slices.length);
  const captured = inputs.slice(carry.length + slices.length);
  const stacks = outputs.map((t) => new Float64Array(n * t.size));
  for (let turn = 0; turn < n; turn++) {
    const i = reverse ? n - 1 - turn : turn;
    const values: Values = new Map([
      ...carry.map((t, j) => [t, carried[j]] as const),
      ...slices.map((t, j) => [t, stacked[j].subarray(i * t.size, (i + 1) * t.size)] as const),
      ...captures.map((t, j) => [t, captured[j]] as const),
    ]);
    evaluate(body, values);
    outputs.forEach((t, j) => {
      stacks[j].set(values.get(t)!, i * t.size);
    });
    carried = next.map((t) => values.get(t)!);
  }
  return [...carried, ...stacks];
};

const same: ReferenceOp = (_node, [x]) => [x];

export const reference = {
  ...plain,
  ...norm,
  ...spectral,
  elementwise,
  repeat,
  reshape: same,
  stopGradient: same,
} satisfies Record<OpName, ReferenceOp>;

/**
 * Evaluates the nodes of `graph` in their order, from its leaves in `values`. Constants need not be
 * there.
 */
export function evaluate(graph: Graph, values: Values): void {
  for (const leaf of graph.leaves) {
    if (leaf.leaf?.kind === 'constant') values.set(leaf, leaf.leaf.data);
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((t) => {
      const value = values.get(t);
      if (!value) throw new Error(`${node.op} reads a tensor [${t.shape}] that has no value`);
      return value;
    });
    const outputs = reference[node.op as OpName](node, inputs);
    node.outputs.forEach((t, i) => {
      if (outputs[i]?.length !== t.size) throw new Error(`${node.op} does not make [${t.shape}]`);
      values.set(t, outputs[i]);
    });
  }
}
