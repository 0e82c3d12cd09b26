/**
 * The tensor program: see trace.ts (how a program is made), tensor.ts (what it consists of),
 * autodiff.ts, ops/.
 */

export { grad } from './autodiff.js';
export { cloneProgram } from './clone.js';
export { costOf, type OpCost, visitNodes } from './cost.js';
export { kernelReach } from './ops/conv-geometry.js';
export { type OpName, ops as opTable } from './ops/table.js';
export { type SingleOp, singleOps } from './single-ops.js';
export {
  type DType,
  Graph,
  type Leaf,
  Node,
  type Op,
  type OpFacts,
  opOf,
  type Reads,
  type Shape,
  sameShape,
  sizeOf,
  Tensor,
  type TypedNode,
} from './tensor.js';
export { type Program, Tracer, trace } from './trace.js';
