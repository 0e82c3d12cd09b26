/** Grids, operators, masks and coefficient conversions against exponax 0.1.0. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { loadCore } from '../../src/core/index.js';
import { irfftn, rfftn } from '../../src/spectral/host-fft.js';
import {
  complexProduct,
  type Domain,
  dealiasingCutoff,
  derivativeOperator,
  gradientInnerProductOperator,
  laplaceOperator,
  lowPassMask,
  makeGrid,
  modeShape,
  oddballMask,
  scalingArray,
  spatialShape,
  wavenumbers,
} from '../../src/spectral/index.js';
import {
  denormalizeCoefficients,
  denormalizeConvectionScale,
  denormalizeGradientNormScale,
  denormalizePolynomialScales,
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedConvectionScaleFromDifficulty,
  extractNormalizedGradientNormScaleFromDifficulty,
  extractNormalizedNonlinearScalesFromDifficulty,
  normalizeCoefficients,
  normalizeConvectionScale,
  normalizeGradientNormScale,
  normalizePolynomialScales,
  reduceNormalizedCoefficientsToDifficulty,
  reduceNormalizedConvectionScaleToDifficulty,
  reduceNormalizedGradientNormScaleToDifficulty,
  reduceNormalizedNonlinearScalesToDifficulty,
} from '../../src/steppers/index.js';
import { namedCases, relativeError } from './goldens.js';
import { openSolverGroup, planesOf, spectralName } from './solver-goldens.js';

const group = openSolverGroup('spectral');
const TOLERANCE = 1e-13;

before(() => loadCore());

/** A field's derivative of some order along every axis, `[C, D, ...N]` flattened. */
function derivatives(u: Float64Array, dims: number, n: number, extent: number, order: number) {
  const space = spatialShape(dims, n);
  const points = sizeOf(space);
  const operators = derivativeOperator({ dims, domainExtent: extent, numPoints: n });
  const size = operators.length / dims;
  const result: number[] = [];
  for (let at = 0; at < u.length; at += points) {
    for (let axis = 0; axis < dims; axis++) {
      const operator = operators.subarray(axis * size, (axis + 1) * size);
      let hat = rfftn(u.subarray(at, at + points), space);
      for (let i = 0; i < order; i++) hat = complexProduct(hat, operator);
      result.push(...irfftn(hat, space).map((value) => value / points));
    }
  }
  return result;
}

// biome-ignore lint/suspicious/noExplicitAny: cases of the index have a form per function
type Case = any;

const domainOf = (c: Case): Domain => ({
  dims: c.num_spatial_dims,
  domainExtent: c.domain_extent,
  numPoints: c.num_points,
});

/** What we make of a case, beside the array or value that the original made. */
const functions: Record<string, (c: Case) => [ours: ArrayLike<number>, theirs: ArrayLike<number>]> =
  {
    build_wavenumbers: (c) => [wavenumbers(c.num_spatial_dims, c.num_points), real(c)],
    build_derivative_operator: (c) => {
      const operators = derivativeOperator(domainOf(c));
      const theirs = group.array(c.array);
      const size = operators.length / c.num_spatial_dims;
      const planes = Array.from({ length: c.num_spatial_dims }, (_, axis) =>
        planesOf(theirs.subarray(axis * size, (axis + 1) * size)),
      );
      return [operators, planes.flatMap((plane) => [...plane])];
    },
    build_laplace_operator: (c) => [laplaceOperator(domainOf(c), c.order), complex(c)],
    build_gradient_inner_product_operator: (c) => [
      gradientInnerProductOperator(domainOf(c), c.velocity, c.order),
      complex(c),
    ],
    low_pass_filter_mask: (c) => [
      lowPassMask(c.num_spatial_dims, c.num_points, c.cutoff, c.axis_separate),
      real(c),
    ],
    oddball_filter_mask: (c) => [oddballMask(c.num_spatial_dims, c.num_points), real(c)],
    build_scaling_array: (c) => [scalingArray(c.num_spatial_dims, c.num_points, c.mode), real(c)],
    shapes: (c) => [
      [
        ...spatialShape(c.num_spatial_dims, c.num_points),
        ...modeShape(c.num_spatial_dims, c.num_points),
      ],
      [...c.spatial_shape, ...c.wavenumber_shape],
    ],
    make_grid: (c) => [
      makeGrid(domainOf(c), {
        full: c.kwargs.full,
        zeroCentered: c.kwargs.zero_centered,
      }),
      real(c),
    ],
    fft: (c) => {
      const u = group.array(c.input);
      const space = spatialShape(c.num_spatial_dims, c.num_points);
      const size = sizeOf(modeShape(c.num_spatial_dims, c.num_points));
      const theirs = group.array(c.array);
      const ours: number[] = [];
      const wanted: number[] = [];
      for (let channel = 0; channel < c.num_channels; channel++) {
        const points = sizeOf(space);
        ours.push(...rfftn(u.subarray(channel * points, (channel + 1) * points), space));
        wanted.push(...planesOf(theirs.subarray(2 * channel * size, 2 * (channel + 1) * size)));
      }
      return [ours, wanted];
    },
    ifft: (c) => {
      const space = spatialShape(c.num_spatial_dims, c.num_points);
      const size = sizeOf(modeShape(c.num_spatial_dims, c.num_points));
      const input = group.array(c.input);
      const ours: number[] = [];
      for (let channel = 0; channel < c.num_channels; channel++) {
        const hat = planesOf(input.subarray(2 * channel * size, 2 * (channel + 1) * size));
        ours.push(...irfftn(hat, space).map((value) => value / sizeOf(space)));
      }
      return [ours, group.array(c.array)];
    },
    derivative: (c) => [
      derivatives(group.array(c.input), c.num_spatial_dims, c.num_points, c.domain_extent, c.order),
      group.array(c.array),
    ],
    dealiasing_kmax: (c) => {
      const fractions: Record<string, number> = { '2/3': 2 / 3, '1/2': 0.5, '0.6': 0.6, '1': 1 };
      const rows = c.rows.flatMap((row: Case) =>
        Object.keys(row)
          .filter((key) => key in fractions)
          .map((key) => [dealiasingCutoff(fractions[key]!, row.N), row[key].kmax_f64]),
      );
      return [rows.map((row: number[]) => row[0]), rows.map((row: number[]) => row[1])];
    },
    coefficient_conversion: (c) => {
      const { domain_extent: extent, dt, num_spatial_dims: dims, num_points: n } = c;
      const physical = { domainExtent: extent, dt };
      const grid = { dims, numPoints: n, maximumAbsolute: c.maximum_absolute };
      return [
        [
          ...normalizeCoefficients(c.coefficients, physical),
          ...reduceNormalizedCoefficientsToDifficulty(c.normalized, grid),
          ...denormalizeCoefficients(c.normalized, physical),
          ...extractNormalizedCoefficientsFromDifficulty(c.difficulty, grid),
          normalizeConvectionScale(c.scale, physical),
          denormalizeConvectionScale(c.scale, physical),
          reduceNormalizedConvectionScaleToDifficulty(c.scale, grid),
          extractNormalizedConvectionScaleFromDifficulty(c.scale, grid),
          normalizeGradientNormScale(c.scale, physical),
          denormalizeGradientNormScale(c.scale, physical),
          reduceNormalizedGradientNormScaleToDifficulty(c.scale, grid),
          extractNormalizedGradientNormScaleFromDifficulty(c.scale, grid),
          ...normalizePolynomialScales(c.coefficients, physical),
          ...denormalizePolynomialScales(c.coefficients, physical),
          ...reduceNormalizedNonlinearScalesToDifficulty(c.nonlinear, grid),
          ...extractNormalizedNonlinearScalesFromDifficulty(c.nonlinear, grid),
        ],
        [
          ...c.normalized,
          ...c.difficulty,
          ...c.denormalized,
          ...c.extracted,
          c.normalize_convection_scale,
          c.denormalize_convection_scale,
          c.reduce_convection,
          c.extract_convection,
          c.normalize_gradient_norm_scale,
          c.denormalize_gradient_norm_scale,
          c.reduce_gradient_norm,
          c.extract_gradient_norm,
          ...c.normalize_polynomial_scales,
          ...c.denormalize_polynomial_scales,
          ...c.reduce_nonlinear,
          ...c.extract_nonlinear,
        ],
      ];
    },
  };

const real = (c: Case) => group.array(c.array);
const complex = (c: Case) => planesOf(group.array(c.array));

/** Functions that need a backend stand in steppers.test.ts. */
const onBackend = new Set([
  'ForcedStepper',
  'RepeatedStepper',
  'repeat',
  'rollout',
  'stack_sub_trajectories',
]);

const cases = namedCases<Case>('solver/spectral', group.index.cases, group.whole, spectralName);

for (const [name, entry] of cases.filter(([, c]) => !onBackend.has(c.fn))) {
  test(name, () => {
    const [ours, theirs] = functions[entry.fn]!(entry);
    const error = relativeError(ours, theirs);
    assert.ok(error <= TOLERANCE, `${error}`);
  });
}
