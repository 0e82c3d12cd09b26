/** The mixing of channels mode by mode, and its gradient. */

import { ModeMix, ModeMixWeightGrad } from '../../../../assembly/kernels/arguments/mode-mix.js';
import { MODE_MIX, MODE_MIX_WEIGHT_GRAD } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords } from '../../../core/index.js';
import { type ModeMixAttrs, type Shape, weightModes } from '../../../graph/index.js';
import { chunksOf } from '../../lowering/instructions.js';
import type { Lower } from '../../lowering/node-context.js';
import { fold } from './fold.js';

/** The extents of the compact layout of a spectrum `[E, B, C, 2, …modes]`. */
function layoutOf(spectrum: Shape) {
  const modes = weightModes(spectrum.slice(4));
  return {
    MODES: modes[modes.length - 1],
    DIMS: modes.length,
    ROWS: sizeOf(modes.slice(0, -1)),
    MIDDLE: modes.length === 3 ? modes[1] : 1,
  };
}

export const modeMix: Lower = (c) => {
  const { adjoint } = c.node.attrs as ModeMixAttrs;
  const X = c.node.inputs[0].shape;
  const [E, B] = X;
  const out = c.node.output.shape[2];
  const words = argumentWords(ModeMix, {
    X: c.input(0),
    WR: c.input(1),
    WI: c.input(2),
    Y: c.output(0),
    BATCH: B,
    IN: X[2],
    OUT: out,
    ...layoutOf(X),
    OWN_WEIGHTS: 1,
    ADJOINT: adjoint ? 1 : 0,
  });
  c.emit(MODE_MIX, E * B * sizeOf(X.slice(4, -1)) * out, words);
};

export const modeMixWeightGrad: Lower = (c) => {
  const [X, G] = c.node.inputs.map(({ shape }) => shape);
  const [E, B] = X;
  const { count } = chunksOf(B);
  const length = sizeOf(c.node.output.shape.slice(1));
  const partials = [0, 1].map(() => c.workspace(E * count * length * c.elementBytes));
  const words = argumentWords(ModeMixWeightGrad, {
    X: c.input(0),
    GY: c.input(1),
    DWR: partials[0],
    DWI: partials[1],
    BATCH: B,
    IN: X[2],
    OUT: G[2],
    ...layoutOf(X),
  });
  c.emit(MODE_MIX_WEIGHT_GRAD, E * count, words, { batch: B });
  partials.forEach((p, i) => {
    fold(c, p, c.output(i), E, count, length);
  });
};
