// The lowering of convolutions and their gradients: which algorithm, into how many parts a sample
// is divided, and the scratch memory that follows. The order of the words and the scratch bytes are
// those at the heads of assembly/kernels/conv*.ts.

import { CONV, CONV_WEIGHT_GRAD } from '../../../../assembly/schedule/opcodes.js';
import { type Shape, sizeOf } from '../../../graph/index.js';
import type { ConvAttrs, Epilogue } from '../../../graph/ops/conv.js';
import type { ConvWeightGradAttrs } from '../../../graph/ops/conv-weight-grad.js';
import { chunksOf, type Word } from '../../lowering/instructions.js';
import type { NodeContext } from '../../lowering/node-context.js';
import { fold } from './fold.js';

const EPILOGUES: Record<Epilogue, number> = { none: 0, relu: 1, reluGrad: 2, add: 3 };

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

const roundUp = (n: number, to: number) => Math.ceil(n / to) * to;
const r64 = (bytes: number) => roundUp(bytes, 64);
const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(n, high));
const power = (base: number, exponent: number): number =>
  exponent === 0 ? 1 : base * power(base, exponent - 1);

/** A convolution as its kernels see it. */
interface Extents {
  inputs: number;
  outputs: number;
  k: number;
  dilation: number;
  dims: number;
  /** With leading ones for the axes that the space has not. */
  space: [number, number, number];
  /** Bytes of an element. */
  S: number;
}

function extentsOf(
  c: NodeContext,
  inputs: number,
  outputs: number,
  k: number,
  dilation: number,
  shape: Shape,
): Extents {
  const space = [1, 1, 1, ...shape].slice(-3) as [number, number, number];
  return { inputs, outputs, k, dilation, dims: shape.length, space, S: c.elementBytes };
}

/**
 * Whether a convolution runs as Winograd: in 1D F(4,3), 1.7 times as fast as the direct sum at
 * twice its rms error; in 2D and 3D F(4×4,3×3), three times as fast at 2.1 times its rms error. The
 * float64 program stays direct.
 */
function usesWinograd({ inputs, outputs, k, dilation, S }: Extents): boolean {
  return S === 4 && k === 3 && dilation === 1 && Math.min(inputs, outputs) >= WINOGRAD_CHANNELS;
}

/**
 * Whether a convolution to few channels sums over the channels before it shifts
 * (assembly/kernels/conv-narrow.ts).
 */
function isNarrow({ inputs, outputs, k, dilation, S }: Extents): boolean {
  return (
    S === 4 &&
    k === 3 &&
    dilation === 1 &&
    outputs < WINOGRAD_CHANNELS &&
    inputs >= WINOGRAD_CHANNELS
  );
}

function narrowPlan(x: Extents, samples: number) {
  const [s0, s1, s2] = x.space;
  const zRow = Math.ceil(s2 / 8) * 32 + 64;
  return {
    blocks: clamp(Math.ceil(PARTS / samples), 1, s0 * s1),
    scratch: 64 + r64(x.outputs * x.inputs * power(3, x.dims) * 4) + 3 * zRow,
  };
}

/** Groups of four tiles in a row of tiles, and rows of tiles in a sample. */
function tilesOf({ dims, space: [s0, s1, s2] }: Extents): { groups: number; rows: number } {
  return { groups: Math.ceil(s2 / 16), rows: dims === 1 ? 1 : s0 * Math.ceil(s1 / 4) };
}

/** Channels of the input transform: in 3D the taps of the first axis count too. */
const winogradInputs = ({ dims, inputs }: Extents): number => (dims === 3 ? 3 * inputs : inputs);

const odd = (n: number): number => n + 1 - (n % 2);

function winogradScratch(x: Extents): number {
  const pairs = Math.ceil(x.outputs / 2);
  const K = winogradInputs(x);
  if (x.dims === 1) return r64(48 * K * pairs) + 384 * K + 1024;
  return 2112 + 288 * pairs * K + 2304 * (odd(K) + odd(2 * pairs));
}

function winogradGradientScratch(x: Extents, chunk: number): number {
  const { groups, rows } = tilesOf(x);
  const P = Math.ceil(x.outputs / 2);
  const Q = Math.ceil(winogradInputs(x) / 4);
  const held = Math.min(x.dims === 1 ? 32 : 16, chunk * rows * groups);
  if (x.dims === 1) return 128 + 384 * held * Q + 192 * held * P + 192 * P * Q;
  return (
    2048 + 1152 * P * Q + 2304 * (odd(held * Q) + odd(Math.ceil((held * P) / 2))) + 16 * x.outputs
  );
}

/** Elements of a padded row. */
function paddedRow({ k, dilation, S }: Extents, width: number): number {
  const W = 64 / S;
  return roundUp(roundUp(width, W) + (k - 1) * dilation, W);
}

/** Blocks of a sample for the direct sum, and its scratch bytes. */
function directPlan(x: Extents, transposed: boolean, samples: number) {
  const { inputs, outputs, k, dilation, dims, S } = x;
  const [s0, s1, s2] = x.space;
  const taps = power(k, dims);
  const wanted = Math.ceil(PARTS / samples);
  const fixed = 128 + (transposed ? r64(outputs * inputs * taps * S) : 0);
  if (k === 1) return { blocks: clamp(wanted, 1, Math.ceil((s0 * s1 * s2) / 256)), scratch: fixed };
  const rowBytes = inputs * paddedRow(x, s2) * S;
  const tables = fixed + r64(power(k, dims - 1) * 4) + inputs * taps * 64 + 64;
  if (dims === 1) {
    return { blocks: clamp(wanted, 1, Math.ceil(s2 / 256)), scratch: tables + r64(rowBytes) };
  }
  const [slices, sliceRows] = dims === 2 ? [s1, 1] : [s0, s1];
  const sliceBytes = sliceRows * rowBytes;
  const fitting = Math.max(1, Math.floor(BLOCK_BYTES / sliceBytes));
  const halo = (k - 1) * dilation;
  const blocks = Math.max(
    clamp(wanted, 1, Math.ceil(slices / 4)),
    Math.ceil(slices / Math.max(fitting - halo, halo, 1)),
  );
  const copied = Math.min(slices, Math.ceil(slices / blocks) + halo);
  return { blocks, scratch: tables + r64(copied * sliceBytes) };
}

/** A convolution, or with `transposed` the gradient with respect to its input. */
export function lowerConv(c: NodeContext, transposed: boolean): void {
  const { node } = c;
  const { dilation, hasBias, epilogue } = node.attrs as ConvAttrs;
  const [E, B, inputs, ...shape] = node.inputs[0].shape;
  const k = node.inputs[1].shape[3];
  const outputs = node.output.shape[2];
  const x = extentsOf(c, inputs, outputs, k, dilation, shape);
  const winograd = usesWinograd(x);
  const { groups, rows } = tilesOf(x);
  const { blocks, scratch } = winograd
    ? { blocks: x.dims === 1 ? groups : rows, scratch: winogradScratch(x) }
    : isNarrow(x)
      ? narrowPlan(x, E * B)
      : directPlan(x, transposed, E * B);
  const extra = epilogue === 'reluGrad' || epilogue === 'add' ? c.input(node.inputs.length - 1) : 0;
  const bias = hasBias ? c.input(2) : 0;
  const words: Word[] = [c.input(0), c.input(1), bias, c.output(0), extra];
  words.push(B, inputs, outputs, k, dilation, x.dims, ...x.space);
  words.push(B * inputs * sizeOf(shape), outputs * inputs * power(k, x.dims));
  words.push(hasBias ? outputs : 0, transposed ? 1 : 0, EPILOGUES[epilogue]);
  words.push(winograd ? 1 : isNarrow(x) ? 2 : 0, blocks);
  c.emit(CONV, E * B * blocks, words, { scratch });
}

function directGradientScratch(x: Extents, chunk: number): number {
  const { inputs, outputs, k, dims, S } = x;
  const [s0, s1, s2] = x.space;
  const V = 16 / S;
  const rows = k === 1 ? 1 : s0 * s1;
  const N = k === 1 ? s0 * s1 * s2 : s2;
  const T = power(k, dims - 1);
  const G = Math.min(chunk, Math.max(1, Math.floor(Math.max(1, Math.floor(1024 / N)) / rows)));
  return (
    r64(4 * G * rows * T) +
    r64(4 * G * rows) +
    (k === 1 && N % V === 0 ? 0 : r64(G * inputs * rows * paddedRow(x, N) * S) + 64) +
    (N % V === 0 ? 0 : r64(G * outputs * rows * roundUp(N, 64 / S) * S) + 64)
  );
}

/**
 * The gradient with respect to weights and bias. Its sums depend on `blocks`, so that may depend on
 * one seed's shapes alone.
 */
export function lowerConvWeightGrad(c: NodeContext): void {
  const { node } = c;
  const { dilation, weightShape, biasShape } = node.attrs as ConvWeightGradAttrs;
  const [E, B, inputs, ...shape] = node.inputs[0].shape;
  const [, outputs, , k] = weightShape;
  const x = extentsOf(c, inputs, outputs, k, dilation, shape);
  const { size, count } = chunksOf(B);
  const winograd = usesWinograd(x);
  const { groups, rows } = tilesOf(x);
  const divides = winograd && x.dims > 1 && size === 1;
  const blocks = divides
    ? clamp(Math.ceil(10 / B), 1, Math.floor((rows * groups) / GRADIENT_GROUPS))
    : 1;
  const scratch = winograd ? winogradGradientScratch(x, size) : directGradientScratch(x, size);
  const length = sizeOf(weightShape.slice(1));
  const parts = count * blocks;
  const dw = c.workspace(E * parts * length * x.S);
  const db = biasShape ? c.workspace(E * parts * outputs * x.S) : 0;
  const words: Word[] = [c.input(1), c.input(0), dw, db, B, count, size, inputs, outputs, k];
  words.push(dilation, x.dims, ...x.space);
  words.push(sizeOf(node.inputs[1].shape.slice(1)), sizeOf(node.inputs[0].shape.slice(1)));
  words.push(winograd ? 1 : 0, blocks);
  c.emit(CONV_WEIGHT_GRAD, E * parts, words, { scratch, batch: B });
  fold(c, dw, c.output(0), E, parts, length);
  if (db !== 0) fold(c, db, c.output(1), E, parts, outputs);
}
