/** What the arguments of layers, blocks and architectures must be, checked when they are made. */

import { UserError } from '../errors.js';

/** Throws a UserError unless each of the named values is a whole number of at least `min`. */
export function checkCounts(counts: Readonly<Record<string, number>>, min = 1): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < min) {
      throw new UserError(`${name} must be a whole number of at least ${min}, not ${value}`);
    }
  }
}

/** Throws a UserError unless a convolution may have so many spatial axes. */
export function checkDims(dims: number): void {
  if (dims === 1 || dims === 2 || dims === 3) return;
  throw new UserError(`a convolution has 1, 2 or 3 spatial dimensions, not ${dims}`);
}
