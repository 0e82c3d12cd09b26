/**
 * Adjoints of parameters leave their partial sums to the optimiser's update, which folds them as it reads
 * them. Where a parameter's gradient is a sum of several, as over the steps of a rollout, each adds
 * its partial sums to those of the one before.
 */

import {
  countUses,
  type ElementwiseAttrs,
  type Graph,
  type Node,
  PER_TENSOR,
  SCALARS,
  sameShape,
  Tensor,
} from '../../../graph/index.js';
import { partsOf } from '../kernels/index.js';
import type { PartialSums } from '../kernels/tree-sum.js';

/**
 * The gradient that an update takes as its input `input`: the sum of outputs of weight gradients.
 */
interface Gradient {
  update: Node;
  input: number;
  terms: Tensor[];
}

export function leavePartialSums(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  const position = new Map(graph.nodes.map((node, i) => [node, i]));
  const gradients = new Map<Node, Gradient[]>();
  for (const update of graph.nodes) {
    if (update.op !== 'adam') continue;
    for (let input = 1; input < update.inputs.length - SCALARS; input += PER_TENSOR) {
      const terms = termsOf(update.inputs[input], uses);
      if (!terms) continue;
      const at = (t: Tensor) => position.get(t.node as Node) as number;
      terms.sort((a, b) => at(a) - at(b));
      const first = terms[0].node as Node;
      gradients.set(first, [...(gradients.get(first) ?? []), { update, input, terms }]);
    }
  }
  for (const group of gradients.values()) {
    const makers = group[0].terms.map((t) => t.node as Node);
    if (areOneSum(makers, group)) chainSums(graph, makers, group);
  }
}

/**
 * The outputs of weight gradients that a tensor is the sum of, if it is one and nothing else reads
 * them.
 */
function termsOf(t: Tensor, uses: ReadonlyMap<Tensor, number>): Tensor[] | null {
  const { node } = t;
  if (!node || uses.get(t) !== 1) return null;
  if (partsOf(node) !== null) return [t];
  if (node.op !== 'elementwise' || !isSum(node)) return null;
  const terms = node.inputs.map((input) => termsOf(input, uses));
  return terms.every((list) => list !== null) ? terms.flat() : null;
}

/** Whether a chain adds up its inputs, each once. */
function isSum(node: Node): boolean {
  const { code, shape } = node.attrs as ElementwiseAttrs;
  const operands = code.flatMap(({ a, b }) => [a, b]);
  return (
    code.every(({ name }) => name === 'add') &&
    new Set(operands).size === operands.length &&
    node.inputs.every((t) => sameShape(t.shape, shape))
  );
}

/**
 * Whether the gradients of all outputs of `makers` are sums over the same makers, which are cut
 * into the same parts.
 */
function areOneSum(makers: readonly Node[], group: readonly Gradient[]): boolean {
  const parts = partsOf(makers[0]) as number;
  return (
    new Set(makers).size === makers.length &&
    makers.every((m) => m.outputs.length === group.length && partsOf(m) === parts) &&
    group.every(({ terms }) => {
      const k = makers[0].outputs.indexOf(terms[0]);
      return terms.length === makers.length && terms.every((t, i) => t === makers[i].outputs[k]);
    })
  );
}

function chainSums(graph: Graph, makers: readonly Node[], group: readonly Gradient[]): void {
  const parts = partsOf(makers[0]) as number;
  const outputs = group.map(({ terms }) => makers[0].outputs.indexOf(terms[0]));
  let before: Tensor[] = [];
  for (const maker of makers) {
    const onto = before.length > 0;
    maker.attrs = { ...maker.attrs, partial: true, onto } satisfies PartialSums;
    maker.inputs = [...maker.inputs, ...before];
    maker.outputs.forEach(({ shape: [seeds, ...rest] }, k) => {
      maker.outputs[k] = new Tensor(graph, [seeds, parts, ...rest], 'real', null);
      maker.outputs[k].node = maker;
    });
    before = maker.outputs;
  }
  group.forEach(({ update, input }, i) => {
    const sum = before[outputs[i]];
    update.inputs = update.inputs.map((t, k) => (k === input ? sum : t));
  });
}
