/** Grids, operators, masks, spectral tools and coefficient conversions against exponax 0.1.0. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { concatenate, type NdArray, partOf } from '../../src/arrays.js';
import { loadCore } from '../../src/core/index.js';
import {
  type Domain,
  dealiasingCutoff,
  derivative,
  derivativeOperator,
  FourierInterpolator,
  fft,
  getFourierCoefficients,
  getModesSlices,
  getSpectrum,
  gradientInnerProductOperator,
  ifft,
  laplaceOperator,
  lowPassMask,
  makeGrid,
  makeIncompressible,
  mapBetweenResolutions,
  modeShape,
  oddballMask,
  scalingArray,
  spatialShape,
  wavenumbers,
  wrapBc,
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

// biome-ignore lint/suspicious/noExplicitAny: cases of the index have a form per function
type Case = any;

const domainOf = (c: Case): Domain => ({
  dims: c.num_spatial_dims,
  domainExtent: c.domain_extent,
  numPoints: c.num_points,
});

/** What we make of a case, beside the array or value that the original made. */
type Pair = [ours: ArrayLike<number>, theirs: ArrayLike<number>];

const functions: Record<string, (c: Case) => Pair | Promise<Pair>> = {
  build_wavenumbers: (c) => [wavenumbers(c.num_spatial_dims, c.num_points, c.indexing), real(c)],
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
      indexing: c.kwargs.indexing,
    }),
    real(c),
  ],
  fft: async (c) => [(await fft(input(c))).data, coefficients(c)],
  ifft: async (c) => {
    const { shape } = c.input;
    const data = concatenate(eachChannel(group.array(c.input), shape[0]).map(planesOf));
    const hat = { data, shape: [shape[0], 2, ...shape.slice(1)] };
    return [(await ifft(hat, c.num_points)).data, real(c)];
  },
  derivative: async (c) => {
    const ours = await derivative(input(c), c.domain_extent, { order: c.order });
    assert.deepEqual(ours.shape, c.array.shape);
    return [ours.data, real(c)];
  },
  get_modes_slices: (c) => {
    const flat = (blocks: unknown) => (blocks as number[][][]).flat(2).map((end) => end ?? 1e9);
    return [flat(getModesSlices(c.num_spatial_dims, c.num_points)), flat(c.value)];
  },
  get_fourier_coefficients: async (c) => [
    (
      await getFourierCoefficients(input(c), {
        scalingCompensationMode: c.scaling_compensation_mode,
        round: c.round,
      })
    ).data,
    coefficients(c),
  ],
  get_spectrum: async (c) => [(await getSpectrum(input(c), { power: c.power })).data, real(c)],
  map_between_resolutions: async (c) => {
    const options = { oddballZero: c.oddball_zero };
    return [(await mapBetweenResolutions(input(c), c.new_num_points, options)).data, real(c)];
  },
  FourierInterpolator: async (c) => {
    const at = { data: group.array(c.query), shape: c.query.shape };
    const options = { domainExtent: c.domain_extent };
    const values = await new FourierInterpolator(input(c), options).evaluate(at);
    assert.deepEqual(values.shape, c.array.shape);
    return [values.data, real(c)];
  },
  wrap_bc: async (c) => [(await wrapBc(input(c))).data, real(c)],
  // The original adds the gradient that ours subtracts.
  make_incompressible: async (c) => {
    const u = input(c);
    const mended = u.data.map((value, i) => 2 * value - real(c)[i]!);
    return [(await makeIncompressible(u)).data, mended];
  },
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
const input = (c: Case): NdArray => ({ data: group.array(c.input), shape: c.input.shape });
const eachChannel = (values: Float64Array, count: number) =>
  Array.from({ length: count }, (_, c) => partOf(values, c, count));
/** Complex numbers of some channels, `[C, 2, ...modes]`. */
const coefficients = (c: Case) =>
  concatenate(eachChannel(group.array(c.array), c.num_channels).map(planesOf));

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
  test(name, async () => {
    const [ours, theirs] = await functions[entry.fn]!(entry);
    const error = relativeError(ours, theirs);
    assert.ok(error <= TOLERANCE, `${error}`);
  });
}
