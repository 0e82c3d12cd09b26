/**
 * Adam (Kingma and Ba 2015, algorithm 1; optax.adam with eps_root = 0), one tensor of parameters.
 *
 *   m' = β1·m + (1 − β1)·g,  v' = β2·v + (1 − β2)·g²,  p' = p − lr·(m'·c1) / (√(v'·c2) + ε)
 *
 * with c1 = 1/(1 − β1^t), c2 = 1/(1 − β2^t) from the table of per-step scalars. Moments too small
 * to matter, |m'| < 1e-30 and v' < 1e-37, become 0 before they are used: WebAssembly has no
 * flush-to-zero, and subnormal numbers are many times slower. NaN stays NaN.
 */

import { int, num, ptr } from '../schedule/args';
import { Adam } from './arguments/optimizer';
import { lanes } from './lanes';

/** Items (seeds) lo..hi−1. */
export function adam<T>(ip: usize, lo: i32, hi: i32): void {
  const p = ptr(ip, Adam.P),
    g = ptr(ip, Adam.G),
    m = ptr(ip, Adam.M),
    v = ptr(ip, Adam.V);
  const pNew = ptr(ip, Adam.NEXT_P),
    mNew = ptr(ip, Adam.NEXT_M),
    vNew = ptr(ip, Adam.NEXT_V);
  const lr = v128.load_splat<T>(ptr(ip, Adam.LR));
  const c1 = v128.load_splat<T>(ptr(ip, Adam.C1));
  const c2 = v128.load_splat<T>(ptr(ip, Adam.C2));
  const length = <usize>int(ip, Adam.LENGTH) * sizeof<T>();
  const beta1 = num(ip, Adam.BETA1),
    beta2 = num(ip, Adam.BETA2);
  const b1 = v128.splat<T>(<T>beta1),
    a1 = v128.splat<T>(<T>(1 - beta1));
  const b2 = v128.splat<T>(<T>beta2),
    a2 = v128.splat<T>(<T>(1 - beta2));
  const eps = v128.splat<T>(<T>num(ip, Adam.EPSILON));
  const tinyM = v128.splat<T>(<T>1e-30),
    tinyV = v128.splat<T>(<T>1e-37);
  const end = <usize>hi * length;
  for (let n = <usize>lo * length; n < end; n += 16) {
    const gradient = v128.load(g + n);
    let first = v128.add<T>(v128.mul<T>(b1, v128.load(m + n)), v128.mul<T>(a1, gradient));
    let second = v128.add<T>(
      v128.mul<T>(b2, v128.load(v + n)),
      v128.mul<T>(a2, v128.mul<T>(gradient, gradient)),
    );
    first = v128.andnot(first, v128.lt<T>(v128.abs<T>(first), tinyM));
    second = v128.andnot(second, v128.lt<T>(second, tinyV));
    const step = v128.div<T>(
      v128.mul<T>(lr, v128.mul<T>(first, c1)),
      v128.add<T>(v128.sqrt<T>(v128.mul<T>(second, c2)), eps),
    );
    const parameter = v128.sub<T>(v128.load(p + n), step);
    if (n + 16 <= end) {
      v128.store(mNew + n, first);
      v128.store(vNew + n, second);
      v128.store(pNew + n, parameter);
    } else {
      const rest = <i32>((end - n) / sizeof<T>());
      storeLanes<T>(mNew + n, first, rest);
      storeLanes<T>(vNew + n, second, rest);
      storeLanes<T>(pNew + n, parameter, rest);
    }
  }
}

/** Stores the first `count` < lanes lanes. */
function storeLanes<T>(to: usize, v: v128, count: i32): void {
  store<T>(to, v128.extract_lane<T>(v, 0));
  if (sizeof<T>() == 4) {
    if (count > 1) store<T>(to, v128.extract_lane<T>(v, 1), 4);
    if (count > 2) store<f32>(to, v128.extract_lane<f32>(v, 2), 8);
  }
}
