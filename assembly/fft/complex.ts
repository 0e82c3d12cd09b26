// Complex transforms of vectors of lines, and of columns of a planar array in place.

import { radix2, radix2Last, radix4, radix4Last } from './butterflies';
import {
  radix3, radix3Coprime, radix3Last, radix5, radix5Coprime, radix5Last,
} from './butterflies-odd';
import { radixOdd } from './generic-radix';
import { word } from './plan-words';

/**
 * Forward complex transform X_k = Σ_n x_n exp(-2πi kn/len) of the work array at `a` (layout: see
 * butterflies.ts), with `b` and `c` as room of the same size. Returns where the result is, a or b;
 * mode k of a REAL_EVEN plan's transform lies `order(k)` bytes from there (plan.ts), else at 32k.
 * With real and imaginary parts swapped on both sides it is the unscaled inverse transform.
 */
export function complexForward<T>(plan: usize, a: usize, b: usize, c: usize): usize {
  let len = word(plan, 2);
  const stages = word(plan, 3);
  let s = 1;
  for (let i = 0; i < stages; i++) {
    const r = word(plan, 16 + 3 * i);
    const t = plan + word(plan, 17 + 3 * i);
    const m = len / r;
    if (r == 4) {
      if (m == 1) radix4Last<T>(s, a, b);
      else radix4<T>(m, s, a, b, t);
    } else if (r == 5) {
      if (m == 1) radix5Last<T>(s, a, b);
      else if (t == plan) radix5Coprime<T>(m, a, b);
      else radix5<T>(m, s, a, b, t);
    } else if (r == 2) {
      if (m == 1) radix2Last<T>(s, a, b);
      else radix2<T>(m, s, a, b, t);
    } else if (r == 3) {
      if (m == 1) radix3Last<T>(s, a, b);
      else if (t == plan) radix3Coprime<T>(m, a, b);
      else radix3<T>(m, s, a, b, t);
    } else {
      radixOdd<T>(r, m, s, a, b, t, plan + word(plan, 18 + 3 * i), c);
    }
    len = m;
    s *= r;
    const swap = a;
    a = b;
    b = swap;
  }
  return a;
}

/**
 * Transforms in place the `columns` lines that start at consecutive elements of `re` and `im` and
 * run with `stride` bytes; columns is a multiple of the vector's lanes.
 */
export function complexColumns<T>(
  plan: usize, re: usize, im: usize, stride: usize, columns: i32, inverse: bool, work: usize,
): void {
  const n = word(plan, 1);
  const size = <usize>(n + 16) * 32;
  if (inverse) {
    const swap = re;
    re = im;
    im = swap;
  }
  const bytes = <usize>columns * sizeof<T>();
  for (let col: usize = 0; col < bytes; col += 16) {
    let r = re + col;
    let i = im + col;
    for (let k = 0, at = work; k < n; k++, at += 32, r += stride, i += stride) {
      v128.store(at, v128.load(r));
      v128.store(at, v128.load(i), 16);
    }
    let at = complexForward<T>(plan, work, work + size, work + 2 * size);
    r = re + col;
    i = im + col;
    for (let k = 0; k < n; k++, at += 32, r += stride, i += stride) {
      v128.store(r, v128.load(at));
      v128.store(i, v128.load(at, 16));
    }
  }
}
