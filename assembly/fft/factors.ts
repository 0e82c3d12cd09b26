/** How a transform's length is split into stages, and what the stages cost. */

/** The radix that the next stage of a transform of length n takes: 2, 3, then 4, 5, then primes. */
export function nextRadix(n: i32): i32 {
  let twos = 0;
  for (let r = n; (r & 1) == 0; r >>= 1) twos++;
  if (twos & 1) return 2;
  if (n % 3 == 0) return 3;
  if (twos) return 4;
  for (let p = 5; <i64>p * p <= <i64>n; p += 2) if (n % p == 0) return p;
  return n;
}

/**
 * The radix that the next stage takes of what is left (`rest`) of a complex transform, if the
 * length has no primes above 5: fours until the twos that are left make eights, threes and fives
 * between them, eights at the end.
 */
export function nextDirect(rest: i32): i32 {
  let twos = 0;
  for (let r = rest; (r & 1) == 0; r >>= 1) twos++;
  if (twos == 1 || (twos == 2 && rest == 4)) return twos == 1 ? 2 : 4;
  if (twos % 3 != 0) return 4;
  if (rest % 3 == 0) return 3;
  if (rest % 5 == 0) return 5;
  return 8;
}

/** Whether n has no primes above 5. */
export function isDirect(n: i32): bool {
  for (; (n & 1) == 0; ) n >>= 1;
  for (; n % 3 == 0; ) n /= 3;
  for (; n % 5 == 0; ) n /= 5;
  return n == 1;
}

/** The radix of a first stage without twiddles of the complex transform of length n, or 0. */
export function coprimeRadix(n: i32): i32 {
  if (n > 5 && n % 5 == 0 && (n / 5) % 5 != 0) return 5;
  if (n > 3 && n % 3 == 0 && (n / 3) % 3 != 0) return 3;
  return 0;
}

// @ts-ignore: decorator
@inline
export function isGeneric(radix: i32): bool {
  return radix > 5;
}

/** Arithmetic operations of a complex transform of length n, roughly. */
export function complexCost(n: i32): f64 {
  let cost: f64 = 0;
  for (let rest = n; rest > 1; ) {
    const r = nextRadix(rest);
    const each = r == 2 ? 5.0 : r == 3 ? 9.3 : r == 4 ? 8.5 : r == 5 ? 11.6 : <f64>(2 * r + 8);
    cost += <f64>n * each;
    rest /= r;
  }
  return cost;
}
