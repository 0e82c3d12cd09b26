/**
 * Both adjoints of a group normalisation, with respect to its input and to its scale and bias, are
 * one op: they read the same two tensors and need the same statistics.
 */

import { type Graph, type GroupNormAttrs, Node } from '../../../graph/index.js';
import { rootOf } from '../../lowering/aliases.js';
import { type Chained, ownInputs } from '../chain.js';
import type { PartialSums } from '../kernels/tree-sum.js';

/**
 * Of a merged op, whose inputs are g, x, scale, the partial sums that those of scale and bias are
 * added to, if there are any, and the extras of its chain; its outputs those of the chain, then the
 * gradients of scale and bias.
 */
export interface NormGradsAttrs extends GroupNormAttrs, Chained {
  weights: PartialSums;
}

/** Those whose kernel would have more than `most` operands stay apart. */
export function mergeNormGrads(graph: Graph, most: number): void {
  const position = new Map(graph.nodes.map((node, i) => [node, i]));
  const at = (node: Node) => position.get(node) as number;
  const reads = (node: Node, maker: Node) => node.inputs.some((t) => rootOf(t).node === maker);
  /** Whether all that a node reads is made before another one. */
  const mayRise = (node: Node, to: Node) =>
    node.inputs.every((t) => {
      const { node: maker } = rootOf(t);
      return !maker || at(maker) < at(to);
    });
  /** Whether all that reads a node comes after another one. */
  const mayFall = (node: Node, to: Node) =>
    graph.nodes.every((reader) => at(reader) > at(to) || !reads(reader, node));
  const merged = new Map<Node, Node | null>();
  for (const ofInput of graph.nodes) {
    const { isAffine } = ofInput.attrs as GroupNormAttrs;
    if (ofInput.op !== 'groupNormGrad' || !isAffine) continue;
    const ofWeights = graph.nodes.find((node) => belongsTo(node, ofInput));
    if (!ofWeights) continue;
    const pair = [ofInput, ofWeights].sort((a, b) => at(a) - at(b));
    const [first, second] = pair;
    const place = mayRise(second, first) ? first : mayFall(first, second) ? second : null;
    if (!place) continue;
    if (operandsOf(ofInput, ofWeights) > most) continue;
    const both = merge(ofInput, ofWeights);
    for (const node of [...pair, both]) position.set(node, at(place));
    for (const node of pair) merged.set(node, node === place ? both : null);
  }
  graph.nodes = graph.nodes.flatMap((node) => merged.get(node) ?? (merged.has(node) ? [] : [node]));
}

/** Whether a node is the adjoint with respect to scale and bias where `ofInput` is the other one. */
function belongsTo(node: Node, ofInput: Node): boolean {
  const { groups, eps } = ofInput.attrs as GroupNormAttrs;
  const [g, x] = ofInput.inputs;
  const attrs = node.attrs as Partial<GroupNormAttrs>;
  return (
    node.op === 'groupNormWeightGrad' &&
    node.inputs[0] === x &&
    node.inputs[1] === g &&
    attrs.groups === groups &&
    attrs.eps === eps
  );
}

/** The operands of both in one: the first two inputs are the same. */
const operandsOf = (ofInput: Node, ofWeights: Node): number =>
  ofInput.inputs.length +
  ofInput.outputs.length +
  ofWeights.inputs.slice(2).length +
  ofWeights.outputs.length;

function merge(ofInput: Node, ofWeights: Node): Node {
  const own = ownInputs(ofInput);
  const { partial, onto } = ofWeights.attrs as PartialSums;
  const before = ofWeights.inputs.slice(2);
  const inputs = [...ofInput.inputs.slice(0, own), ...before, ...ofInput.inputs.slice(own)];
  const attrs = { ...(ofInput.attrs as GroupNormAttrs & Chained), weights: { partial, onto } };
  const node = new Node('groupNormGrads', inputs, attrs satisfies NormGradsAttrs);
  for (const t of [...ofInput.outputs, ...ofWeights.outputs]) {
    node.outputs.push(t);
    t.node = node;
  }
  return node;
}
