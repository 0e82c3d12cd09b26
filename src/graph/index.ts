/**
 * The tensor program: see trace.ts (how a program is made), tensor.ts (what it consists of),
 * autodiff.ts, ops/.
 */

export { grad } from './autodiff.js';
export { cloneProgram } from './clone.js';
export { costOf, type OpCost, visitNodes } from './cost.js';
export { type AdamAttrs, PER_TENSOR, SCALARS } from './ops/adam.js';
export { type Band, modeShape, mostModes } from './ops/band.js';
export type { ComplexMulAttrs } from './ops/complex-mul.js';
export type { ConcatAttrs } from './ops/concat.js';
export type { ConvAttrs, Epilogue } from './ops/conv.js';
export {
  type Boundary,
  type ConvAxis,
  type ConvGeometry,
  type ConvOptions,
  type ConvSteps,
  convAxis,
  inputSpace,
  isPlain,
  kernelReach,
  kernelShape,
  outputSpace,
  pointAt,
} from './ops/conv-geometry.js';
export { type ConvWeightGradAttrs, weightShape } from './ops/conv-weight-grad.js';
export type { DenseAttrs } from './ops/dense.js';
export type { DenseWeightGradAttrs } from './ops/dense-weight-grad.js';
export type {
  Binary,
  ElementwiseAttrs,
  Micro,
  MicroName,
  Unary,
  WithNumber,
} from './ops/elementwise.js';
export type { GatherAttrs } from './ops/gather.js';
export type { GroupNormAttrs } from './ops/group-norm.js';
export type { GroupNormWeightGradAttrs } from './ops/group-norm-grad.js';
export type { IrfftAttrs } from './ops/irfft.js';
export type { ModeMixAttrs } from './ops/mode-mix.js';
export { weightModes } from './ops/mode-mix.js';
export type { ModeMixWeightGradAttrs } from './ops/mode-mix-weight-grad.js';
export type { PadAttrs } from './ops/pad.js';
export { onAxis, type PerAxis } from './ops/per-axis.js';
export type { RepeatBody } from './ops/repeat.js';
export type { ReshapeAttrs } from './ops/reshape.js';
export type { RfftAttrs } from './ops/rfft.js';
export type { SliceAttrs } from './ops/slice.js';
export type { SumAttrs } from './ops/sum.js';
export { type OpName, ops as opTable } from './ops/table.js';
export { countUses, dropUnused } from './passes/drop-unused.js';
export { recomputed } from './recompute.js';
export type { RepeatAttrs } from './repeat-attrs.js';
export { type SingleOp, singleOps } from './single-ops.js';
export type { Segment } from './tensor.js';
export {
  checkTensors,
  type DType,
  Graph,
  type Leaf,
  Node,
  type Op,
  type OpFacts,
  opOf,
  type Reads,
  type Shape,
  ShapeError,
  sameShape,
  Tensor,
  type TypedNode,
} from './tensor.js';
export { type Program, Tracer, trace } from './trace.js';
