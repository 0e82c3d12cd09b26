/** Complex transforms of vectors of lines. */

import { radixOdd } from './generic-radix';
import { word } from './plan-words';
import { Side, stage } from './stages';
import {
  radix2, radix2Last, radix3, radix3Coprime, radix3Last, radix4, radix4Last, radix5, radix5Coprime,
  radix5Last,
} from './work-stages';

/** A side of a stage in a work array. */
// @ts-ignore: decorator
@inline
export function workSide(side: Side, at: usize, outer: usize, leg: usize): void {
  side.at = at;
  side.outer = outer;
  side.inner = 32;
  side.leg = leg;
  side.im = 16;
}

/**
 * Forward complex transforms X_k = Σ_n x_n exp(-2πi kn/len) of `together` work arrays that lie
 * interleaved at `a`: vector k of transform j at 32·(k·together + j) (see work-stages.ts); together
 * is 1 for a REAL_EVEN plan. b and c: room of the same size. Returns where the results are, a or b;
 * mode k of a REAL_EVEN plan's transform lies `order(k)` bytes from there (plan.ts), else where
 * vector k was. With real and imaginary parts swapped on both sides it is the unscaled inverse.
 */
export function complexForward<T>(
  plan: usize, a: usize, b: usize, c: usize, together: i32,
): usize {
  return complexStages<T>(plan, a, b, a, c, together, word(plan, 3));
}

/**
 * The first `stages` stages: the first one reads from a and writes to b, the next one writes to d
 * (which may be a), and so on.
 */
export function complexStages<T>(
  plan: usize, a: usize, b: usize, d: usize, c: usize, together: i32, stages: i32,
): usize {
  let len = word(plan, 2);
  let s = together;
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
    } else if (r == 8 && word(plan, 11)) {
      const from = changetype<Side>(c);
      const to = changetype<Side>(c + 32);
      const st = <usize>s << 5;
      workSide(from, a, st, <usize>m * st);
      workSide(to, b, <usize>r * st, st);
      stage<T>(r, m, s, from, to, m == 1 ? 0 : t, -1);
    } else {
      radixOdd<T>(r, m, s, a, b, t, plan + word(plan, 18 + 3 * i), c);
    }
    len = m;
    s *= r;
    a = b;
    b = d;
    d = a;
  }
  return a;
}
