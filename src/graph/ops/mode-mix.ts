/** The channel mixing of a Fourier layer: for each mode, a complex matrix over channels. */

import { emit, type Op, type Shape, shapeError, type Tensor } from '../tensor.js';

/** Of `modeMix`. */
export interface ModeMixAttrs {
  /** Applies the conjugate transpose of the matrices: the adjoint with respect to the input. */
  adjoint: boolean;
}

export const modeMixOp: Op<ModeMixAttrs> = {
  shapes(inputs, { adjoint }) {
    const [X, wr, wi] = inputs;
    const dims = X.rank - 4;
    const from = X.shape[2];
    const to = adjoint ? wr.shape[3] : wr.shape[2];
    const channels = adjoint ? [from, to] : [to, from];
    const expected = [X.shape[0], 1 << (dims - 1), ...channels, ...weightModes(X.shape.slice(4))];
    for (const w of [wr, wi]) {
      if (w.rank !== expected.length || w.shape.some((e, i) => e !== expected[i])) {
        throw shapeError('modeMix', inputs, `weights are [${expected}]`);
      }
    }
    return [[X.shape[0], X.shape[1], to, ...X.shape.slice(3)]];
  },
  reads: (_node, input) => (input === 0 ? 'sample' : 'seed'),
  gradient(node, [g], needed) {
    if (!g) return [null, null, null];
    const [X, wr, wi] = node.inputs;
    const { adjoint } = node.attrs;
    const dX = needed[0]
      ? emit<ModeMixAttrs>('modeMix', [g, wr, wi], { adjoint: !adjoint })[0]
      : null;
    if (!needed[1] && !needed[2]) return [dX, null, null];
    // The adjoint mixes with conj(W)ᵀ, so there the roles of input and cotangent are exchanged.
    const [input, cotangent] = adjoint ? [g, X] : [X, g];
    const weightShape = wr.shape;
    const [dr, di] = emit('modeMixWeightGrad', [input, cotangent], { weightShape });
    return [dX, dr, di];
  },
  cost: (node) => 4 * node.output.size * node.inputs[0].shape[2],
};

/** The modes of a block of weights, of a compact layout. */
export const weightModes = (layout: Shape): number[] =>
  layout.map((places, axis) => (axis === layout.length - 1 ? places : places / 2));

/**
 * Y_o[k] = Σ_i W[block(k), o, i, k] X_i[k]. X [E, B, in, 2, …modes] in the compact layout of m
 * modes (which may differ between the axes), W as two real tensors [E, 2^(D-1), out, in, m, …]; the first spatial axis toggles fastest
 * in the numbering of blocks. (pdequinox SpectralConv, which shapes its weights (blocks, in, out,
 * …) and contracts them as (blocks, out, in, …).)
 */
export function modeMix(X: Tensor, real: Tensor, imaginary: Tensor): Tensor {
  return emit<ModeMixAttrs>('modeMix', [X, real, imaginary], { adjoint: false })[0];
}
