/**
 * Lines to lanes and back: transposed load and store of a group of lines, four of float32 or two of
 * float64. A group at the end repeats its last line; the repeats write the same bits to one place.
 * Loads may read up to 12 bytes past a line's end; stores never leave the line.
 */

import { lanes } from '../kernels/lanes';

/** Element i of every line, i < n, to the vector at dst + i·stride. */
// @ts-ignore: decorator
@inline
export function loadLines<T>(
  p0: usize, p1: usize, p2: usize, p3: usize, n: i32, dst: usize, stride: usize,
): void {
  if (sizeof<T>() == 4) {
    for (let i = 0; i < n; i += 4, dst += 4 * stride, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const a = v128.load(p0);
      const b = v128.load(p1);
      const c = v128.load(p2);
      const d = v128.load(p3);
      const l0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const l1 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const h0 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const h1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(dst, v128.shuffle<f64>(l0, l1, 0, 2));
      v128.store(dst + stride, v128.shuffle<f64>(l0, l1, 1, 3));
      v128.store(dst + 2 * stride, v128.shuffle<f64>(h0, h1, 0, 2));
      v128.store(dst + 3 * stride, v128.shuffle<f64>(h0, h1, 1, 3));
    }
  } else {
    for (let i = 0; i < n; i += 2, dst += 2 * stride, p0 += 16, p1 += 16) {
      const a = v128.load(p0);
      const b = v128.load(p1);
      v128.store(dst, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(dst + stride, v128.shuffle<f64>(a, b, 1, 3));
    }
  }
}

// @ts-ignore: decorator
@inline
function storeBlock<T>(
  v0: v128, v1: v128, v2: v128, v3: v128, p0: usize, p1: usize, p2: usize, p3: usize, at: usize,
): void {
  if (sizeof<T>() == 4) {
    const l0 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
    const l1 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
    const h0 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
    const h1 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
    v128.store(p0 + at, v128.shuffle<f64>(l0, l1, 0, 2));
    v128.store(p1 + at, v128.shuffle<f64>(l0, l1, 1, 3));
    v128.store(p2 + at, v128.shuffle<f64>(h0, h1, 0, 2));
    v128.store(p3 + at, v128.shuffle<f64>(h0, h1, 1, 3));
  } else {
    v128.store(p0 + at, v128.shuffle<f64>(v0, v1, 0, 2));
    v128.store(p1 + at, v128.shuffle<f64>(v0, v1, 1, 3));
  }
}

function storeFew<T>(
  src: usize, stride: usize, n: i32, p0: usize, p1: usize, p2: usize, p3: usize,
): void {
  for (let i = 0; i < n; i++, src += stride) {
    const at = <usize>i * sizeof<T>();
    store<T>(p0 + at, load<T>(src));
    store<T>(p1 + at, load<T>(src, sizeof<T>()));
    if (sizeof<T>() == 4) {
      store<T>(p2 + at, load<T>(src, 2 * sizeof<T>()));
      store<T>(p3 + at, load<T>(src, 3 * sizeof<T>()));
    }
  }
}

/** The vector at src + i·stride, i < n, to element i of every line. */
// @ts-ignore: decorator
@inline
export function storeLines<T>(
  src: usize, stride: usize, n: i32, p0: usize, p1: usize, p2: usize, p3: usize,
): void {
  if (n < lanes<T>()) {
    storeFew<T>(src, stride, n, p0, p1, p2, p3);
    return;
  }
  for (let i = 0; i < n; i += lanes<T>()) {
    // The last block reaches back instead of past the end.
    const first = min(i, n - lanes<T>());
    const at = <usize>first * sizeof<T>();
    const v = src + <usize>first * stride;
    const v0 = v128.load(v);
    const v1 = v128.load(v + stride);
    if (sizeof<T>() == 4) {
      const v2 = v128.load(v + 2 * stride);
      const v3 = v128.load(v + 3 * stride);
      storeBlock<T>(v0, v1, v2, v3, p0, p1, p2, p3, at);
    } else {
      storeBlock<T>(v0, v1, v0, v1, p0, p1, p2, p3, at);
    }
  }
}

/**
 * Points 2k and 2k + 1, k < n/2, from the imaginary and the real part of the complex vector at
 * src + order[k] (n even).
 */
// @ts-ignore: decorator
@inline
export function storePairsSwapped<T>(
  src: usize, order: usize, n: i32, p0: usize, p1: usize, p2: usize, p3: usize,
): void {
  if (n < lanes<T>()) {
    storeFew<T>(src + 16, <usize>-16, n, p0, p1, p2, p3);
    return;
  }
  for (let i = 0; i < n; i += lanes<T>()) {
    const first = min(i, n - lanes<T>());
    const at = <usize>first * sizeof<T>();
    const k = order + (<usize>first << 1);
    const v = src + load<i32>(k);
    const v0 = v128.load(v, 16);
    const v1 = v128.load(v);
    if (sizeof<T>() == 4) {
      const w = src + load<i32>(k, 4);
      const v2 = v128.load(w, 16);
      const v3 = v128.load(w);
      storeBlock<T>(v0, v1, v2, v3, p0, p1, p2, p3, at);
    } else {
      storeBlock<T>(v0, v1, v0, v1, p0, p1, p2, p3, at);
    }
  }
}
