// The D-dimensional real Fourier transform, unscaled, to two planes (re, im) before the modes.

import { type Op, shapeError } from '../op.js';
import { emit, type Shape, type Tensor } from '../tensor.js';
import { irfft } from './irfft.js';

/** Which modes a spectral tensor stores, and which of them a transform uses. */
export interface Band {
  /**
   * m: only modes 0 … m-1 of the last axis and 0 … m-1, -m … -1 of the others are stored (an FNO's truncation);
   * null: all are, N/2+1 of them along the last axis.
   */
  modes: number | null;
  /** K: modes with |k_i| > K on any axis count as zero (dealiasing); null: none does. */
  cutoff: number | null;
}

export interface RfftAttrs extends Band {
  /** Number of spatial axes. */
  dims: number;
  /** Doubles the interior modes of the last axis, which makes this the adjoint of irfft. */
  doubled: boolean;
}

/** The shape of the modes of a transform of `space`. */
export function modeShape(space: Shape, modes: number | null): number[] {
  const last = space.length - 1;
  return space.map((n, axis) => {
    if (axis === last) return modes ?? (n >> 1) + 1;
    return modes === null ? n : 2 * modes;
  });
}

/** Throws where more modes are asked for than there are. */
export function checkModes(op: string, space: Shape, modes: number | null): void {
  if (modes === null) return;
  const n = space[space.length - 1];
  if (!(modes >= 1 && modes <= (n >> 1) + 1 && space.slice(0, -1).every((e) => modes <= e))) {
    throw new Error(`${op}: ${modes} modes of [${space}] points; at most ${(n >> 1) + 1}`);
  }
}

/** Floating-point operations of transforming `lines` fields: 2.5 N log2 N each (half a complex transform's 5 N log2 N). */
export function fftCost(lines: number, space: Shape): number {
  const n = space.reduce((a, b) => a * b, 1);
  let log = 0;
  for (let m = 1; m < n; m *= 2) log++;
  return 2.5 * n * log * lines;
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
  gradient(node, [g]) {
    const { modes, cutoff, doubled } = node.attrs;
    const space = node.inputs[0].shape.slice(3);
    return [g && irfftAdjoint(g, space, { modes, cutoff }, !doubled)];
  },
  cost: (node) => {
    const x = node.inputs[0].shape;
    return fftCost(x[0] * x[1] * x[2], x.slice(3));
  },
};

/** X_k = Σ_n x_n exp(-2πi k·n/N) for the modes of the band. x [E, B, C, …space] → [E, B, C, 2, …modes]. */
export function rfft(
  x: Tensor,
  dims: number,
  { modes = null, cutoff = null }: Partial<Band> = {},
): Tensor {
  return emit<RfftAttrs>('rfft', [x], { dims, modes, cutoff, doubled: false })[0];
}

/** The adjoint of irfft over a band (halved: of the adjoint of rfft, hence rfft itself). */
export function rfftAdjoint(x: Tensor, dims: number, band: Band, doubled: boolean): Tensor {
  return emit<RfftAttrs>('rfft', [x], { dims, ...band, doubled })[0];
}

function irfftAdjoint(g: Tensor, space: Shape, band: Band, halved: boolean): Tensor {
  return irfft(g, space, { ...band, halved });
}
