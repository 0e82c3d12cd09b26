/**
 * Reverse-mode differentiation as a transformation of the program: it walks the nodes backwards and
 * adds the nodes that compute the cotangents. Nothing runs.
 */

import { ones, zeros } from './fill.js';
import { add } from './ops/elementwise.js';
import { recomputation } from './recompute.js';
import { currentGraph, type Node, opOf, type Tensor } from './tensor.js';

/** Which tensors depend on any of `sources`, by a walk along `nodes`. */
export function dependents(nodes: readonly Node[], sources: Iterable<Tensor>): Set<Tensor> {
  const found = new Set<Tensor>(sources);
  for (const node of nodes) {
    if (node.op !== 'stopGradient' && node.inputs.some((t) => found.has(t))) {
      for (const out of node.outputs) found.add(out);
    }
  }
  return found;
}

/**
 * Carries `cotangents` of some tensors back along `nodes`, in place: afterwards it holds those of
 * everything they depend on. New nodes go to the open graph, which may be another one than that of
 * `nodes`.
 */
export function backpropagate(
  nodes: readonly Node[],
  cotangents: Map<Tensor, Tensor>,
  wanted: ReadonlySet<Tensor>,
): void {
  const again = recomputation();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    const outs = node.outputs.map((t) => cotangents.get(t) ?? null);
    if (outs.every((c) => c === null)) continue;
    const needed = node.inputs.map((t) => wanted.has(t));
    if (!needed.some(Boolean)) continue;
    const grads = opOf(node).gradient(again(node), outs, needed);
    node.inputs.forEach((t, k) => {
      const g = grads[k];
      if (!needed[k] || !g) return;
      const known = cotangents.get(t);
      cotangents.set(t, known ? add(known, g) : g);
    });
  }
}

/**
 * The gradients of `loss` with respect to each of `sources`, which are tensors of the same trace. A
 * loss of more than one element (one per seed) is summed: seeds do not touch each other's
 * parameters, so each gets its own gradient.
 */
export function grad(loss: Tensor, sources: readonly Tensor[]): Tensor[] {
  const graph = currentGraph();
  if (loss.graph !== graph) throw new Error('grad: the loss belongs to another graph');
  const nodes = [...graph.nodes];
  const wanted = dependents(nodes, sources);
  const cotangents = new Map([[loss, ones(loss.shape)]]);
  if (wanted.has(loss)) backpropagate(nodes, cotangents, wanted);
  return sources.map((t) => cotangents.get(t) ?? zeros(t.shape));
}
