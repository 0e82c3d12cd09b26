/**
 * A short inverse transform in one dimension that a convolution adds is evaluated where it is added
 * (kernels/conv.ts): a Fourier layer's spectral and pointwise parts are one dispatch.
 */

import {
  countUses,
  type Graph,
  type IrfftAttrs,
  type Node,
  sameShape,
  type Tensor,
} from '../../../graph/index.js';
import { type Chained, chainOf, ownInputs } from '../chain.js';
import { evaluatesTransforms } from '../kernels/index.js';
import type { Scaled } from './scale-transforms.js';

/** Beyond this a transform's own kernel is faster. */
const MAX_MODES = 64;

function isShort(node: Node): boolean {
  if (node.op !== 'irfft') return false;
  const { space } = node.attrs as IrfftAttrs;
  const [spectrum] = node.inputs;
  return space.length === 1 && spectrum.shape[spectrum.rank - 1] <= MAX_MODES;
}

export function inlineTransforms(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  for (const node of graph.nodes) {
    if (!evaluatesTransforms(node.op)) continue;
    const { extras, ...chain } = chainOf(node);
    const own = ownInputs(node);
    const inputs = [...node.inputs];
    const inlined = extras.map((extra, k) => {
      const { node: transform } = inputs[own + k];
      if (extra !== 'tensor' || !transform || !isShort(transform)) return extra;
      if (uses.get(transform.output) !== 1) return extra;
      if (!sameShape(transform.output.shape, node.output.shape)) return extra;
      inputs[own + k] = transform.inputs[0];
      return transform.attrs as IrfftAttrs & Scaled;
    });
    node.inputs = inputs;
    node.attrs = { ...node.attrs, chain: { ...chain, extras: inlined } } satisfies Chained;
  }
}
