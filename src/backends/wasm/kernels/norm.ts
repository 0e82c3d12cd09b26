/** Group normalisation and its gradients. */

import {
  GroupNorm,
  GroupNormGrad,
  GroupNormWeightGrad,
  NORM_SCRATCH,
  NORM_SUMS,
} from '../../../../assembly/kernels/arguments/norm.js';
import {
  GROUP_NORM,
  GROUP_NORM_GRAD,
  GROUP_NORM_WEIGHT_GRAD,
} from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords, f64Words } from '../../../core/index.js';
import type { GroupNormAttrs, GroupNormWeightGradAttrs } from '../../../graph/index.js';
import { chunksOf, type Word } from '../../lowering/instructions.js';
import type { Lower, NodeContext } from '../../lowering/node-context.js';
import { EPILOGUES, extraOf } from './conv-words.js';
import { fold } from './fold.js';

/** What the normalisation and its gradient are told in the same words. */
function common(c: NodeContext) {
  const { groups, eps, epilogue } = c.node.attrs as GroupNormAttrs;
  const [, B, C, ...space] = c.node.output.shape;
  return {
    EXTRA: extraOf(c),
    BATCH: B,
    CHANNELS: C,
    GROUPS: groups,
    POINTS: sizeOf(space),
    EPILOGUE: EPILOGUES[epilogue],
    EPS: f64Words(eps),
  };
}

const samplesOf = ({ node }: NodeContext): number => node.output.shape[0] * node.output.shape[1];

export const groupNorm: Lower = (c) => {
  const { isAffine } = c.node.attrs as GroupNormAttrs;
  const words: Word[] = argumentWords<keyof typeof GroupNorm, Word | Word[]>(GroupNorm, {
    X: c.input(0),
    SCALE: isAffine ? c.input(1) : 0,
    BIAS: isAffine ? c.input(2) : 0,
    Y: c.output(0),
    ...common(c),
  });
  c.emit(GROUP_NORM, samplesOf(c), words, { scratch: NORM_SCRATCH });
};

export const groupNormGrad: Lower = (c) => {
  const { isAffine } = c.node.attrs as GroupNormAttrs;
  const words: Word[] = argumentWords<keyof typeof GroupNormGrad, Word | Word[]>(GroupNormGrad, {
    G: c.input(0),
    X: c.input(1),
    SCALE: isAffine ? c.input(2) : 0,
    DX: c.output(0),
    ...common(c),
  });
  c.emit(GROUP_NORM_GRAD, samplesOf(c), words, { scratch: NORM_SCRATCH });
};

export const groupNormWeightGrad: Lower = (c) => {
  const { groups, eps } = c.node.attrs as GroupNormWeightGradAttrs;
  const [E, B, C, ...space] = c.node.inputs[0].shape;
  const { size, count } = chunksOf(B);
  const [dScale, dBias] = [0, 1].map(() => c.workspace(E * count * C * c.elementBytes));
  const words: Word[] = argumentWords<keyof typeof GroupNormWeightGrad, Word | Word[]>(
    GroupNormWeightGrad,
    {
      G: c.input(1),
      X: c.input(0),
      DSCALE: dScale,
      DBIAS: dBias,
      BATCH: B,
      CHUNKS: count,
      CHUNK: size,
      CHANNELS: C,
      GROUPS: groups,
      POINTS: sizeOf(space),
      EPS: f64Words(eps),
    },
  );
  const scratch = NORM_SCRATCH + C * NORM_SUMS;
  c.emit(GROUP_NORM_WEIGHT_GRAD, E * count, words, { scratch, batch: B });
  fold(c, dScale, c.output(0), E, count, C);
  fold(c, dBias, c.output(1), E, count, C);
};
