/**
 * The table of all ops. Backends and test suites iterate it: an op that is here and has no kernel,
 * or no test case, fails to compile or fails the suite.
 */

import { registerOps } from '../tensor.js';
import { adamOp } from './adam.js';
import { complexMulOp } from './complex-mul.js';
import { concatOp } from './concat.js';
import { convOp } from './conv.js';
import { convInputGradOp } from './conv-input-grad.js';
import { convWeightGradOp } from './conv-weight-grad.js';
import { denseOp } from './dense.js';
import { denseInputGradOp } from './dense-input-grad.js';
import { denseWeightGradOp } from './dense-weight-grad.js';
import { elementwiseOp } from './elementwise.js';
import { gatherOp } from './gather.js';
import { groupNormOp } from './group-norm.js';
import { groupNormGradOp, groupNormWeightGradOp } from './group-norm-grad.js';
import { irfftOp } from './irfft.js';
import { modeMixOp } from './mode-mix.js';
import { modeMixWeightGradOp } from './mode-mix-weight-grad.js';
import { padOp } from './pad.js';
import { repeatOp } from './repeat.js';
import { reshapeOp } from './reshape.js';
import { rfftOp } from './rfft.js';
import { sliceOp } from './slice.js';
import { stopGradientOp } from './stop-gradient.js';
import { sumOp } from './sum.js';

/** All ops by name. */
export const ops = {
  adam: adamOp,
  complexMul: complexMulOp,
  concat: concatOp,
  conv: convOp,
  convInputGrad: convInputGradOp,
  convWeightGrad: convWeightGradOp,
  dense: denseOp,
  denseInputGrad: denseInputGradOp,
  denseWeightGrad: denseWeightGradOp,
  elementwise: elementwiseOp,
  gather: gatherOp,
  groupNorm: groupNormOp,
  groupNormGrad: groupNormGradOp,
  groupNormWeightGrad: groupNormWeightGradOp,
  irfft: irfftOp,
  modeMix: modeMixOp,
  modeMixWeightGrad: modeMixWeightGradOp,
  pad: padOp,
  repeat: repeatOp,
  reshape: reshapeOp,
  rfft: rfftOp,
  slice: sliceOp,
  stopGradient: stopGradientOp,
  sum: sumOp,
};

/** By which nodes name what they compute. */
export type OpName = keyof typeof ops;

registerOps(ops);
