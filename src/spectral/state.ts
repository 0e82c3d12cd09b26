/** States as arrays `[C, N, …, N]`, read for the tools that take them. */

import { float64Of, type NdArray, type Numbers, partOf } from '../arrays.js';
import { checkNdArray } from '../checks.js';
import { UserError } from '../errors.js';

/** A state taken apart. */
export interface StateParts {
  /** Number of spatial dimensions. */
  readonly dims: number;
  /** Grid points along each axis. */
  readonly numPoints: number;
  /** `[N, …, N]` */
  readonly space: readonly number[];
  /** The channels, each a copy of `[...space]`. */
  readonly channels: Float64Array[];
}

/**
 * The channels and the grid of a state. Throws a UserError unless it is `[C, N, …, N]` with one to
 * three axes of space.
 */
export function stateParts(state: NdArray<Numbers>): StateParts {
  checkNdArray('a state', state);
  const { shape } = state;
  const [numChannels = 0, ...space] = shape;
  const [numPoints = 0] = space;
  const fits = space.length >= 1 && space.length <= 3 && numChannels > 0 && numPoints > 0;
  if (!fits || space.some((extent) => extent !== numPoints)) {
    throw new UserError(
      `a state is [channels, N, …], N along each of 1 to 3 axes, not [${shape.join(', ')}]`,
    );
  }
  const { data } = float64Of(state);
  const channels = Array.from({ length: numChannels }, (_, c) => partOf(data, c, numChannels));
  return { dims: space.length, numPoints, space, channels };
}
