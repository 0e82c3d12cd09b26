/** Dense layers and their gradients. */

import {
  DENSE_GRAD_SCRATCH,
  Dense,
  DenseInputGrad,
  DenseWeightGrad,
} from '../../../../assembly/kernels/arguments/dense.js';
import {
  DENSE,
  DENSE_INPUT_GRAD,
  DENSE_WEIGHT_GRAD,
} from '../../../../assembly/schedule/opcodes.js';
import { argumentWords } from '../../../core/index.js';
import { chunksOf } from '../../lowering/instructions.js';
import type { Lower } from '../../lowering/node-context.js';
import { fold } from './fold.js';

export const dense: Lower = (c) => {
  const [E, B, I] = c.node.inputs[0].shape;
  const O = c.node.output.shape[2];
  const bias = c.node.inputs.length > 2 ? c.input(2) : 0;
  const words = argumentWords(Dense, {
    X: c.input(0),
    W: c.input(1),
    BIAS: bias,
    Y: c.output(0),
    BATCH: B,
    INPUTS: I,
    OUTPUTS: O,
    X_SEED: B * I,
    W_SEED: O * I,
    BIAS_SEED: O,
  });
  c.emit(DENSE, E * B, words);
};

export const denseInputGrad: Lower = (c) => {
  const [E, B, O] = c.node.inputs[0].shape;
  const I = c.node.output.shape[2];
  const words = argumentWords(DenseInputGrad, {
    G: c.input(0),
    W: c.input(1),
    DX: c.output(0),
    BATCH: B,
    INPUTS: I,
    OUTPUTS: O,
    G_SEED: B * O,
    W_SEED: O * I,
  });
  c.emit(DENSE_INPUT_GRAD, E * B, words, { scratch: DENSE_GRAD_SCRATCH });
};

export const denseWeightGrad: Lower = (c) => {
  const [E, B, I] = c.node.inputs[0].shape;
  const O = c.node.inputs[1].shape[2];
  const { size, count } = chunksOf(B);
  const S = c.elementBytes;
  const dw = c.workspace(E * count * O * I * S);
  const db = c.node.outputs.length > 1 ? c.workspace(E * count * O * S) : 0;
  const words = argumentWords(DenseWeightGrad, {
    G: c.input(1),
    X: c.input(0),
    DW: dw,
    DB: db,
    BATCH: B,
    CHUNKS: count,
    CHUNK: size,
    INPUTS: I,
    OUTPUTS: O,
    G_SEED: B * O,
    X_SEED: B * I,
  });
  c.emit(DENSE_WEIGHT_GRAD, E * count, words, { scratch: DENSE_GRAD_SCRATCH, batch: B });
  fold(c, dw, c.output(0), E, count, O * I);
  if (db !== 0) fold(c, db, c.output(1), E, count, O);
};
