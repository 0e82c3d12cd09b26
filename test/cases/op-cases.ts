/** The cases of every op. Suites iterate this table; an op without an entry does not compile. */

import type { OpName } from '../../src/graph/index.js';
import {
  convCases,
  convInputGradCases,
  convWeightGradCases,
  denseCases,
  denseInputGradCases,
  denseWeightGradCases,
  epilogueCases,
} from './conv-cases.js';
import { chainCases, microCases } from './elementwise-cases.js';
import type { OpCase } from './op-case.js';
import {
  channelSumCases,
  complexMulCases,
  irfftCases,
  modeMixCases,
  modeMixWeightGradCases,
  rfftCases,
  spectralSumCases,
} from './spectral-cases.js';
import {
  adamCases,
  concatCases,
  gatherCases,
  padCases,
  repeatCases,
  reshapeCases,
  sliceCases,
  stopGradientCases,
  sumCases,
} from './structure-cases.js';

export const opCases = {
  adam: adamCases,
  complexMul: [...complexMulCases, ...spectralSumCases, ...channelSumCases],
  concat: concatCases,
  conv: [...convCases, ...epilogueCases],
  convInputGrad: convInputGradCases,
  convWeightGrad: convWeightGradCases,
  dense: denseCases,
  denseInputGrad: denseInputGradCases,
  denseWeightGrad: denseWeightGradCases,
  elementwise: [...Object.values(microCases).flat(), ...chainCases],
  gather: gatherCases,
  irfft: irfftCases,
  modeMix: modeMixCases,
  modeMixWeightGrad: modeMixWeightGradCases,
  pad: padCases,
  repeat: repeatCases,
  reshape: reshapeCases,
  rfft: rfftCases,
  slice: sliceCases,
  stopGradient: stopGradientCases,
  sum: sumCases,
} satisfies Record<OpName, OpCase[]>;
