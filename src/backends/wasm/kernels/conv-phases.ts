/**
 * The lowering of convolutions with strides, input dilations, boundaries other than the periodic
 * one and kernels that differ between axes, and of their gradients. The arguments are those of
 * assembly/kernels/arguments/conv-phases.ts.
 */

import {
  ConvPhases,
  ConvPhasesWeightGrad,
} from '../../../../assembly/kernels/arguments/conv-phases.js';
import { CONV_PHASES, CONV_PHASES_WEIGHT_GRAD } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords } from '../../../core/index.js';
import {
  type ConvAttrs,
  type ConvGeometry,
  type ConvWeightGradAttrs,
  inputSpace,
  kernelShape,
  outputSpace,
  weightShape,
} from '../../../graph/index.js';
import { chunksOf, type Place, type Word } from '../../lowering/instructions.js';
import type { NodeContext } from '../../lowering/node-context.js';
import { EPILOGUES, extraOf, scratchOf } from './conv-words.js';
import { fold } from './fold.js';
import { convTable, inputGradTable, type PhaseTable } from './phase-table.js';

/** A table as constant data, the same for every node of the same geometry. */
const placeOf = (c: NodeContext, name: string, geometry: ConvGeometry, table: PhaseTable): Place =>
  c.plan(
    `${name} ${JSON.stringify(geometry)}`,
    () => new Uint8Array(Int32Array.from(table.words).buffer),
  );

/** A convolution, or with `transposed` the gradient with respect to its input. */
export function lowerConvPhases(c: NodeContext, transposed: boolean): void {
  const { node } = c;
  const { geometry, hasBias, epilogue } = node.attrs as ConvAttrs;
  const [E, B, inputs, ...xSpace] = node.inputs[0].shape;
  const [, , outputs, ...ySpace] = node.output.shape;
  const table = transposed ? inputGradTable(geometry) : convTable(geometry);
  const words: Word[] = argumentWords(ConvPhases, {
    X: c.input(0),
    W: c.input(1),
    BIAS: hasBias ? c.input(2) : 0,
    Y: c.output(0),
    EXTRA: extraOf(c),
    TABLE: placeOf(c, node.op, geometry, table),
    BATCH: B,
    INPUTS: inputs,
    OUTPUTS: outputs,
    X_SPACE: sizeOf(xSpace),
    Y_SPACE: sizeOf(ySpace),
    KERNEL: sizeOf(kernelShape(geometry)),
    ROWS: table.rows,
    COLUMNS: table.columns,
    RUNS: table.runs,
    PHASES: table.phases,
    HITS: table.hits,
    MOST_TAPS: table.mostTaps,
    FOLD_ROWS: table.foldRows,
    FOLD_COLUMNS: table.foldColumns,
    X_SEED: B * inputs * sizeOf(xSpace),
    W_SEED: sizeOf(node.inputs[1].shape.slice(1)),
    BIAS_SEED: hasBias ? outputs : 0,
    TRANSPOSED: transposed ? 1 : 0,
    EPILOGUE: EPILOGUES[epilogue],
  });
  c.emit(CONV_PHASES, E * B, words, { scratch: scratchOf(CONV_PHASES, words, c.precision) });
}

/** The gradient with respect to weights and bias. */
export function lowerConvPhasesWeightGrad(c: NodeContext): void {
  const { node } = c;
  const { geometry, biasShape } = node.attrs as ConvWeightGradAttrs;
  const [E, B, inputs] = node.inputs[0].shape;
  const outputs = node.inputs[1].shape[2];
  const { size, count } = chunksOf(B);
  const table = convTable(geometry);
  const length = sizeOf(weightShape(node.inputs, geometry).slice(1));
  const dw = c.workspace(E * count * length * c.elementBytes);
  const db = biasShape ? c.workspace(E * count * outputs * c.elementBytes) : 0;
  const xSpace = sizeOf(inputSpace(geometry));
  const gSpace = sizeOf(outputSpace(geometry));
  const words: Word[] = argumentWords(ConvPhasesWeightGrad, {
    G: c.input(1),
    X: c.input(0),
    DW: dw,
    DB: db,
    TABLE: placeOf(c, 'conv', geometry, table),
    BATCH: B,
    CHUNKS: count,
    CHUNK: size,
    INPUTS: inputs,
    OUTPUTS: outputs,
    X_SPACE: xSpace,
    G_SPACE: gSpace,
    KERNEL: sizeOf(kernelShape(geometry)),
    ROWS: table.rows,
    COLUMNS: table.columns,
    RUNS: table.runs,
    PHASES: table.phases,
    HITS: table.hits,
    MOST_ROWS: table.mostRows,
    MOST_POINTS: table.mostPoints,
    G_SEED: B * outputs * gSpace,
    X_SEED: B * inputs * xSpace,
  });
  const scratch = scratchOf(CONV_PHASES_WEIGHT_GRAD, words, c.precision);
  c.emit(CONV_PHASES_WEIGHT_GRAD, E * count, words, { scratch, batch: B });
  fold(c, dw, c.output(0), E, count, length);
  if (db !== 0) fold(c, db, c.output(1), E, count, outputs);
}
