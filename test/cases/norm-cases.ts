/** Cases of group normalisation, its adjoints and fused epilogues. */

import { micro } from '../../src/graph/ops/elementwise.js';
import { groupNormGrad, groupNormWeightGrad } from '../../src/graph/ops/group-norm-grad.js';
import * as ops from '../../src/graph/ops/index.js';
import { any, nonzero, type OpCase, opCase } from './op-case.js';

/** Groups, the shape of x, and what scale and bias have behind the channels. */
interface Norm {
  groups: number;
  shape: number[];
  behind: number[];
}

const norm = (groups: number, shape: number[], behind: number[] = []): Norm => ({
  groups,
  shape,
  behind,
});

const norms: Norm[] = [
  norm(1, [1, 1, 1, 4]),
  norm(1, [1, 2, 3, 5], [1]),
  norm(2, [2, 3, 4, 7]),
  norm(3, [1, 21, 3, 6]),
  norm(4, [1, 1, 8, 16]),
  norm(1, [2, 2, 5, 37]),
  norm(2, [1, 2, 6, 4, 5], [1, 1]),
  norm(1, [1, 1, 2, 3, 2, 4]),
  norm(1, [1, 2, 6]),
];

const label = ({ groups, shape }: Norm) => `${groups} groups, [${shape}]`;

/** Numbers of a group, all of which a normalised value depends on. */
const sizeOfGroup = ({ groups, shape: [, , ...rest] }: Norm) =>
  rest.reduce((n, e) => n * e, 1) / groups;

/** The deviation of numbers uniform in [-1, 1] is near ½: derivatives of x̂ are of size 2 to 8. */
const settings = (n: Norm) => ({
  terms: sizeOfGroup(n) * Math.max(n.shape[0], n.shape[1]),
  size: 8,
});

const parts = ({ groups, shape, behind }: Norm) => {
  const affine = [shape[0], shape[2], ...behind];
  return { affine, options: { groups, eps: 1e-2 } };
};

export const groupNormCases: OpCase[] = norms.flatMap((n) => {
  const { affine, options } = parts(n);
  const { shape } = n;
  return [
    opCase(
      `groupNorm: ${label(n)}`,
      [any(...shape)],
      ([x]) => ops.groupNorm(x, null, null, options),
      settings(n),
    ),
    opCase(
      `groupNorm with scale and bias: ${label(n)}`,
      [any(...shape), any(...affine), any(...affine)],
      ([x, s, b]) => ops.groupNorm(x, s, b, options),
      settings(n),
    ),
    // Small scales and a large bias of either sign keep relu's arguments away from its kink.
    opCase(
      `groupNorm then relu: ${label(n)}`,
      [any(...shape), { ...any(...affine), span: 1 / 64 }, nonzero(...affine)],
      ([x, s, b]) => ops.relu(ops.groupNorm(x, s, b, options)),
      settings(n),
    ),
    opCase(
      `groupNorm then add: ${label(n)}`,
      [any(...shape), any(...affine), any(...affine), any(...shape)],
      ([x, s, b, z]) => ops.add(ops.groupNorm(x, s, b, options), z),
      settings(n),
    ),
  ];
});

export const groupNormGradCases: OpCase[] = norms.flatMap((n) => {
  const { affine, options } = parts(n);
  const { shape } = n;
  return [
    opCase(
      `groupNormGrad: ${label(n)}`,
      [any(...shape), any(...shape)],
      ([g, x]) => groupNormGrad(g, x, null, options),
      { ...settings(n), linear: [0] },
    ),
    opCase(
      `groupNormGrad with a scale: ${label(n)}`,
      [any(...shape), any(...shape), any(...affine)],
      ([g, x, s]) => groupNormGrad(g, x, s, options),
      { ...settings(n), linear: [0, 2] },
    ),
    opCase(
      `groupNormGrad then relu's derivative: ${label(n)}`,
      [any(...shape), any(...shape), any(...affine), nonzero(...shape)],
      ([g, x, s, y]) => micro('reluGrad', y, groupNormGrad(g, x, s, options)),
      { ...settings(n), gradient: /second derivatives of activations are not provided/ },
    ),
    opCase(
      `groupNormGrad then add: ${label(n)}`,
      [any(...shape), any(...shape), any(...shape)],
      ([g, x, y]) => ops.add(groupNormGrad(g, x, null, options), y),
      settings(n),
    ),
  ];
});

export const groupNormWeightGradCases: OpCase[] = norms.map((n) => {
  const { affine, options } = parts(n);
  const { shape } = n;
  return opCase(
    `groupNormWeightGrad: ${label(n)}`,
    [any(...shape), any(...shape)],
    ([x, g]) => groupNormWeightGrad(x, g, { ...options, scaleShape: affine, biasShape: affine }),
    { ...settings(n), linear: [1] },
  );
});
