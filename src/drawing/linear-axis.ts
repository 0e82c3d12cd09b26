/** The ticks of a linear axis. */

/**
 * Multiples of 1, 2 or 5 times a power of ten, at most about `count`, and no closer than `closest`;
 * none where the numbers are too large or too close for it.
 */
export function linearTicks(min: number, max: number, count: number, closest = 0): number[] {
  const rough = Math.max((max - min) / count, closest);
  const exponent = Math.floor(Math.log10(rough));
  const digit = [1, 2, 5].find((one) => one * 10 ** exponent >= rough * (1 - 1e-9)) ?? 10;
  // By a whole number: 3 * 0.1 is not 0.3.
  const multiple = (n: number) =>
    exponent < 0 ? (n * digit) / 10 ** -exponent : n * digit * 10 ** exponent;
  const step = multiple(1);
  const first = Math.ceil(min / step - 1e-9);
  const length = Math.floor(max / step + 1e-9) - first + 1;
  if (!(length > 0 && length <= 2 * count + 2)) return [];
  return Array.from({ length }, (_, i) => multiple(first + i));
}
