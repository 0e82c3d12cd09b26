// The table from op to kernels.

import type { OpName } from '../../graph/index.js';
import { elementwise } from './elementwise.js';
import type { GpuContext } from './kernel.js';
import { conv, convInputGrad, convWeightGrad } from './kernels/conv.js';
import { dense, denseInputGrad, denseWeightGrad } from './kernels/dense.js';
import { concat, gather, pad, slice } from './kernels/gather.js';
import { modeMix, modeMixWeightGrad } from './kernels/mode-mix.js';
import { adam } from './kernels/optimizer.js';
import { sum } from './kernels/reduce.js';
import { complexMul, irfft, rfft } from './kernels/spectral.js';

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
  gather,
  irfft,
  modeMix,
  modeMixWeightGrad,
  pad,
  rfft,
  slice,
  sum,
} satisfies Record<Exclude<OpName, 'repeat' | 'reshape' | 'stopGradient'>, (c: GpuContext) => void>;
