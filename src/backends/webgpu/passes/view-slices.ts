/** An elementwise op reads a slice where it lies in the tensor that it is cut from. */

import { sizeOf } from '../../../arrays.js';
import type { Graph, Shape, SliceAttrs, Tensor } from '../../../graph/index.js';
import { rootOf } from '../../lowering/aliases.js';
import type { ReadsAlike } from '../../lowering/overwrite.js';

/** A range of a tensor: its extents and its first element. */
export interface View {
  shape: Shape;
  start: number;
}

/** Attributes of an elementwise op that reads ranges of some of its inputs. */
export interface Viewed extends Partial<ReadsAlike> {
  /** For each input its range, or null for all of it. */
  views?: (View | null)[];
}

export function viewSlices(graph: Graph): void {
  for (const node of graph.nodes) {
    if (node.op !== 'elementwise') continue;
    const views = node.inputs.map(viewOf);
    if (views.every((view) => view === null)) continue;
    node.inputs = node.inputs.map(sourceOf);
    const viewed = new Set(node.inputs.filter((_, i) => views[i]).map(rootOf));
    const alike = node.inputs.map((t) => !viewed.has(rootOf(t)));
    node.attrs = { ...node.attrs, views, alike } satisfies Viewed;
  }
}

/** The tensor that a slice, or a slice of a slice, is cut from; any other tensor itself. */
const sourceOf = (t: Tensor): Tensor => (t.node?.op === 'slice' ? sourceOf(t.node.inputs[0]) : t);

function viewOf(t: Tensor): View | null {
  const source = sourceOf(t);
  if (source === t) return null;
  let start = 0;
  for (let at = t; at.node && at !== source; at = at.node.inputs[0]) {
    const { axis, start: first } = at.node.attrs as SliceAttrs;
    start += first * sizeOf(source.shape.slice(axis + 1));
  }
  return { shape: t.shape, start };
}
