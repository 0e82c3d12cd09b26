/**
 * Roots of unity in float64, reduced to the first octant by exact integer arithmetic, so that
 * symmetric points get symmetric values and the quarter points are exact.
 */

let rootCos: f64 = 1.0;
let rootSin: f64 = 0.0;

/** Sets rootCos and rootSin to cos and sin of 2π num/den, den >= 1. */
function root(num: i64, den: i64): void {
  let a = num % den;
  if (a < 0) a += den;
  // With eighths: angle = 2π a8 / (8 den), octant o = floor(a8 / den), rest r in [0, den).
  const a8 = a * 8;
  const octant = <i32>(a8 / den);
  const rest = a8 - <i64>octant * den;
  const part = octant & 1 ? den - rest : rest;
  const angle = (<f64>part / <f64>den) * (NativeMath.PI / 4);
  const c = NativeMath.cos(angle);
  const s = NativeMath.sin(angle);
  switch (octant) {
    case 0: rootCos = c; rootSin = s; break;
    case 1: rootCos = s; rootSin = c; break;
    case 2: rootCos = -s; rootSin = c; break;
    case 3: rootCos = -c; rootSin = s; break;
    case 4: rootCos = -c; rootSin = -s; break;
    case 5: rootCos = -s; rootSin = -c; break;
    case 6: rootCos = s; rootSin = -c; break;
    default: rootCos = c; rootSin = -s; break;
  }
}

/** Stores cos and sign·sin of 2π num/den at `at`, rounded once to T. */
export function storeRoot<T>(at: usize, num: i64, den: i64, sign: f64): void {
  root(num, den);
  store<T>(at, <T>rootCos);
  store<T>(at + sizeof<T>(), <T>(sign * rootSin));
}
