/** Drops the nodes on which no result depends. */

import type { Graph, Node, Tensor } from '../tensor.js';

/** Removes from a graph the nodes on which none of these tensors depends. */
export function dropUnused(graph: Graph, results: readonly Tensor[]): void {
  const used = new Set<Tensor>(results);
  const kept: Node[] = [];
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (!node.outputs.some((t) => used.has(t))) continue;
    kept.push(node);
    for (const t of node.inputs) used.add(t);
  }
  graph.nodes = kept.reverse();
}

/** How many times each tensor is read, by nodes and as a result. */
export function countUses(graph: Graph, results: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const use = (t: Tensor) => uses.set(t, (uses.get(t) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(use);
  results.forEach(use);
  return uses;
}
