/** Group normalisation and its adjoints, in float64 and two passes. */

import type { GroupNormAttrs } from '../../src/graph/ops/group-norm.js';
import type { GroupNormWeightGradAttrs } from '../../src/graph/ops/group-norm-grad.js';
import type { Shape, TypedNode } from '../../src/graph/tensor.js';
import { epilogue } from './epilogue.js';
import type { ReferenceOp } from './indexing.js';

const meanOf = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

/** Calls `visit` with where each group of each sample begins, and its x̂ and 1/√(v + eps). */
function eachGroup(
  x: Float64Array,
  [seeds, batch]: Shape,
  { groups, eps }: { groups: number; eps: number },
  visit: (start: number, hat: Float64Array, r: number) => void,
): void {
  const size = x.length / (seeds * batch * groups);
  for (let start = 0; start < x.length; start += size) {
    const group = x.subarray(start, start + size);
    const mean = meanOf(group);
    const r = 1 / Math.sqrt(meanOf(group.map((v) => (v - mean) ** 2)) + eps);
    const hat = group.map((v) => (v - mean) * r);
    visit(start, hat, r);
  }
}

/** Where element `i` of [E, B, C, …] finds its number in [E, C]. */
const channelOf = ([, batch, channels, ...space]: Shape, i: number): number => {
  const points = space.reduce((n, e) => n * e, 1);
  const seed = Math.floor(i / (points * channels * batch));
  return seed * channels + (Math.floor(i / points) % channels);
};

export const groupNorm: ReferenceOp = (node: TypedNode<GroupNormAttrs>, inputs) => {
  const [x, scale, bias] = inputs;
  const { shape } = node.output;
  const y = new Float64Array(x.length);
  eachGroup(x, shape, node.attrs, (start, hat) => {
    y.set(hat, start);
  });
  if (node.attrs.isAffine) {
    y.forEach((v, i) => {
      y[i] = v * scale[channelOf(shape, i)] + bias[channelOf(shape, i)];
    });
  }
  return [epilogue(node.attrs.epilogue, inputs, y)];
};

export const groupNormGrad: ReferenceOp = (node: TypedNode<GroupNormAttrs>, inputs) => {
  const [g, x, scale] = inputs;
  const { shape } = node.output;
  const a = node.attrs.isAffine ? g.map((v, i) => v * scale[channelOf(shape, i)]) : g;
  const dx = new Float64Array(x.length);
  eachGroup(x, shape, node.attrs, (start, hat, r) => {
    const own = a.subarray(start, start + hat.length);
    const mean = meanOf(own);
    const along = meanOf(own.map((v, i) => v * hat[i]));
    dx.set(
      own.map((v, i) => r * (v - mean - hat[i] * along)),
      start,
    );
  });
  return [epilogue(node.attrs.epilogue, inputs, dx)];
};

export const groupNormWeightGrad: ReferenceOp = (
  node: TypedNode<GroupNormWeightGradAttrs>,
  [x, g],
) => {
  const { shape } = node.inputs[0];
  const [dScale, dBias] = node.outputs.map((t) => new Float64Array(t.size));
  eachGroup(x, shape, node.attrs, (start, hat) => {
    hat.forEach((v, i) => {
      const c = channelOf(shape, start + i);
      dScale[c] += g[start + i] * v;
      dBias[c] += g[start + i];
    });
  });
  return [dScale, dBias];
};
