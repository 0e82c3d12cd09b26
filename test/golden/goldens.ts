/**
 * Golden numbers of the original: from the whole set where APEBENCH_GOLDENS names its folder, else
 * from the packed fixtures beside this file. A group is an index (JSON) and arrays that the index
 * refers to as `{ file, shape, dtype }`.
 *
 * Cases stand in lists: `learning/03_losses` is what the index of that group calls `cases`,
 * `learning/03_losses/loss_classes` another list in it. How
 * many cases a list has stands in counts.json, and is tested.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const here = import.meta.dirname;

export interface ArrayRef {
  file: string;
  shape: number[];
  dtype: string;
}

export interface Group {
  // biome-ignore lint/suspicious/noExplicitAny: every group has an index of its own form
  index: any;
  /** Whether this is the whole set. */
  whole: boolean;
  array(ref: ArrayRef): Float64Array;
}

/** Opens a group such as `learning/01_arch`. */
export function openGroup(name: string): Group {
  const root = process.env.APEBENCH_GOLDENS;
  if (root !== undefined && root !== '') {
    const folder = join(root, name);
    return {
      index: JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')),
      whole: true,
      array: (ref) => readNpy(readFileSync(join(folder, ref.file))),
    };
  }
  const base = join(here, 'fixtures', name);
  const { index, offsets } = JSON.parse(readFileSync(`${base}.json`, 'utf8'));
  const bytes = existsSync(`${base}.bin`) ? readFileSync(`${base}.bin`) : Buffer.alloc(0);
  return {
    index,
    whole: false,
    array: (ref) => numbers(bytes, offsets[ref.file], ref.dtype, sizeOf(ref.shape)),
  };
}

/** The numbers of a .npy file (little endian, C order). */
export function readNpy(bytes: Buffer): Float64Array {
  const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8));
  const descr = /'descr': '[<|]([fiub]\d)'/.exec(header)![1];
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]
    .split(',')
    .filter((s) => s.trim() !== '');
  const names: Record<string, string> = {
    f4: 'float32',
    f8: 'float64',
    i4: 'int32',
    u4: 'uint32',
    i8: 'int64',
  };
  const start = 10 + bytes.readUInt16LE(8);
  return numbers(bytes, start, names[descr], sizeOf(shape.map(Number)));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((n, extent) => n * extent, 1);
}

function numbers(bytes: Buffer, start: number, dtype: string, count: number): Float64Array {
  const readers: Record<string, [number, (at: number) => number]> = {
    float32: [4, (at) => bytes.readFloatLE(at)],
    float64: [8, (at) => bytes.readDoubleLE(at)],
    int32: [4, (at) => bytes.readInt32LE(at)],
    uint32: [4, (at) => bytes.readUInt32LE(at)],
    int64: [8, (at) => Number(bytes.readBigInt64LE(at))],
  };
  const [width, read] = readers[dtype];
  return Float64Array.from({ length: count }, (_, i) => read(start + i * width));
}

/** How many cases each list has. */
const counts: Record<string, { fixtures: number; whole: number }> = JSON.parse(
  readFileSync(join(here, 'counts.json'), 'utf8'),
);

/**
 * The cases of a list, each with a name that tells the list and the case. Adds a test that
 * they are as many as counts.json says and that no two have the same name, so that no case is lost
 * in silence.
 */
export function namedCases<T>(
  list: string,
  cases: readonly T[],
  whole: boolean,
  nameOf: (entry: T) => string,
): [name: string, entry: T][] {
  const named = cases.map((entry): [string, T] => [`${list} ${nameOf(entry)}`, entry]);
  const fixtures = whole ? '' : ' (fixtures)';
  test(`${list}: ${named.length} cases${fixtures}`, () => {
    assert.equal(named.length, counts[list]?.[whole ? 'whole' : 'fixtures']);
    const names = named.map(([name]) => name);
    assert.deepEqual([...new Set(names)], names);
  });
  return named;
}

/** Parts of a case in one line, those that it has: text as it is, other values as JSON. */
export function words(...parts: unknown[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');
}

/** `run`, but only at the first call: what it gave then is given again. */
export function once<T>(run: () => T): () => T {
  let result: { value: T } | null = null;
  return () => {
    result ??= { value: run() };
    return result.value;
  };
}

/** The largest |a - b| over the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    // Of a NaN, NaN.
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    size = Math.max(size, Math.abs(b[i]));
  }
  return size === 0 ? difference : difference / size;
}
