/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1; optax.adam with eps outside the root and
 * eps_root = 0).
 */

import { emit, type Op, sameShape, shapeError, type Tensor } from '../tensor.js';

/** Of `adam`. */
export interface AdamAttrs {
  /** How much of the mean gradient a step keeps. */
  b1: number;
  /** How much of the mean square a step keeps. */
  b2: number;
  /** What is added to the root. */
  eps: number;
}

/** Inputs for each tensor that is updated: parameter, gradient, first and second moments. */
export const PER_TENSOR = 4;
/** Inputs behind them: learning rate and bias corrections. */
export const SCALARS = 3;

/** The input whose next value an output is, of one or several updates in one op. */
const steppedInput = (output: number): number =>
  PER_TENSOR * Math.floor(output / 3) + [0, 2, 3][output % 3];

export const adamOp: Op<AdamAttrs> = {
  shapes(inputs) {
    const [p, g, m, v, lr, c1, c2] = inputs;
    if (![g, m, v].every((t) => sameShape(t.shape, p.shape))) {
      throw shapeError('adam', inputs, 'parameter, gradient and moments differ in shape');
    }
    if ([lr, c1, c2].some((t) => t.size !== 1))
      throw shapeError('adam', inputs, 'lr, c1, c2 are scalars');
    return [p.shape, p.shape, p.shape];
  },
  reads: () => 'sample',
  mayOverwrite: (output, input) => input === steppedInput(output),
  gradient() {
    throw new Error('adam: an optimiser step is not differentiated');
  },
  cost: (node) => 12 * node.output.size,
};

/**
 * m' = b1 m + (1 - b1) g, v' = b2 v + (1 - b2) g², p' = p - lr · (c1 m') / (sqrt(c2 v') + eps),
 * where c1 = 1 / (1 - b1^t) and c2 = 1 / (1 - b2^t) come from a per-step table. Returns [p', m',
 * v'].
 */
export function adam(
  p: Tensor,
  g: Tensor,
  m: Tensor,
  v: Tensor,
  lr: Tensor,
  c1: Tensor,
  c2: Tensor,
  attrs: AdamAttrs = { b1: 0.9, b2: 0.999, eps: 1e-8 },
): Tensor[] {
  return emit<AdamAttrs>('adam', [p, g, m, v, lr, c1, c2], attrs);
}
