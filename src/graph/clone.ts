/** A copy of a program that may be rewritten without the other one noticing. */

import type { RepeatAttrs } from './ops/repeat.js';
import { Graph, type Leaf, Node, Tensor } from './tensor.js';
import type { Program } from './trace.js';

/**
 * The same nodes and tensors anew; constants keep their data, attributes of other ops than loops
 * are shared.
 */
export function cloneProgram(program: Program): Program {
  const tensors = new Map<Tensor, Tensor>();
  const graph = cloneGraph(program.graph, null, tensors);
  const copies = (table: Map<string, Tensor>) =>
    new Map([...table].map(([name, t]) => [name, copyOf(t, tensors)]));
  return {
    steps: program.steps,
    graph,
    states: copies(program.states),
    inputs: copies(program.inputs),
    tables: copies(program.tables),
    assigned: copies(program.assigned),
    records: copies(program.records),
  };
}

function copyOf(t: Tensor, tensors: ReadonlyMap<Tensor, Tensor>): Tensor {
  const copy = tensors.get(t);
  if (!copy) throw new Error('a tensor belongs to no graph of the program');
  return copy;
}

function cloneGraph(graph: Graph, parent: Graph | null, tensors: Map<Tensor, Tensor>): Graph {
  const copy = new Graph(parent);
  const leafOf = (leaf: Leaf): Leaf =>
    leaf.kind === 'capture' ? { kind: 'capture', outer: copyOf(leaf.outer, tensors) } : leaf;
  for (const t of graph.leaves) {
    tensors.set(t, copy.addLeaf(t.shape, leafOf(t.leaf as Leaf), t.dtype));
  }
  for (const node of graph.nodes) {
    const attrs = node.op === 'repeat' ? cloneLoop(node.attrs, copy, tensors) : node.attrs;
    const made = new Node(
      node.op,
      node.inputs.map((t) => copyOf(t, tensors)),
      attrs,
    );
    for (const out of node.outputs) {
      const t = new Tensor(copy, out.shape, out.dtype, null);
      t.node = made;
      made.outputs.push(t);
      tensors.set(out, t);
    }
    copy.nodes.push(made);
  }
  return copy;
}

function cloneLoop(attrs: RepeatAttrs, parent: Graph, tensors: Map<Tensor, Tensor>): RepeatAttrs {
  const body = cloneGraph(attrs.body, parent, tensors);
  const copies = (list: readonly Tensor[]) => list.map((t) => copyOf(t, tensors));
  return {
    ...attrs,
    body,
    carry: copies(attrs.carry),
    slices: copies(attrs.slices),
    captures: copies(attrs.captures),
    next: copies(attrs.next),
    outputs: copies(attrs.outputs),
  };
}
