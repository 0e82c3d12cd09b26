/** Kinds of numbers in files, and how one of each is read. */

import type { Numbers } from './arrays.js';

/** The number whose bits in half precision are these: sign, 5 of the exponent, 10 of the fraction. */
function half(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Below the smallest normal number, 2^-14, they are the multiples of 2^-24.
  if (exponent === 0) return (sign * fraction) / 0x1000000;
  const power = exponent < 25 ? 1 / (1 << (25 - exponent)) : 1 << (exponent - 25);
  return sign * (1024 + fraction) * power;
}

/** How numbers of one type are read. */
export interface NumberKind {
  readonly bytes: number;
  /** An array that holds each of them exactly, or as exactly as there is one. */
  readonly array: new (
    size: number,
  ) => Numbers;
  /** A bigint where there are whole numbers that no float64 is. */
  readonly read: (view: DataView, at: number, little: boolean) => number | bigint;
}

/** Kinds of numbers by NumPy's names: float, int or unsigned, and how many bytes. */
export const NUMBER_KINDS: ReadonlyMap<string, NumberKind> = new Map([
  ['f2', { bytes: 2, array: Float32Array, read: (v, at, little) => half(v.getUint16(at, little)) }],
  ['f4', { bytes: 4, array: Float32Array, read: (v, at, little) => v.getFloat32(at, little) }],
  ['f8', { bytes: 8, array: Float64Array, read: (v, at, little) => v.getFloat64(at, little) }],
  ['i1', { bytes: 1, array: Int32Array, read: (v, at) => v.getInt8(at) }],
  ['u1', { bytes: 1, array: Int32Array, read: (v, at) => v.getUint8(at) }],
  ['i2', { bytes: 2, array: Int32Array, read: (v, at, little) => v.getInt16(at, little) }],
  ['u2', { bytes: 2, array: Int32Array, read: (v, at, little) => v.getUint16(at, little) }],
  ['i4', { bytes: 4, array: Int32Array, read: (v, at, little) => v.getInt32(at, little) }],
  ['u4', { bytes: 4, array: Float64Array, read: (v, at, little) => v.getUint32(at, little) }],
  ['i8', { bytes: 8, array: Float64Array, read: (v, at, little) => v.getBigInt64(at, little) }],
  ['u8', { bytes: 8, array: Float64Array, read: (v, at, little) => v.getBigUint64(at, little) }],
]);
