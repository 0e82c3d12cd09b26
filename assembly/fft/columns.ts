/**
 * Complex transforms along a leading axis: a column is n complex numbers, one per row of a planar
 * array; a vector holds neighbouring columns, and a few vectors are transformed together.
 */

import { FftColumns } from '../kernels/arguments/fft-columns';
import { ceilDiv, lanes } from '../kernels/lanes';
import { int, ptr } from '../schedule/args';
import { complexForward, workSide } from './complex';
import { word } from './plan-words';
import { Side, stage } from './stages';
import { frequencyOf, overwritten, rowCount, within } from './mode-rows';

/**
 * Two cache lines of each row at a time (measured: 1.25 times as fast as half a line at n = 160,
 * 1.15 times at n = 32), in arrays that stay in the second-level cache.
 */
const MOST_VECTORS: i32 = 8;
const ARRAY_BYTES: i32 = 65536;

/** Vectors of columns that are transformed together, at most. */
// @ts-ignore: decorator
@inline
function together(n: i32): i32 {
  return max(1, min(MOST_VECTORS, ARRAY_BYTES / (32 * n)));
}

/** The first part of `count` in the fewest parts of about the same size, none above `most`. */
// @ts-ignore: decorator
@inline
function evenPart(count: i32, most: i32): i32 {
  return ceilDiv(count, ceilDiv(count, most));
}

// @ts-ignore: decorator
@inline
function arrayBytes(n: i32): usize {
  return <usize>(together(n) * n + 16) << 5;
}

/** Bytes of work memory. */
export function columnBytes(n: i32): i32 {
  return 3 * <i32>arrayBytes(n);
}

/** `count` vectors of a row to the work array. */
// @ts-ignore: decorator
@inline
function loadRow(re: usize, im: usize, to: usize, count: i32): void {
  for (const end = to + (<usize>count << 5); to < end; to += 32, re += 16, im += 16) {
    v128.store(to, v128.load(re));
    v128.store(to, v128.load(im), 16);
  }
}

// @ts-ignore: decorator
@inline
function addRow<T>(re: usize, im: usize, to: usize, count: i32): void {
  for (const end = to + (<usize>count << 5); to < end; to += 32, re += 16, im += 16) {
    v128.store(to, v128.add<T>(v128.load(to), v128.load(re)));
    v128.store(to, v128.add<T>(v128.load(to, 16), v128.load(im)), 16);
  }
}

/** The first `count` lanes of a vector, fewer than all. */
// @ts-ignore: decorator
@inline
function storeFirst<T>(to: usize, v: v128, count: i32): void {
  if (sizeof<T>() == 8) {
    if (count) v128.store_lane<f64>(to, v, 0);
  } else {
    if (count & 2) v128.store_lane<f64>(to, v, 0);
    if (count == 1) v128.store_lane<f32>(to, v, 0);
    if (count == 3) v128.store_lane<f32>(to, v, 2, 8);
  }
}

/** `count` vectors of the work array, and `rest` lanes of one more, to a row. */
// @ts-ignore: decorator
@inline
function storeRow<T>(from: usize, re: usize, im: usize, count: i32, rest: i32): void {
  for (const end = from + (<usize>count << 5); from < end; from += 32, re += 16, im += 16) {
    v128.store(re, v128.load(from));
    v128.store(im, v128.load(from, 16));
  }
  if (rest) {
    storeFirst<T>(re, v128.load(from), rest);
    storeFirst<T>(im, v128.load(from, 16), rest);
  }
}

/** Columns of n rows from x to rows of a layout at y. */
function forwardColumns<T>(
  ip: usize, x: usize, y: usize, count: i32, whole: i32, rest: i32, work: usize,
): void {
  const n = int(ip, FftColumns.POINTS);
  const compact = int(ip, FftColumns.COMPACT);
  const cutoff = int(ip, FftColumns.CUTOFF);
  const adjoint = int(ip, FftColumns.ADJOINT);
  const size = arrayBytes(n);
  const step = <usize>count << 5;
  const xPlane = ptr(ip, FftColumns.X_PLANE);
  const xRow = ptr(ip, FftColumns.X_ROW);
  for (let k = 0, to = work; k < n; k++, to += step, x += xRow) loadRow(x, x + xPlane, to, count);
  const z = complexForward<T>(ptr(ip, FftColumns.PLAN), work, work + size, work + 2 * size, count);
  const rows = rowCount(n, compact);
  const yPlane = ptr(ip, FftColumns.Y_PLANE);
  const yRow = ptr(ip, FftColumns.Y_ROW);
  const bytes = (<usize>whole << 4) + <usize>rest * sizeof<T>();
  for (let i = 0; i < rows; i++, y += yRow) {
    if (!within(i, n, compact, cutoff) || (adjoint && overwritten(i, n, compact))) {
      memory.fill(y, 0, bytes);
      memory.fill(y + yPlane, 0, bytes);
    } else {
      const from = z + <usize>frequencyOf(i, n, compact) * step;
      storeRow<T>(from, y, y + yPlane, whole, rest);
    }
  }
}

/** Columns of rows of a layout at x to n rows at y. */
function inverseColumns<T>(ip: usize, x: usize, y: usize, count: i32, work: usize): void {
  const n = int(ip, FftColumns.POINTS);
  const compact = int(ip, FftColumns.COMPACT);
  const cutoff = int(ip, FftColumns.CUTOFF);
  const adjoint = int(ip, FftColumns.ADJOINT);
  const size = arrayBytes(n);
  const step = <usize>count << 5;
  const xPlane = ptr(ip, FftColumns.X_PLANE);
  const xRow = ptr(ip, FftColumns.X_ROW);
  // Parts are exchanged on both sides, which makes the transform its inverse.
  if (compact == 0 && (cutoff < 0 || cutoff >= n >> 1)) {
    for (let k = 0, to = work; k < n; k++, to += step, x += xRow) loadRow(x + xPlane, x, to, count);
  } else {
    memory.fill(work, 0, <usize>n * step);
    const rows = rowCount(n, compact);
    for (let i = 0; i < rows; i++, x += xRow) {
      if (!within(i, n, compact, cutoff)) continue;
      const to = work + <usize>frequencyOf(i, n, compact) * step;
      if (adjoint) addRow<T>(x + xPlane, x, to, count);
      else loadRow(x + xPlane, x, to, count);
    }
  }
  let z = complexForward<T>(ptr(ip, FftColumns.PLAN), work, work + size, work + 2 * size, count);
  const yPlane = ptr(ip, FftColumns.Y_PLANE);
  const yRow = ptr(ip, FftColumns.Y_ROW);
  for (let k = 0; k < n; k++, z += step, y += yRow) storeRow<T>(z, y + yPlane, y, count, 0);
}

/** Whether the stages read and write the tensors themselves. */
function isDirect(ip: usize): bool {
  const n = int(ip, FftColumns.POINTS);
  const plan = ptr(ip, FftColumns.PLAN);
  const cutoff = int(ip, FftColumns.CUTOFF);
  if (!word(plan, 11) || word(plan, 3) == 0 || int(ip, FftColumns.COMPACT) != 0) return false;
  if (cutoff < 0 || cutoff >= n >> 1) return true;
  const prunes = word(plan, 16) == 4 && word(plan, 3) > 1;
  return int(ip, FftColumns.INVERSE) != 0 && prunes && cutoff >= n >> 2;
}

// @ts-ignore: decorator
@inline
function tensorSide(side: Side, at: usize, outer: usize, leg: usize, im: usize): void {
  side.at = at;
  side.outer = outer;
  side.inner = 16;
  side.leg = leg;
  side.im = im;
}

/**
 * The transforms of `count` vectors of columns; only the first `rest` lanes of one vector are
 * stored, if `rest` is not 0.
 */
function directColumns<T>(
  ip: usize, x: usize, y: usize, count: i32, rest: i32, work: usize,
): void {
  const plan = ptr(ip, FftColumns.PLAN);
  const n = int(ip, FftColumns.POINTS);
  const size = arrayBytes(n);
  const stages = word(plan, 3);
  const from = changetype<Side>(work + 2 * size);
  const to = changetype<Side>(work + 2 * size + 32);
  let a = work;
  let b = work + size;
  let xIm = ptr(ip, FftColumns.X_PLANE);
  let yIm = ptr(ip, FftColumns.Y_PLANE);
  if (int(ip, FftColumns.INVERSE)) {
    x += xIm;
    y += yIm;
    xIm = 0 - xIm;
    yIm = 0 - yIm;
  }
  const cutoff = int(ip, FftColumns.CUTOFF);
  const kept = cutoff >= 0 && cutoff < n >> 1 ? cutoff : -1;
  const xRow = ptr(ip, FftColumns.X_ROW);
  const yRow = ptr(ip, FftColumns.Y_ROW);
  let len = n;
  let s = count;
  for (let i = 0; i < stages; i++) {
    const r = word(plan, 16 + 3 * i);
    const m = len / r;
    const st = <usize>s << 5;
    const last = i == stages - 1;
    const outer = last ? n / r : m;
    if (i == 0) tensorSide(from, x, xRow, <usize>m * xRow, xIm);
    else workSide(from, a, last ? <usize>count << 5 : st, <usize>m * st);
    if (last && rest == 0) tensorSide(to, y, yRow, <usize>outer * yRow, yIm);
    else if (last) workSide(to, b, <usize>count << 5, <usize>(outer * count) << 5);
    else workSide(to, b, <usize>r * st, st);
    const inner = i == 0 || last ? count : s;
    const twiddles: usize = last ? 0 : plan + word(plan, 17 + 3 * i);
    stage<T>(r, outer, inner, from, to, twiddles, i == 0 ? kept : -1);
    len = m;
    s *= r;
    const swap = a;
    a = b;
    b = swap;
  }
  if (rest) {
    for (let k = 0; k < n; k++, a += 32, y += yRow) storeRow<T>(a, y, y + yIm, 0, rest);
  }
}

/**
 * Items lo..hi-1 of a pass: vectors of columns, by field, then row of the other axis, then column.
 */
export function transformColumns<T>(ip: usize, lo: i32, hi: i32, work: usize): void {
  const vectors = int(ip, FftColumns.VECTORS);
  const others = int(ip, FftColumns.OTHERS);
  const used = ceilDiv(int(ip, FftColumns.MODES), lanes<T>());
  const n = int(ip, FftColumns.POINTS);
  const most = together(n);
  const otherPoints = int(ip, FftColumns.OTHER_POINTS);
  const otherCompact = int(ip, FftColumns.OTHER_COMPACT);
  const cutoff = int(ip, FftColumns.CUTOFF);
  const inverse = int(ip, FftColumns.INVERSE);
  const adjoint = int(ip, FftColumns.ADJOINT);
  const xFirst = ptr(ip, FftColumns.X);
  const xField = ptr(ip, FftColumns.X_FIELD);
  const xOther = ptr(ip, FftColumns.X_OTHER);
  const yFirst = ptr(ip, FftColumns.Y);
  const yField = ptr(ip, FftColumns.Y_FIELD);
  const yPlane = ptr(ip, FftColumns.Y_PLANE);
  const yOther = ptr(ip, FftColumns.Y_OTHER);
  const yRow = ptr(ip, FftColumns.Y_ROW);
  const direct = isDirect(ip);
  for (let item = lo, count = 0; item < hi; item += count) {
    const row = item / vectors;
    const first = item - row * vectors;
    const field = row / others;
    const other = row - field * others;
    const at = <usize>first << 4;
    const x = xFirst + <usize>field * xField + <usize>other * xOther + at;
    const y = yFirst + <usize>field * yField + <usize>other * yOther + at;
    const here = min(hi - item, vectors - first);
    const kept = otherPoints == 0 || within(other, otherPoints, otherCompact, cutoff);
    if (inverse) {
      // A row beyond the cutoff is not read by the pass that follows.
      count = kept ? evenPart(here, most) : here;
      if (kept && direct) directColumns<T>(ip, x, y, count, 0, work);
      else if (kept) inverseColumns<T>(ip, x, y, count, work);
      continue;
    }
    const empty = !kept || first >= used ||
      (adjoint && otherPoints != 0 && overwritten(other, otherPoints, otherCompact));
    count = empty ? here : evenPart(min(here, used - first), most);
    const left = int(ip, FftColumns.WIDTH) - first * lanes<T>();
    const whole = min(count, left / lanes<T>());
    const rest = whole < count ? left - whole * lanes<T>() : 0;
    if (!empty && direct) {
      if (whole > 0) count = whole;
      directColumns<T>(ip, x, y, count, whole > 0 ? 0 : rest, work);
      continue;
    }
    if (!empty) {
      forwardColumns<T>(ip, x, y, count, whole, rest, work);
      continue;
    }
    const bytes = (<usize>whole << 4) + <usize>rest * sizeof<T>();
    const rows = rowCount(n, int(ip, FftColumns.COMPACT));
    for (let i = 0, to = y; i < rows; i++, to += yRow) {
      memory.fill(to, 0, bytes);
      memory.fill(to + yPlane, 0, bytes);
    }
  }
}
