// Moving elements without touching them.
//
// gather: y[e, b] = data[rows[e, b] + offset], whole rows.
// Arguments: 0  data, 1  rows (i32), 2  y, 3  bytes of a row, 4  offset, 5  B, 6  indices from one seed's rows to the next
// Items: E · B.
//
// copy: `items` runs of bytes between two strided places; zero: the same with zeros.
// Arguments of copy: 0  from, 1  to, 2  bytes of a run, 3  bytes between runs of `from`, 4  of `to`
// Arguments of zero: 0  to, 1  bytes of a run, 2  bytes between runs

import { int, ptr } from '../schedule/args';

export function gather(ip: usize, lo: i32, hi: i32): void {
  const data = ptr(ip, 0);
  const rows = ptr(ip, 1);
  const y = ptr(ip, 2);
  const bytes = <usize>int(ip, 3);
  const offset = int(ip, 4);
  const B = int(ip, 5);
  const stride = int(ip, 6);
  for (let item = lo; item < hi; item++) {
    const seed = item / B;
    const row = load<i32>(rows + (<usize>(seed * stride + item - seed * B) << 2)) + offset;
    memory.copy(y + <usize>item * bytes, data + <usize>row * bytes, bytes);
  }
}

export function copy(ip: usize, lo: i32, hi: i32): void {
  const from = ptr(ip, 0);
  const to = ptr(ip, 1);
  const bytes = <usize>int(ip, 2);
  const fromStride = <usize>int(ip, 3);
  const toStride = <usize>int(ip, 4);
  for (let i = lo; i < hi; i++) memory.copy(to + <usize>i * toStride, from + <usize>i * fromStride, bytes);
}

export function zero(ip: usize, lo: i32, hi: i32): void {
  const to = ptr(ip, 0);
  const bytes = <usize>int(ip, 1);
  const stride = <usize>int(ip, 2);
  for (let i = lo; i < hi; i++) memory.fill(to + <usize>i * stride, 0, bytes);
}
