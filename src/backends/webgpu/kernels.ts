// The table from op to kernels.

import type { OpName } from '../../graph/index.js';
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

/** The passes leave no `gather`, but what gathers are merged into, and make sums of spectra. */
type GpuOp =
  | Exclude<OpName, 'repeat' | 'reshape' | 'stopGradient' | 'gather'>
  | 'gatherWindow'
  | 'spectralSum';

/** Ops that become dispatches; loops and aliases are lowered where the graph is walked. */
export const gpuKernels = {
  adam,
  complexMul,
  concat,
  conv,
  convInputGrad,
  convWeightGrad,
  dense,
  denseInputGrad,
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
  sum,
} satisfies Record<GpuOp, (c: GpuContext) => void>;
