/** Whether a result that was made again is the one that is there, to the bit. */

import { type Floats, isSingle, type NdArray } from '../arrays.js';
import type { RawResult } from '../experiment/index.js';
import { readSafetensors } from '../safetensors.js';
import type { Table } from '../tables/index.js';
import { csvContent, loadTable, weightTensors } from './experiment-files.js';
import { rawPath, weightsPath } from './record.js';
import { MemoryStore, type Store } from './store/index.js';

/** The bits of a NaN are the processor's, and one pattern in a file: every NaN is the same. */
function sameBits(a: NdArray<Floats>, b: NdArray<Floats>): boolean {
  if (String(a.shape) !== String(b.shape) || isSingle(a.data) !== isSingle(b.data)) return false;
  const others = b.data;
  return a.data.length === others.length && a.data.every((x, i) => Object.is(x, others[i]));
}

/** Columns that name the experiment, which may be spelled in more than one way. */
const SPELLED = ['scenario', 'task', 'net', 'train', 'scenario_kwargs'];

/** In words, how a whole result in a store differs from what was made; undefined where it does not. */
export async function differenceOf(
  store: Store,
  name: string,
  made: { readonly raw: RawResult; readonly table: Table },
): Promise<string | undefined> {
  const { tensors } = readSafetensors((await store.read(weightsPath(name)))!);
  const own = weightTensors(made.raw.weights, made.raw.info.precision);
  for (const path of new Set([...tensors.keys(), ...own.keys()])) {
    const [there, here] = [tensors.get(path), own.get(path)];
    if (there === undefined || here === undefined || !sameBits(there, here)) {
      return `in the weights ${path}`;
    }
  }
  const table = (await loadTable(store, name))!;
  // As it would be read.
  const memory = new MemoryStore('');
  await memory.write(rawPath(name), csvContent(made.table, { index: true }));
  const other = (await loadTable(memory, name))!;
  const text = (one: Table, column: string) => (one.has(column) ? one.texts(column).join() : '');
  for (const column of new Set([...table.columnNames, ...other.columnNames])) {
    // What callbacks return is theirs to decide.
    if (SPELLED.includes(column) || column.startsWith('aux_')) continue;
    if (text(table, column) !== text(other, column)) return `in the column ${column}`;
  }
  return undefined;
}
