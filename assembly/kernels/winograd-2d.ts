/**
 * The transforms of the Winograd algorithm F(4×4, 3×3) (Lavin and Gray 2016): in each of two axes
 * four outputs, three taps and the points 0, ±√½, ±√2, ∞. For periodic planes in f32.
 *
 *   y  = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A      outputs of a tile of 4×4 from 6×6 inputs
 *   dw = Gᵀ[(A g Aᵀ) ⊙ (Bᵀ x B)]G      what the tile adds to the weight gradient
 *
 * With the customary points 0, ±1, ±2, ∞ the rms error is four to six times that of the direct sum;
 * with these it is 1.8 to 2.1 times for 26 channels (2.7 for 9), for one more product per vector in
 * the input transform. Being a pair and its reciprocals they also make the rows of 0 and ∞ simple.
 *
 * A group is four tiles side by side, 4 rows of 16 columns; each of the 36 transformed values of
 * its tiles is one vector. Value 6·k + j belongs to point k of the rows' axis and point j of the
 * columns'. The transforms of the weights are in winograd-2d-weights.ts.
 */

import { finish } from './gemm-tile';
import { high, low } from './lanes';
import { times } from './winograd-lanes';

/** √½ and √2 in f32. */
// @ts-ignore: decorator
@inline
const ROOT: f32 = 0.7071067811865476;
// @ts-ignore: decorator
@inline
const DOUBLE_ROOT: f32 = 1.4142135623730951;

/** Bytes of a row of the buffer of `transformInput`: a vector, four groups, a vector. */
// @ts-ignore: decorator
@inline
const INPUT_ROW: usize = 288;

/** Bytes that the transforms need for what is between the axes. */
// @ts-ignore: decorator
@inline
export const TRANSFORM_BUFFER: usize = 6 * 288;

/** Bᵀd along one axis: six vectors → six, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storeInput(
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  to: usize,
  step: usize,
): void {
  v128.store(to, f32x4.add(f32x4.sub(d0, times(2.5, d2)), d4));
  const p = f32x4.sub(d4, f32x4.add(d2, d2)),
    q = times(ROOT, f32x4.sub(d3, f32x4.add(d1, d1)));
  v128.store((to += step), f32x4.add(p, q));
  v128.store((to += step), f32x4.sub(p, q));
  const r = f32x4.sub(d4, times(0.5, d2)),
    s = times(DOUBLE_ROOT, f32x4.sub(d3, times(0.5, d1)));
  v128.store((to += step), f32x4.add(r, s));
  v128.store((to += step), f32x4.sub(r, s));
  v128.store(to + step, f32x4.add(f32x4.sub(d1, times(2.5, d3)), d5));
}

/** A g along one axis: four vectors → six, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storeGradient(g0: v128, g1: v128, g2: v128, g3: v128, to: usize, step: usize): void {
  v128.store(to, g0);
  const p = f32x4.add(g0, times(0.5, g2)),
    q = times(ROOT, f32x4.add(g1, times(0.5, g3)));
  v128.store((to += step), f32x4.add(p, q));
  v128.store((to += step), f32x4.sub(p, q));
  const r = f32x4.add(g0, f32x4.add(g2, g2)),
    s = times(DOUBLE_ROOT, f32x4.add(g1, f32x4.add(g3, g3)));
  v128.store((to += step), f32x4.add(r, s));
  v128.store((to += step), f32x4.sub(r, s));
  v128.store(to + step, g3);
}

/** Columns c..c+3 of a row, those from `width` on being column 0 and then zeros; c > width − 4. */
// @ts-ignore: decorator
@inline
function rowEnd(row: usize, c: i32, width: i32): v128 {
  const rest = width - c;
  if (rest < 0) return f32x4.splat(0);
  const first = v128.load32_zero(row);
  if (rest == 0) return first;
  const at = row + ((<usize>c) << 2);
  if (rest == 1) return v128.shuffle<f32>(v128.load32_zero(at), first, 0, 4, 5, 6);
  if (rest == 2) return v128.shuffle<f32>(v128.load64_zero(at), first, 0, 1, 4, 5);
  return v128.shuffle<f32>(v128.load(at), first, 0, 1, 2, 4);
}

/**
 * Bᵀx B of `groups` (at most four) groups of a row of tiles from column n on, a multiple of 16.
 * Value p of group g goes to v + p·plane + g·step. The six rows are at x plus the offsets in
 * `rows`; columns beyond column `width`, which is column 0, count as 0.
 */
// @ts-ignore: decorator
@inline
export function transformInput(
  x: usize,
  rows: usize,
  n: i32,
  groups: i32,
  width: i32,
  v: usize,
  plane: usize,
  step: usize,
  buffer: usize,
): void {
  const r0 = x + <usize>load<u32>(rows),
    r1 = x + <usize>load<u32>(rows, 4),
    r2 = x + <usize>load<u32>(rows, 8),
    r3 = x + <usize>load<u32>(rows, 12),
    r4 = x + <usize>load<u32>(rows, 16),
    r5 = x + <usize>load<u32>(rows, 20);
  let at: usize;
  if (n > 0) {
    at = ((<usize>n) << 2) - 16;
    storeInput(
      v128.load(r0 + at),
      v128.load(r1 + at),
      v128.load(r2 + at),
      v128.load(r3 + at),
      v128.load(r4 + at),
      v128.load(r5 + at),
      buffer,
      INPUT_ROW,
    );
  } else {
    at = (<usize>(width - 1)) << 2;
    storeInput(
      v128.load32_splat(r0 + at),
      v128.load32_splat(r1 + at),
      v128.load32_splat(r2 + at),
      v128.load32_splat(r3 + at),
      v128.load32_splat(r4 + at),
      v128.load32_splat(r5 + at),
      buffer,
      INPUT_ROW,
    );
  }
  let to = buffer + 16;
  const last = n + (groups << 4);
  const whole = min(last, width - 4);
  let c = n;
  for (; c <= whole; c += 4, to += 16) {
    at = (<usize>c) << 2;
    storeInput(
      v128.load(r0 + at),
      v128.load(r1 + at),
      v128.load(r2 + at),
      v128.load(r3 + at),
      v128.load(r4 + at),
      v128.load(r5 + at),
      to,
      INPUT_ROW,
    );
  }
  for (; c <= last; c += 4, to += 16) {
    storeInput(
      rowEnd(r0, c, width),
      rowEnd(r1, c, width),
      rowEnd(r2, c, width),
      rowEnd(r3, c, width),
      rowEnd(r4, c, width),
      rowEnd(r5, c, width),
      to,
      INPUT_ROW,
    );
  }
  for (let g = 0; g < groups; g++) {
    let from = buffer + ((<usize>g) << 6);
    let out = v;
    for (let k = 0; k < 6; k++) {
      const left = v128.load(from),
        a = v128.load(from, 16),
        b = v128.load(from, 32),
        c = v128.load(from, 48),
        d = v128.load(from, 64),
        right = v128.load(from, 80);
      const t0 = low(a, c),
        t1 = high(a, c),
        t2 = low(b, d),
        t3 = high(b, d);
      const d1 = low(t0, t2),
        d4 = high(t1, t3);
      storeInput(
        v128.shuffle<f32>(left, d4, 3, 4, 5, 6),
        d1,
        high(t0, t2),
        low(t1, t3),
        d4,
        v128.shuffle<f32>(d1, right, 1, 2, 3, 4),
        out,
        plane,
      );
      from += INPUT_ROW;
      out += 6 * plane;
    }
    v += step;
  }
}

/**
 * A g Aᵀ of a group; its rows are `rowBytes` apart, value p goes to v + p·plane. Adds its columns
 * to the vector at `total`.
 */
// @ts-ignore: decorator
@inline
export function transformGradient(
  g: usize,
  rowBytes: usize,
  v: usize,
  plane: usize,
  buffer: usize,
  total: usize,
): void {
  let sum = v128.load(total);
  for (let c: usize = 0; c < 64; c += 16) {
    const at = g + c;
    const g0 = v128.load(at),
      g1 = v128.load(at + rowBytes),
      g2 = v128.load(at + 2 * rowBytes),
      g3 = v128.load(at + 3 * rowBytes);
    storeGradient(g0, g1, g2, g3, buffer + c, 64);
    sum = f32x4.add(sum, f32x4.add(f32x4.add(g0, g1), f32x4.add(g2, g3)));
  }
  v128.store(total, sum);
  for (let k = 0; k < 6; k++) {
    const a = v128.load(buffer),
      b = v128.load(buffer, 16),
      c = v128.load(buffer, 32),
      d = v128.load(buffer, 48);
    const t0 = low(a, c),
      t1 = high(a, c),
      t2 = low(b, d),
      t3 = high(b, d);
    storeGradient(low(t0, t2), high(t0, t2), low(t1, t3), high(t1, t3), v, plane);
    buffer += 64;
    v += 6 * plane;
  }
}

/**
 * y = Aᵀm A + bias of a group, finished: the first `rows` of its 4 rows of 16 columns, `rowBytes`
 * apart. Value p is at m + p·plane.
 */
// @ts-ignore: decorator
@inline
export function transformOutput(
  m: usize,
  plane: usize,
  bias: v128,
  rows: i32,
  y: usize,
  rowBytes: usize,
  epilogue: i32,
  extra: usize,
  extraRow: usize,
  buffer: usize,
): void {
  const pointRow: usize = 6 * plane;
  for (let j: usize = 0; j < 96; j += 16, m += plane) {
    let at = m;
    const m0 = v128.load(at),
      m1 = v128.load((at += pointRow)),
      m2 = v128.load((at += pointRow)),
      m3 = v128.load((at += pointRow)),
      m4 = v128.load((at += pointRow)),
      m5 = v128.load(at + pointRow);
    const to = buffer + j;
    const s12 = f32x4.add(m1, m2),
      d12 = f32x4.sub(m1, m2),
      s34 = f32x4.add(m3, m4),
      d34 = f32x4.sub(m3, m4);
    v128.store(to, f32x4.add(m0, f32x4.add(s12, s34)));
    v128.store(to, times(ROOT, f32x4.add(d12, f32x4.add(d34, d34))), 96);
    v128.store(to, f32x4.add(times(0.5, s12), f32x4.add(s34, s34)), 192);
    v128.store(to, f32x4.add(m5, times(ROOT, f32x4.add(times(0.5, d12), times(4, d34)))), 288);
  }
  for (let r = 0; r < rows; r++) {
    const m0 = v128.load(buffer),
      m1 = v128.load(buffer, 16),
      m2 = v128.load(buffer, 32),
      m3 = v128.load(buffer, 48),
      m4 = v128.load(buffer, 64),
      m5 = v128.load(buffer, 80);
    const s12 = f32x4.add(m1, m2),
      d12 = f32x4.sub(m1, m2),
      s34 = f32x4.add(m3, m4),
      d34 = f32x4.sub(m3, m4);
    const y0 = f32x4.add(bias, f32x4.add(m0, f32x4.add(s12, s34)));
    const y1 = f32x4.add(bias, times(ROOT, f32x4.add(d12, f32x4.add(d34, d34))));
    const y2 = f32x4.add(bias, f32x4.add(times(0.5, s12), f32x4.add(s34, s34)));
    const far = times(ROOT, f32x4.add(times(0.5, d12), times(4, d34)));
    const y3 = f32x4.add(bias, f32x4.add(m5, far));
    const t0 = low(y0, y2),
      t1 = high(y0, y2),
      t2 = low(y1, y3),
      t3 = high(y1, y3);
    v128.store(y, finish<f32>(low(t0, t2), epilogue, extra));
    v128.store(y, finish<f32>(high(t0, t2), epilogue, extra + 16), 16);
    v128.store(y, finish<f32>(low(t1, t3), epilogue, extra + 32), 32);
    v128.store(y, finish<f32>(high(t1, t3), epilogue, extra + 48), 48);
    buffer += 96;
    y += rowBytes;
    extra += extraRow;
  }
}
