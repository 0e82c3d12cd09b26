/**
 * Double-double arithmetic: a value is the unevaluated sum of two f64, about 106 bits.
 *
 * Every function returns the high part and leaves the low part in `low`, to be read before the
 * next call. No fused multiply-add. Promises a relative error of a few 2^-104 as long as nothing
 * overflows or becomes subnormal on the way.
 * Sources: Dekker (1971); Shewchuk (1997); Joldes, Muller, Popescu, Tight and rigorous error
 * bounds for basic building blocks of double-word arithmetic (2017), algorithms 6, 12, 17.
 */

/** The low part of the last result. */
export let low: f64 = 0;

/** 2^27 + 1, which splits an f64 into two halves of 26 bits. */
const SPLITTER: f64 = 134217729.0;

/** a + b exactly. */
export function twoSum(a: f64, b: f64): f64 {
  const s = a + b;
  const t = s - a;
  low = a - (s - t) + (b - t);
  return s;
}

/** a + b exactly, for |a| ≥ |b| or a = 0. */
export function quickTwoSum(a: f64, b: f64): f64 {
  const s = a + b;
  low = b - (s - a);
  return s;
}

/** a · b exactly. */
export function twoProduct(a: f64, b: f64): f64 {
  const p = a * b;
  const ta = SPLITTER * a;
  const ah = ta - (ta - a);
  const al = a - ah;
  const tb = SPLITTER * b;
  const bh = tb - (tb - b);
  const bl = b - bh;
  low = ah * bh - p + ah * bl + al * bh + al * bl;
  return p;
}

/** (ah + al) + (bh + bl). */
export function add(ah: f64, al: f64, bh: f64, bl: f64): f64 {
  const s = twoSum(ah, bh);
  const sl = low;
  const t = twoSum(al, bl);
  const tl = low;
  const v = quickTwoSum(s, sl + t);
  return quickTwoSum(v, low + tl);
}

/** (ah + al) · (bh + bl). */
export function multiply(ah: f64, al: f64, bh: f64, bl: f64): f64 {
  const p = twoProduct(ah, bh);
  return quickTwoSum(p, low + (ah * bl + al * bh));
}

/** (ah + al) / (bh + bl). */
export function divide(ah: f64, al: f64, bh: f64, bl: f64): f64 {
  const q = ah / bh;
  const p = multiply(bh, bl, q, 0);
  const pl = low;
  const r = add(ah, al, -p, -pl);
  return quickTwoSum(q, (r + low) / bh);
}
