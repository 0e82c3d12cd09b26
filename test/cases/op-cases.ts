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
import {
  convGeometryCases,
  convGeometryInputGradCases,
  convGeometryWeightGradCases,
} from './conv-geometry-cases.js';
import { chainCases, microCases } from './elementwise-cases.js';
import { groupNormCases, groupNormGradCases, groupNormWeightGradCases } from './norm-cases.js';
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
  conv: [...convCases, ...convGeometryCases, ...epilogueCases],
  convInputGrad: [...convInputGradCases, ...convGeometryInputGradCases],
  convWeightGrad: [...convWeightGradCases, ...convGeometryWeightGradCases],
  dense: denseCases,
  denseInputGrad: denseInputGradCases,
  denseWeightGrad: denseWeightGradCases,
  elementwise: [...Object.values(microCases).flat(), ...chainCases],
  gather: gatherCases,
  groupNorm: groupNormCases,
  groupNormGrad: groupNormGradCases,
  groupNormWeightGrad: groupNormWeightGradCases,
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
