/**
 * Transform plans: plain, position-independent data (all inner references are byte offsets from the
 * plan's start), built once by `planInit` and only read afterwards.
 *
 * kind = 0            complex transform of length n
 * kind = 1            real transform of length n (r2c and c2r), all n/2+1 modes
 * kind = 1 + 256·m    real transform of which only the modes 0..m-1 are ever used; the plan
 *                     itself decides whether a truncated DFT is cheaper than the FFT.
 *
 * Header, 32-bit words:
 *   0 type   1 n   2 length of the complex FFT   3 number of stages   4 offset of the real twiddles
 *   5 m   6 parity groups   7 folded points   8 tiles per group   9 offset of the truncated table
 *   10 offset of the order table (REAL_EVEN)   11 1: COMPLEX of radices 2, 3, 4, 5, 8 (stages.ts)
 *   12 offset of its inverse: for each place, the mode's number times 32
 *   16 + 3i  radix of stage i   17 + 3i  offset of its twiddles   18 + 3i  offset of its root table
 * Stage twiddles (offset 0: a first stage without, see radix5Coprime): for p < n_i/r, j = 1..r-1,
 * (re, im) of exp(-2πi pj/n_i). Root table (generic radix r): (cos, sin) of 2πt/r for t < r. Real
 * twiddles: (re, im) of exp(-2πi k/n), k <= n/4.
 * Order table: for k <= n/2, the byte offset of mode k mod n/2 in the complex transform's result.
 */

import { coprimeRadix, isDirect, isGeneric, nextDirect, nextRadix } from './factors';
import { COMPLEX, REAL_EVEN, REAL_ODD, TRUNCATED, setWord } from './plan-words';
import { truncatedBytes, truncatedInit, truncatedPays } from './truncated-plan';
import { storeRoot } from './twiddles';

const HEADER_BYTES: i32 = 512;

function align(bytes: i32): i32 {
  return (bytes + 15) & ~15;
}

/** Bytes of a plan. */
export function planBytes<T>(n: i32, kind: i32): i32 {
  const m = kind >> 8;
  if (m > 0 && truncatedPays(n, m)) return HEADER_BYTES + truncatedBytes<T>(n, m);
  const even = (kind & 1) == 1 && (n & 1) == 0;
  const len = even ? n >> 1 : n;
  const pair = <i32>sizeof<T>() * 2;
  const first = even ? coprimeRadix(len) : 0;
  const direct = (kind & 1) == 0 && isDirect(n);
  let bytes = HEADER_BYTES;
  for (let rest = first ? len / first : len; rest > 1; ) {
    const r = direct ? nextDirect(rest) : nextRadix(rest);
    bytes += align((rest / r) * (r - 1) * pair);
    if (isGeneric(r) && !direct) bytes += align(r * pair);
    rest /= r;
  }
  if (even) bytes += align(((len >> 1) + 1) * pair) + 2 * align((len + 1) * 4);
  return bytes;
}

/** Builds a plan at the 16-byte aligned address `plan`. */
export function planInit<T>(plan: usize, n: i32, kind: i32): void {
  const m = kind >> 8;
  memory.fill(plan, 0, HEADER_BYTES);
  setWord(plan, 1, n);
  if (m > 0 && truncatedPays(n, m)) {
    setWord(plan, 0, TRUNCATED);
    truncatedInit<T>(plan, n, m, HEADER_BYTES);
    return;
  }
  const real = (kind & 1) == 1;
  const even = real && (n & 1) == 0;
  const len = even ? n >> 1 : n;
  const pair = <i32>sizeof<T>() * 2;
  setWord(plan, 0, even ? REAL_EVEN : real ? REAL_ODD : COMPLEX);
  setWord(plan, 2, len);
  const direct = !real && isDirect(n);
  setWord(plan, 11, direct ? 1 : 0);
  let offset = HEADER_BYTES;
  let stage = 0;
  const first = even ? coprimeRadix(len) : 0;
  if (first) {
    setWord(plan, 16, first);
    stage = 1;
  }
  for (let rest = first ? len / first : len; rest > 1; stage++) {
    const r = direct ? nextDirect(rest) : nextRadix(rest);
    const q = rest / r;
    setWord(plan, 16 + 3 * stage, r);
    setWord(plan, 17 + 3 * stage, offset);
    let at = plan + offset;
    for (let p = 0; p < q; p++) {
      for (let j = 1; j < r; j++, at += pair) storeRoot<T>(at, <i64>p * j, rest, -1.0);
    }
    offset += align(q * (r - 1) * pair);
    if (isGeneric(r) && !direct) {
      setWord(plan, 18 + 3 * stage, offset);
      at = plan + offset;
      for (let t = 0; t < r; t++, at += pair) storeRoot<T>(at, t, r, 1.0);
      offset += align(r * pair);
    }
    rest = q;
  }
  setWord(plan, 3, stage);
  if (even) {
    setWord(plan, 4, offset);
    let at = plan + offset;
    for (let k = 0; k <= len >> 1; k++, at += pair) storeRoot<T>(at, k, n, -1.0);
    offset += align(((len >> 1) + 1) * pair);
    setWord(plan, 10, offset);
    at = plan + offset;
    for (let k = 0; k <= len; k++, at += 4) {
      const place = first ? (k % first) + first * (k % (len / first)) : k % len;
      store<i32>(at, place << 5);
    }
    // Where a mode goes from its place.
    setWord(plan, 12, offset + align((len + 1) * 4));
    const modes = plan + offset + align((len + 1) * 4);
    for (let k = 0; k < len; k++) {
      store<i32>(modes + <usize>(load<i32>(plan + offset + (<usize>k << 2)) >> 5 << 2), k << 5);
    }
  }
}

/** Bytes of workspace that one group of lines of length n needs. */
export function workBytes(n: i32): i32 {
  return 3 * (n + 16) * 32;
}
