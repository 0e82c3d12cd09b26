/**
 * Melted tables, made again and compared byte for byte. Experiments come in the order that a table
 * has; one that lacks results that came later is compared without them.
 */

import { UserError } from '../errors.js';
import type { Table } from '../tables/index.js';
import { csvContent, loadTable, readCsv } from './experiment-files.js';
import { BASE_NAMES } from './melt.js';
import { MELTED_FILES, type Melted, type MeltOptions, meltFolder } from './melt-folder.js';
import { MemoryStore, type Store } from './store/index.js';
import type { CheckedFile } from './verify-files.js';

const isBase = (column: string) => (BASE_NAMES as readonly string[]).includes(column);

/** What tells the experiment and the seed of each row from others. */
function rowIds(table: Table): string[] {
  const base = BASE_NAMES.filter((name) => table.has(name)).map((name) => table.texts(name));
  return Array.from({ length: table.numRows }, (_, row) => JSON.stringify(base.map((t) => t[row])));
}

/** The rows of each result with a table, by its name. */
async function idsOf(store: Store, names: readonly string[]): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const name of names) {
    const wide = await loadTable(store, name, isBase);
    if (wide !== undefined) ids.set(name, rowIds(wide));
  }
  return ids;
}

/** The same store without the tables of other results. */
function withOnly(store: Store, names: ReadonlySet<string>): Store {
  const list = async (folder: string): Promise<string[]> => {
    const files = await store.list(folder);
    if (folder !== 'raw') return files;
    return files.filter((file) => !file.endsWith('.csv') || names.has(file.slice(0, -4)));
  };
  return new Proxy(store, {
    get(target, member: keyof Store) {
      const value = member === 'list' ? list : target[member];
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

/**
 * Checks the melted tables of a store against the tables of the results that are named, those that
 * melting takes.
 */
export async function checkMelted(store: Store, names: readonly string[]): Promise<CheckedFile[]> {
  let ids: Map<string, string[]> | undefined;
  const checked: CheckedFile[] = [];
  for (const key of Object.keys(MELTED_FILES) as (keyof Melted)[]) {
    const path = MELTED_FILES[key];
    if ((await store.peek(path, 0)) === undefined) continue;
    try {
      ids ??= await idsOf(store, names);
      checked.push({ path, ...(await checkOne(store, key, ids)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      checked.push({ path, verdict: 'damaged', why: `cannot be made again: ${error.message}` });
    }
  }
  return checked;
}

async function checkOne(
  store: Store,
  key: keyof Melted,
  ids: ReadonlyMap<string, readonly string[]>,
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
  const known = new Set([...ids.values()].flat());
  if ([...first.keys()].some((id) => !known.has(id))) {
    return { verdict: 'damaged', why: 'has rows of no result that is there' };
  }
  // A table without rows may be one of results that have none to give.
  const isIn = ([, own]: readonly [string, readonly string[]]) =>
    first.size === 0 || own.some((id) => first.has(id));
  const place = ([, own]: readonly [string, readonly string[]]) => {
    const rows = own.map((id) => [first.get(id) ?? Infinity, last.get(id) ?? -1] as const);
    return [Math.min(...rows.map(([at]) => at)), Math.max(...rows.map(([, at]) => at))] as const;
  };
  const ordered = [...ids]
    .filter(isIn)
    .map((one) => [one[0], place(one)] as const)
    .sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1])
    .map(([name]) => name);
  const view = withOnly(store, new Set(ordered));
  const melted = await meltFolder(view, optionsFor(key, columns), ordered, () => {}, false);
  const difference = await differenceFrom(store, path, melted[key]);
  if (difference !== undefined) return { verdict: 'damaged', why: difference };
  const missing = [...ids.keys()].filter((name) => !ordered.includes(name));
  if (missing.length === 0) return { verdict: 'whole', why: null };
  const count = `${missing.length} ${missing.length === 1 ? 'result' : 'results'}`;
  return { verdict: 'unverified', why: `lacks ${count} that came later, as ${missing[0]}` };
}

/** In words, how a file is not the CSV of a table. */
async function differenceFrom(
  store: Store,
  path: string,
  table: Table | undefined,
): Promise<string | undefined> {
  if (table === undefined) return 'is of no result that is there';
  const memory = new MemoryStore('');
  await memory.write(path, csvContent(table));
  const [there, made] = [await store.digest(path), await memory.digest(path)];
  if (there?.sha256 === made?.sha256) return undefined;
  const [theirs, ours] = [await store.read(path), await memory.read(path)];
  const at = theirs!.findIndex((byte, i) => byte !== ours![i]);
  const line = theirs!.subarray(0, Math.max(0, at)).reduce((n, byte) => n + Number(byte === 10), 1);
  return at < 0
    ? `lacks the end of what its results come to`
    : `is not what its results come to, from line ${line} on`;
}
