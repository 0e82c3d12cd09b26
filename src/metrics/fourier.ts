/**
 * Error metrics of Fourier coefficients, in a band of modes and of derivatives.
 *
 * Per sample, channel and component of the derivative, agg is as in `spatial.ts` with the sum over
 * the modes (`fourier-weights.ts`). The components are summed after the root of an RMSE, then the
 * channels, and the samples are averaged. Without options the metrics of squares are those on the
 * grid (Parseval).
 *
 * H1 metrics are the metric without a derivative plus the one of the first derivative, each with
 * its own normalisation: H1_RMSE is not the norm of the Sobolev space (exponax: `fourier_*`,
 * `H1_*`).
 */

import { concatenate } from '../arrays.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import {
  type Aggregate,
  axesFrom,
  batchMean,
  comparedSizes,
  EXPONENTS,
  type Normalization,
} from './channels.js';
import { type FourierMetricOptions, fourierWeights, NEGLIGIBLE } from './fourier-weights.js';

const PLANES = 3;

/** |X_k|² of a field `[E, B, C, ...space]`, or 0 where negligible: `[E, B, C, 1, ...modes]`. */
function powerSpectrum(u: Tensor): Tensor {
  const power = ops.sum(ops.square(ops.rfft(u, u.rank - PLANES)), [PLANES]);
  const kept = ops.sign(ops.relu(ops.addScalar(power, -(NEGLIGIBLE * NEGLIGIBLE))));
  return ops.mul(power, kept);
}

/** agg of a power spectrum, the components of the derivative summed: `[E, B, C, 1, ...]`. */
function aggregate(power: Tensor, kind: Aggregate, planes: readonly Float64Array[]): Tensor {
  const modes = power.shape.slice(PLANES + 1);
  const weights = ops.constant(concatenate(planes), [1, 1, 1, planes.length, ...modes]);
  const size = kind === 'MAE' ? ops.sqrt(power) : power;
  const sums = ops.sum(ops.mul(size, weights), axesFrom(power, PLANES + 1));
  const roots = kind === 'RMSE' ? ops.sqrt(sums) : sums;
  // The axis of the components goes: a field has none.
  return ops.reshape(ops.sum(roots, [PLANES]), [
    ...power.shape.slice(0, PLANES),
    ...modes.map(() => 1),
  ]);
}

/** The sum of the metrics with each of these options; the spectra are made once. */
function sumOfMetrics(
  pred: Tensor,
  ref: Tensor,
  kind: Aggregate,
  normalization: Normalization,
  optionsOfEach: readonly FourierMetricOptions[],
): Tensor {
  const spectra = {
    error: powerSpectrum(ops.sub(pred, ref)),
    pred: powerSpectrum(pred),
    ref: powerSpectrum(ref),
  };
  const { inner } = EXPONENTS[kind];
  const each = optionsOfEach.map((options) => {
    const weights = fourierWeights(pred.rank - PLANES, pred.shape[PLANES]!, inner, options);
    return comparedSizes(spectra, normalization, (power) => aggregate(power, kind, weights));
  });
  return batchMean(each.reduce(ops.add));
}

/**
 * A metric of predictions and references `[E, B, C, ...space]`, which is `[E, 1, 1, ...]`.
 * The references may have ensemble extent 1.
 */
export function fourierMetric(
  pred: Tensor,
  ref: Tensor,
  kind: Aggregate,
  normalization: Normalization,
  options: FourierMetricOptions = {},
): Tensor {
  return sumOfMetrics(pred, ref, kind, normalization, [options]);
}

/** The metric of `fourierMetric` without a derivative plus that of the first derivative. */
export function h1Metric(
  pred: Tensor,
  ref: Tensor,
  kind: Aggregate,
  normalization: Normalization,
  options: FourierMetricOptions = {},
): Tensor {
  return sumOfMetrics(pred, ref, kind, normalization, [
    { ...options, derivativeOrder: null },
    { ...options, derivativeOrder: 1 },
  ]);
}
