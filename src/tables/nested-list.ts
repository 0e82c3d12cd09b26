/** Arrays as text: nested lists of numbers, as Python prints them. */

import { type Floats, type NdArray, sizeOf } from '../arrays.js';
import { float32Text, float64Text, parseNumberText } from '../config/index.js';
import { UserError } from '../errors.js';

/** An array as nested lists in Python's spelling; numbers as in the table's float columns. */
export function nestedList({ data, shape }: NdArray<Floats>): string {
  const text = data instanceof Float32Array ? float32Text : float64Text;
  let next = 0;
  const level = (depth: number): string => {
    if (depth === shape.length) return text(data[next++]!);
    const items: string[] = [];
    for (let i = 0; i < shape[depth]!; i++) items.push(level(depth + 1));
    return `[${items.join(', ')}]`;
  };
  return level(0);
}

/** The array behind nested lists of numbers, as `nestedList` and Python write them. */
export function parseNestedList(text: string): NdArray<Floats> {
  const fail = (): never => {
    throw new UserError(`not an array: ${text.slice(0, 80)}${text.length > 80 ? '…' : ''}`);
  };
  const shape: number[] = [];
  const counts: number[] = [];
  const numbers: number[] = [];
  let rank = 0;
  for (const [token] of text.matchAll(/[[\],]|[^[\],\s]+/g)) {
    if (token === ',') continue;
    if (token === '[') {
      counts.push(0);
    } else if (token === ']') {
      const depth = counts.length - 1;
      const count = counts.pop() ?? fail();
      if (shape[depth] === undefined) shape[depth] = count;
      else if (shape[depth] !== count) fail();
      if (depth > 0) counts[depth - 1]!++;
    } else {
      if (numbers.length === 0) rank = counts.length;
      if (rank === 0 || rank !== counts.length) fail();
      numbers.push(parseNumberText(token) ?? fail());
      counts[counts.length - 1]!++;
    }
  }
  if (counts.length > 0 || shape.length === 0 || sizeOf(shape) !== numbers.length) fail();
  return { data: Float64Array.from(numbers), shape };
}

export function isNdArray(value: unknown): value is NdArray<Floats> {
  const { data, shape } = (value ?? {}) as Partial<NdArray>;
  return ArrayBuffer.isView(data) && Array.isArray(shape);
}

/** The nested lists themselves. */
export function nestedNumbers({ data, shape }: NdArray<Floats>): unknown {
  const [extent, ...rest] = shape;
  if (extent === undefined) return data[0];
  const size = data.length / extent;
  return Array.from({ length: extent }, (_, i) =>
    nestedNumbers({ data: data.subarray(i * size, (i + 1) * size), shape: rest }),
  );
}
