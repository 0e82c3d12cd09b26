/** The optimiser's updates of all parameters are one op. */

import { type Graph, type Node, PER_TENSOR, SCALARS, type Tensor } from '../../../graph/index.js';

/**
 * Tensors in one dispatch at most: with seven operands each, their addresses fit into the smallest
 * uniform binding, 16 KiB.
 */
const MAX_TENSORS = 256;

const scalarsOf = (node: Node): Tensor[] => node.inputs.slice(-SCALARS);

function isAlike(a: Node, b: Node): boolean {
  const scalars = scalarsOf(b);
  return (
    JSON.stringify(a.attrs) === JSON.stringify(b.attrs) &&
    scalarsOf(a).every((t, i) => t === scalars[i])
  );
}

/** Puts each update into the last one of its kind, unless something reads what an update made. */
export function mergeUpdates(graph: Graph): void {
  const made = new Set(graph.nodes.flatMap((n) => (n.op === 'adam' ? n.outputs : [])));
  if (graph.nodes.some((node) => node.inputs.some((t) => made.has(t)))) return;
  const lasts: Node[] = [];
  const kept = new Set<Node>();
  for (const node of [...graph.nodes].reverse()) {
    if (node.op !== 'adam') {
      kept.add(node);
      continue;
    }
    const last = lasts.find((l) => isAlike(l, node) && l.outputs.length < 3 * MAX_TENSORS);
    if (!last) {
      lasts.push(node);
      kept.add(node);
      continue;
    }
    last.inputs = [...node.inputs.slice(0, PER_TENSOR), ...last.inputs];
    last.outputs.unshift(...node.outputs);
    for (const out of node.outputs) out.node = last;
  }
  graph.nodes = graph.nodes.filter((node) => kept.has(node));
}
