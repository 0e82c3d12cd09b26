// Y = A·B or A·conj(B) on planar spectra, by planes: re = ar·br ∓ ai·bi, im = ar·bi ± ai·br.
//
// Arguments of complexMul (items = samples, E·B):
//   0 a   1 b   2 y   y is [E, B, C, 2, M], M the product of the mode axes
//   3 E   4 B   5 C   6 M
//   7 axes present in a: bit 0 E, bit 1 B, bit 2 C, bit 3 modes; a cleared bit: extent 1, broadcast
//   8 axes present in b: likewise
//   9 conjugate: 1 takes conj(b)

import { int, ptr } from '../schedule/args';
import { lanes } from './lanes';

/** Extent of an axis in an operand. */
// @ts-ignore: decorator
@inline
function extent(mask: i32, bit: i32, n: i32): i32 {
  return mask & bit ? n : 1;
}

// @ts-ignore: decorator
@inline
function term<T>(y: usize, plane: usize, ar: v128, ai: v128, br: v128, bi: v128): void {
  v128.store(y, v128.sub<T>(v128.mul<T>(ar, br), v128.mul<T>(ai, bi)));
  v128.store(y + plane, v128.add<T>(v128.mul<T>(ar, bi), v128.mul<T>(ai, br)));
}

/** One spectrum of `n` modes: y = a·b, with the parts of b multiplied by 1 and `sign`. */
function multiply<T>(
  a: usize, aPlane: usize, b: usize, bPlane: usize, y: usize, n: i32, sign: T,
): void {
  const size = sizeof<T>();
  const plane = <usize>n * size;
  const s = v128.splat<T>(sign);
  const vectors = <usize>(n & ~(lanes<T>() - 1)) * size;
  let i: usize = 0;
  if (aPlane == plane && bPlane == plane) {
    for (; i < vectors; i += 16) {
      term<T>(
        y + i, plane, v128.load(a + i), v128.load(a + plane + i),
        v128.load(b + i), v128.mul<T>(s, v128.load(b + plane + i)),
      );
    }
  } else if (aPlane == plane) {
    const br = v128.load_splat<T>(b);
    const bi = v128.mul<T>(s, v128.load_splat<T>(b + bPlane));
    for (; i < vectors; i += 16) {
      term<T>(y + i, plane, v128.load(a + i), v128.load(a + plane + i), br, bi);
    }
  }
  const aStep = aPlane == plane ? size : 0;
  const bStep = bPlane == plane ? size : 0;
  for (let k = i / size; k < <usize>n; k++, i += size) {
    const ar = load<T>(a + k * aStep);
    const ai = load<T>(a + aPlane + k * aStep);
    const br = load<T>(b + k * bStep);
    const bi = sign * load<T>(b + bPlane + k * bStep);
    store<T>(y + i, ar * br - ai * bi);
    store<T>(y + plane + i, ar * bi + ai * br);
  }
}

/** The row (channel) of an operand where sample s of seed e starts. */
// @ts-ignore: decorator
@inline
function firstRow(mask: i32, e: i32, s: i32, batch: i32, channels: i32): i32 {
  const sample = (mask & 1 ? e : 0) * extent(mask, 2, batch) + (mask & 2 ? s : 0);
  return sample * extent(mask, 4, channels);
}

export function complexMul<T>(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, 4);
  const channels = int(ip, 5);
  const modes = int(ip, 6);
  const inA = int(ip, 7);
  const inB = int(ip, 8);
  const sign: T = int(ip, 9) ? <T>-1 : <T>1;
  const aPlane = <usize>extent(inA, 8, modes) * sizeof<T>();
  const bPlane = <usize>extent(inB, 8, modes) * sizeof<T>();
  const yBytes = <usize>modes * 2 * sizeof<T>();
  let y = ptr(ip, 2) + <usize>(lo * channels) * yBytes;
  for (let item = lo; item < hi; item++) {
    const e = item / batch;
    const s = item - e * batch;
    const rowA = firstRow(inA, e, s, batch, channels);
    const rowB = firstRow(inB, e, s, batch, channels);
    for (let c = 0; c < channels; c++, y += yBytes) {
      const a = ptr(ip, 0) + 2 * <usize>(rowA + (inA & 4 ? c : 0)) * aPlane;
      const b = ptr(ip, 1) + 2 * <usize>(rowB + (inB & 4 ? c : 0)) * bPlane;
      multiply<T>(a, aPlane, b, bPlane, y, modes, sign);
    }
  }
}
