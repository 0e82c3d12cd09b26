/** Operators that are diagonal in Fourier space, the same for all channels or one per channel. */

import { typeOf } from '../arrays.js';
import { check, DATA } from '../checks.js';
import { UserError } from '../errors.js';

/**
 * What multiplies the modes of a spectrum: planes `[2, ...modes]` for all channels, or a list of
 * such planes, one per channel.
 */
export type DiagonalOperator = Float64Array | readonly Float64Array[];

/**
 * The operator's planes, one for all channels or one per channel.
 *
 * @throws UserError where there are neither, or planes are not of `size` modes.
 */
export function planesOf(
  operator: DiagonalOperator,
  { numChannels, size }: { numChannels: number; size: number },
): readonly Float64Array[] {
  const isOne = typeOf(operator) === 'Float64Array';
  const planes = (isOne ? [operator] : operator) as readonly Float64Array[];
  check('an operator of an equation', planes, {
    allowed: 'a Float64Array, or a list of one per channel',
    fits: () => Array.isArray(planes) && planes.every(DATA.fits),
  });
  if (planes.length !== 1 && planes.length !== numChannels) {
    throw new UserError(
      `an equation of ${numChannels} channels was given an operator of ${planes.length}; ` +
        'allowed: one for all channels, or one per channel',
    );
  }
  for (const { length } of planes) {
    if (length !== 2 * size) {
      throw new UserError(
        `an operator holds ${length} numbers; on this grid it has 2 planes of ${size} modes`,
      );
    }
  }
  return planes;
}

/** `make` of the planes of two operators, channel by channel. */
export function eachChannel(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  make: (a: Float64Array, b: Float64Array) => Float64Array,
): Float64Array[] {
  const count = Math.max(a.length, b.length);
  return Array.from({ length: count }, (_, c) =>
    make(a[a.length === 1 ? 0 : c]!, b[b.length === 1 ? 0 : c]!),
  );
}

/** Planes put together: `[1 or C, 2, ...modes]`. */
export function stacked(planes: readonly Float64Array[]): Float64Array {
  if (planes.length === 1) return planes[0]!;
  const size = planes[0]!.length;
  const result = new Float64Array(planes.length * size);
  for (const [c, of] of planes.entries()) result.set(of, c * size);
  return result;
}
