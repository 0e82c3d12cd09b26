/** Arrays as text: nested lists of numbers, as Python prints them. */

import { type Floats, isSingle, type NdArray, sizeOf } from '../arrays.js';
import { float32Text, float64Text, parseNumberText } from '../config/index.js';
import { clipped, UserError } from '../errors.js';

/** NumPy's arrays have no more axes. */
const MOST_AXES = 64;

/** An array as nested lists in Python's spelling; numbers as in the table's float columns. */
export function nestedList({ data, shape }: NdArray<Floats>): string {
  const text = isSingle(data) ? float32Text : float64Text;
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
    throw new UserError(`not an array: ${clipped(text)}`);
  };
  const shape: number[] = [];
  const counts: number[] = [];
  const numbers: number[] = [];
  let rank = 0;
  for (const [token] of text.matchAll(/[[\],]|[^[\],\s]+/g)) {
    if (token === ',') continue;
    if (token === '[') {
      if (counts.push(0) > MOST_AXES) fail();
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
