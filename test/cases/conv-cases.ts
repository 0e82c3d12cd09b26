/** Cases of convolutions, their adjoints and fused epilogues, and of fully connected layers. */

import { convGeometry } from '../../src/graph/ops/conv-geometry.js';
import { convInputGrad } from '../../src/graph/ops/conv-input-grad.js';
import { convWeightGrad } from '../../src/graph/ops/conv-weight-grad.js';
import { denseInputGrad } from '../../src/graph/ops/dense-input-grad.js';
import { denseWeightGrad } from '../../src/graph/ops/dense-weight-grad.js';
import { micro } from '../../src/graph/ops/elementwise.js';
import * as ops from '../../src/graph/ops/index.js';
import { any, nonzero, type OpCase, opCase } from './op-case.js';

/** Ensemble, batch, channels in and out, taps, dilation, points. */
interface Geometry {
  seeds: number;
  batch: number;
  inward: number;
  outward: number;
  taps: number;
  dilation: number;
  space: number[];
}

const geometry = (
  [seeds, batch]: [number, number],
  [inward, outward]: [number, number],
  [taps, dilation]: [number, number],
  ...space: number[]
): Geometry => ({ seeds, batch, inward, outward, taps, dilation, space });

const geometries: Geometry[] = [
  geometry([1, 1], [1, 1], [1, 1], 5),
  geometry([1, 2], [1, 3], [3, 1], 8),
  geometry([2, 3], [3, 2], [3, 1], 13),
  geometry([1, 21], [2, 1], [3, 1], 6),
  geometry([2, 2], [2, 3], [2, 1], 7),
  geometry([1, 2], [2, 2], [5, 1], 16),
  geometry([1, 2], [2, 2], [4, 1], 9),
  geometry([1, 2], [2, 3], [3, 2], 12),
  geometry([1, 1], [2, 2], [3, 8], 11),
  geometry([1, 1], [1, 2], [3, 4], 4),
  geometry([1, 1], [1, 1], [3, 1], 1),
  geometry([1, 1], [1, 1], [3, 1], 2),
  geometry([1, 1], [2, 1], [7, 1], 4),
  geometry([2, 2], [3, 4], [1, 1], 10),
  geometry([1, 2], [5, 7], [3, 1], 37),
  geometry([1, 2], [26, 26], [3, 1], 20),
  geometry([1, 2], [34, 26], [1, 1], 17),
  // Taps two and four apart, on whole groups of columns, beyond their ends and around them.
  geometry([1, 2], [9, 10], [3, 2], 32),
  geometry([2, 1], [8, 8], [3, 4], 48),
  geometry([1, 2], [8, 9], [3, 4], 21),
  geometry([1, 1], [9, 8], [3, 2], 17),
  geometry([1, 1], [8, 8], [3, 4], 18),
  geometry([1, 1], [8, 8], [3, 2], 5),
  geometry([1, 1], [8, 8], [3, 4], 3),
  geometry([1, 1], [8, 8], [3, 2], 5, 6),
  geometry([1, 1], [3, 2], [3, 1], 100),
  geometry([1, 2], [2, 3], [3, 1], 5, 6),
  geometry([2, 1], [2, 2], [2, 1], 4, 3),
  geometry([1, 2], [1, 2], [1, 1], 4, 4),
  geometry([1, 1], [2, 1], [3, 2], 6, 5),
  geometry([1, 2], [2, 2], [3, 1], 3, 4, 5),
  geometry([1, 1], [1, 2], [2, 1], 3, 2, 4),
  geometry([2, 2], [9, 10], [3, 1], 6, 19),
  geometry([1, 1], [8, 9], [3, 1], 3, 5, 4),
  // More weights than the WebGPU kernel takes at a time.
  geometry([1, 1], [20, 7], [3, 1], 2, 3, 2),
  geometry([1, 1], [1, 5], [601, 1], 3),
];

const label = ({ seeds, batch, inward, outward, taps, dilation, space }: Geometry) =>
  `${seeds} seeds, batch ${batch}, ${inward} to ${outward} channels, ` +
  `${taps} taps, dilation ${dilation}, [${space}]`;

const geometryOf = ({ taps, dilation, space }: Geometry) =>
  convGeometry(
    space,
    space.map(() => taps),
    { dilation },
  );

function shapes({ seeds, batch, inward, outward, taps, space }: Geometry) {
  const ones = space.map(() => 1);
  return {
    x: [seeds, batch, inward, ...space],
    y: [seeds, batch, outward, ...space],
    w: [seeds, outward, inward, ...space.map(() => taps)],
    bias: [seeds, outward, ...ones],
  };
}

/** The longest sum among the op and its adjoints. */
function termsOf({ batch, inward, outward, taps, space }: Geometry): number {
  const points = space.reduce((n, e) => n * e, batch);
  return Math.max(points, Math.max(inward, outward) * space.reduce((n) => n * taps, 1));
}

export const convCases: OpCase[] = geometries.flatMap((g) => {
  const { x, w, bias } = shapes(g);
  const { dilation } = g;
  const terms = termsOf(g);
  return [
    opCase(
      `conv: ${label(g)}`,
      [any(...x), any(...w)],
      ([a, b]) => ops.conv(a, b, null, { dilation }),
      {
        terms,
        linear: [0, 1],
      },
    ),
    opCase(
      `conv with bias: ${label(g)}`,
      [any(...x), any(...w), any(...bias)],
      ([a, b, c]) => ops.conv(a, b, c, { dilation }),
      { terms },
    ),
  ];
});

/**
 * Few taps of small weights and a large bias of either sign keep relu's arguments away from its
 * kink.
 */
export const epilogueCases: OpCase[] = [
  geometry([2, 3], [3, 2], [3, 1], 13),
  geometry([1, 2], [5, 6], [1, 1], 19),
  geometry([1, 2], [26, 26], [3, 1], 20),
  geometry([1, 2], [8, 9], [3, 2], 32),
  geometry([1, 2], [9, 8], [3, 4], 35),
  geometry([1, 2], [2, 3], [3, 1], 4, 5),
  geometry([1, 2], [9, 8], [3, 1], 7, 18),
].flatMap((g) => {
  const { x, y, w, bias } = shapes(g);
  const terms = termsOf(g);
  const small = 1 / (16 * g.inward * g.taps ** g.space.length);
  const { dilation } = g;
  const rest = { terms, size: 1 };
  return [
    opCase(
      `conv then relu: ${label(g)}`,
      [any(...x), { ...any(...w), span: small }, nonzero(...bias)],
      ([a, b, c]) => ops.relu(ops.conv(a, b, c, { dilation })),
      rest,
    ),
    opCase(
      `conv then add: ${label(g)}`,
      [any(...x), any(...w), any(...bias), any(...y)],
      ([a, b, c, d]) => ops.add(ops.conv(a, b, c, { dilation }), d),
      rest,
    ),
    opCase(
      `conv added to: ${label(g)}`,
      [any(...x), any(...w), any(...y)],
      ([a, b, d]) => ops.add(d, ops.conv(a, b, null, { dilation })),
      rest,
    ),
    opCase(
      `convInputGrad then relu's derivative: ${label(g)}`,
      [any(...y), any(...w), nonzero(...x)],
      ([a, b, d]) => micro('reluGrad', d, convInputGrad(a, b, geometryOf(g))),
      { ...rest, gradient: /second derivatives of activations are not provided/ },
    ),
    opCase(
      `convInputGrad then add: ${label(g)}`,
      [any(...y), any(...w), any(...x)],
      ([a, b, d]) => ops.add(convInputGrad(a, b, geometryOf(g)), d),
      rest,
    ),
  ];
});

export const convInputGradCases: OpCase[] = geometries.map((g) => {
  const { y, w } = shapes(g);
  return opCase(
    `convInputGrad: ${label(g)}`,
    [any(...y), any(...w)],
    ([a, b]) => convInputGrad(a, b, geometryOf(g)),
    { terms: termsOf(g), linear: [0, 1] },
  );
});

export const convWeightGradCases: OpCase[] = geometries.flatMap((g) => {
  const { x, y, bias } = shapes(g);
  const terms = termsOf(g);
  return [
    opCase(
      `convWeightGrad: ${label(g)}`,
      [any(...x), any(...y)],
      ([a, b]) => convWeightGrad(a, b, geometryOf(g), null),
      { terms, linear: [0, 1] },
    ),
    opCase(
      `convWeightGrad with bias: ${label(g)}`,
      [any(...x), any(...y)],
      ([a, b]) => convWeightGrad(a, b, geometryOf(g), bias),
      { terms, linear: [1] },
    ),
  ];
});

/** Seeds, batch, inputs, outputs. */
const layers: [number, number, number, number][] = [
  [1, 1, 1, 1],
  [2, 3, 7, 5],
  [1, 21, 4, 3],
  [2, 2, 33, 18],
  [1, 4, 8, 64],
  [2, 3, 150, 4],
  [1, 2, 2100, 3],
];

const layerLabel = ([seeds, batch, inward, outward]: number[]) =>
  `${seeds} seeds, batch ${batch}, ${inward} to ${outward}`;

export const denseCases: OpCase[] = layers.flatMap((layer) => {
  const [e, b, i, o] = layer;
  const terms = Math.max(b, i, o);
  return [
    opCase(
      `dense: ${layerLabel(layer)}`,
      [any(e, b, i), any(e, o, i)],
      ([x, w]) => ops.dense(x, w, null),
      { terms, linear: [0, 1] },
    ),
    opCase(
      `dense with bias: ${layerLabel(layer)}`,
      [any(e, b, i), any(e, o, i), any(e, o)],
      ([x, w, c]) => ops.dense(x, w, c),
      { terms },
    ),
  ];
});

export const denseInputGradCases: OpCase[] = layers.map((layer) => {
  const [e, b, i, o] = layer;
  return opCase(
    `denseInputGrad: ${layerLabel(layer)}`,
    [any(e, b, o), any(e, o, i)],
    ([g, w]) => denseInputGrad(g, w),
    { terms: Math.max(b, i, o), linear: [0, 1] },
  );
});

export const denseWeightGradCases: OpCase[] = layers.flatMap((layer) => {
  const [e, b, i, o] = layer;
  const terms = Math.max(b, i, o);
  return [
    opCase(
      `denseWeightGrad: ${layerLabel(layer)}`,
      [any(e, b, i), any(e, b, o)],
      ([x, g]) => denseWeightGrad(x, g, null),
      { terms, linear: [0, 1] },
    ),
    opCase(
      `denseWeightGrad with bias: ${layerLabel(layer)}`,
      [any(e, b, i), any(e, b, o)],
      ([x, g]) => denseWeightGrad(x, g, [e, o]),
      { terms, linear: [1] },
    ),
  ];
});
