/**
 * What the roundings of the Winograd algorithms F(4,3) and F(4×4,3×3) are relative to: their sums
 * with every matrix and operand replaced by absolute values.
 */

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
 * relative to. The columns of a tile lie `dilation` apart.
 */
export function winogradMagnitude<T>(
  x: Tensor<T>,
  row: i32,
  w: Tensor<T>,
  kernel: i32,
  flipped: bool,
  width: i32,
  dilation: i32,
  n: i32,
): f64 {
  let sum = 0.0;
  const output = (n / dilation) % 4;
  const first = n - (output + 1) * dilation;
  for (let p = 0; p < 6; p++) {
    let gw = 0.0,
      bx = 0.0;
    for (let t = 0; t < 3; t++) {
      gw += Math.abs(WINOGRAD_G[p * 3 + t] * w.get(kernel + (flipped ? 2 - t : t)));
    }
    for (let j = 0; j < 6; j++)
      bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(row + modulo(first + j * dilation, width)));
    sum += Math.abs(WINOGRAD_A[p * 4 + output]) * gw * bx;
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
  dilation: i32,
  t: i32,
): f64 {
  let sum = 0.0;
  for (let n = 0; n < width; n++) {
    // The first column of each tile.
    if ((n / dilation) % 4) continue;
    for (let p = 0; p < 6; p++) {
      let ag = 0.0,
        bx = 0.0;
      for (let j = 0; j < 4 && n + j * dilation < width; j++)
        ag += Math.abs(WINOGRAD_A[p * 4 + j] * g.get(gRow + n + j * dilation));
      for (let j = 0; j < 6; j++)
        bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(xRow + modulo(n + (j - 1) * dilation, width)));
      sum += Math.abs(WINOGRAD_G[p * 3 + t]) * ag * bx;
    }
  }
  return sum / 24;
}

const THIRD: f64 = 1.0 / 3.0;
const ROOT: f64 = 0.7071067811865476;
/** The matrices of winograd-2d.ts; G and A by points, B by rows of values. */
const PLANE_G: f64[] = [
  1, 0, 0, 2 * THIRD, 2 * THIRD * ROOT, THIRD, 2 * THIRD, 2 * THIRD * ROOT, THIRD, 0.5 * THIRD,
  THIRD * ROOT, THIRD, 0.5 * THIRD, THIRD * ROOT, THIRD, 0, 0, 1,
];
const PLANE_B: f64[] = [
  1, 0, 2.5, 0, 1, 0, 0, 2 * ROOT, 2, ROOT, 1, 0, 0, 2 * ROOT, 2, ROOT, 1, 0, 0, ROOT, 0.5,
  2 * ROOT, 1, 0, 0, ROOT, 0.5, 2 * ROOT, 1, 0, 0, 1, 0, 2.5, 0, 1,
];
const PLANE_A: f64[] = [
  1, 0, 0, 0, 1, ROOT, 0.5, 0.5 * ROOT, 1, ROOT, 0.5, 0.5 * ROOT, 1, 2 * ROOT, 2, 4 * ROOT, 1,
  2 * ROOT, 2, 4 * ROOT, 0, 0, 0, 1,
];

/** |Bᵀ||x||B| of a tile: value (k, j) of the plane that starts at element `plane`. */
function planeInput<T>(
  x: Tensor<T>,
  plane: i32,
  height: i32,
  width: i32,
  row: i32,
  column: i32,
  k: i32,
  j: i32,
): f64 {
  let sum = 0.0;
  for (let r = 0; r < 6; r++) {
    if (PLANE_B[k * 6 + r] == 0) continue;
    const at = plane + modulo(row + r - 1, height) * width;
    let rowSum = 0.0;
    for (let c = 0; c < 6; c++) {
      rowSum += PLANE_B[j * 6 + c] * Math.abs(x.get(at + modulo(column + c - 1, width)));
    }
    sum += PLANE_B[k * 6 + r] * rowSum;
  }
  return sum;
}

/** |Aᵀ|[(|G||w||Gᵀ|) ⊙ (|Bᵀ||x||B|)]|A| of one channel pair at output (row, column) of a plane. */
export function planeMagnitude<T>(
  x: Tensor<T>,
  plane: i32,
  height: i32,
  width: i32,
  w: Tensor<T>,
  kernel: i32,
  flipped: bool,
  row: i32,
  column: i32,
): f64 {
  let sum = 0.0;
  for (let k = 0; k < 6; k++) {
    for (let j = 0; j < 6; j++) {
      const weight = PLANE_A[k * 4 + (row & 3)] * PLANE_A[j * 4 + (column & 3)];
      if (weight == 0) continue;
      let gw = 0.0;
      for (let t = 0; t < 9; t++) {
        const tap = Math.abs(w.get(kernel + (flipped ? 8 - t : t)));
        gw += PLANE_G[k * 3 + t / 3] * PLANE_G[j * 3 + (t % 3)] * tap;
      }
      sum += weight * gw * planeInput<T>(x, plane, height, width, row & ~3, column & ~3, k, j);
    }
  }
  return sum;
}

/** |Gᵀ|[(|A||g||Aᵀ|) ⊙ (|Bᵀ||x||B|)]|G| of one pair of planes and tap, summed over its tiles. */
export function planeGradMagnitude<T>(
  g: Tensor<T>,
  gPlane: i32,
  x: Tensor<T>,
  xPlane: i32,
  height: i32,
  width: i32,
  t: i32,
): f64 {
  let sum = 0.0;
  for (let row = 0; row < height; row += 4) {
    for (let column = 0; column < width; column += 4) {
      for (let k = 0; k < 6; k++) {
        for (let j = 0; j < 6; j++) {
          const weight = PLANE_G[k * 3 + t / 3] * PLANE_G[j * 3 + (t % 3)];
          if (weight == 0) continue;
          let ag = 0.0;
          for (let r = 0; r < 4 && row + r < height; r++) {
            for (let c = 0; c < 4 && column + c < width; c++) {
              const value = Math.abs(g.get(gPlane + (row + r) * width + column + c));
              ag += PLANE_A[k * 4 + r] * PLANE_A[j * 4 + c] * value;
            }
          }
          sum += weight * ag * planeInput<T>(x, xPlane, height, width, row, column, k, j);
        }
      }
    }
  }
  return sum;
}
