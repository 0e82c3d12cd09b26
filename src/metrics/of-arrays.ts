/**
 * The metrics of arrays, on the host and in f64, by exponax' names in camelCase: of one state
 * `[C, ...space]` against another, or of batches through `meanMetric`. What each one is stands in
 * `spatial.ts`, `fourier.ts` and `correlation.ts`; the channels are summed.
 *
 * All reject with a UserError where shapes do not fit, where a reference is missing, and for options
 * that there are not.
 *
 * @module
 */

import { float64Of, type NdArray, type Numbers, partAt, sizeOf } from '../arrays.js';
import {
  check,
  checkNdArray,
  checkOptions,
  FINITE,
  NOT_NEGATIVE,
  oneOf,
  orNull,
  POSITIVE,
  type Rules,
} from '../checks.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { modeShape, rfftn, stateParts } from '../spectral/index.js';
import { type Aggregate, EXPONENTS, type Normalization } from './channels.js';
import { type FourierMetricOptions, fourierWeights, NEGLIGIBLE } from './fourier-weights.js';

/** A metric of states `[C, ...space]`; without a reference it is the size of the state. */
export type ArrayMetric<Options = { domainExtent?: number }> = (
  pred: NdArray<Numbers>,
  ref?: NdArray<Numbers> | null,
  options?: Options,
) => Promise<number>;

/** What norms may be told. */
export interface NormOptions {
  /** How the error is set against the fields; default 'absolute'. */
  mode?: Normalization;
  /** p; default 2. */
  innerExponent?: number;
  /** q; default 1/p. */
  outerExponent?: number;
}

/** What norms in space may be told. */
export interface SpatialNormOptions extends NormOptions {
  /** L, the length of an axis; default 1. */
  domainExtent?: number;
}

/** For `metrics.fourierNorm`: the exponents, and the band of modes. */
export interface FourierNormOptions extends NormOptions, FourierMetricOptions {}

const SPATIAL: Rules = { domainExtent: POSITIVE };
const H1: Rules = { ...SPATIAL, low: NOT_NEGATIVE, high: NOT_NEGATIVE };
const FOURIER: Rules = { ...H1, derivativeOrder: orNull(NOT_NEGATIVE) };
const NORM: Rules = {
  mode: oneOf('absolute', 'normalized', 'symmetric'),
  innerExponent: POSITIVE,
  outerExponent: FINITE,
};

/** @throws UserError for options without a rule, and a band that holds nothing. */
function checkMetricOptions(options: FourierNormOptions, rules: Rules): void {
  checkOptions('metric', options, rules);
  const { low = 0, high = Number.POSITIVE_INFINITY } = options;
  if (low > high) throw new UserError(`high must be at least low, ${low}, not ${high}`);
}

/**
 * ((L/N)^D sum |u|^p)^q of the error of each channel, normalised by `mode`, summed over the
 * channels (exponax: `spatial_norm`).
 */
export async function spatialNorm(
  pred: NdArray<Numbers>,
  ref: NdArray<Numbers> | null = null,
  options: SpatialNormOptions = {},
): Promise<number> {
  const { pow } = await loadCore();
  checkMetricOptions(options, { ...SPATIAL, ...NORM });
  const { domainExtent = 1 } = options;
  const { inner, outer } = exponentsOf(options);
  return normOf(pred, ref, options.mode, (u, space) => {
    const cell = space.reduce((volume, extent) => (volume * domainExtent) / extent, 1);
    const sum = u.reduce((total, value) => total + pow(Math.abs(value), inner), 0);
    return pow(cell * sum, outer);
  });
}

/**
 * The same of the Fourier coefficients in a band, of a derivative: the components of the
 * derivative are summed after the outer exponent (exponax: `fourier_norm`).
 */
export async function fourierNorm(
  pred: NdArray<Numbers>,
  ref: NdArray<Numbers> | null = null,
  options: FourierNormOptions = {},
): Promise<number> {
  const { pow } = await loadCore();
  checkMetricOptions(options, { ...FOURIER, ...NORM });
  const { inner, outer } = exponentsOf(options);
  return normOf(pred, ref, options.mode, (u, space) => {
    const moduli = coefficientModuli(u, space).map((modulus) => pow(modulus, inner));
    return fourierWeights(space.length, space[0]!, inner, options)
      .map((weights) =>
        pow(
          moduli.reduce((total, x, k) => total + x * weights[k]!, 0),
          outer,
        ),
      )
      .reduce((total, component) => total + component, 0);
  });
}

/** <u, r> / (|u| |r|), without subtracting means, averaged over the channels. */
export async function correlation(
  pred: NdArray<Numbers>,
  ref: NdArray<Numbers> | null = null,
): Promise<number> {
  if (ref === null) throw new UserError('a correlation takes a reference');
  requireSameShape(pred, ref);
  const { channels } = stateParts(pred);
  const references = stateParts(ref).channels;
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const sum = channels.reduce((total, u, c) => {
    const r = references[c]!;
    return total + dot(u, r) / (Math.sqrt(dot(u, u)) * Math.sqrt(dot(r, r)));
  }, 0);
  return sum / channels.length;
}

/**
 * The mean of a metric over the samples of batches `[B, C, ...space]` (exponax: `mean_metric`).
 *
 * ```js
 * const batch = (value) => ({ data: new Float64Array(2 * 32).fill(value), shape: [2, 1, 32] });
 * const { meanMetric, fourierRMSE } = metrics;
 * console.log(await meanMetric(fourierRMSE, batch(3), batch(1), { low: 0, high: 5 }));
 * ```
 *
 * ```
 * 2
 * ```
 */
export async function meanMetric<Options>(
  metric: ArrayMetric<Options>,
  pred: NdArray<Numbers>,
  ref: NdArray<Numbers> | null = null,
  options?: Options,
): Promise<number> {
  check('a metric', metric, {
    allowed: 'one of the functions of `metrics`',
    fits: (value) => typeof value === 'function',
  });
  checkNdArray('predictions', pred, 0);
  if (ref !== null) requireSameShape(pred, ref);
  const numSamples = pred.shape[0] ?? 0;
  if (numSamples === 0) throw new UserError(`there is no sample in a batch of [${pred.shape}]`);
  const [predictions, references] = [float64Of(pred), ref && float64Of(ref)];
  let sum = 0;
  for (let sample = 0; sample < numSamples; sample++) {
    sum += await metric(
      partAt(predictions, sample),
      references && partAt(references, sample),
      options,
    );
  }
  return sum / numSamples;
}

const spatial =
  (kind: Aggregate, mode: Normalization): ArrayMetric =>
  async (pred, ref, options = {}) => {
    checkMetricOptions(options, SPATIAL);
    return spatialNorm(pred, ref, { ...options, mode, ...namedExponents(kind) });
  };

const fourier =
  (kind: Aggregate, mode: Normalization): ArrayMetric<FourierMetricOptions> =>
  async (pred, ref, options = {}) => {
    checkMetricOptions(options, FOURIER);
    return fourierNorm(pred, ref, { ...options, mode, ...namedExponents(kind) });
  };

const h1 =
  (
    kind: Aggregate,
    mode: Normalization,
  ): ArrayMetric<Omit<FourierMetricOptions, 'derivativeOrder'>> =>
  async (pred, ref, options = {}) => {
    checkMetricOptions(options, H1);
    const of = fourier(kind, mode);
    const value = await of(pred, ref, { ...options, derivativeOrder: null });
    return value + (await of(pred, ref, { ...options, derivativeOrder: 1 }));
  };

/** Mean absolute error. */
export const MAE = spatial('MAE', 'absolute');
/** Mean absolute error, over the mean absolute value of the reference. */
export const nMAE = spatial('MAE', 'normalized');
/** Mean absolute error, over the mean of both: from 0 to 2. */
export const sMAE = spatial('MAE', 'symmetric');
/** Mean squared error. */
export const MSE = spatial('MSE', 'absolute');
/** Mean squared error, over the mean square of the reference. */
export const nMSE = spatial('MSE', 'normalized');
/** Mean squared error, over the mean square of both. */
export const sMSE = spatial('MSE', 'symmetric');
/** Root of the mean squared error. */
export const RMSE = spatial('RMSE', 'absolute');
/** Root of the mean squared error, over that of the reference: the paper's error. */
export const nRMSE = spatial('RMSE', 'normalized');
/** Root of the mean squared error, over that of both. */
export const sRMSE = spatial('RMSE', 'symmetric');
/** Mean absolute error of a band of Fourier modes, or of its derivative. */
export const fourierMAE = fourier('MAE', 'absolute');
/** `fourierMAE` over that of the reference. */
export const fourierNMAE = fourier('MAE', 'normalized');
/** Mean squared error of a band of Fourier modes, or of its derivative. */
export const fourierMSE = fourier('MSE', 'absolute');
/** `fourierMSE` over that of the reference. */
export const fourierNMSE = fourier('MSE', 'normalized');
/** Root of `fourierMSE`. */
export const fourierRMSE = fourier('RMSE', 'absolute');
/** `fourierRMSE` over that of the reference. */
export const fourierNRMSE = fourier('RMSE', 'normalized');
/** Mean absolute error of the field and of its first derivatives. */
export const H1MAE = h1('MAE', 'absolute');
/** `H1MAE` over that of the reference. */
export const H1NMAE = h1('MAE', 'normalized');
/** Mean squared error of the field and of its first derivatives. */
export const H1MSE = h1('MSE', 'absolute');
/** `H1MSE` over that of the reference. */
export const H1NMSE = h1('MSE', 'normalized');
/** Root of `H1MSE`. */
export const H1RMSE = h1('RMSE', 'absolute');
/** `H1RMSE` over that of the reference. */
export const H1NRMSE = h1('RMSE', 'normalized');

function namedExponents(kind: Aggregate): Pick<NormOptions, 'innerExponent' | 'outerExponent'> {
  return { innerExponent: EXPONENTS[kind].inner, outerExponent: EXPONENTS[kind].outer };
}

function exponentsOf({ innerExponent: inner = 2, outerExponent: outer = 1 / inner }: NormOptions) {
  return { inner, outer };
}

type Size = (u: Float64Array, space: readonly number[]) => number;

/** The sum over the channels of the size of the error, set against that of the fields. */
function normOf(
  pred: NdArray<Numbers>,
  ref: NdArray<Numbers> | null,
  mode: Normalization = 'absolute',
  size: Size,
): number {
  const { channels, space } = stateParts(pred);
  if (ref === null) {
    if (mode !== 'absolute') throw new UserError(`a ${mode} metric takes a reference`);
    return channels.reduce((sum, u) => sum + size(u, space), 0);
  }
  requireSameShape(pred, ref);
  const references = stateParts(ref).channels;
  return channels.reduce((sum, u, c) => {
    const r = references[c]!;
    const difference = u.map((value, i) => value - r[i]!);
    const error = size(difference, space);
    if (mode === 'absolute') return sum + error;
    if (mode === 'normalized') return sum + error / size(r, space);
    return sum + (2 * error) / (size(u, space) + size(r, space));
  }, 0);
}

function requireSameShape(pred: NdArray<Numbers>, ref: NdArray<Numbers>): void {
  checkNdArray('predictions', pred);
  checkNdArray('references', ref);
  if (String(pred.shape) === String(ref.shape)) return;
  throw new UserError(`predictions [${pred.shape}] and references [${ref.shape}] differ in shape`);
}

/** |X_k| of a field, 0 where it is negligible. */
function coefficientModuli(u: Float64Array, space: readonly number[]): Float64Array {
  const hat = rfftn(u, space);
  const size = sizeOf(modeShape(space.length, space[0]!));
  return hat.subarray(0, size).map((re, k) => {
    const im = hat[size + k]!;
    const modulus = Math.sqrt(re * re + im * im);
    return modulus < NEGLIGIBLE ? 0 : modulus;
  });
}
