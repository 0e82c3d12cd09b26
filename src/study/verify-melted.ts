/**
 * Melted tables, made again and compared byte for byte. Experiments come in the order that a table
 * has; one that lacks results that came later is compared without them.
 */

import { UserError } from '../errors.js';
import { loadTable, readCsv } from './experiment-files.js';
import type { LongTable } from './long-table.js';
import { BASE_NAMES } from './melt.js';
import { KEYS, MELTED_FILES, type Melted, type MeltOptions } from './melt-options.js';
import { type OwnSeed, orderOf, seedsOfLong, seedsOfWide } from './melted-order.js';
import { meltAnew } from './melting.js';
import { isMelted } from './raw-tables.js';
import { rawPath, standingOf } from './record.js';
import type { Store } from './store/types.js';
import { type CheckedFile, whyNotRead } from './verify-files.js';

const LINE_END = 10;

const isBase = (column: string) => (BASE_NAMES as readonly string[]).includes(column);

/** The results whose tables melting takes. */
interface Sources {
  /** Their seeds, as they stand in the columns of a quantity. */
  readonly seeds: ReadonlyMap<string, readonly OwnSeed[]>;
  /** Whether there are others, whose tables are damaged. */
  readonly isPartial: boolean;
}

async function sourcesOf(
  store: Store,
  names: readonly string[],
  quantity: string,
  rollouts: boolean,
): Promise<Sources> {
  const seeds = new Map<string, OwnSeed[]>();
  let isPartial = false;
  for (const name of names) {
    const standing = await whyNotRead(() => standingOf(store, name, [rawPath(name)]));
    const isDamaged = 'verdict' in standing || standing.kind === 'damaged';
    const wide = isDamaged ? undefined : await loadTable(store, name, isMelted(rollouts));
    isPartial ||= isDamaged;
    // Others are left out of the melted tables.
    if (wide === undefined || !BASE_NAMES.every((column) => wide.has(column))) continue;
    seeds.set(name, await seedsOfWide(wide, quantity));
  }
  return { seeds, isPartial };
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
  const checked: CheckedFile[] = [];
  for (const key of KEYS) {
    const path = MELTED_FILES[key];
    try {
      if ((await store.peek(path, 0)) === undefined) continue;
      checked.push({ path, ...(await checkOne(store, key, names)) });
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
  names: readonly string[],
): Promise<Omit<CheckedFile, 'path'>> {
  const path = MELTED_FILES[key];
  const columns: string[] = [];
  const others: string[] = [];
  const there = await readCsv(store, path, (column) => {
    columns.push(column);
    if (isBase(column)) return true;
    others.push(column);
    return others.length <= 2;
  });
  const [index, quantity = ''] = others;
  const { seeds, isPartial } = await sourcesOf(store, names, quantity, key === 'sampleRollout');
  const table = await seedsOfLong(there!, index, quantity);
  const known = new Set([...seeds.values()].flat().map(({ id }) => id));
  if (table.some(({ id }) => !known.has(id))) {
    return isPartial
      ? { verdict: 'unverified', why: 'has rows of results whose tables are damaged' }
      : { verdict: 'damaged', why: 'has rows of no result that is there' };
  }
  // A table without rows may be one of results that have none to give.
  const { names: ordered, missing } =
    table.length === 0 ? { names: [...seeds.keys()], missing: [] } : orderOf(table, seeds);
  const view = withOnly(store, new Set(ordered));
  const { tables } = await meltAnew(view, optionsFor(key, columns), ordered);
  const difference = await differenceFrom(store, path, tables[key]);
  if (difference !== undefined) return { verdict: 'damaged', why: difference };
  if (missing.length === 0) return { verdict: 'whole', why: null };
  const count = `${missing.length} ${missing.length === 1 ? 'result' : 'results'}`;
  return { verdict: 'unverified', why: `lacks ${count} that came later, as ${missing[0]}` };
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
