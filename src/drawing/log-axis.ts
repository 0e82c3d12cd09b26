/** The ticks of a logarithmic axis. */

import { linearTicks } from './linear-axis.js';

/**
 * Powers of ten, at most about eight; where there would be hardly any, also 2 and 5 times them, and
 * where that is one at most, those of a linear axis: so short a piece of it is nearly one.
 */
export function logTicks(min: number, max: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first) / 7));
  if (last - first > 1) {
    const count = Math.floor((last - first) / step) + 1;
    return Array.from({ length: count }, (_, i) => 10 ** (first + i * step));
  }
  const decades = Array.from({ length: last - first + 2 }, (_, i) => 10 ** (first - 1 + i));
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((digit) => digit * decade));
  const within = ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
  return within.length > 1 ? within : linearTicks(min, max, 4);
}
