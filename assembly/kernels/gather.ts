/**
 * Moving elements without touching them.
 *
 * gather: y[e, b] = data[rows[e, b] + offset], whole rows.
 * copy: `items` runs of bytes between two strided places; zero: the same with zeros.
 */

import { int, ptr } from '../schedule/args';
import { Copy, Gather, Zero } from './arguments/gather';

export function gather(ip: usize, lo: i32, hi: i32): void {
  const data = ptr(ip, Gather.DATA);
  const rows = ptr(ip, Gather.ROWS);
  const y = ptr(ip, Gather.Y);
  const bytes = <usize>int(ip, Gather.BYTES);
  const offset = int(ip, Gather.OFFSET);
  const B = int(ip, Gather.BATCH);
  const stride = int(ip, Gather.SEED_STRIDE);
  for (let item = lo; item < hi; item++) {
    const seed = item / B;
    const row = load<i32>(rows + (<usize>(seed * stride + item - seed * B) << 2)) + offset;
    memory.copy(y + <usize>item * bytes, data + <usize>row * bytes, bytes);
  }
}

export function copy(ip: usize, lo: i32, hi: i32): void {
  const from = ptr(ip, Copy.FROM);
  const to = ptr(ip, Copy.TO);
  const bytes = <usize>int(ip, Copy.BYTES);
  const fromStride = <usize>int(ip, Copy.FROM_STRIDE);
  const toStride = <usize>int(ip, Copy.TO_STRIDE);
  for (let i = lo; i < hi; i++) {
    memory.copy(to + <usize>i * toStride, from + <usize>i * fromStride, bytes);
  }
}

export function zero(ip: usize, lo: i32, hi: i32): void {
  const to = ptr(ip, Zero.TO);
  const bytes = <usize>int(ip, Zero.BYTES);
  const stride = <usize>int(ip, Zero.STRIDE);
  for (let i = lo; i < hi; i++) memory.fill(to + <usize>i * stride, 0, bytes);
}
