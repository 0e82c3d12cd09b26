/**
 * Tails of the distributions behind p-values, each computed as it stands and never as one minus the
 * rest, so that small ones keep their digits: relative errors of some 1e-14.
 */

import { core } from '../core/index.js';

/** Stirling's series, the part that tends to 0: log Γ(z) less (z − ½) log z − z + ½ log 2π. */
function stirling(z: number): number {
  const square = 1 / (z * z);
  return (1 / 12 + square * (-1 / 360 + square * (1 / 1260 - square / 1680))) / z;
}

/** From here on the series is exact to the last digit. */
const STIRLING_FROM = 30;

/** Γ(a + ½)/Γ(a). */
function gammaRatio(a: number): number {
  let [factor, z] = [1, a];
  for (; z < STIRLING_FROM; z++) factor *= z / (z + 0.5);
  const { exp, log1p } = core();
  const difference = z * log1p(0.5 / z) - 0.5 + stirling(z + 0.5) - stirling(z);
  return factor * Math.sqrt(z) * exp(difference);
}

/** Where a continued fraction no longer changes. */
const SETTLED = 1e-15;

/**
 * The continued fraction of the incomplete beta function, by Lentz: I_x(a, b) = xᵃ(1 − x)ᵇ /
 * (a B(a, b)) times it, for x < (a + 1)/(a + b + 2) (DLMF 8.17.22).
 */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; ; m++) {
    let change = 1;
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      change = d * c;
      fraction *= change;
    }
    if (Math.abs(change - 1) < SETTLED) return fraction;
  }
}

/** P(|T| > |t|) of Student's distribution: I_x(df/2, ½) with x = df/(df + t²). */
function bothTails(t: number, df: number): number {
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const a = df / 2;
  const [x, y] = [df / (df + square), square / (df + square)];
  const { exp, log1p } = core();
  // xᵃ y^½ / B(a, ½)
  const front = (exp(-a * log1p(square / df)) * Math.sqrt(y) * gammaRatio(a)) / Math.sqrt(Math.PI);
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(a, 0.5, x)) / a;
  return 1 - 2 * front * betaFraction(0.5, a, y);
}

/**
 * P(T > t) of Student's distribution with `df` > 0 degrees of freedom; NaN where one is NaN. The
 * core must be loaded.
 */
export function studentTail(t: number, df: number): number {
  if (Number.isNaN(t) || Number.isNaN(df)) return Number.NaN;
  const half = bothTails(t, df) / 2;
  return t > 0 ? half : 1 - half;
}

/** Terms of the continued fraction: from z = 2 on, e⁻⁵⁶ is left. */
const FRACTION_TERMS = 100;

/** P(Z > z) of the normal distribution. The core must be loaded. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = core().exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 2) {
    let fraction = z;
    for (let n = FRACTION_TERMS; n > 0; n--) fraction = z + n / fraction;
    return density / fraction;
  }
  let [term, sum] = [z, 0];
  for (let n = 1; sum + term !== sum; n++) {
    sum += term;
    term *= (z * z) / (2 * n + 1);
  }
  return 0.5 - density * sum;
}
