/**
 * A Stockham stage of any odd radix (primes above 5), by the direct sum over pairs of points.
 * Sums run in blocks of 16 terms or, in long ones, as many terms as there are blocks, so that they
 * keep about the accuracy of short ones.
 */

import { madd } from '../math/madd';
import { turnedIm, turnedRe } from './butterflies';

const SHORTEST_BLOCK: i32 = 16;

/**
 * Same map as the fixed radices (see stages.ts).
 * `roots`: (cos, sin) of 2πt/r; `pairs`: room for (r - 1) complex vectors.
 */
export function radixOdd<T>(
  r: i32, m: i32, s: i32, x: usize, y: usize, t: usize, roots: usize, pairs: usize,
): void {
  const h = (r - 1) >> 1;
  const block = max(SHORTEST_BLOCK, <i32>sqrt<f64>(h));
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  const turn = m > 1;
  for (let p = 0; p < m; p++, t += 2 * <usize>(r - 1) * sizeof<T>(), y += <usize>(r - 1) * st) {
    for (const end = x + st; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      let sr = ar;
      let si = ai;
      // pairs[j-1] = (x_j + x_{r-j}, x_j - x_{r-j})
      let at = pairs;
      let up = x + ms;
      let down = x + <usize>(r - 1) * ms;
      for (let j = 1; j <= h; j++, at += 64, up += ms, down -= ms) {
        const br = v128.load(up);
        const bi = v128.load(up, 16);
        const cr = v128.load(down);
        const ci = v128.load(down, 16);
        const pr = v128.add<T>(br, cr);
        const pi = v128.add<T>(bi, ci);
        v128.store(at, pr);
        v128.store(at, pi, 16);
        v128.store(at, v128.sub<T>(br, cr), 32);
        v128.store(at, v128.sub<T>(bi, ci), 48);
        sr = v128.add<T>(sr, pr);
        si = v128.add<T>(si, pi);
      }
      v128.store(y, sr);
      v128.store(y, si, 16);
      for (let k = 1; k <= h; k++) {
        let cr = ar;
        let ci = ai;
        let dr = v128.splat<T>(<T>0);
        let di = dr;
        let index = 0;
        at = pairs;
        for (let j = 1; j <= h; ) {
          const stop = min(j + block, h + 1);
          let br = v128.splat<T>(<T>0);
          let bi = br;
          let er = br;
          let ei = br;
          for (; j < stop; j++, at += 64) {
            index += k;
            if (index >= r) index -= r;
            const w = roots + <usize>index * 2 * sizeof<T>();
            const c = v128.load_splat<T>(w);
            const d = v128.load_splat<T>(w, sizeof<T>());
            br = madd<T>(v128.load(at), c, br);
            bi = madd<T>(v128.load(at, 16), c, bi);
            er = madd<T>(v128.load(at, 32), d, er);
            ei = madd<T>(v128.load(at, 48), d, ei);
          }
          cr = v128.add<T>(cr, br);
          ci = v128.add<T>(ci, bi);
          dr = v128.add<T>(dr, er);
          di = v128.add<T>(di, ei);
        }
        const ur = v128.add<T>(cr, di);
        const ui = v128.sub<T>(ci, dr);
        const vr = v128.sub<T>(cr, di);
        const vi = v128.add<T>(ci, dr);
        const yu = y + <usize>k * st;
        const yv = y + <usize>(r - k) * st;
        if (turn) {
          const tu = t + 2 * <usize>(k - 1) * sizeof<T>();
          const tv = t + 2 * <usize>(r - k - 1) * sizeof<T>();
          const ar1 = v128.load_splat<T>(tu);
          const ai1 = v128.load_splat<T>(tu, sizeof<T>());
          const br1 = v128.load_splat<T>(tv);
          const bi1 = v128.load_splat<T>(tv, sizeof<T>());
          v128.store(yu, turnedRe<T>(ur, ui, ar1, ai1));
          v128.store(yu, turnedIm<T>(ur, ui, ar1, ai1), 16);
          v128.store(yv, turnedRe<T>(vr, vi, br1, bi1));
          v128.store(yv, turnedIm<T>(vr, vi, br1, bi1), 16);
        } else {
          v128.store(yu, ur);
          v128.store(yu, ui, 16);
          v128.store(yv, vr);
          v128.store(yv, vi, 16);
        }
      }
    }
  }
}
