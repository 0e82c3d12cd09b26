/**
 * A multiplication by a number before or behind a Fourier transform becomes the transform's own
 * factor.
 */

import {
  countUses,
  type ElementwiseAttrs,
  type Graph,
  Node,
  type Tensor,
} from '../../../graph/index.js';

/** Attributes of a transform times `scale`, 1 where it is not there. */
export interface Scaled {
  scale?: number;
}

/** The number that a node multiplies by, if that is all it does. */
function factorOf(node: Node | null): number | null {
  if (node?.op !== 'elementwise') return null;
  const { code } = node.attrs as ElementwiseAttrs;
  return code.length === 1 && code[0].name === 'scale' ? code[0].number : null;
}

const scaled = (attrs: Scaled, factor: number): Scaled => ({
  ...attrs,
  scale: (attrs.scale ?? 1) * factor,
});

export function scaleTransforms(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  graph.nodes = graph.nodes.map((node) => {
    const before = node.inputs[0]?.node ?? null;
    if (node.op === 'rfft') {
      const factor = factorOf(before);
      if (before && factor !== null && sameSize(before)) {
        node.inputs = [before.inputs[0]];
        node.attrs = scaled(node.attrs, factor);
      }
      return node;
    }
    const factor = factorOf(node);
    if (factor === null || before?.op !== 'irfft' || !sameSize(node)) return node;
    if (uses.get(before.output) !== 1) return node;
    const transform = new Node('irfft', before.inputs, scaled(before.attrs, factor));
    transform.outputs.push(node.output);
    node.output.node = transform;
    return transform;
  });
}

const sameSize = (node: Node): boolean => node.inputs[0].size === node.output.size;
