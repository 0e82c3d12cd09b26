/**
 * Melted tables, made again and compared byte for byte. Experiments come in the order that a table
 * has, which `.melted.json` says, and its rows where that is gone; one that lacks results that came
 * later is compared without them.
 */

import { UserError } from '../errors.js';
import type { Table } from '../tables/index.js';
import { loadTable, readCsv } from './experiment-files.js';
import type { LongTable } from './long-table.js';
import { manifestsIn } from './manifest.js';
import { BASE_NAMES } from './melt.js';
import { KEYS, MELTED_FILES, type Melted, type MeltOptions } from './melt-options.js';
import { readCache, readWritten } from './melted-cache.js';
import { meltAnew } from './melting.js';
import { rawPath, standingOf } from './record.js';
import { statusOf } from './standing-of-manifest.js';
import type { Store } from './store/types.js';
import type { CheckedFile } from './verify-files.js';

const LINE_END = 10;

const isBase = (column: string) => (BASE_NAMES as readonly string[]).includes(column);

/** What tells the experiment and the seed of each row from others. */
function rowIds(table: Table): string[] {
  const base = BASE_NAMES.filter((name) => table.has(name)).map((name) => table.texts(name));
  return Array.from({ length: table.numRows }, (_, row) => JSON.stringify(base.map((t) => t[row])));
}

/** The results whose tables melting takes. */
interface Sources {
  /** What tells their rows from others, by their names. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Whether there are others, whose tables are damaged. */
  readonly isPartial: boolean;
}

async function sourcesOf(store: Store, names: readonly string[]): Promise<Sources> {
  const ids = new Map<string, string[]>();
  let isPartial = false;
  for (const name of names) {
    const { kind } = await standingOf(store, name, [rawPath(name)]);
    const wide = kind === 'damaged' ? undefined : await loadTable(store, name, isBase);
    if (wide !== undefined) ids.set(name, rowIds(wide));
    else isPartial ||= kind === 'damaged';
  }
  return { ids, isPartial };
}

/** The same store without the tables of other results. */
function withOnly(store: Store, names: ReadonlySet<string>): Store {
  const isIn = (file: string) => !file.endsWith('.csv') || names.has(file.slice(0, -4));
  const stamps = async (folder: string) =>
    new Map([...(await store.stamps(folder))].filter(([file]) => isIn(file)));
  return new Proxy(store, {
    get(target, member: keyof Store) {
      const value = member === 'stamps' ? stamps : target[member];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Which of the tables a melting makes, and of which metrics. */
function optionsFor(key: keyof Melted, columns: readonly string[]): MeltOptions {
  const metrics = columns.filter((column) => !isBase(column) && column !== 'time_step');
  return {
    meltMetrics: key === 'metrics',
    meltLoss: key === 'trainLoss',
    meltSampleRollouts: key === 'sampleRollout',
    metricNames: key === 'metrics' ? metrics : undefined,
  };
}

/** Checks the melted tables of a store, whose results have these names. */
export async function checkMelted(store: Store, names: readonly string[]): Promise<CheckedFile[]> {
  let sources: Sources | undefined;
  const checked: CheckedFile[] = [];
  for (const key of KEYS) {
    const path = MELTED_FILES[key];
    if ((await store.peek(path, 0)) === undefined) continue;
    try {
      sources ??= await sourcesOf(store, names);
      checked.push({ path, ...(await checkOne(store, key, sources)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      checked.push({ path, verdict: 'damaged', why: `cannot be made again: ${error.message}` });
    }
  }
  return checked;
}

/** The experiments of a table in their order, if it is as it was written. */
async function knownOrder(store: Store, key: keyof Melted): Promise<readonly string[] | undefined> {
  const cache = await readCache(store);
  const bytes = cache && (await readWritten(store, MELTED_FILES[key], cache.tables[key]));
  return bytes && cache.order;
}

async function checkOne(
  store: Store,
  key: keyof Melted,
  { ids, isPartial }: Sources,
): Promise<Omit<CheckedFile, 'path'>> {
  const path = MELTED_FILES[key];
  const columns: string[] = [];
  const there = await readCsv(store, path, (column) => {
    columns.push(column);
    return isBase(column);
  });
  const [first, last] = [new Map<string, number>(), new Map<string, number>()];
  for (const [row, id] of rowIds(there!).entries()) {
    if (!first.has(id)) first.set(id, row);
    last.set(id, row);
  }
  const all = [...ids.values()].flat();
  const different = new Set(all);
  if ([...first.keys()].some((id) => !different.has(id))) {
    return isPartial
      ? { verdict: 'unverified', why: 'has rows of results whose tables are damaged' }
      : { verdict: 'damaged', why: 'has rows of no result that is there' };
  }
  // A table without rows may be one of results that have none to give.
  const isIn = ([, own]: readonly [string, readonly string[]]) =>
    first.size === 0 || own.some((id) => first.has(id));
  const place = ([, own]: readonly [string, readonly string[]]) => {
    const rows = own.map((id) => [first.get(id) ?? Infinity, last.get(id) ?? -1] as const);
    return [Math.min(...rows.map(([at]) => at)), Math.max(...rows.map(([, at]) => at))] as const;
  };
  const byRows = [...ids]
    .filter(isIn)
    .map((one) => [one[0], place(one)] as const)
    .sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1])
    .map(([name]) => name);
  const known = await knownOrder(store, key);
  const orders =
    known === undefined
      ? [byRows, ...(all.length > different.size ? await studyOrders(store, [...ids.keys()]) : [])]
      : [known.filter((name) => ids.has(name))];
  let fault: string | undefined;
  for (const order of orders) {
    const view = withOnly(store, new Set(order));
    const { tables } = await meltAnew(view, optionsFor(key, columns), order);
    const difference = await differenceFrom(store, path, tables[key]);
    if (difference === undefined)
      return lacking([...ids.keys()].filter((name) => !order.includes(name)));
    fault ??= difference;
  }
  return { verdict: 'damaged', why: fault! };
}

function lacking([first, ...more]: readonly string[]): Omit<CheckedFile, 'path'> {
  if (first === undefined) return { verdict: 'whole', why: null };
  const count = more.length === 0 ? '1 result' : `${more.length + 1} results`;
  return { verdict: 'unverified', why: `lacks ${count} that came later, as ${first}` };
}

/**
 * The orders in which studies of the store have melted all that it has: each its own results first,
 * or those of all. Results that share experiment and seed cannot be told apart by their rows.
 */
async function studyOrders(store: Store, names: readonly string[]): Promise<string[][]> {
  const statuses = await statusOf(store, await manifestsIn(store));
  const own = statuses.map(({ done }) => done.map(({ name }) => name));
  return [...own, own.flat()].map((first) => [
    ...new Set([...first.filter((name) => names.includes(name)), ...names]),
  ]);
}

/** In words, how a file is not the CSV of a table. */
async function differenceFrom(
  store: Store,
  path: string,
  table: LongTable | undefined,
): Promise<string | undefined> {
  if (table === undefined) return 'is of no result that is there';
  const pieces = table.content();
  let ours: Uint8Array = new Uint8Array();
  /** Whether there are more bytes of ours. */
  const hasMore = (): boolean => {
    while (ours.length === 0) {
      const { value, done } = pieces.next();
      if (done) return false;
      ours = value;
    }
    return true;
  };
  let line = 1;
  let differs = false;
  await store.readPieces(path, (theirs) => {
    for (let at = 0; at < theirs.length && !differs; ) {
      const length = hasMore() ? Math.min(ours.length, theirs.length - at) : 1;
      const part = theirs.subarray(at, at + length);
      const same = part.findIndex((byte, i) => byte !== ours[i]);
      for (const byte of same < 0 ? part : part.subarray(0, same))
        line += Number(byte === LINE_END);
      differs = same >= 0;
      ours = ours.subarray(length);
      at += length;
    }
  });
  if (differs) return `is not what its results come to, from line ${line} on`;
  return hasMore() ? 'lacks the end of what its results come to' : undefined;
}
