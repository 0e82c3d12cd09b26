/** States as arrays `[C, N, …, N]`, read for the tools that take them. */

import { type NdArray, partOf, sizeOf } from '../arrays.js';
import { UserError } from '../errors.js';

/** A state taken apart. */
export interface StateParts {
  readonly dims: number;
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
export function stateParts({ data, shape }: NdArray): StateParts {
  const [numChannels = 0, ...space] = shape;
  const [numPoints = 0] = space;
  const fits = space.length >= 1 && space.length <= 3 && numChannels > 0 && numPoints > 0;
  if (!fits || space.some((extent) => extent !== numPoints)) {
    throw new UserError(
      `a state is [channels, N, …], N along each of 1 to 3 axes, not [${shape.join(', ')}]`,
    );
  }
  if (data.length !== sizeOf(shape)) {
    throw new UserError(`a state of [${shape.join(', ')}] has ${data.length} numbers`);
  }
  const channels = Array.from({ length: numChannels }, (_, c) => partOf(data, c, numChannels));
  return { dims: space.length, numPoints, space, channels };
}
