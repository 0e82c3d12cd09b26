/** The D-dimensional real Fourier transform, unscaled, to two planes (re, im) before the modes. */

import { checkOptions } from '../../checks.js';
import { checkTensors, emit, type Op, shapeError, type Tensor } from '../tensor.js';
import { BAND, type Band, checkModes, fftCost, modeShape } from './band.js';

/** Of `rfft`. */
export interface RfftAttrs extends Band {
  /** Number of spatial axes. */
  dims: number;
  /** Doubles the interior modes of the last axis, which makes this the adjoint of irfft. */
  doubled: boolean;
}

export const rfftOp: Op<RfftAttrs> = {
  shapes(inputs, { dims, modes }) {
    const [x] = inputs;
    if (x.rank !== 3 + dims)
      throw shapeError('rfft', inputs, `[ensemble, batch, channel] and ${dims} spatial axes`);
    const space = x.shape.slice(3);
    checkModes('rfft', space, modes);
    return [[...x.shape.slice(0, 3), 2, ...modeShape(space, modes)]];
  },
  reads: () => 'sample',
  gradient(node, [g]) {
    const { modes, cutoff, doubled } = node.attrs;
    const space = node.inputs[0].shape.slice(3);
    return [g && emit('irfft', [g], { space, modes, cutoff, halved: !doubled })[0]];
  },
  cost: (node) => {
    const x = node.inputs[0].shape;
    return fftCost(x[0] * x[1] * x[2], x.slice(3));
  },
};

/**
 * X_k = Σ_n x_n exp(-2πi k·n/N) for the modes of the band. x [E, B, C, …space] → [E, B, C, 2,
 * …modes].
 */
export function rfft(x: Tensor, dims: number, options: Partial<Band> = {}): Tensor {
  checkTensors('rfft', [x]);
  checkOptions('rfft', options, BAND);
  const { modes = null, cutoff = null } = options;
  return emit<RfftAttrs>('rfft', [x], { dims, modes, cutoff, doubled: false })[0];
}
