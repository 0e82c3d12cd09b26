// Real transforms of 1D fields whose samples lie side by side in vectors: the points (or modes) of
// as many samples as a vector has lanes are one vector each. The last group repeats the last
// sample.
//
// Arguments of rfftLanes (items = E·groups·C):
//   0 x  points, [E, groups, C, n] vectors, or (9) [E, B, C, n] numbers
//   1 y  modes, [E, groups, C, 2, width] vectors
//   2 real plan of n points, n even (kind 1)
//   3 n   4 groups   5 C   6 B   7 modes: 0..modes-1 are computed   8 width: zeros from (7) on
//   9 lines: 1 if the points are numbers
//   10 a table of products (fft/products.ts) whose vectors are transformed instead of (0), or 0
//
// irfftLanes: the same with 0 = x, the modes, of which those from (7) on count as zero, and 1 = y,
// the points.
//
// Scratch: fftScratchBytes(n), and with products productBytes(n).

import { workBytes } from '../fft/plan';
import { productBytes, sumProducts } from '../fft/products';
import { lanesForward, lanesInverse } from '../fft/real-lanes';
import { argumentsOf, int, ptr, scratch } from '../schedule/args';
import { lanes } from './lanes';

/** Where the line of sample s (or the last one), channel c of seed e lies. */
// @ts-ignore: decorator
@inline
function line(base: usize, e: i32, s: i32, c: i32, batch: i32, channels: i32, bytes: usize): usize {
  return base + <usize>((e * batch + min(s, batch - 1)) * channels + c) * bytes;
}

export function rfftLanes<T>(ip: usize, lo: i32, hi: i32): void {
  transform<T>(ip, lo, hi, false);
}

export function irfftLanes<T>(ip: usize, lo: i32, hi: i32): void {
  transform<T>(ip, lo, hi, true);
}

// @ts-ignore: decorator
@inline
function transform<T>(ip: usize, lo: i32, hi: i32, inverse: bool): void {
  const plan = ptr(ip, 2);
  const n = int(ip, 3);
  const groups = int(ip, 4);
  const channels = int(ip, 5);
  const batch = int(ip, 6);
  const modes = int(ip, 7);
  const width = int(ip, 8);
  const lines = int(ip, 9) != 0;
  const points = ptr(ip, inverse ? 1 : 0);
  const spectra = ptr(ip, inverse ? 0 : 1);
  const bytes = <usize>n * sizeof<T>();
  const im = <usize>width << 4;
  const products = !inverse && int(ip, 10) ? argumentsOf(ip) + 40 : 0;
  const buffer = scratch() + <usize>workBytes(n);
  for (let item = lo; item < hi; item++) {
    const row = item / channels;
    const c = item - row * channels;
    const e = row / groups;
    const s = (row - e * groups) * lanes<T>();
    let p0 = points + (<usize>item * <usize>n << 4);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    if (lines) {
      p0 = line(points, e, s, c, batch, channels, bytes);
      p1 = line(points, e, s + 1, c, batch, channels, bytes);
      p2 = line(points, e, s + 2, c, batch, channels, bytes);
      p3 = line(points, e, s + 3, c, batch, channels, bytes);
    }
    if (!inverse && products) {
      p0 = buffer;
      sumProducts<T>(products, item, item + 1, <usize>n << 4, buffer, buffer + productBytes(n) / 2);
    }
    const spectrum = spectra + <usize>item * 2 * im;
    if (inverse) lanesInverse<T>(plan, spectrum, im, modes, p0, p1, p2, p3, lines, scratch());
    else lanesForward<T>(plan, p0, p1, p2, p3, lines, spectrum, im, modes, width, scratch());
  }
}
