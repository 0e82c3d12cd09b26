/** Which tensors may be made in the memory of others: of what a node reads, of the value before. */

import { type Node, sameShape, type Tensor } from '../../graph/index.js';
import { rootOf } from './aliases.js';
import type { Place } from './instructions.js';
import { factsOf } from './op-facts.js';
import type { Places } from './places.js';
import type { Sharing } from './sharing.js';

/** The index of the last node of a graph that reads a tensor. */
export type LastRead = Map<Tensor, number>;

/** The index of each node of a graph. */
export type IndexOf = ReadonlyMap<Node, number>;

/** Attributes of a node that a pass made read an input in another way than its op does. */
export interface ReadsAlike {
  /** Of each input, whether the node reads it as its op does. */
  alike: boolean[];
}

/** Whether a node's output `output` may be made over its input `input`, if their shapes are one. */
const mayReplace = (node: Node, output: number, input: number): boolean =>
  (factsOf(node).mayOverwrite?.(output, input) ?? false) &&
  ((node.attrs as Partial<ReadsAlike>).alike?.[input] ?? true);

/**
 * Whether `root` may be computed straight into the memory of the leaf `over`; both are of the graph
 * whose nodes `indexOf` has.
 */
export function mayOverwrite(
  root: Tensor,
  over: Tensor | null,
  indexOf: IndexOf,
  lastRead: LastRead,
): boolean {
  const { node } = root;
  const at = node ? indexOf.get(node) : undefined;
  if (!node || at === undefined) return false;
  if (!over) return true;
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

/** A node of a graph, by its index, and when tensors are read last there. */
interface Moment {
  index: number;
  lastRead: LastRead;
}

/**
 * The memory of an input that a node is the last to read, if its output `out` may be written over
 * it.
 */
export function inputPlace(
  node: Node,
  out: Tensor,
  { index, lastRead }: Moment,
  places: Places,
  sharing: Sharing,
): Place | null {
  const output = node.outputs.indexOf(out);
  for (const [k, t] of node.inputs.entries()) {
    if (!mayReplace(node, output, k)) continue;
    const root = rootOf(t);
    if (!root.node || lastRead.get(root) !== index || !sameShape(t.shape, out.shape)) continue;
    const place = places.of(t);
    const { block } = place;
    const shared = node.inputs.some((other) => other !== t && places.of(other).block === block);
    if (!shared && !sharing.isWanted(block) && places.isOfBody(place)) return place;
  }
  return null;
}

/** The memory of a carried tensor's initial value, if the loop is the last to read it. */
export function carriedPlace(
  node: Node,
  carry: number,
  { index, lastRead }: Moment,
  places: Places,
): Place | null {
  const root = rootOf(node.inputs[carry]);
  const place = places.of(node.inputs[carry]);
  const once = node.inputs.filter((t) => rootOf(t) === root).length === 1;
  const isLast = lastRead.get(root) === index;
  return root.node && once && isLast && places.isOfBody(place) ? place : null;
}
