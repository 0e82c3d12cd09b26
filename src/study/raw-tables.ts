/** The raw tables of a folder as they are found there, and what is to be told of them. */

import { clipped, UserError } from '../errors.js';
import type { Table } from '../tables/index.js';
import { blaming, loadTable } from './experiment-files.js';
import { BASE_NAMES } from './melt.js';
import type { Known, MeltedCache } from './melted-cache.js';
import { rawPath, standingOf } from './record.js';
import type { Stamp, Store, Stray } from './store/types.js';

/** What tells the files of `raw` from those of another moment. */
export type Stamps = ReadonlyMap<string, Stamp>;

/** The names of the experiments in a folder: those given first, in their order, then the others. */
export function namesIn(stamps: Stamps, first: readonly string[]): string[] {
  const names = [...stamps.keys()].flatMap((file) =>
    file.endsWith('.csv') ? [file.slice(0, -4)] : [],
  );
  const there = new Set(names);
  return [...new Set([...first.filter((name) => there.has(name)), ...names])];
}

/** Of the table of an experiment and of its record, as far as they are there. */
export const stampsOf = (name: string, stamps: Stamps): Stamp[] =>
  [`${name}.csv`, `${name}.json`].flatMap((file) => stamps.get(file) ?? []);

/** What is known of an experiment, if its files are those that it is known of. */
export function knownOf(
  cache: MeltedCache | undefined,
  name: string,
  stamps: Stamps,
): Known | undefined {
  const known = cache?.experiments.get(name);
  if (known === undefined) return undefined;
  const same = JSON.stringify(known.stamps) === JSON.stringify(stampsOf(name, stamps));
  return same ? known : undefined;
}

const AUX = /^aux_\d+$/;

/** Whether a column is melted: rollouts are large, and of what training notes beside it are many. */
export const isMelted = (rollouts: boolean) => (column: string) =>
  (rollouts || !column.startsWith('sample_rollout_')) && !AUX.test(column);

/** A file of the folder as it is found. */
export interface Found {
  /** None where the file is left out. */
  readonly wide?: Table;
  readonly verified: boolean;
  /** What is to be told of it. */
  readonly notice?: string;
}

/** The table of an experiment, with the columns that are wanted. */
export async function findTable(
  store: Store,
  name: string,
  wanted: (column: string) => boolean,
): Promise<Found> {
  const file = store.pathOf(rawPath(name));
  const standing = await standingOf(store, name, [rawPath(name)]);
  const verified = standing.kind === 'whole';
  if (standing.kind === 'damaged') {
    return { verified, notice: `${file} is left out: ${standing.why}` };
  }
  const wide = await loadTable(store, name, wanted);
  if (wide === undefined) return { verified };
  const missing = BASE_NAMES.filter((column) => !wide.has(column));
  if (missing.length > 0) {
    const columns = missing.map((column) => `'${column}'`).join(', ');
    return { verified, notice: `${file} is left out: it lacks ${columns}` };
  }
  if (wide.numRows === 0) return { verified, notice: `${file} is left out: it has no rows` };
  const seeds = wide.numbers('seed');
  if (wide.typed('seed').type !== 'int') {
    const row = Math.max(
      0,
      Array.from(seeds).findIndex((seed) => !Number.isInteger(seed)),
    );
    const given = wide.texts('seed')[row]!;
    throw new UserError(
      `column 'seed' holds '${clipped(given)}' in row ${row + 1}, which is no whole number`,
    );
  }
  if (standing.kind !== 'unverified') return { wide, verified };
  return { wide, verified, notice: `${file} is taken unverified: ${standing.why}` };
}

/** What the name of a result's file ends in. */
export const RESULT_FILE = /(\.csv|\.json|\.digests)$/;

/** What has the name of a result's file and is none. */
export async function strays(store: Store): Promise<Stray[]> {
  return (await store.strays('raw')).filter(({ name }) => RESULT_FILE.test(name));
}

/** Puts the file of an experiment before the message of a `UserError` about what is in it. */
export function blameFile<T>(store: Store, name: string, work: () => Promise<T>): Promise<T> {
  return blaming(store.pathOf(rawPath(name)), work);
}
