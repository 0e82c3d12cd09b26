/** Copies of graphs and loops, as parts of other graphs. */

import type { RepeatAttrs } from './repeat-attrs.js';
import { Graph, type Leaf, Node, Tensor } from './tensor.js';

export function copyOf(t: Tensor, tensors: ReadonlyMap<Tensor, Tensor>): Tensor {
  const copy = tensors.get(t);
  if (!copy) throw new Error('a tensor belongs to no graph of the program');
  return copy;
}

/** Adds to `tensors` what stands for each tensor; it has what the graph captures. */
export function cloneGraph(
  graph: Graph,
  parent: Graph | null,
  tensors: Map<Tensor, Tensor>,
): Graph {
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

/** The attributes of a loop, its body anew inside `parent`; `tensors` has what the body captures. */
export function cloneLoop(
  attrs: RepeatAttrs,
  parent: Graph,
  tensors: Map<Tensor, Tensor>,
): RepeatAttrs {
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
