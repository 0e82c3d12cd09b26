// Whether the next value of a tensor may be made in the memory of the one before.

import { type Graph, type Node, sameShape, type Tensor } from '../../graph/index.js';
import { rootOf } from './aliases.js';
import { factsOf } from './op-facts.js';

/** Attributes of a node that a pass made read an input in another way than its op does. */
export interface ReadsAlike {
  /** Of each input, whether the node reads it as its op does. */
  alike: boolean[];
}

/** Whether a node's output `output` may be made over its input `input`, if their shapes are one. */
export const mayReplace = (node: Node, output: number, input: number): boolean =>
  (factsOf(node).mayOverwrite?.(output, input) ?? false) &&
  ((node.attrs as Partial<ReadsAlike>).alike?.[input] ?? true);

/** Whether `root` may be computed straight into the memory of the leaf `over`. */
export function mayOverwrite(
  graph: Graph,
  root: Tensor,
  over: Tensor | null,
  lastRead: Map<Tensor, number>,
): boolean {
  const { node } = root;
  if (!node || root.graph !== graph) return false;
  if (!over) return true;
  const at = graph.nodes.indexOf(node);
  const last = lastRead.get(over) ?? -1;
  if (last < at) return true;
  if (last === at && node.op === 'repeat') {
    // The loop carries the leaf itself, and reads it in no other way.
    const carried = rootOf(node.inputs[node.outputs.indexOf(root)]) === over;
    return carried && node.inputs.filter((t) => rootOf(t) === over).length === 1;
  }
  const output = node.outputs.indexOf(root);
  return (
    last === at &&
    node.inputs.every(
      (t, i) =>
        rootOf(t) !== over || (mayReplace(node, output, i) && sameShape(t.shape, root.shape)),
    )
  );
}
