/** Arrays as text: nested lists of numbers, as Python prints them. */

import { type Floats, isSingle, type NdArray, sizeOf } from '../arrays.js';
import { float32Text, float64Text, parseNumberText } from '../config/index.js';
import { clipped, UserError } from '../errors.js';

/** NumPy's arrays have no more axes. */
const MOST_AXES = 64;

/** Pieces of text are about so long: far from the longest string that there is. */
export const PIECE_LENGTH = 1 << 16;

/** An array as nested lists in Python's spelling; numbers as in the table's float columns. */
export function nestedList(array: NdArray<Floats>): string {
  return [...nestedListPieces(array)].join('');
}

/** The same in pieces: the whole may be longer than a string can be. */
export function* nestedListPieces({ data, shape }: NdArray<Floats>): Generator<string> {
  const text = isSingle(data) ? float32Text : float64Text;
  let next = 0;
  function* row(): Generator<string> {
    let piece = '[';
    for (let i = 0; i < shape.at(-1)!; i++) {
      piece += `${i > 0 ? ', ' : ''}${text(data[next++]!)}`;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}]`;
  }
  function* level(depth: number): Generator<string> {
    if (depth === shape.length - 1) return yield* row();
    yield '[';
    for (let i = 0; i < shape[depth]!; i++) {
      if (i > 0) yield ', ';
      yield* level(depth + 1);
    }
    yield ']';
  }
  if (shape.length === 0) yield text(data[0]!);
  else yield* level(0);
}

/** Numbers as they come. */
class Numbers {
  private values = new Float64Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  taken(): Float64Array {
    return this.values.slice(0, this.length);
  }
}

/** Reads nested lists of numbers, as `nestedList` and Python write them, from pieces of text. */
export class NestedListReader {
  private readonly shape: number[] = [];
  /** How many items each list that is open has so far. */
  private readonly counts: number[] = [];
  private readonly numbers = new Numbers();
  private rank = 0;
  private start = '';
  /** What stands before the next token. */
  private before: '[' | 'item' | ',' = '[';
  /** What may go on in the next piece. */
  private rest = '';

  push(piece: string): void {
    if (this.start.length <= SHOWN) this.start += piece.slice(0, SHOWN + 1);
    const text = this.rest + piece;
    this.rest = /[^[\],\s]*$/.exec(text.slice(-LONGEST_NUMBER))![0];
    this.read(this.rest === '' ? text : text.slice(0, -this.rest.length));
  }

  /** The array. Throws a `UserError` if the text is none. */
  end(): NdArray<Floats> {
    this.read(this.rest);
    const { shape, counts, numbers } = this;
    if (counts.length > 0 || shape.length === 0 || sizeOf(shape) !== numbers.length) this.fail();
    return { data: numbers.taken(), shape };
  }

  private read(text: string): void {
    const { shape, counts, numbers } = this;
    for (const [token] of text.matchAll(/[[\],]|[^[\],\s]+/g)) {
      const isEnd = token === ',' || token === ']';
      if (this.before === 'item' ? !isEnd : token === ',') this.fail();
      if (token === ',') {
        if (counts.length === 0) this.fail();
        this.before = ',';
        continue;
      }
      this.before = token === '[' ? '[' : 'item';
      if (token === '[') {
        if (counts.push(0) > MOST_AXES) this.fail();
      } else if (token === ']') {
        const depth = counts.length - 1;
        const count = counts.pop() ?? this.fail();
        if (shape[depth] === undefined) shape[depth] = count;
        else if (shape[depth] !== count) this.fail();
        if (depth > 0) counts[depth - 1]!++;
      } else {
        if (numbers.length === 0) this.rank = counts.length;
        if (this.rank === 0 || this.rank !== counts.length) this.fail();
        numbers.push(parseNumberText(token) ?? this.fail());
        counts[counts.length - 1]!++;
      }
    }
  }

  private fail(): never {
    throw new UserError(`not an array: ${clipped(this.start, SHOWN)}`);
  }
}

/** So much of what is no array is shown. */
const SHOWN = 80;

/** No number is longer. */
const LONGEST_NUMBER = 1000;

/** The array behind nested lists of numbers, as `nestedList` and Python write them. */
export function parseNestedList(text: string): NdArray<Floats> {
  const reader = new NestedListReader();
  reader.push(text);
  return reader.end();
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
