/** Dense arrays: the one array type, and what is done with the axes of one. */

/** What holds the values of an array. */
export type Numbers = Float32Array | Float64Array | Int32Array;
/** The same of numbers that need not be whole. */
export type Floats = Float32Array | Float64Array;

/** The precision of all arithmetic. */
export type Precision = 'f32' | 'f64';

/** Numbers of any rank in row-major order, with their shape. */
export interface NdArray<Data extends Numbers = Float64Array> {
  /** The values in C order: the last axis varies fastest. */
  readonly data: Data;
  /** The length along each axis. */
  readonly shape: readonly number[];
}

const tagOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get!;

/**
 * The type of a typed array, undefined for anything else. `instanceof` does not know those that come
 * from another realm: a frame of a page, node:vm, a runner of tests.
 */
export function typeOf(data: unknown): string | undefined {
  return tagOf.call(data);
}

/** Whether numbers have single precision. */
export function isSingle(data: unknown): data is Float32Array {
  return typeOf(data) === 'Float32Array';
}

/** The same numbers in double precision; the array itself where they are already. */
export function float64Of({ data, shape }: NdArray<Numbers>): NdArray {
  const isDouble = (numbers: Numbers): numbers is Float64Array =>
    typeOf(numbers) === 'Float64Array';
  return { data: isDouble(data) ? data : Float64Array.from(data), shape };
}

/** The number of values in an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The part of an array at these indices of its leading axes, copied. */
export function partAt({ data, shape }: NdArray, ...leading: readonly number[]): NdArray {
  const rest = shape.slice(leading.length);
  const size = sizeOf(rest);
  const index = leading.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
  return { data: data.slice(index * size, (index + 1) * size), shape: rest };
}

/** Part number `index` of `count` equal parts of a list, copied: what belongs to one seed. */
export function partOf(values: Float64Array, index: number, count: number): Float64Array {
  const size = values.length / count;
  return values.slice(index * size, (index + 1) * size);
}

/** `[rows, columns, size]` to `[columns, rows, size]`. */
export function swapAxes(data: Float64Array, rows: number, columns: number): Float64Array {
  const size = data.length / (rows * columns);
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * size;
      const to = (column * rows + row) * size;
      for (let i = 0; i < size; i++) result[to + i] = data[from + i]!;
    }
  }
  return result;
}

/** Entries `from` to `to` - 1 of the second axis of `[rows, frames, ...]`, copied. */
export function takeFrames({ data, shape }: NdArray, from: number, to: number): NdArray {
  const [rows, frames, ...rest] = shape as [number, number, ...number[]];
  const size = sizeOf(rest);
  const length = (to - from) * size;
  const result = new Float64Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = (row * frames + from) * size;
    result.set(data.subarray(start, start + length), row * length);
  }
  return { data: result, shape: [rows, to - from, ...rest] };
}

/** One array after the other, as one list. */
export function concatenate(parts: readonly ArrayLike<number>[]): Float64Array {
  const result = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
