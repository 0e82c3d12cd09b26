/**
 * What is done to a copy of a program before it is lowered for WebGPU, where every dispatch has its
 * price: ops are merged as far as one kernel can do their work.
 */

import {
  cloneProgram,
  dropUnused,
  type Graph,
  type Program,
  type RepeatAttrs,
  type Tensor,
} from '../../../graph/index.js';
import { fuseSums } from '../../lowering/fuse-sums.js';
import { MAX_OPERANDS } from '../kernel.js';
import { foldConstants } from './fold-constants.js';
import { fuseChains } from './fuse-chains.js';
import { inlineTransforms } from './inline-transforms.js';
import { mergeGathers } from './merge-gathers.js';
import { mergeNormGrads } from './merge-norm-grads.js';
import { mergeUpdates } from './merge-updates.js';
import { leavePartialSums } from './partial-sums.js';
import { scaleTransforms } from './scale-transforms.js';
import { viewSlices } from './view-slices.js';

/**
 * The program with fewer and larger ops, the same results and the same names. No op is merged with
 * others to one that reads and makes more than `most` tensors.
 */
export function prepareForGpu(program: Program, most = MAX_OPERANDS): Program {
  const copy = cloneProgram(program);
  fuseSums(copy, { most: most - 1 });
  prepare(copy.graph, [...copy.assigned.values(), ...copy.records.values()], most);
  return copy;
}

function prepare(graph: Graph, results: readonly Tensor[], most: number): void {
  for (const node of graph.nodes) {
    if (node.op !== 'repeat') continue;
    const { body, next, outputs } = node.attrs as RepeatAttrs;
    prepare(body, [...next, ...outputs], most);
  }
  foldConstants(graph);
  dropUnused(graph, results);
  scaleTransforms(graph, results);
  dropUnused(graph, results);
  mergeGathers(graph);
  fuseChains(graph, results, most);
  inlineTransforms(graph, results);
  dropUnused(graph, results);
  mergeUpdates(graph);
  leavePartialSums(graph, results);
  mergeNormGrads(graph, most);
  viewSlices(graph);
  dropUnused(graph, results);
}
