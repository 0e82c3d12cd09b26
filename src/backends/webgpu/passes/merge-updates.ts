// The optimiser's updates of all parameters are one op. It takes the partial sums of weight gradients as they are, so that folding
// them is no work of its own.

import { type Graph, type Node, Tensor } from '../../../graph/index.js';
import { countUses } from '../../../graph/passes/drop-unused.js';
import { type PartialWeightGradAttrs, weightGradParts } from '../kernels/conv-weight-grad.js';

/** Tensors in one dispatch at most: with seven operands each, their addresses fit into the smallest uniform binding, 16 KiB. */
const MAX_TENSORS = 256;
/** Inputs of an update for each tensor: parameter, gradient, two moments; then come learning rate and bias corrections. */
const PER_TENSOR = 4;
const SCALARS = 3;

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

/** Lets weight gradients that only an update reads leave their partial sums to it. */
export function leavePartialSums(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  const updates = new Map<Tensor, Node>();
  for (const node of graph.nodes) {
    if (node.op !== 'adam') continue;
    for (let i = 1; i < node.inputs.length - SCALARS; i += PER_TENSOR) {
      updates.set(node.inputs[i], node);
    }
  }
  for (const node of graph.nodes) {
    if (node.op !== 'convWeightGrad') continue;
    if (!node.outputs.every((t) => updates.has(t) && uses.get(t) === 1)) continue;
    const parts = weightGradParts(node);
    if (parts === 1) continue;
    node.attrs = { ...node.attrs, partial: true } satisfies PartialWeightGradAttrs;
    node.outputs.forEach((whole, k) => {
      const [seeds, ...rest] = whole.shape;
      const partial = new Tensor(graph, [seeds, parts, ...rest], 'real', null);
      partial.node = node;
      node.outputs[k] = partial;
      const update = updates.get(whole) as Node;
      update.inputs = update.inputs.map((t) => (t === whole ? partial : t));
    });
  }
}
