/**
 * Tests of whether two samples come from one distribution, with the conventions of SciPy's
 * `ttest_ind_from_stats` and `mannwhitneyu`. The core must be loaded.
 */

import { normalTail, studentTail } from './distributions.js';
import { type SampleStats, scaleOf } from './statistics.js';

/** What the first sample is supposed to be: other than the second, less, or greater. */
export type Alternative = 'two-sided' | 'less' | 'greater';

/**
 * The p-value of the t-test from statistics: Student's, which takes the variances for equal, or
 * Welch's. NaN where a sample has less than two values, or where neither varies and the means are
 * equal; where neither varies and the means differ, t is infinite. Numbers of any size are scaled
 * first: SciPy's squares of variances vanish or overflow, and its degrees of freedom with them.
 */
export function tTest(
  a: SampleStats,
  b: SampleStats,
  alternative: Alternative,
  equalVar: boolean,
): number {
  const scale = scaleOf(Math.max(a.std, b.std));
  const [sa, sb] = [a.std / scale, b.std / scale];
  const [va, vb] = [sa * sa, sb * sb];
  let [df, square] = [a.count + b.count - 2, Number.NaN];
  if (equalVar) {
    const pooled = ((a.count - 1) * va + (b.count - 1) * vb) / df;
    square = pooled * (1 / a.count + 1 / b.count);
  } else {
    const [ea, eb] = [va / a.count, vb / b.count];
    square = ea + eb;
    // Where neither varies, any number of degrees of freedom will do.
    if (square > 0) {
      df = (square * square) / ((ea * ea) / (a.count - 1) + (eb * eb) / (b.count - 1));
    }
  }
  const t = (a.mean / scale - b.mean / scale) / Math.sqrt(square);
  if (alternative === 'two-sided') return 2 * studentTail(Math.abs(t), df);
  return studentTail(alternative === 'greater' ? t : -t, df);
}

/** Of two samples without ties, one of which is not larger than this, the exact distribution. */
const EXACT_UP_TO = 8;

/**
 * The p-value of the Mann-Whitney U test. Samples without ties, at least one of them of 8 values or
 * fewer, are judged by the exact distribution, others by the normal one, corrected for ties and for
 * continuity. It is 1 where all values are equal, and NaN for a sample without values. Infinity has
 * the highest rank.
 */
export function mannWhitney(
  a: readonly number[],
  b: readonly number[],
  alternative: Alternative,
): number {
  const [na, nb] = [a.length, b.length];
  if (na === 0 || nb === 0) return Number.NaN;
  const { rankSum, ties } = ranksOf(a, b);
  const ua = rankSum - (na * (na + 1)) / 2;
  const ub = na * nb - ua;
  const u = { 'two-sided': Math.max(ua, ub), less: ub, greater: ua }[alternative];
  const tail =
    ties === 0 && Math.min(na, nb) <= EXACT_UP_TO
      ? exactTail(u, na, nb)
      : normalTailOf(u, na, nb, ties);
  return alternative === 'two-sided' ? Math.min(1, 2 * tail) : tail;
}

/** The ranks of the first sample among both, summed, equal values sharing theirs; Σ(t³ − t). */
function ranksOf(a: readonly number[], b: readonly number[]): { rankSum: number; ties: number } {
  const all = Float64Array.from([...a, ...b]).sort();
  const shared = new Map<number, number>();
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from + 1;
    while (to < all.length && all[to] === all[from]) to++;
    shared.set(all[from]!, (from + 1 + to) / 2);
    const t = to - from;
    ties += t * t * t - t;
    from = to;
  }
  return { rankSum: a.reduce((sum, value) => sum + shared.get(value)!, 0), ties };
}

function normalTailOf(u: number, na: number, nb: number, ties: number): number {
  const n = na + nb;
  const variance = ((na * nb) / 12) * (n + 1 - ties / (n * (n - 1)));
  return variance === 0 ? 1 : normalTail((u - (na * nb) / 2 - 0.5) / Math.sqrt(variance));
}

/**
 * P(U ≥ u): of the C(na + nb, na) orders, the share of those with U ≤ na nb − u. Their numbers are the
 * coefficients of the Gaussian binomial Π (1 − q^(m + i))/(1 − qⁱ), i = 1 … k.
 */
function exactTail(u: number, na: number, nb: number): number {
  const [k, m] = na < nb ? [na, nb] : [nb, na];
  const top = k * m - u;
  const orders = new Array<bigint>(top + 1).fill(0n);
  orders[0] = 1n;
  let all = 1n;
  for (let i = 1; i <= k; i++) {
    for (let q = top; q >= m + i; q--) orders[q]! -= orders[q - m - i]!;
    for (let q = i; q <= top; q++) orders[q]! += orders[q - i]!;
    all = (all * BigInt(m + i)) / BigInt(i);
  }
  return Number(orders.reduce((sum, count) => sum + count, 0n)) / Number(all);
}
