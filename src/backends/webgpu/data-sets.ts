/**
 * Data sets: inputs of which a program does nothing but gather rows. They live in buffers of their
 * own, as many as it takes for none to be larger than what a kernel may be given; a gather is
 * dispatched once for each.
 */

import { sizeOf } from '../../arrays.js';
import type { Graph, Program, RepeatAttrs, Tensor } from '../../graph/index.js';
import { rootOf } from '../lowering/aliases.js';

/** Rows first … first + rows - 1 of a data set. */
export interface Shard {
  name: string;
  first: number;
  rows: number;
  /** Elements of one row. */
  row: number;
}

/** The names of the data sets of a program that is prepared for the GPU. */
export function dataSetNames(program: Program): string[] {
  const names = new Map<Tensor, string>();
  for (const [name, t] of program.inputs) if (t.dtype === 'real') names.set(t, name);
  const use = (t: Tensor) => names.delete(origin(t));
  const visit = (graph: Graph) => {
    for (const node of graph.nodes) {
      if (node.op === 'repeat') {
        const { body, carry, slices, next, outputs } = node.attrs as RepeatAttrs;
        node.inputs.slice(0, carry.length + slices.length).forEach(use);
        [...next, ...outputs].forEach(use);
        visit(body);
      } else {
        const others = node.op === 'gatherWindow' ? node.inputs.slice(1) : node.inputs;
        others.forEach(use);
      }
    }
  };
  visit(program.graph);
  [...program.assigned.values(), ...program.records.values()].forEach(use);
  return [...names.values()];
}

/** What a tensor is outside of the loops that captured it. */
function origin(t: Tensor): Tensor {
  let root = rootOf(t);
  while (root.leaf?.kind === 'capture') root = rootOf(root.leaf.outer);
  return root;
}

/** A data set in parts of at most `most` bytes, or of one row where a row takes more. */
export function shardsOf(name: string, shape: readonly number[], most: number): Shard[] {
  const [count, ...rest] = shape;
  const row = sizeOf(rest);
  const each = Math.max(1, Math.min(count, Math.floor(most / (4 * row))));
  return Array.from({ length: Math.ceil(count / each) }, (_, i) => {
    const first = i * each;
    return { name, first, rows: Math.min(each, count - first), row };
  });
}
