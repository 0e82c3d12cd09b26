/**
 * The inverse of rfft, unscaled: a complex inverse transform over the leading spatial axes, then
 * complex-to-real along the last, which ignores the imaginary part of its mean column and (even N)
 * of its Nyquist column.
 */

import { checkOptions, FLAG } from '../../checks.js';
import { checkShape } from '../constants.js';
import {
  checkTensors,
  emit,
  type Op,
  type Shape,
  sameShape,
  shapeError,
  type Tensor,
} from '../tensor.js';
import { BAND, type Band, checkModes, fftCost, modeShape } from './band.js';

/** Of `irfft`. */
export interface IrfftAttrs extends Band {
  /** The lengths of the axes of space. */
  space: Shape;
  /** Halves the interior modes of the last axis, which makes this the adjoint of rfft. */
  halved: boolean;
}

export const irfftOp: Op<IrfftAttrs> = {
  shapes(inputs, { space, modes }) {
    const [X] = inputs;
    checkModes('irfft', space, modes);
    if (X.shape[3] !== 2 || !sameShape(X.shape.slice(4), modeShape(space, modes))) {
      throw shapeError(
        'irfft',
        inputs,
        `modes of [${space}] points are [${modeShape(space, modes)}]`,
      );
    }
    return [[...X.shape.slice(0, 3), ...space]];
  },
  reads: () => 'sample',
  gradient(node, [g]) {
    const { space, modes, cutoff, halved } = node.attrs;
    const dims = space.length;
    return [g && emit('rfft', [g], { dims, modes, cutoff, doubled: !halved })[0]];
  },
  cost: (node) => {
    const y = node.output.shape;
    return fftCost(y[0] * y[1] * y[2], y.slice(3));
  },
};

/**
 * x_n = Σ_k X_k exp(2πi k·n/N) over the whole (Hermitian) spectrum. X [E, B, C, 2, …modes] → [E, B,
 * C, …space]. With `halved` the interior modes of the last axis count half, as in the adjoint of rfft.
 */
export function irfft(
  X: Tensor,
  space: Shape,
  options: Partial<Band & { halved: boolean }> = {},
): Tensor {
  checkTensors('irfft', [X]);
  checkShape('irfft', space);
  checkOptions('irfft', options, { ...BAND, halved: FLAG });
  const { modes = null, cutoff = null, halved = false } = options;
  return emit<IrfftAttrs>('irfft', [X], { space: [...space], modes, cutoff, halved })[0];
}
