/**
 * Real transforms along the last axis, unscaled, line by line. Fields of two or three axes go on
 * with (forward) or come from (inverse) fft-columns.ts. T is the type of x, y and the plan.
 */

import { realForward, realInverse } from '../fft/real';
import { scratch } from '../schedule/args';

export function rfft<T>(ip: usize, lo: i32, hi: i32): void {
  realForward<T>(ip, lo, hi, scratch());
}

export function irfft<T>(ip: usize, lo: i32, hi: i32): void {
  realInverse<T>(ip, lo, hi, scratch());
}
