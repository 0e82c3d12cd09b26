/**
 * The lowering of convolutions and their gradients: which algorithm, and into how many parts a
 * sample is divided. The arguments are those of assembly/kernels/arguments/conv.ts.
 */

import {
  Conv,
  ConvAlgorithm,
  ConvWeightGrad,
} from '../../../../assembly/kernels/arguments/conv.js';
import { CONV, CONV_WEIGHT_GRAD } from '../../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../../arrays.js';
import { argumentWords, core } from '../../../core/index.js';
import {
  type ConvAttrs,
  type ConvGeometry,
  type ConvWeightGradAttrs,
  inputSpace,
  isPlain,
  weightShape,
} from '../../../graph/index.js';
import { chunksOf, type Word } from '../../lowering/instructions.js';
import type { NodeContext } from '../../lowering/node-context.js';
import { lowerConvPhases, lowerConvPhasesWeightGrad } from './conv-phases.js';
import { EPILOGUES, extraOf, scratchOf } from './conv-words.js';
import { fold } from './fold.js';

/** Fewer channels than this on either side, and Winograd's transforms cost more than they save. */
const WINOGRAD_CHANNELS = 8;

/** Parts into which the samples of a batch are divided together, where they are large enough. */
const PARTS = 32;

/**
 * Bytes of the padded copy of a block that the direct sum works on, to stay in the second-level
 * cache.
 */
const BLOCK_BYTES = 1 << 18;

/** Groups of four Winograd tiles that a part of a weight gradient has at least. */
const GRADIENT_GROUPS = 64;

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(n, high));

/** A convolution as its kernels see it. */
interface Layer {
  inputs: number;
  outputs: number;
  /** Taps, from one to the next, and how far they reach before and behind, on every axis. */
  k: number;
  dilation: number;
  before: number;
  after: number;
  dims: number;
  /** With leading ones for the axes that the space has not. */
  space: [number, number, number];
  isF64: boolean;
}

function layerOf(
  { precision }: NodeContext,
  inputs: number,
  outputs: number,
  geometry: ConvGeometry,
): Layer {
  const [{ kernel: k, dilation, before, after }] = geometry.axes;
  const space = [1, 1, 1, ...inputSpace(geometry)].slice(-3) as [number, number, number];
  const dims = geometry.axes.length;
  return { inputs, outputs, k, dilation, before, after, dims, space, isF64: precision === 'f64' };
}

/**
 * Whether a convolution of three taps runs as Winograd: in 1D F(4,3), for dilations 1, 2 and 4, 1.7
 * times as fast as the direct sum at twice its rms error; in 2D and 3D F(4×4,3×3), for dilation 1,
 * three times as fast at 2.1 times its rms error. The float64 program stays direct.
 */
function usesWinograd({ inputs, outputs, k, dilation, dims, isF64 }: Layer): boolean {
  const isDilated = dims === 1 && (dilation === 2 || dilation === 4);
  const fits = !isF64 && k === 3 && (dilation === 1 || isDilated);
  return fits && Math.min(inputs, outputs) >= WINOGRAD_CHANNELS;
}

/**
 * Whether a convolution to few channels sums over the channels before it shifts
 * (assembly/kernels/conv-narrow.ts).
 */
const isNarrow = ({ inputs, outputs, k, dilation, isF64 }: Layer): boolean =>
  !isF64 && k === 3 && dilation === 1 && outputs < WINOGRAD_CHANNELS && inputs >= WINOGRAD_CHANNELS;

/** Groups of four tiles in a row of tiles, and rows of tiles in a sample. */
function tilesOf({ dims, space: [s0, s1, s2] }: Layer): { groups: number; rows: number } {
  return { groups: Math.ceil(s2 / 16), rows: dims === 1 ? 1 : s0 * Math.ceil(s1 / 4) };
}

/** Blocks of a sample for the direct sum. */
function directBlocks({ inputs, k, dilation, dims, space, isF64 }: Layer, samples: number): number {
  const [s0, s1, s2] = space;
  const wanted = Math.ceil(PARTS / samples);
  if (k === 1) return clamp(wanted, 1, Math.ceil((s0 * s1 * s2) / 256));
  if (dims === 1) return clamp(wanted, 1, Math.ceil(s2 / 256));
  const [slices, sliceRows] = dims === 2 ? [s1, 1] : [s0, s1];
  const halo = (k - 1) * dilation;
  const rowBytes = core().paddedRowBytes(s2, halo, isF64 ? 1 : 0);
  const fitting = Math.max(1, Math.floor(BLOCK_BYTES / (sliceRows * inputs * rowBytes)));
  return Math.max(
    clamp(wanted, 1, Math.ceil(slices / 4)),
    Math.ceil(slices / Math.max(fitting - halo, halo, 1)),
  );
}

/** The algorithm of a convolution, and the blocks of a sample. */
function planOf(x: Layer, samples: number): { algorithm: number; blocks: number } {
  const { groups, rows } = tilesOf(x);
  if (usesWinograd(x)) {
    return { algorithm: ConvAlgorithm.WINOGRAD, blocks: x.dims === 1 ? groups : rows };
  }
  if (isNarrow(x)) {
    const [s0, s1] = x.space;
    return {
      algorithm: ConvAlgorithm.NARROW,
      blocks: clamp(Math.ceil(PARTS / samples), 1, s0 * s1),
    };
  }
  return { algorithm: ConvAlgorithm.DIRECT, blocks: directBlocks(x, samples) };
}

/** A convolution, or with `transposed` the gradient with respect to its input. */
export function lowerConv(c: NodeContext, transposed: boolean): void {
  const { node } = c;
  const { geometry, hasBias, epilogue } = node.attrs as ConvAttrs;
  if (!isPlain(geometry)) {
    lowerConvPhases(c, transposed);
    return;
  }
  const [E, B, inputs] = node.inputs[0].shape;
  const outputs = node.output.shape[2];
  const x = layerOf(c, inputs, outputs, geometry);
  const { algorithm, blocks } = planOf(x, E * B);
  const words: Word[] = argumentWords(Conv, {
    X: c.input(0),
    W: c.input(1),
    BIAS: hasBias ? c.input(2) : 0,
    Y: c.output(0),
    EXTRA: extraOf(c),
    BATCH: B,
    INPUTS: inputs,
    OUTPUTS: outputs,
    TAPS: x.k,
    DILATION: x.dilation,
    BEFORE: transposed ? x.after : x.before,
    DIMENSIONS: x.dims,
    S0: x.space[0],
    S1: x.space[1],
    S2: x.space[2],
    X_SEED: B * inputs * sizeOf(x.space),
    W_SEED: sizeOf(node.inputs[1].shape.slice(1)),
    BIAS_SEED: hasBias ? outputs : 0,
    TRANSPOSED: transposed ? 1 : 0,
    EPILOGUE: EPILOGUES[epilogue],
    ALGORITHM: algorithm,
    BLOCKS: blocks,
  });
  c.emit(CONV, E * B * blocks, words, { scratch: scratchOf(CONV, words, c.precision) });
}

/**
 * The gradient with respect to weights and bias. Its sums depend on `blocks`, so that may depend on
 * one seed's shapes alone.
 */
export function lowerConvWeightGrad(c: NodeContext): void {
  const { node } = c;
  const { geometry, biasShape } = node.attrs as ConvWeightGradAttrs;
  if (!isPlain(geometry)) {
    lowerConvPhasesWeightGrad(c);
    return;
  }
  const [E, B, inputs] = node.inputs[0].shape;
  const outputs = node.inputs[1].shape[2];
  const x = layerOf(c, inputs, outputs, geometry);
  const { size, count } = chunksOf(B);
  const winograd = usesWinograd(x);
  const { groups, rows } = tilesOf(x);
  const divides = winograd && x.dims > 1 && size === 1;
  const blocks = divides
    ? clamp(Math.ceil(10 / B), 1, Math.floor((rows * groups) / GRADIENT_GROUPS))
    : 1;
  const length = sizeOf(weightShape(node.inputs, geometry).slice(1));
  const parts = count * blocks;
  const dw = c.workspace(E * parts * length * c.elementBytes);
  const db = biasShape ? c.workspace(E * parts * outputs * c.elementBytes) : 0;
  const words: Word[] = argumentWords(ConvWeightGrad, {
    G: c.input(1),
    X: c.input(0),
    DW: dw,
    DB: db,
    BATCH: B,
    CHUNKS: count,
    CHUNK: size,
    INPUTS: inputs,
    OUTPUTS: outputs,
    TAPS: x.k,
    DILATION: x.dilation,
    BEFORE: x.before,
    DIMENSIONS: x.dims,
    S0: x.space[0],
    S1: x.space[1],
    S2: x.space[2],
    G_SEED: sizeOf(node.inputs[1].shape.slice(1)),
    X_SEED: sizeOf(node.inputs[0].shape.slice(1)),
    ALGORITHM: winograd ? ConvAlgorithm.WINOGRAD : ConvAlgorithm.DIRECT,
    BLOCKS: blocks,
  });
  const scratch = scratchOf(CONV_WEIGHT_GRAD, words, c.precision);
  c.emit(CONV_WEIGHT_GRAD, E * parts, words, { scratch, batch: B });
  fold(c, dw, c.output(0), E, parts, length);
  if (db !== 0) fold(c, db, c.output(1), E, parts, outputs);
}
