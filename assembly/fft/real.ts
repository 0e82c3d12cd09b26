/**
 * Real transforms of a group of lines: r2c and c2r, unscaled.
 *   r2c: X_k = Σ_n x_n exp(-2πi kn/N), k = 0..modes-1
 *   c2r: x_n = Σ_{k=0}^{N-1} X_k exp(2πi kn/N), X_{N-k} = conj X_k, the imaginary parts of X_0 and
 *        (even N) X_{N/2} dropped, modes from `modes` on taken as zero
 * With the modes 0 < k < N/2 doubled, r2c is the adjoint of c2r; with them halved, c2r of r2c.
 * Even N: a complex transform of N/2 points; odd N: one of N points; TRUNCATED plans:
 * dense sums (truncated.ts).
 */

import { RealTransform } from '../kernels/arguments/spectral';
import { lanes } from '../kernels/lanes';
import { argumentsOf, int, ptr } from '../schedule/args';
import { complexForward } from './complex';
import { loadLines, storeLines, storePairsSwapped } from './lines';
import { linesHeld, productBytes, sumProducts } from './products';
import { forward32, inverse32, storeModes17 } from './real-32';
import { workBytes } from './plan';
import { REAL_EVEN, TRUNCATED, word } from './plan-words';
import { truncatedForward, truncatedInverse } from './truncated';

/**
 * Turns the transform Z of M packed points (Z_k at z + order[k]) into the modes 0..M of 2M real
 * ones at `x`, the interior ones times 2 unless `halve`.
 */
// @ts-ignore: decorator
@inline
export function unpackReal<T>(
  z: usize, x: usize, step: usize, im: usize, m: i32, order: usize, roots: usize, halve: bool,
): void {
  const size = <usize>m * step;
  const zr = v128.load(z);
  const zi = v128.load(z, 16);
  const zero = v128.splat<T>(<T>0);
  v128.store(x, v128.add<T>(zr, zi));
  v128.store(x + im, zero);
  v128.store(x + size, v128.sub<T>(zr, zi));
  v128.store(x + size + im, zero);
  const half = v128.splat<T>(<T>0.5);
  let q = x + size - step;
  let up = order + 4;
  let down = order + (<usize>(m - 1) << 2);
  roots += 2 * sizeof<T>();
  for (let p = x + step; p <= q; p += step, q -= step, up += 4, down -= 4) {
    const a = z + load<i32>(up);
    const b = z + load<i32>(down);
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.load(b);
    const bi = v128.load(b, 16);
    let wr = v128.load_splat<T>(roots);
    let wi = v128.load_splat<T>(roots, sizeof<T>());
    let er = v128.add<T>(ar, br);
    let ei = v128.sub<T>(ai, bi);
    if (halve) {
      wr = v128.mul<T>(half, wr);
      wi = v128.mul<T>(half, wi);
      er = v128.mul<T>(half, er);
      ei = v128.mul<T>(half, ei);
    }
    // -i (Z_k - conj Z_{M-k})
    const or = v128.add<T>(ai, bi);
    const oi = v128.sub<T>(br, ar);
    const tr = v128.sub<T>(v128.mul<T>(or, wr), v128.mul<T>(oi, wi));
    const ti = v128.add<T>(v128.mul<T>(or, wi), v128.mul<T>(oi, wr));
    v128.store(q, v128.sub<T>(er, tr));
    v128.store(q + im, v128.sub<T>(ti, ei));
    v128.store(p, v128.add<T>(er, tr));
    v128.store(p + im, v128.add<T>(ei, ti));
    roots += 2 * sizeof<T>();
  }
}

/**
 * The inverse of unpackReal times 2, in place:
 * Z_k = (X_k + conj X_{M-k}) + i exp(2πi k/N) (X_k - conj X_{M-k}),
 * half of it if `halve` (0 < k < M), written with real and imaginary parts exchanged.
 */
// @ts-ignore: decorator
@inline
function packReal<T>(z: usize, m: i32, roots: usize, halve: bool): void {
  const size = <usize>m << 5;
  const dc = v128.load(z);
  const ny = v128.load(z + size);
  v128.store(z, v128.sub<T>(dc, ny));
  v128.store(z, v128.add<T>(dc, ny), 16);
  const half = v128.splat<T>(<T>0.5);
  let q = z + size - 32;
  roots += 2 * sizeof<T>();
  for (let p = z + 32; p <= q; p += 32, q -= 32, roots += 2 * sizeof<T>()) {
    const ar = v128.load(p);
    const ai = v128.load(p, 16);
    const br = v128.load(q);
    const bi = v128.load(q, 16);
    let wr = v128.load_splat<T>(roots);
    let wi = v128.load_splat<T>(roots, sizeof<T>());
    let er = v128.add<T>(ar, br);
    let ei = v128.sub<T>(ai, bi);
    if (halve) {
      wr = v128.mul<T>(half, wr);
      wi = v128.mul<T>(half, wi);
      er = v128.mul<T>(half, er);
      ei = v128.mul<T>(half, ei);
    }
    const dr = v128.sub<T>(ar, br);
    const di = v128.add<T>(ai, bi);
    // conj(w) d, w = exp(-2πi k/N)
    const tr = v128.add<T>(v128.mul<T>(dr, wr), v128.mul<T>(di, wi));
    const ti = v128.sub<T>(v128.mul<T>(di, wr), v128.mul<T>(dr, wi));
    // Z_k = e + i t, Z_{M-k} = conj(e) + i conj(t)
    v128.store(q, v128.sub<T>(tr, ei));
    v128.store(q, v128.add<T>(er, ti), 16);
    v128.store(p, v128.add<T>(ei, tr));
    v128.store(p, v128.sub<T>(er, ti), 16);
  }
}

// @ts-ignore: decorator
@inline
function scaleModes<T>(z: usize, from: i32, to: i32, factor: f64): void {
  const f = v128.splat<T>(<T>factor);
  for (let k = from; k < to; k++) {
    const p = z + (<usize>k << 5);
    v128.store(p, v128.mul<T>(f, v128.load(p)));
    v128.store(p, v128.mul<T>(f, v128.load(p, 16)), 16);
  }
}

// @ts-ignore: decorator
@inline
function clearModes(z: usize, from: i32, to: i32): void {
  if (to > from) memory.fill(z + (<usize>from << 5), 0, <usize>(to - from) << 5);
}

/** Where the modes of a line lie, from the first row on. */
// @ts-ignore: decorator
@inline
function rowOf(ip: usize, line: i32): usize {
  const rows = int(ip, RealTransform.ROWS);
  const block = line / rows;
  const row = <usize>(line - block * rows);
  return (
    <usize>block * ptr(ip, RealTransform.BLOCK_STRIDE) + row * ptr(ip, RealTransform.ROW_STRIDE)
  );
}

/**
 * r2c of the lines lo..hi-1 of an instruction (kernels/arguments/spectral.ts). work: see workBytes,
 * and with products productBytes behind it.
 */
export function realForward<T>(ip: usize, lo: i32, hi: i32, work: usize): void {
  const plan = ptr(ip, RealTransform.PLAN);
  const y = ptr(ip, RealTransform.Y);
  const modes = int(ip, RealTransform.MODES);
  const width = int(ip, RealTransform.WIDTH);
  const doubled = int(ip, RealTransform.ADJOINT) != 0;
  const products = int(ip, RealTransform.PRODUCTS)
    ? argumentsOf(ip) + (RealTransform.PRODUCTS << 2)
    : 0;
  let x = ptr(ip, RealTransform.X);
  const type = word(plan, 0);
  const n = word(plan, 1);
  const len = word(plan, 2);
  const size = <usize>(n + 16) * 32;
  const last = hi - 1;
  const plane = ptr(ip, RealTransform.PLANE);
  const lineBytes = <usize>n * sizeof<T>();
  const made = work + <usize>workBytes(n);
  let held = lo;
  for (let l = lo; l < hi; l += lanes<T>()) {
    if (products && l == held) {
      held = min(hi, l + linesHeld<T>(n));
      x = made - <usize>l * lineBytes;
      sumProducts<T>(products, l, held, lineBytes, made, made + productBytes(n) / 2);
    }
    const p0 = x + <usize>l * lineBytes;
    const p1 = p0 + <usize>min(1, last - l) * lineBytes;
    const p2 = p0 + <usize>min(2, last - l) * lineBytes;
    const p3 = p0 + <usize>min(3, last - l) * lineBytes;
    let z = work;
    if (sizeof<T>() == 4 && type == REAL_EVEN && n == 32 && !doubled) {
      forward32(p0, p1, p2, p3, z, work + size, plan + word(plan, 17), plan + word(plan, 4));
      if (modes == 17) {
        const r0 = y + rowOf(ip, l);
        const r1 = y + rowOf(ip, min(l + 1, last));
        const r2 = y + rowOf(ip, min(l + 2, last));
        const r3 = y + rowOf(ip, min(l + 3, last));
        storeModes17(z, r0, r1, r2, r3, plane, width);
        continue;
      }
    } else if (type == REAL_EVEN) {
      loadLines<T>(p0, p1, p2, p3, n, z, 16);
      const packed = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
      const order = plan + word(plan, 10);
      const roots = plan + word(plan, 4);
      if (packed == work) z = work + size;
      if (doubled) unpackReal<T>(packed, z, 32, 16, len, order, roots, false);
      else unpackReal<T>(packed, z, 32, 16, len, order, roots, true);
    } else if (type == TRUNCATED) {
      loadLines<T>(p0, p1, p2, p3, n, z, 16);
      z = work + size;
      truncatedForward<T>(plan, work, z, work + 2 * size);
      if (doubled) scaleModes<T>(z, 1, min(modes, (n + 1) >> 1), 2.0);
    } else {
      loadLines<T>(p0, p1, p2, p3, n, z, 32);
      for (let k = 0; k < n; k++) v128.store(z + (<usize>k << 5), v128.splat<T>(<T>0), 16);
      z = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
      if (doubled) scaleModes<T>(z, 1, modes, 2.0);
    }
    const q0 = y + rowOf(ip, l);
    const q1 = y + rowOf(ip, min(l + 1, last));
    const q2 = y + rowOf(ip, min(l + 2, last));
    const q3 = y + rowOf(ip, min(l + 3, last));
    clearModes(z, modes, width);
    storeLines<T>(z, 32, width, q0, q1, q2, q3);
    storeLines<T>(z + 16, 32, width, q0 + plane, q1 + plane, q2 + plane, q3 + plane);
  }
}

/** c2r to the lines lo..hi-1. */
export function realInverse<T>(ip: usize, lo: i32, hi: i32, work: usize): void {
  const plan = ptr(ip, RealTransform.PLAN);
  const x = ptr(ip, RealTransform.X);
  const y = ptr(ip, RealTransform.Y);
  const modes = int(ip, RealTransform.MODES);
  const halved = int(ip, RealTransform.ADJOINT) != 0;
  const type = word(plan, 0);
  const n = word(plan, 1);
  const len = word(plan, 2);
  const size = <usize>(n + 16) * 32;
  const last = hi - 1;
  const plane = ptr(ip, RealTransform.PLANE);
  const lineBytes = <usize>n * sizeof<T>();
  const zero = v128.splat<T>(<T>0);
  for (let l = lo; l < hi; l += lanes<T>()) {
    const p0 = x + rowOf(ip, l);
    const p1 = x + rowOf(ip, min(l + 1, last));
    const p2 = x + rowOf(ip, min(l + 2, last));
    const p3 = x + rowOf(ip, min(l + 3, last));
    loadLines<T>(p0, p1, p2, p3, modes, work, 32);
    loadLines<T>(p0 + plane, p1 + plane, p2 + plane, p3 + plane, modes, work + 16, 32);
    v128.store(work, zero, 16);
    const q0 = y + <usize>l * lineBytes;
    const q1 = y + <usize>min(l + 1, last) * lineBytes;
    const q2 = y + <usize>min(l + 2, last) * lineBytes;
    const q3 = y + <usize>min(l + 3, last) * lineBytes;
    if (type == REAL_EVEN) {
      clearModes(work, modes, len + 1);
      if (halved) packReal<T>(work, len, plan + word(plan, 4), true);
      else packReal<T>(work, len, plan + word(plan, 4), false);
      if (sizeof<T>() == 4 && n == 32) {
        inverse32(work, work + size, plan + word(plan, 17), q0, q1, q2, q3);
        continue;
      }
      const z = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
      storePairsSwapped<T>(z, plan + word(plan, 10), n, q0, q1, q2, q3);
    } else if (type == TRUNCATED) {
      if ((n & 1) == 0 && modes > n >> 1) v128.store(work + (<usize>n << 4), zero, 16);
      if (!halved) scaleModes<T>(work, 1, min(modes, (n + 1) >> 1), 2.0);
      truncatedInverse<T>(plan, work, modes, work + size, work + 2 * size);
      storeLines<T>(work + size, 16, n, q0, q1, q2, q3);
    } else {
      const half = (n + 1) >> 1;
      clearModes(work, modes, half);
      if (halved) scaleModes<T>(work, 1, min(modes, half), 0.5);
      // Exchange the parts and append the conjugate modes.
      v128.store(work, v128.load(work), 16);
      v128.store(work, zero);
      for (let k = 1; k < half; k++) {
        const p = work + (<usize>k << 5);
        const q = work + (<usize>(n - k) << 5);
        const re = v128.load(p);
        const im = v128.load(p, 16);
        v128.store(p, im);
        v128.store(p, re, 16);
        v128.store(q, v128.neg<T>(im));
        v128.store(q, re, 16);
      }
      const z = complexForward<T>(plan, work, work + size, work + 2 * size, 1);
      storeLines<T>(z + 16, 32, n, q0, q1, q2, q3);
    }
  }
}
