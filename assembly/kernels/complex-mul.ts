/** Y = A·B or A·conj(B) on planar spectra, by planes: re = ar·br ∓ ai·bi, im = ar·bi ± ai·br. */

import { int, ptr } from '../schedule/args';
import { ComplexMul } from './arguments/complex-mul';
import { ceilDiv, lanes } from './lanes';

// @ts-ignore: decorator
@inline
function term<T>(y: usize, plane: usize, ar: v128, ai: v128, br: v128, bi: v128): void {
  v128.store(y, v128.sub<T>(v128.mul<T>(ar, br), v128.mul<T>(ai, bi)));
  v128.store(y + plane, v128.add<T>(v128.mul<T>(ar, bi), v128.mul<T>(ai, br)));
}

/**
 * `n` modes: y = a·b, with the parts of b multiplied by 1 and `sign`; one mode of an operand may do
 * for all.
 */
function multiply<T>(
  a: usize, aPlane: usize, aMany: bool, b: usize, bPlane: usize, bMany: bool,
  y: usize, plane: usize, n: i32, sign: T,
): void {
  const size = sizeof<T>();
  const s = v128.splat<T>(sign);
  const vectors = <usize>(n & ~(lanes<T>() - 1)) * size;
  let i: usize = 0;
  if (aMany && bMany) {
    for (; i < vectors; i += 16) {
      term<T>(
        y + i, plane, v128.load(a + i), v128.load(a + aPlane + i),
        v128.load(b + i), v128.mul<T>(s, v128.load(b + bPlane + i)),
      );
    }
  } else if (aMany) {
    const br = v128.load_splat<T>(b);
    const bi = v128.mul<T>(s, v128.load_splat<T>(b + bPlane));
    for (; i < vectors; i += 16) {
      term<T>(y + i, plane, v128.load(a + i), v128.load(a + aPlane + i), br, bi);
    }
  }
  const aStep = aMany ? size : 0;
  const bStep = bMany ? size : 0;
  for (let k = i / size; k < <usize>n; k++, i += size) {
    const ar = load<T>(a + k * aStep);
    const ai = load<T>(a + aPlane + k * aStep);
    const br = load<T>(b + k * bStep);
    const bi = sign * load<T>(b + bPlane + k * bStep);
    store<T>(y + i, ar * br - ai * bi);
    store<T>(y + plane + i, ar * bi + ai * br);
  }
}

/** The spectrum of an operand that meets channel c of sample s of seed e. */
// @ts-ignore: decorator
@inline
function spectrumAt(mask: i32, e: i32, s: i32, c: i32, batch: i32, channels: i32): usize {
  const sample = (mask & 1 ? e : 0) * (mask & 2 ? batch : 1) + (mask & 2 ? s : 0);
  return <usize>(sample * (mask & 4 ? channels : 1) + (mask & 4 ? c : 0));
}

export function complexMul<T>(ip: usize, lo: i32, hi: i32): void {
  const batch = int(ip, ComplexMul.BATCH);
  const channels = int(ip, ComplexMul.CHANNELS);
  const modes = int(ip, ComplexMul.MODES);
  const piece = int(ip, ComplexMul.PIECE);
  const inA = int(ip, ComplexMul.IN_A);
  const inB = int(ip, ComplexMul.IN_B);
  const sign: T = int(ip, ComplexMul.CONJUGATE) ? <T>-1 : <T>1;
  const aMany = (inA & 8) != 0;
  const bMany = (inB & 8) != 0;
  const plane = <usize>modes * sizeof<T>();
  const aPlane: usize = aMany ? plane : sizeof<T>();
  const bPlane: usize = bMany ? plane : sizeof<T>();
  const pieces = ceilDiv(modes, piece);
  for (let item = lo; item < hi; item++) {
    const row = item / pieces;
    const from = (item - row * pieces) * piece;
    const sample = row / channels;
    const c = row - sample * channels;
    const e = sample / batch;
    const s = sample - e * batch;
    const at = <usize>from * sizeof<T>();
    const a = ptr(ip, ComplexMul.A) + 2 * spectrumAt(inA, e, s, c, batch, channels) * aPlane;
    const b = ptr(ip, ComplexMul.B) + 2 * spectrumAt(inB, e, s, c, batch, channels) * bPlane;
    multiply<T>(
      aMany ? a + at : a, aPlane, aMany, bMany ? b + at : b, bPlane, bMany,
      ptr(ip, ComplexMul.Y) + 2 * <usize>row * plane + at, plane, min(piece, modes - from), sign,
    );
  }
}
