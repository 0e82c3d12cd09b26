/**
 * Real transforms of 1D fields whose samples lie side by side in vectors: the points (or modes) of
 * as many samples as a vector has lanes are one vector each. The last group repeats the last
 * sample.
 */

import { workBytes } from '../fft/plan';
import { productBytes, sumProducts } from '../fft/products';
import { lanesForward, lanesInverse } from '../fft/real-lanes';
import { argumentsOf, int, ptr, scratch } from '../schedule/args';
import { LanesTransform } from './arguments/spectral-lanes';
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
  const plan = ptr(ip, LanesTransform.PLAN);
  const n = int(ip, LanesTransform.POINTS);
  const groups = int(ip, LanesTransform.GROUPS);
  const channels = int(ip, LanesTransform.CHANNELS);
  const batch = int(ip, LanesTransform.BATCH);
  const modes = int(ip, LanesTransform.MODES);
  const width = int(ip, LanesTransform.WIDTH);
  const lines = int(ip, LanesTransform.LINES) != 0;
  const points = ptr(ip, inverse ? LanesTransform.Y : LanesTransform.X);
  const spectra = ptr(ip, inverse ? LanesTransform.X : LanesTransform.Y);
  const bytes = <usize>n * sizeof<T>();
  const im = <usize>width << 4;
  const products = !inverse && int(ip, LanesTransform.PRODUCTS)
    ? argumentsOf(ip) + (LanesTransform.PRODUCTS << 2)
    : 0;
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
