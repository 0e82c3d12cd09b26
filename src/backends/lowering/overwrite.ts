// Whether the next value of a tensor may be made in the memory of the one before.

import { type Graph, type Node, sameShape, type Tensor } from '../../graph/index.js';
import { rootOf } from './aliases.js';

/** Ops that may write their output over an input of the same shape, element by element. */
const WORKS_IN_PLACE = new Set(['elementwise', 'adam', 'spectralSum']);

/** Attributes of an op that need not read its inputs element by element. */
export interface ReadsAlike {
  /** Of each input, whether an element of the output reads nothing of it but the same element. */
  alike: boolean[];
}

/** Whether an op that works in place may do so over its input i. */
export const mayReplace = ({ attrs }: Node, i: number): boolean =>
  (attrs as Partial<ReadsAlike>).alike?.[i] ?? true;

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
  return (
    last === at &&
    WORKS_IN_PLACE.has(node.op) &&
    node.inputs.every((t, i) => rootOf(t) !== over || mayReplace(node, i)) &&
    node.inputs.every((t) => rootOf(t) !== over || sameShape(t.shape, root.shape)) &&
    (node.op !== 'adam' || node.inputs[steppedInput(node.outputs.indexOf(root))] === over)
  );
}

/**
 * Which input of one or several Adam steps, four inputs and three outputs each, an output stands
 * for.
 */
const steppedInput = (output: number): number => 4 * Math.floor(output / 3) + [0, 2, 3][output % 3];
