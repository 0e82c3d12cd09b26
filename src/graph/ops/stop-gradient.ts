/** The identity, with derivative zero. Costs nothing: it shares its input's buffer. */

import { emit, type Op, type Tensor } from '../tensor.js';

export const stopGradientOp: Op<Record<string, never>> = {
  shapes: ([x]) => [x.shape],
  reads: () => 'sample',
  isAlias: true,
  gradient: () => [null],
  cost: () => 0,
  traffic: () => 0,
};

/** `x`, treated as a constant by differentiation. */
export function stopGradient(x: Tensor): Tensor {
  return emit('stopGradient', [x], {})[0];
}
