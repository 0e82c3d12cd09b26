/**
 * What lowering must know about ops: those of the graph say it in their definitions, those that
 * passes make of them here.
 */

import { type Node, type OpFacts, type OpName, opOf } from '../../graph/index.js';

/** Ops for which a backend has kernels; loops and aliases are lowered where the graph is walked. */
export type KernelOp = Exclude<OpName, 'repeat' | 'reshape' | 'stopGradient'>;

// biome-ignore lint/suspicious/noExplicitAny: attributes differ from op to op
type Facts = OpFacts<any>;

const madeByPasses = {
  /** fuse-sums.ts */
  spectralSum: { reads: () => 'point', mayOverwrite: () => true },
  /** merge-norm-grads.ts of the WebGPU backend */
  groupNormGrads: { reads: (_node, input) => (input === 2 ? 'seed' : 'sample') },
  /** merge-gathers.ts of the WebGPU backend */
  gatherWindow: { reads: (_node, input) => (input === 0 ? 'any' : 'sample') },
} satisfies Record<string, Facts>;

export type PassOp = keyof typeof madeByPasses;

export const factsOf = (node: Node): Facts => opOf(node) ?? madeByPasses[node.op as PassOp];

/** Whether an op applies parameters to samples. */
export const appliesParameters = (node: Node): boolean =>
  node.inputs.some((_, i) => factsOf(node).reads(node, i) === 'seed');
