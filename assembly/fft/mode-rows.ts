/**
 * The rows of a leading axis in a spectrum: full (frequency indices 0..n-1) or compact (the modes
 * 0..m-1 and then n-m..n-1; where 2m > n, two rows meet at one mode), and which of them count.
 */

/** Number of rows; compact: m, or 0 for the full layout. */
// @ts-ignore: decorator
@inline
export function rowCount(n: i32, compact: i32): i32 {
  return compact ? 2 * compact : n;
}

/** The frequency index of row i. */
// @ts-ignore: decorator
@inline
export function frequencyOf(i: i32, n: i32, compact: i32): i32 {
  return compact == 0 || i < compact ? i : n - 2 * compact + i;
}

/** Whether row i is within the cutoff (negative: there is none). */
// @ts-ignore: decorator
@inline
export function within(i: i32, n: i32, compact: i32, cutoff: i32): bool {
  const r = frequencyOf(i, n, compact);
  return cutoff < 0 || min(r, n - r) <= cutoff;
}

/** Whether a later row of the compact layout holds the same mode as row i. */
// @ts-ignore: decorator
@inline
export function overwritten(i: i32, n: i32, compact: i32): bool {
  return i < compact && i >= n - compact;
}
