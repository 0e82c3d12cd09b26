// Real transforms along the last axis, unscaled, line by line. Fields of two or three axes go on
// with (forward) or come from (inverse) fft-columns.ts. T is the type of x, y and the plan.
//
// Arguments of rfft (items = lines):
//   0 x  lines of n points, one after the other
//   1 y  rows of modes: row r of block b at b · (4) + r · (5) bytes, the imaginary parts (6) bytes on;
//        line l is row l mod (3) of block l / (3)
//   2 real plan of n points (kind 1, or 1 + 256·M with M >= the modes in use; assembly/fft/plan.ts)
//   3 rows of a block   4 bytes from block to block   5 from row to row   6 from real to imaginary
//   7 modes: 0..modes-1 are computed
//   8 width: modes written, zeros from (7) on
//   9 adjoint: 1 doubles the modes 0 < k < n/2, which makes it the adjoint of irfft
//   10 a table of products (fft/products.ts) whose lines are transformed instead of (0), or 0
//
// Arguments of irfft: the same, with 0 = x, the rows, and 1 = y, the lines; modes from (7) on count
// as
//   zero, the imaginary parts of modes 0 and (even n) n/2 are dropped; (8) is not used;
//   9: 1 halves the modes 0 < k < n/2, which makes it the adjoint of rfft.
//
// Scratch: fftScratchBytes(n), and with products productBytes(n).

import { realForward, realInverse, Rows } from '../fft/real';
import { argumentsOf, int, ptr, scratch } from '../schedule/args';

export function rfft<T>(ip: usize, lo: i32, hi: i32): void {
  const plan = ptr(ip, 2);
  const rows = changetype<Rows>(argumentsOf(ip) + 12);
  const adjoint = int(ip, 9) != 0;
  const products = int(ip, 10) ? argumentsOf(ip) + 40 : 0;
  realForward<T>(
    plan, ptr(ip, 0), products, ptr(ip, 1), rows, lo, hi, int(ip, 7), int(ip, 8), adjoint,
    scratch(),
  );
}

export function irfft<T>(ip: usize, lo: i32, hi: i32): void {
  const plan = ptr(ip, 2);
  const rows = changetype<Rows>(argumentsOf(ip) + 12);
  const adjoint = int(ip, 9) != 0;
  realInverse<T>(plan, ptr(ip, 0), rows, ptr(ip, 1), lo, hi, int(ip, 7), adjoint, scratch());
}
