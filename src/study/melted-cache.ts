/**
 * `.melted.json`, beside the melted tables: of which raw files they were made, and where in them the
 * rows of each experiment stand. So one more experiment is melted by reading its table alone.
 *
 * What it says of an experiment is believed while its raw file and its record have the size and the
 * time of writing that they had when the one was found to be as the other says; of a melted table,
 * while its bytes have the checksum they were written with. It is written last, ends in a checksum
 * of itself, and may be deleted at any time: then all is melted from nothing, to the same bytes.
 * Bytes that change while size and time stay are not noticed here; `verify` reads everything.
 */

import { VERSION } from '../version.js';
import { beforeChecksum, Checksum, checksum } from './checksum.js';
import type { Columns, LongTable, Range } from './long-table.js';
import type { Stamp, Store } from './store/types.js';

export const CACHE_FILE = '.melted.json';

/** Larger ones are always made from nothing: engines have no buffers of any length. */
const LARGEST = 1 << 30;

/** An experiment whose rows are all in the tables, and of which there is nothing to tell. */
export interface Known {
  /** Of the raw file and of its record. */
  readonly stamps: readonly Stamp[];
  /** What all rows have in the columns `BASE_NAMES` but for the seed. */
  readonly base: readonly string[];
  /** The seeds, row by row. */
  readonly seeds: readonly string[];
  /** The metrics that its table has. */
  readonly metrics: readonly string[];
  /** Where its rows stand in each melted table. */
  readonly ranges: Readonly<Record<string, Range>>;
}

/** A melted table as it was written. */
export interface Written {
  readonly size: number;
  readonly checksum: string;
  readonly columns: Columns;
}

export interface MeltedCache {
  /** All that was looked at, in the order of the tables; some of it has no rows there. */
  readonly order: readonly string[];
  /** By file. */
  readonly tables: Readonly<Record<string, Written>>;
  readonly experiments: ReadonlyMap<string, Known>;
}

/** What was written by this version and is whole, or undefined. */
export async function readCache(store: Store): Promise<MeltedCache | undefined> {
  const bytes = await store.read(CACHE_FILE);
  if (bytes === undefined) return undefined;
  const content = beforeChecksum(bytes);
  if (content === undefined) return undefined;
  const { version, experiments, ...rest } = JSON.parse(new TextDecoder().decode(content));
  return version === VERSION ? { ...rest, experiments: new Map(experiments) } : undefined;
}

export async function writeCache(store: Store, cache: MeltedCache): Promise<void> {
  const experiments = [...cache.experiments];
  const text = `${JSON.stringify({ version: VERSION, ...cache, experiments })}\n`;
  await store.write(CACHE_FILE, text + checksum(new TextEncoder().encode(text)));
}

/** Bytes that are written at once: each time costs as much as thousands of them. */
const PIECE = 1 << 18;

/** The same bytes in pieces that are not small. */
function* gathered(all: Iterable<Uint8Array>): Generator<Uint8Array> {
  const piece = new Uint8Array(PIECE);
  let length = 0;
  for (const bytes of all) {
    if (length + bytes.length > PIECE && length > 0) {
      yield piece.slice(0, length);
      length = 0;
    }
    if (bytes.length > PIECE) {
      yield bytes;
    } else {
      piece.set(bytes, length);
      length += bytes.length;
    }
  }
  if (length > 0) yield piece.slice(0, length);
}

/** Writes a melted table, and tells where each experiment stands in it. */
export async function writeLong(
  store: Store,
  file: string,
  table: LongTable,
  onPart: (name: string, range: Range) => void,
): Promise<Written | undefined> {
  const sum = new Checksum();
  let size = 0;
  async function* content() {
    for (const bytes of gathered(table.content(onPart))) {
      sum.add(bytes);
      size += bytes.length;
      yield bytes;
    }
  }
  await store.write(file, content());
  if (table.columns === undefined || size > LARGEST) return undefined;
  return { size, checksum: sum.text(), columns: table.columns };
}

/** The bytes of a melted table if they are those that were written. */
export async function readWritten(
  store: Store,
  file: string,
  written: Written | undefined,
): Promise<Uint8Array | undefined> {
  const there = written && (await store.peek(file, 0));
  if (there === undefined || there.size !== written!.size) return undefined;
  const bytes = await store.read(file);
  return bytes !== undefined && checksum(bytes) === written!.checksum ? bytes : undefined;
}
