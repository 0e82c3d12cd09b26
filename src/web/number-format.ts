/** Numbers for people. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Three digits and a prefix: `4.17 GFLOP`. */
export function withPrefix(value: number, unit: string): string {
  let scaled = value;
  let step = 0;
  // What would round to 1000 has the next prefix.
  while (scaled >= 999.5 && step < PREFIXES.length - 1) {
    scaled /= 1000;
    step++;
  }
  const rounded = step === 0 || scaled >= 999.5;
  const digits = rounded ? whole(Math.round(scaled)) : scaled.toPrecision(3);
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

/** A time of which little more is known than its size: `8.3 s`, `4 min`, `2.5 h`, `12 days`. */
export function roughly(seconds: number): string {
  if (seconds < 0.95) return 'a second';
  if (seconds < 90) return `${twoDigits(seconds)} s`;
  if (seconds < 90 * 60) return `${twoDigits(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${twoDigits(hours)} h` : `${whole(twoDigits(hours / 24))} days`;
}

const twoDigits = (value: number): number => Number(value.toPrecision(2));
