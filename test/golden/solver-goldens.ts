/**
 * The solver's golden numbers: from the whole set where APEBENCH_GOLDENS names its folder, else
 * from the packed fixtures. Complex arrays come as they are stored, real and imaginary parts in
 * turn.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArrayRef, type Group, words } from './goldens.js';

/** Bytes and reader of the dtypes that the solver's files have. */
const dtypes: Record<string, { width: number; read(bytes: Buffer, at: number): number }> = {
  '<f8': { width: 8, read: (bytes, at) => bytes.readDoubleLE(at) },
  '|u1': { width: 1, read: (bytes, at) => bytes.readUInt8(at) },
};

function numbers(bytes: Buffer, start: number, { shape, dtype }: ArrayRef): Float64Array {
  const complex = dtype === '<c16';
  const { width, read } = dtypes[complex ? '<f8' : dtype]!;
  const count = shape.reduce((product, extent) => product * extent, complex ? 2 : 1);
  return Float64Array.from({ length: count }, (_, i) => read(bytes, start + i * width));
}

/** Opens `ic`, `scenarios`, `steppers`, `metrics` or `spectral`, or an index that stands alone. */
export function openSolverGroup(name: string): Group {
  const root = process.env.APEBENCH_GOLDENS;
  if (root !== undefined && root !== '') {
    const folder = join(root, 'solver', name);
    const file = existsSync(folder) ? join(folder, 'index.json') : `${folder}.json`;
    return {
      index: JSON.parse(readFileSync(file, 'utf8')),
      whole: true,
      array(ref) {
        const bytes = readFileSync(join(folder, ref.file));
        return numbers(bytes, 10 + bytes.readUInt16LE(8), ref);
      },
    };
  }
  const base = join(import.meta.dirname, 'fixtures', 'solver', name);
  const { index, offsets } = JSON.parse(readFileSync(`${base}.json`, 'utf8'));
  const bytes = existsSync(`${base}.bin`) ? readFileSync(`${base}.bin`) : Buffer.alloc(0);
  return { index, whole: false, array: (ref) => numbers(bytes, offsets[ref.file], ref) };
}

/** Two planes from numbers that stand as re, im, re, im, …. */
export function planesOf(interleaved: Float64Array): Float64Array {
  const size = interleaved.length / 2;
  return Float64Array.from(interleaved, (_, i) =>
    i < size ? interleaved[2 * i]! : interleaved[2 * (i - size) + 1]!,
  );
}

/** What a case of `spectral` is about: the function, its arguments and the file of its result. */
// biome-ignore lint/suspicious/noExplicitAny: cases of the index have a form per function
export function spectralName(c: any): string {
  return words(
    c.fn,
    ...(c.num_spatial_dims ? [`${c.num_spatial_dims}d`, `N${c.num_points}`] : []),
    ...['num_channels', 'domain_extent', 'order', 'velocity', 'cutoff', 'mode', 'kwargs', 'n', 'dt']
      .filter((name) => c[name] !== undefined)
      .map((name) => `${name}=${JSON.stringify(c[name])}`),
    ...['axis_separate', 'include_init'].filter((flag) => c[flag]),
    c.array && `(${c.array.file})`,
  );
}
