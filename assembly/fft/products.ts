/**
 * What a transform reads, where that is a sum of products of fields: Σ f·a·b − Σ g·c·d, made line
 * by line in a thread's own memory, so that no tensor holds it.
 */

import {
  OPERANDS_WORDS, ProductOperands, Products, ProductTerm,
} from '../kernels/arguments/products';
import { lanes } from '../kernels/lanes';

/** Bytes of lines that are made at once: they stay in the first-level cache. */
const HELD: i32 = 4096;

/** Lines of n points that are made at once: a multiple of as many as a vector takes. */
export function linesHeld<T>(n: i32): i32 {
  return max(1, HELD / (16 * n)) * lanes<T>();
}

/** Scratch bytes for the products that a transform of n points reads. */
export function productBytes(n: i32): usize {
  return 2 * <usize>(max(16 * n, HELD) + 64);
}

// @ts-ignore: decorator
@inline
function int(table: usize, k: usize): i32 {
  return load<i32>(table + (k << 2));
}

/** Where a sample of an operand lies whose first sample and stride the table says. */
// @ts-ignore: decorator
@inline
function operand(table: usize, first: usize, stride: usize, sample: i32): usize {
  return <usize>int(table, first) + <usize>sample * <usize>int(table, stride);
}

const SET = 0;
const ADD = 1;
const SUBTRACT = 2;

/** y = a·b, y + a·b or y - a·b, the product times `factor`. */
// @ts-ignore: decorator
@inline
function sweep<T>(
  mode: i32, scaled: bool, factor: T, a: usize, b: usize, y: usize, bytes: usize,
): void {
  const f = v128.splat<T>(factor);
  for (let i: usize = 0; i < bytes; i += 16) {
    let v = v128.mul<T>(v128.load(a + i), v128.load(b + i));
    if (scaled) v = v128.mul<T>(v, f);
    if (mode == ADD) v = v128.add<T>(v128.load(y + i), v);
    if (mode == SUBTRACT) v = v128.sub<T>(v128.load(y + i), v);
    v128.store(y + i, v);
  }
}

function term<T>(mode: i32, factor: T, a: usize, b: usize, y: usize, bytes: usize): void {
  if (factor == <T>1) {
    if (mode == SET) sweep<T>(SET, false, factor, a, b, y, bytes);
    else if (mode == ADD) sweep<T>(ADD, false, factor, a, b, y, bytes);
    else sweep<T>(SUBTRACT, false, factor, a, b, y, bytes);
  } else {
    if (mode == SET) sweep<T>(SET, true, factor, a, b, y, bytes);
    else if (mode == ADD) sweep<T>(ADD, true, factor, a, b, y, bytes);
    else sweep<T>(SUBTRACT, true, factor, a, b, y, bytes);
  }
}

/**
 * Lines lo..hi-1 (of all fields, one after the other) of `lineBytes` to y. `spare` has room for as
 * many; up to 15 bytes behind either are overwritten.
 */
export function sumProducts<T>(
  table: usize, lo: i32, hi: i32, lineBytes: usize, y: usize, spare: usize,
): void {
  const terms = int(table, Products.TERMS);
  const subtracted = int(table, Products.SUBTRACTED);
  const channels = int(table, Products.CHANNELS);
  const linesOfField = int(table, Products.LINES);
  const added = terms - subtracted;
  for (let l = lo; l < hi; ) {
    const field = l / linesOfField;
    const inside = l - field * linesOfField;
    const count = min(hi - l, linesOfField - inside);
    const sample = field / channels;
    const c = field - sample * channels;
    const at = <usize>inside * lineBytes;
    const bytes = <usize>count * lineBytes;
    for (let t = 0; t < terms; t++) {
      const each = ProductTerm.FIRST_CHANNEL + OPERANDS_WORDS * channels;
      const words = table + (<usize>(Products.FIRST_TERM + t * each) << 2);
      const factor = <T>load<f64>(words, ProductTerm.FACTOR << 2);
      const ab = words + (<usize>(ProductTerm.FIRST_CHANNEL + OPERANDS_WORDS * c) << 2);
      const a = operand(ab, ProductOperands.A, ProductOperands.A_STRIDE, sample) + at;
      const b = operand(ab, ProductOperands.B, ProductOperands.B_STRIDE, sample) + at;
      if (t < added) term<T>(t == 0 ? SET : ADD, factor, a, b, y, bytes);
      else if (subtracted == 1) term<T>(SUBTRACT, factor, a, b, y, bytes);
      else term<T>(t == added ? SET : ADD, factor, a, b, spare, bytes);
    }
    if (subtracted > 1) {
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(y + i, v128.sub<T>(v128.load(y + i), v128.load(spare + i)));
      }
    }
    y += bytes;
    l += count;
  }
}
