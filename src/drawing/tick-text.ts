/** Numbers beside the ticks of an axis. */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `10⁻³`, `2·10⁻³`, `1.5·10⁶` */
export function tickText(tick: number): string {
  const exponent = Math.floor(Math.log10(tick) + 1e-9);
  const digit = Number((tick / 10 ** exponent).toPrecision(4));
  const digits = [...String(Math.abs(exponent))].map((one) => SUPERSCRIPTS[Number(one)]);
  return `${digit === 1 ? '' : `${digit}·`}10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** `0.2`, `3,000`, `2·10⁶` */
export function linearTickText(tick: number): string {
  const size = Math.abs(tick);
  if (size === 0) return '0';
  if (size >= 1e-3 && size < 1e6) return tick.toLocaleString('en', { maximumSignificantDigits: 6 });
  return `${tick < 0 ? '−' : ''}${tickText(size)}`;
}
