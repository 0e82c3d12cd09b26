/**
 * What is done to a program once it is traced, for every backend: nodes without use are dropped,
 * activations and additions move into the convolution before them, and chains of elementwise ops
 * become one op.
 */

import type { RepeatAttrs } from '../repeat-attrs.js';
import type { Graph, Tensor } from '../tensor.js';
import { dropUnused } from './drop-unused.js';
import { fuseElementwise } from './fuse-elementwise.js';
import { fuseEpilogues } from './fuse-epilogues.js';

/** Optimises `graph`, whose results are `results`, in place. Results keep their identity. */
export function optimise(graph: Graph, results: readonly Tensor[]): void {
  dropUnused(graph, results);
  for (const node of graph.nodes) {
    if (node.op !== 'repeat') continue;
    const { body, next, outputs } = node.attrs as RepeatAttrs;
    optimise(body, [...next, ...outputs]);
  }
  fuseEpilogues(graph, results);
  fuseElementwise(graph, results);
  dropUnused(graph, results);
}
