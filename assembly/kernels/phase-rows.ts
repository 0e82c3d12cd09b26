/**
 * The copied rows of convolutions by phases (conv-phases.ts), and the way back of what was made for
 * each of their places.
 */

import { Epilogue, finishOne } from './gemm-tile';

/** Word k of a table. */
// @ts-ignore: decorator
@inline
export function word(table: usize, k: i32): i32 {
  return load<i32>(table + ((<usize>k) << 2));
}

/** Copies `count` elements that stand `step` elements apart. */
// @ts-ignore: decorator
@inline
export function copyStrided<T>(from: usize, to: usize, count: i32, step: i32): void {
  const end = to + <usize>count * sizeof<T>();
  if (step == 1) {
    for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  } else if (step == 2 && sizeof<T>() == 4) {
    // The vector behind may reach no further than the last element.
    for (; to + 20 <= end; to += 16, from += 32) {
      v128.store(to, v128.shuffle<f32>(v128.load(from), v128.load(from, 16), 0, 2, 4, 6));
    }
  }
  const bytes = <usize>(step * <i32>sizeof<T>());
  for (; to < end; to += sizeof<T>(), from += bytes) store<T>(to, load<T>(from));
}

/** Copies the rows of all channels of a sample as a table says. */
export function copyRows<T>(
  from: usize,
  to: usize,
  channels: i32,
  space: i32,
  table: usize,
  rows: i32,
  columns: i32,
  runs: i32,
): void {
  const first = table + ((<usize>rows) << 2);
  const end = first + <usize>runs * 12;
  for (let c = 0; c < channels; c++) {
    for (let r = 0; r < rows; r++) {
      const offset = word(table, r);
      if (offset < 0) {
        memory.fill(to, 0, <usize>columns * sizeof<T>());
        to += <usize>columns * sizeof<T>();
        continue;
      }
      const row = from + <usize>offset * sizeof<T>();
      for (let run = first; run < end; run += 12) {
        const count = load<i32>(run),
          column = load<i32>(run, 4);
        if (column < 0) memory.fill(to, 0, <usize>count * sizeof<T>());
        else copyStrided<T>(row + <usize>column * sizeof<T>(), to, count, load<i32>(run, 8));
        to += <usize>count * sizeof<T>();
      }
    }
    from += <usize>space * sizeof<T>();
  }
}

/** Adds up the places of each point, row by row, and finishes y. */
export function fold<T>(
  from: usize,
  y: usize,
  channels: i32,
  space: i32,
  table: usize,
  rows: i32,
  columns: i32,
  epilogue: i32,
  extra: usize,
): void {
  const columnTable = table + ((<usize>rows) << 2);
  const bytes = <usize>(channels * space) * sizeof<T>();
  memory.fill(y, 0, bytes);
  for (let c = 0; c < channels; c++) {
    const channel = y + <usize>(c * space) * sizeof<T>();
    for (let r = 0; r < rows; r++) {
      const row = word(table, r);
      for (let n = 0; n < columns; n++, from += sizeof<T>()) {
        const column = word(columnTable, n);
        if ((row | column) < 0) continue;
        const at = channel + <usize>(row + column) * sizeof<T>();
        store<T>(at, load<T>(at) + load<T>(from));
      }
    }
  }
  if (epilogue == Epilogue.NONE) return;
  for (let n: usize = 0; n < bytes; n += sizeof<T>()) {
    store<T>(y + n, finishOne<T>(load<T>(y + n), epilogue, extra + n));
  }
}
