/** The table from op to kernels. */

import type { Node } from '../../../graph/index.js';
import type { KernelOp, PassOp } from '../../lowering/op-facts.js';
import type { GpuContext } from '../kernel.js';
import { conv, convInputGrad } from './conv.js';
import { convWeightGrad, weightGradParts } from './conv-weight-grad.js';
import { dense, denseInputGrad, denseWeightGrad } from './dense.js';
import { elementwise } from './elementwise.js';
import { concat, gatherWindow, pad, slice } from './gather.js';
import { modeMix, modeMixWeightGrad } from './mode-mix.js';
import {
  groupNorm,
  groupNormGrad,
  groupNormGrads,
  groupNormWeightGrad,
  normWeightGradParts,
} from './norm.js';
import { adam } from './optimizer.js';
import { sum } from './reduce.js';
import { complexMul, irfft, rfft } from './spectral.js';
import { spectralSum } from './spectral-sum.js';

/** They may end in a chain (chain.ts) whose extra operands are inverse transforms. */
const convolutions = { conv, convInputGrad };

/** They may end in a chain. */
const chainable = { ...convolutions, dense, denseInputGrad, groupNorm, groupNormGrad, sum };

/** What each op becomes. The passes leave no `gather`, but what gathers are merged into. */
export const gpuKernels = {
  adam,
  complexMul,
  concat,
  ...chainable,
  convWeightGrad,
  denseWeightGrad,
  elementwise,
  gatherWindow,
  groupNormGrads,
  groupNormWeightGrad,
  irfft,
  modeMix,
  modeMixWeightGrad,
  pad,
  rfft,
  slice,
  spectralSum,
} satisfies Record<Exclude<KernelOp, 'gather'> | PassOp, (c: GpuContext) => void>;

/** Whether an op's kernel can end in a chain. */
export const takesChain = (op: string): boolean => op in chainable;

/** Whether it evaluates inverse transforms that the chain reads. */
export const evaluatesTransforms = (op: string): boolean => op in convolutions;

const PARTS: Partial<Record<string, (node: Node) => number>> = {
  convWeightGrad: weightGradParts,
  groupNormWeightGrad: normWeightGradParts,
};

/** How many partial sums an op makes for each element, if it can leave them so; else null. */
export const partsOf = (node: Node): number | null => PARTS[node.op]?.(node) ?? null;
