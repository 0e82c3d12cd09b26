/** How a drawn field is brought to a mean and a size. */

import { DIMS, FLAG, POSITIVE, type Rules, required } from '../checks.js';
import { UserError } from '../errors.js';

/** At most one of the two sizes. */
export interface SizeOptions {
  /** Divide by the standard deviation; default false. */
  stdOne?: boolean;
  /** Divide by max |u|; default false. */
  maxOne?: boolean;
}

/** What is done to a field that was drawn: its mean is taken away, and it is brought to a size. */
export interface NormalizeOptions extends SizeOptions {
  /** Subtract the mean; what `stdOne` takes. */
  zeroMean?: boolean;
}

/** What the options of most generators may be. */
export const SIZE_RULES: Rules = { dims: required(DIMS), stdOne: FLAG, maxOne: FLAG };
export const FIELD_RULES: Rules = { ...SIZE_RULES, domainExtent: POSITIVE, zeroMean: FLAG };

/** Throws a UserError where both sizes are asked for, or a deviation of one around some mean. */
export function checkSize({ stdOne, maxOne }: SizeOptions, zeroMean: boolean): void {
  if (stdOne && maxOne) throw new UserError('stdOne and maxOne exclude each other');
  if (stdOne && !zeroMean) {
    throw new UserError('stdOne takes a mean of zero (zeroMean, or the offsetRange [0, 0])');
  }
}

/** The field with the mean and the size asked for; one of zeros becomes NaN, as it has no size. */
export function normalized(
  u: Float64Array,
  { zeroMean = false, stdOne = false, maxOne = false }: NormalizeOptions,
): Float64Array {
  let result = u;
  if (zeroMean) {
    const mean = meanOf(result);
    result = result.map((value) => value - mean);
  }
  if (stdOne) {
    const mean = meanOf(result);
    const deviation = Math.sqrt(meanOf(result.map((value) => (value - mean) * (value - mean))));
    result = result.map((value) => value / deviation);
  }
  if (maxOne) {
    let maximum = 0;
    for (const value of result) maximum = Math.max(maximum, Math.abs(value));
    result = result.map((value) => value / maximum);
  }
  return result;
}

function meanOf(u: Float64Array): number {
  return u.reduce((sum, value) => sum + value, 0) / u.length;
}
