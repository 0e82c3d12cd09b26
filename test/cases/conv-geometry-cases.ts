/**
 * Cases of convolutions with strides, input dilations, boundaries and kernels that differ between
 * axes, their adjoints and fused epilogues.
 */

import { type ConvOptions, convGeometry, outputSpace } from '../../src/graph/ops/conv-geometry.js';
import { convInputGrad } from '../../src/graph/ops/conv-input-grad.js';
import { convWeightGrad } from '../../src/graph/ops/conv-weight-grad.js';
import { micro } from '../../src/graph/ops/elementwise.js';
import * as ops from '../../src/graph/ops/index.js';
import { any, nonzero, type OpCase, opCase } from './op-case.js';

interface Layer {
  /** Ensemble, batch, channels in, channels out. */
  size: [number, number, number, number];
  space: number[];
  kernel: number[];
  options: ConvOptions;
}

const layer = (
  size: Layer['size'],
  space: number[],
  kernel: number[],
  options: ConvOptions = {},
): Layer => ({ size, space, kernel, options });

const BOUNDARIES = ['zeros', 'reflection', 'edge'] as const;

const layers: Layer[] = [
  // Strides.
  layer([1, 2, 2, 3], [8], [3], { stride: 2 }),
  layer([2, 3, 3, 2], [7], [3], { stride: 2 }),
  layer([1, 1, 1, 1], [9], [3], { stride: 3 }),
  layer([1, 2, 2, 2], [10], [4], { stride: 2, dilation: 2 }),
  layer([1, 1, 2, 1], [5], [1], { stride: 2 }),
  layer([1, 1, 1, 2], [3], [5], { stride: 4 }),
  layer([1, 21, 2, 2], [6], [3], { stride: 2 }),
  layer([1, 1, 12, 10], [40], [3], { stride: 2 }),
  layer([1, 2, 2, 3], [6, 8], [3, 3], { stride: 2 }),
  layer([1, 1, 2, 2], [4, 3, 6], [3, 3, 3], { stride: 2 }),
  // Transposed.
  layer([1, 2, 2, 3], [5], [3], { inputDilation: 2 }),
  layer([2, 3, 3, 2], [4], [4], { inputDilation: 2 }),
  layer([1, 1, 1, 2], [4], [5], { inputDilation: 3 }),
  layer([1, 1, 1, 1], [1], [3], { inputDilation: 2 }),
  layer([1, 1, 2, 1], [3], [1], { inputDilation: 2 }),
  layer([1, 1, 10, 12], [20], [3], { inputDilation: 2 }),
  layer([1, 2, 2, 3], [3, 4], [3, 3], { inputDilation: 2 }),
  layer([1, 1, 2, 2], [2, 3, 2], [3, 3, 3], { inputDilation: 2 }),
  // Both at once.
  layer([1, 2, 2, 1], [6], [3], { stride: 3, inputDilation: 2 }),
  layer([1, 1, 1, 2], [4], [4], { stride: 2, inputDilation: 2, dilation: 3 }),
  layer([1, 1, 2, 1], [3, 4], [3, 2], { stride: 2, inputDilation: 3 }),
  // Boundaries, with strides and input dilations, too, and padding wider than the grid.
  ...BOUNDARIES.flatMap((boundary) => [
    layer([1, 2, 2, 3], [8], [3], { boundary }),
    layer([2, 1, 1, 2], [9], [4], { boundary, dilation: 2 }),
    layer([1, 1, 2, 2], [7], [3], { boundary, stride: 2 }),
    layer([1, 1, 2, 2], [8], [4], { boundary, stride: 2 }),
    layer([1, 2, 1, 2], [5], [3], { boundary, inputDilation: 2 }),
    layer([1, 1, 1, 1], [3], [5], { boundary }),
    layer([1, 1, 2, 3], [5, 8], [3, 3], { boundary }),
    layer([1, 1, 1, 2], [3, 4, 5], [3, 2, 3], { boundary }),
    layer([1, 1, 1, 2], [2], [7], { boundary }),
  ]),
  layer([1, 2, 2, 1], [1], [4], { boundary: 'reflection' }),
  layer([1, 1, 1, 2], [2], [8], { boundary: 'reflection', stride: 2 }),
  layer([1, 1, 2, 1], [3], [16], { boundary: 'reflection' }),
  layer([1, 2, 1, 2], [3], [3], { boundary: 'reflection', dilation: 8 }),
  layer([1, 1, 2, 1], [2], [9], { boundary: 'reflection', inputDilation: 2 }),
  layer([1, 1, 1, 2], [1, 2], [3, 5], { boundary: 'reflection' }),
  layer([1, 1, 1, 1], [2], [8], { stride: 2 }),
  layer([1, 2, 9, 9], [19], [3], { boundary: 'zeros' }),
  // So many points that the sums of a weight gradient are cut into parts.
  layer([1, 3, 2, 5], [200], [3], { stride: 2 }),
  layer([1, 3, 2, 5], [100], [3], { inputDilation: 2 }),
  layer([2, 3, 1, 2], [100], [3], { boundary: 'zeros' }),
  // Kernels that differ between axes.
  layer([1, 2, 2, 3], [5, 8], [1, 3]),
  layer([2, 1, 2, 2], [5, 8], [3, 1]),
  layer([1, 1, 2, 2], [5, 8], [3, 1], { dilation: 4 }),
  layer([1, 1, 2, 1], [4, 6], [2, 5], { stride: 2 }),
  layer([1, 1, 2, 2], [4, 5, 6], [1, 2, 3]),
  layer([1, 1, 1, 2], [3, 4, 5], [3, 1, 4], { dilation: 2 }),
  // And strides and dilations.
  layer([1, 1, 10, 9], [5, 8], [3, 3], { dilation: [1, 2] }),
  layer([1, 2, 2, 1], [6, 5], [3, 3], { stride: [1, 2], dilation: [2, 1] }),
  layer([1, 1, 1, 2], [3, 4], [3, 2], { inputDilation: [2, 1], boundary: 'reflection' }),
];

const label = ({ size: [seeds, batch, inward, outward], space, kernel, options }: Layer) =>
  `${seeds} seeds, batch ${batch}, ${inward} to ${outward} channels, [${space}], ` +
  `kernel [${kernel}], ${JSON.stringify(options)}`;

function partsOf({ size: [seeds, batch, inward, outward], space, kernel, options }: Layer) {
  const geometry = convGeometry(space, kernel, options);
  const points = outputSpace(geometry);
  const count = (shape: readonly number[]) => shape.reduce((n, e) => n * e, 1);
  return {
    geometry,
    x: [seeds, batch, inward, ...space],
    y: [seeds, batch, outward, ...points],
    w: [seeds, outward, inward, ...kernel],
    bias: [seeds, outward, ...space.map(() => 1)],
    // The longest sum among the op and its adjoints.
    terms: Math.max(batch * count(points), Math.max(inward, outward) * count(kernel)),
  };
}

export const convGeometryCases: OpCase[] = layers.flatMap((l) => {
  const { x, y, w, bias, terms } = partsOf(l);
  const { options } = l;
  const small = 1 / (2 ** 4 * terms);
  return [
    opCase(`conv: ${label(l)}`, [any(...x), any(...w)], ([a, b]) => ops.conv(a, b, null, options), {
      terms,
      linear: [0, 1],
    }),
    opCase(
      `conv with bias, then relu: ${label(l)}`,
      [any(...x), { ...any(...w), span: small }, nonzero(...bias)],
      ([a, b, c]) => ops.relu(ops.conv(a, b, c, options)),
      { terms },
    ),
    opCase(
      `conv with bias, then add: ${label(l)}`,
      [any(...x), any(...w), any(...bias), any(...y)],
      ([a, b, c, d]) => ops.add(ops.conv(a, b, c, options), d),
      { terms },
    ),
  ];
});

export const convGeometryInputGradCases: OpCase[] = layers.flatMap((l) => {
  const { geometry, x, y, w, terms } = partsOf(l);
  return [
    opCase(
      `convInputGrad: ${label(l)}`,
      [any(...y), any(...w)],
      ([a, b]) => convInputGrad(a, b, geometry),
      { terms, linear: [0, 1] },
    ),
    opCase(
      `convInputGrad then relu's derivative: ${label(l)}`,
      [any(...y), any(...w), nonzero(...x)],
      ([a, b, d]) => micro('reluGrad', d, convInputGrad(a, b, geometry)),
      { terms, gradient: /second derivatives of activations are not provided/ },
    ),
  ];
});

export const convGeometryWeightGradCases: OpCase[] = layers.map((l) => {
  const { geometry, x, y, bias, terms } = partsOf(l);
  return opCase(
    `convWeightGrad with bias: ${label(l)}`,
    [any(...x), any(...y)],
    ([a, b]) => convWeightGrad(a, b, geometry, bias),
    { terms, linear: [1] },
  );
});
