/** Refuses data that is not finite, and says where it begins. */

import { type NdArray, sizeOf } from '../arrays.js';
import { UserError } from '../errors.js';

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
export function requireFinite(what: string, { data, shape }: NdArray, start: number): void {
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad++;
  if (bad === data.length) return;
  const stateSize = sizeOf(shape.slice(2));
  const step = Math.floor(bad / stateSize) % shape[1]!;
  const sample = start + Math.floor(bad / (stateSize * shape[1]!));
  throw new UserError(
    `${what} is not finite (first at sample ${sample}, time step ${step}); ` +
      'the solver is unstable with these attributes (--allow-non-finite takes it as it is)',
  );
}
