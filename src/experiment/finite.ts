/** Refuses data that is not finite, and says where it begins. */

import { type NdArray, sizeOf } from '../arrays.js';
import { UserError } from '../errors.js';

/** Where numbers `[rows, columns, ...]` first stop being finite, in order; undefined if nowhere. */
export function firstNonFinite({
  data,
  shape,
}: NdArray): { row: number; column: number } | undefined {
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad++;
  if (bad === data.length) return undefined;
  const place = Math.floor(bad / sizeOf(shape.slice(2)));
  return { row: Math.floor(place / shape[1]!), column: place % shape[1]! };
}

/** Throws a UserError that says which of the states that a data set begins with is not finite. */
export function requireFiniteStart(what: string, states: Float64Array, samples: number): void {
  const bad = states.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const sample = Math.floor(bad / (states.length / samples));
  throw new UserError(
    `${what} has an initial condition that is not finite (first at sample ${sample}): see ` +
      'ic_config (--allow-non-finite takes it as it is)',
  );
}

/**
 * Throws a UserError that says where trajectories `[S, T + 1, ...]` first stop being finite; they
 * begin with sample number `start`.
 */
export function requireFinite(what: string, array: NdArray, start: number): void {
  const first = firstNonFinite(array);
  if (first === undefined) return;
  throw new UserError(
    `${what} is not finite (first at sample ${start + first.row}, time step ${first.column}); ` +
      'the solver is unstable with these attributes (--allow-non-finite takes it as it is)',
  );
}
