// What the roundings of the Winograd algorithm F(4,3) are relative to: its sums with every matrix
// and operand replaced by absolute values.

import { modulo, Tensor } from './kernel-case';

/** G times 24. */
const WINOGRAD_G: f64[] = [6, 0, 0, -4, -4, -4, -4, 4, -4, 1, 2, 4, 1, -2, 4, 0, 0, 24];
const WINOGRAD_B: f64[] = [
  4, 0, -5, 0, 1, 0, 0, -4, -4, 1, 1, 0, 0, 4, -4, -1, 1, 0, 0, -2, -1, 2, 1, 0, 0, 2, -1, -2, 1, 0,
  0, 4, 0, -5, 0, 1,
];
const WINOGRAD_A: f64[] = [
  1, 0, 0, 0, 1, 1, 1, 1, 1, -1, 1, -1, 1, 2, 4, 8, 1, -2, 4, -8, 0, 0, 0, 1,
];

/**
 * |Aᵀ|[(|G||w|) ⊙ (|Bᵀ||x|)] of one channel pair at output n: what the roundings of F(4,3) are
 * relative to.
 */
export function winogradMagnitude<T>(
  x: Tensor<T>,
  row: i32,
  w: Tensor<T>,
  kernel: i32,
  flipped: bool,
  width: i32,
  n: i32,
): f64 {
  let sum = 0.0;
  const first = n - (n % 4) - 1;
  for (let p = 0; p < 6; p++) {
    let gw = 0.0,
      bx = 0.0;
    for (let t = 0; t < 3; t++) {
      gw += Math.abs(WINOGRAD_G[p * 3 + t] * w.get(kernel + (flipped ? 2 - t : t)));
    }
    for (let j = 0; j < 6; j++)
      bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(row + modulo(first + j, width)));
    sum += Math.abs(WINOGRAD_A[p * 4 + (n % 4)]) * gw * bx;
  }
  return sum / 24;
}

/** |Gᵀ|[(|A||g|) ⊙ (|Bᵀ||x|)] of one row and tap, summed over its tiles. */
export function winogradGradMagnitude<T>(
  g: Tensor<T>,
  gRow: i32,
  x: Tensor<T>,
  xRow: i32,
  width: i32,
  t: i32,
): f64 {
  let sum = 0.0;
  for (let n = 0; n < width; n += 4) {
    for (let p = 0; p < 6; p++) {
      let ag = 0.0,
        bx = 0.0;
      for (let j = 0; j < 4 && n + j < width; j++)
        ag += Math.abs(WINOGRAD_A[p * 4 + j] * g.get(gRow + n + j));
      for (let j = 0; j < 6; j++)
        bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(xRow + modulo(n - 1 + j, width)));
      sum += Math.abs(WINOGRAD_G[p * 3 + t]) * ag * bx;
    }
  }
  return sum / 24;
}
