/** Numbers for people. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** Three digits and a prefix: `4.17 GFLOP`. */
export function withPrefix(value: number, unit: string): string {
  const step = value < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** step;
  const digits = step === 0 ? String(Math.round(scaled)) : scaled.toPrecision(3);
  return `${digits} ${PREFIXES[step]}${unit}`;
}

export function mebibytes(bytes: number): string {
  const size = bytes / 2 ** 20;
  return `${size < 10 ? size.toFixed(1) : Math.round(size).toLocaleString('en')} MiB`;
}

export function whole(value: number): string {
  return value.toLocaleString('en');
}

/** Three digits: `0.0123`, `1.23e-5`, `12.3`. */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e4 ? value.toExponential(2) : value.toPrecision(3);
}

export function seconds(value: number): string {
  if (value < 60) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
