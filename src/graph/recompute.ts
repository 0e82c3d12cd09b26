/**
 * Steps whose inner values the backward pass computes again instead of keeping them, so that a
 * rollout's memory holds the states between its steps and the inner values of a few
 * (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost").
 *
 * A step's nodes bear its segment. Where differentiation comes to a segment it makes all its nodes
 * anew, behind everything that is there, and takes gradients at these; of what nobody reads then,
 * the passes drop the rest. The same ops on the same values give the same bits.
 */

import { cloneLoop } from './clone-graph.js';
import { currentGraph, emit, type Node, type Segment, type Tensor } from './tensor.js';

/**
 * `step`, of which `every` successive calls make a segment. The last segment is kept: the backward
 * pass begins with it.
 */
export function recomputed(step: (u: Tensor) => Tensor, every: number): (u: Tensor) => Tensor {
  const series: Segment['series'] = { last: null };
  let calls = 0;
  return (u) => {
    if (calls++ % every === 0) series.last = { series, nodes: [] };
    const graph = currentGraph();
    const around = graph.segment;
    graph.segment = series.last;
    try {
      return step(u);
    } finally {
      graph.segment = around;
    }
  };
}

/** Gives the node to differentiate in a node's place: itself, or what recomputes it. */
export function recomputation(): (node: Node) => Node {
  const copies = new Map<Node, Node>();
  return (node) => {
    const { segment } = node;
    if (segment === null || segment === segment.series.last) return node;
    if (!copies.has(node)) copyNodes(segment.nodes, copies);
    return copies.get(node) as Node;
  };
}

/** Adds the nodes once more to the open graph. */
function copyNodes(nodes: readonly Node[], copies: Map<Node, Node>): void {
  const tensors = new Map<Tensor, Tensor>();
  for (const node of nodes) {
    const inputs = node.inputs.map((t) => tensors.get(t) ?? t);
    node.inputs.forEach((t, i) => {
      tensors.set(t, inputs[i]);
    });
    const attrs =
      node.op === 'repeat' ? cloneLoop(node.attrs, currentGraph(), tensors) : node.attrs;
    const outputs = emit(node.op, inputs, attrs);
    node.outputs.forEach((t, i) => {
      tensors.set(t, outputs[i]);
    });
    copies.set(node, outputs[0].node as Node);
  }
}
