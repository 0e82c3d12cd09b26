/**
 * Elementary functions in exact integer arithmetic: values `m · 2^e` with 150 bits and more.
 *
 * Slow and simple, to judge everything else by. Arguments are f64; where a result is near 0, |x|
 * must be above 2^-60.
 */

/** The number m · 2^e. */
export interface Exact {
  m: bigint;
  e: number;
}

/** Bits after the point of all fixed-point numbers below. */
const P = 260;
const ONE = 1n << BigInt(P);

const abs = (m: bigint): bigint => (m < 0n ? -m : m);
const shift = (m: bigint, by: number): bigint => (by >= 0 ? m << BigInt(by) : m >> BigInt(-by));
const bitLength = (m: bigint): number => abs(m).toString(2).length;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BigInt(P);
const over = (a: bigint, b: bigint): bigint => (a << BigInt(P)) / b;

/** The f64 x as m · 2^e. */
export function exact(x: number): Exact {
  const bits = new BigUint64Array(new Float64Array([x]).buffer)[0];
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

/** x with P bits after the point. */
function fixed(x: number): bigint {
  const { m, e } = exact(x);
  return shift(m, e + P);
}

/** atanh(1/n) or, alternating, atan(1/n), with `bits` bits after the point. */
function inverseSeries(n: bigint, bits: number, alternating: boolean): bigint {
  let power = (1n << BigInt(bits)) / n;
  let sum = 0n;
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n) {
    sum += (sign * power) / k;
    power /= n * n;
    if (alternating) sign = -sign;
  }
  return sum;
}

/** ln 2 = 2·atanh(1/3). */
const LN2 = 2n * inverseSeries(3n, P, false);

/** Bits that the reduction of the largest f64 modulo pi/2 takes, and pi/2 (Machin). */
const WIDE = 1400;
const HALF_PI = 8n * inverseSeries(5n, WIDE, true) - 2n * inverseSeries(239n, WIDE, true);

/** exp(r) for |r| < 2. */
function expFixed(r: bigint): bigint {
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  return sum;
}

/** exp of a fixed-point number. */
function expOf(x: bigint): Exact {
  const k = (2n * x + LN2) / (2n * LN2);
  return { m: expFixed(x - k * LN2), e: Number(k) - P };
}

export const exp = (x: number): Exact => expOf(fixed(x));

/** The number as a fixed-point number. */
const toFixed = ({ m, e }: Exact): bigint => shift(m, e + P);

export function expm1(x: number): Exact {
  if (x > 100) return exp(x);
  return { m: toFixed(exp(x)) - ONE, e: -P };
}

/** log(1 + f) for fixed-point -0.5 < f < 1, from atanh(f / (2 + f)). */
function log1pFixed(f: bigint): bigint {
  const s = over(f, 2n * ONE + f);
  const square = times(s, s);
  let sum = 0n;
  let power = s;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = times(power, square);
  }
  return 2n * sum;
}

/** log(m · 2^e). */
function logOf({ m, e }: Exact): bigint {
  const length = bitLength(m);
  let f = shift(m, P + 1 - length) - ONE;
  let k = e + length - 1;
  if (f > ONE / 2n) {
    f = shift(m, P - length) - ONE;
    k++;
  }
  return log1pFixed(f) + BigInt(k) * LN2;
}

export const log = (x: number): Exact => ({ m: logOf(exact(x)), e: -P });

export const log1p = (x: number): Exact => ({
  m: Math.abs(x) < 0.4 ? log1pFixed(fixed(x)) : logOf({ m: ONE + fixed(x), e: -P }),
  e: -P,
});

export function pow(x: number, y: number): Exact {
  const { m, e } = exact(y);
  return expOf(shift(logOf(exact(x)) * m, e));
}

/** sin and cos of x, both with P bits after the point. */
function sinCos(x: number): [bigint, bigint] {
  const { m, e } = exact(x);
  const wide = shift(m, e + WIDE);
  const q = (2n * wide + (wide < 0n ? -HALF_PI : HALF_PI)) / (2n * HALF_PI);
  const r = shift(wide - q * HALF_PI, P - WIDE);
  const square = times(r, r);
  let sine = 0n;
  let cosine = 0n;
  let odd = r;
  let even = ONE;
  for (let k = 1n; abs(even) > 1n; k += 2n) {
    sine += odd;
    cosine += even;
    even = -times(even, square) / (k * (k + 1n));
    odd = -times(odd, square) / ((k + 1n) * (k + 2n));
  }
  switch (Number(((q % 4n) + 4n) % 4n)) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

export const sin = (x: number): Exact => ({ m: sinCos(x)[0], e: -P });
export const cos = (x: number): Exact => ({ m: sinCos(x)[1], e: -P });

export function tan(x: number): Exact {
  const [sine, cosine] = sinCos(x);
  return { m: over(sine, cosine), e: -P };
}

export function tanh(x: number): Exact {
  const m = toFixed(expm1(2 * x));
  return { m: over(m, m + 2n * ONE), e: -P };
}

export function sigmoid(x: number): Exact {
  const { m, e } = exp(-Math.abs(x));
  const denominator = ONE + toFixed({ m, e });
  return x < 0 ? { m: over(m, denominator), e } : { m: over(ONE, denominator), e: -P };
}

/** erf(y) for |y| < 6, from exp(-y²)·2/sqrt(pi)·(y + 2y³/3 + 4y⁵/15 + …). */
export function erf(y: number): Exact {
  const z = times(fixed(y), fixed(y));
  let term = fixed(y);
  let sum = 0n;
  for (let n = 3n; abs(term) > 1n; n += 2n) {
    sum += term;
    term = times(term, 2n * z) / n;
  }
  const rootPi = squareRoot(shift(HALF_PI, 1 + 2 * P - WIDE - P) << BigInt(P));
  return { m: over(2n * times(sum, toFixed(expOf(-z))), rootPi), e: -P };
}

/** The integer square root (Newton). */
function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** |y - value| in units of the last place that an f64 (`bits` 53) or f32 (24) near value has. */
export function ulpError(y: number, { m, e }: Exact, bits: 53 | 24 = 53): number {
  const smallest = bits === 53 ? -1074 : -149;
  const place = Math.max(e + bitLength(m) - bits, smallest);
  const given = exact(y);
  // Both as integers with 60 bits below the last place.
  const difference = shift(given.m, given.e - place + 60) - shift(m, e - place + 60);
  return Number(abs(difference)) / 2 ** 60;
}
