/**
 * The ops that a program's author calls: plain functions from symbolic tensors to symbolic tensors.
 */

export { constant, fill } from '../constants.js';
export { type AdamAttrs, adam } from './adam.js';
export { broadcastTo, sum, sumTo } from './broadcast.js';
export { complexMul } from './complex-mul.js';
export { concat } from './concat.js';
export { conv } from './conv.js';
export { dense } from './dense.js';
export {
  abs,
  add,
  addScalar,
  div,
  gelu,
  max,
  mul,
  neg,
  power,
  relu,
  scale,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  swish,
  tanh,
} from './elementwise.js';
export { gather } from './gather.js';
export { groupNorm } from './group-norm.js';
export { irfft } from './irfft.js';
export { modeMix } from './mode-mix.js';
export { pad } from './pad.js';
export { repeat } from './repeat.js';
export { reshape } from './reshape.js';
export { rfft } from './rfft.js';
export { slice } from './slice.js';
export { stopGradient } from './stop-gradient.js';
export { mean } from './sum.js';
