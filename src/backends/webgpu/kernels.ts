// The table from op to kernels.

import type { KernelOp, PassOp } from '../lowering/op-facts.js';
import { elementwise } from './elementwise.js';
import type { GpuContext } from './kernel.js';
import { conv, convInputGrad } from './kernels/conv.js';
import { convWeightGrad } from './kernels/conv-weight-grad.js';
import { dense, denseInputGrad, denseWeightGrad } from './kernels/dense.js';
import { concat, gatherWindow, pad, slice } from './kernels/gather.js';
import { modeMix, modeMixWeightGrad } from './kernels/mode-mix.js';
import { adam } from './kernels/optimizer.js';
import { sum } from './kernels/reduce.js';
import { complexMul, irfft, rfft } from './kernels/spectral.js';
import { spectralSum } from './kernels/spectral-sum.js';

/** They may end in a chain (chain.ts) whose extra operands are inverse transforms. */
const convolutions = { conv, convInputGrad };

/** They may end in a chain. */
const chainable = { ...convolutions, dense, denseInputGrad, sum };

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
