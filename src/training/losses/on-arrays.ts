/** Losses on arrays. */

import type { NdArray } from '../../arrays.js';
import { WITH_BACKEND_OPTIONS, type WithBackendOptions } from '../../backends/index.js';
import { check, checkNdArray, checkOptions, FUNCTION, LATER } from '../../checks.js';
import { UserError } from '../../errors.js';
import { runOnce } from '../run-once.js';
import type { BatchReduction } from './reductions.js';
import { batchLoss, type SampleLoss } from './sample-losses.js';

/**
 * A loss of one sample, `[C, ...N]`. Without a target (or with null) it is that against 0. Rejects
 * with a UserError where shapes differ, and for a normalised loss without a target.
 */
export async function ofSample(
  loss: SampleLoss,
  prediction: NdArray,
  target: NdArray | null = null,
  options: WithBackendOptions = {},
): Promise<number> {
  checkOptions('ofSample', options, WITH_BACKEND_OPTIONS);
  checkArrays(prediction, target, 1);
  const one = (array: NdArray) => ({ ...array, shape: [1, ...array.shape] });
  return ofBatch(loss, one(prediction), target && one(target), options);
}

/** The same of a batch `[B, C, ...N]`, its samples' losses reduced; by default to their mean. */
export async function ofBatch(
  loss: SampleLoss,
  prediction: NdArray,
  target: NdArray | null = null,
  options: WithBackendOptions & {
    /** Of the samples' losses; default 'mean'. */
    readonly reduction?: BatchReduction;
  } = {},
): Promise<number> {
  checkOptions('ofBatch', options, { ...WITH_BACKEND_OPTIONS, reduction: LATER });
  check('a loss', loss, FUNCTION);
  checkArrays(prediction, target, 2);
  const { reduction, ...where } = options;
  if (target !== null && String(target.shape) !== String(prediction.shape)) {
    throw new UserError(
      `the prediction [${prediction.shape}] and the target [${target.shape}] differ in shape`,
    );
  }
  const inputs = { prediction: prediction.data, ...(target && { target: target.data }) };
  const [value] = await runOnce({ precision: 'f64', ...where }, inputs, ['loss'], (t) => {
    const of = (name: string) => t.input(name, [1, ...prediction.shape]);
    return [batchLoss(loss, of('prediction'), target && of('target'), reduction)];
  });
  return value![0]!;
}

function checkArrays(prediction: NdArray, target: NdArray | null, least: number): void {
  checkNdArray('the prediction', prediction);
  if (prediction.shape.length < least) {
    const allowed = least === 1 ? '[channels, ...space]' : '[batch, channels, ...space]';
    throw new UserError(`the prediction must be ${allowed}, not of shape [${prediction.shape}]`);
  }
  if (target !== null) checkNdArray('the target', target);
}
