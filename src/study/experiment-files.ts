/**
 * The files of an experiment: `raw/NAME.csv` (the wide table, pandas' index first),
 * `network_weights/NAME.safetensors`, their record (record.ts), and where they were asked for
 * `raw/NAME.digests` (digests-file.ts).
 */

import type { Floats, NdArray } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { UserError } from '../errors.js';
import { Table, TableReader } from '../tables/index.js';
import type { RawWeight } from '../training/index.js';
import { rawPath } from './record.js';
import type { Store } from './store/types.js';

/** Weights for a file: float32, or float64 where they are; without seed axis for one seed. */
export function weightTensors(
  weights: readonly RawWeight[],
  precision: Precision,
): Map<string, NdArray<Floats>> {
  return new Map(
    weights.map(({ path, shape, data }) => [
      path,
      {
        shape: shape[0] === 1 ? shape.slice(1) : shape,
        data: precision === 'f64' ? data : Float32Array.from(data),
      },
    ]),
  );
}

/** A table as the content of a file, which may be longer than a string can be. */
export async function* csvContent(
  table: Table,
  options?: { index?: boolean },
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of table.csvPieces(options)) yield encoder.encode(piece);
}

/** The wide table of an experiment as it stands in the store, with the columns that are wanted. */
export function loadTable(
  store: Store,
  name: string,
  wanted?: (column: string) => boolean,
): Promise<Table | undefined> {
  return readCsv(store, rawPath(name), wanted);
}

/** The table of a CSV file, with the columns that are wanted; undefined where there is no file. */
export async function readCsv(
  store: Store,
  path: string,
  wanted?: (column: string) => boolean,
): Promise<Table | undefined> {
  const [reader, decoder] = [new TableReader(wanted), new TextDecoder()];
  const isThere = await store.readPieces(path, (piece) =>
    reader.push(decoder.decode(piece, { stream: true })),
  );
  if (!isThere) return undefined;
  reader.push(decoder.decode());
  return new Table(reader.end());
}

/** Puts a file before the message of a `UserError` about what is in it. */
export async function blaming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${file}: ${error.message}`);
  }
}
