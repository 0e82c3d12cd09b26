/** The table from op to instructions of the core. */

import type { Lower } from '../../lowering/node-context.js';
import type { KernelOp, PassOp } from '../../lowering/op-facts.js';
import { lowerConv, lowerConvWeightGrad } from './conv.js';
import { dense, denseInputGrad, denseWeightGrad } from './dense.js';
import { elementwise } from './elementwise.js';
import { modeMix, modeMixWeightGrad } from './mode-mix.js';
import { concat, gather, pad, slice } from './move.js';
import { groupNorm, groupNormGrad, groupNormWeightGrad } from './norm.js';
import { adam } from './optimizer.js';
import { sum } from './reduce.js';
import { complexMul, irfft, rfft, spectralSum } from './spectral.js';

export { copyInstruction } from './move.js';

/** What each op becomes. */
export const kernelTable = {
  adam,
  complexMul,
  concat,
  conv: (c) => lowerConv(c, false),
  convInputGrad: (c) => lowerConv(c, true),
  convWeightGrad: lowerConvWeightGrad,
  dense,
  denseInputGrad,
  denseWeightGrad,
  elementwise,
  gather,
  groupNorm,
  groupNormGrad,
  groupNormWeightGrad,
  irfft,
  modeMix,
  modeMixWeightGrad,
  pad,
  rfft,
  slice,
  spectralSum,
  sum,
} satisfies Record<KernelOp | Exclude<PassOp, 'gatherWindow' | 'groupNormGrads'>, Lower>;
