/** Melts a folder once: reads what is new in it, and puts the long tables together. */

import { unknownName } from '../errors.js';
import { Table } from '../tables/index.js';
import { LongTable, type Part, type Range } from './long-table.js';
import { BASE_NAMES, meltLoss, meltMetrics, meltSampleRollouts, metricNames } from './melt.js';
import { KEYS, MELTED_FILES, type Melted, type MeltOptions, wantedOf } from './melt-options.js';
import {
  type Known,
  type MeltedCache,
  readCache,
  readWritten,
  type Written,
  writeCache,
  writeLong,
} from './melted-cache.js';
import {
  blameFile,
  findTable,
  isMelted,
  knownOf,
  namesIn,
  type Stamps,
  stampsOf,
  strays,
} from './raw-tables.js';
import { type MetSeeds, seedId, withoutRepeatedSeeds } from './repeated-seeds.js';
import type { Stamp, Store } from './store/types.js';

export type LongTables = { readonly [key in keyof Melted]?: LongTable };

/** Which metrics to melt. Throws a `UserError` for one that no experiment has. */
export function chosenMetrics(
  asked: readonly string[] | undefined,
  there: readonly string[],
): string[] {
  if (asked === undefined) return there.includes('mean_nRMSE') ? ['mean_nRMSE'] : [...there];
  for (const name of asked) {
    if (!there.includes(name)) throw unknownName('metric', name, there);
  }
  return [...asked];
}

/** The metrics of one experiment; where it lacks one that another has, NaN. */
export async function metricsOf(wide: Table, names: readonly string[]): Promise<Table | undefined> {
  const there = metricNames(wide);
  const own = names.filter((name) => there.includes(name));
  if (own.length === 0) return undefined;
  const melted = await meltMetrics(wide, own);
  const empty = () => ({
    type: 'float' as const,
    values: new Float64Array(melted.numRows).fill(Number.NaN),
  });
  const base = melted.without(...own);
  return base.with(
    names.map((name) => [name, own.includes(name) ? melted.typed(name) : empty()] as const),
  );
}

/** An experiment, and what it adds: its tables, or where they stood when it was melted before. */
interface Taken {
  readonly name: string;
  readonly metrics: readonly string[];
  readonly added: Known['ranges'] | Wide;
  /** For the next melting; nothing where there is something to tell of it. */
  readonly known?: Omit<Known, 'ranges'>;
}

interface Wide {
  readonly wide: Table;
  readonly trainLoss?: Table;
  readonly sampleRollout?: Table;
}

export interface Melting {
  readonly tables: LongTables;
  /** The names that were looked at, in their order. */
  readonly order: readonly string[];
  readonly taken: readonly Taken[];
  readonly notices: readonly (readonly [name: string, notice: string])[];
}

/** What was melted before, with the bytes of the tables that are wanted. */
interface Before {
  readonly cache: MeltedCache;
  readonly bytes: { readonly [key in keyof Melted]?: Uint8Array };
}

async function readBefore(store: Store, options: MeltOptions): Promise<Before | undefined> {
  const cache = await readCache(store);
  if (cache === undefined) return undefined;
  const bytes: { [key in keyof Melted]?: Uint8Array } = {};
  for (const key of KEYS) {
    if (!wantedOf(options)[key]) continue;
    bytes[key] = await readWritten(store, MELTED_FILES[key], cache.tables[key]);
    if (bytes[key] === undefined) return undefined;
  }
  return { cache, bytes };
}

export async function meltOnce(
  store: Store,
  options: MeltOptions,
  first: readonly string[],
): Promise<Melting> {
  const before = await readBefore(store, options);
  const going = before && (await meltFrom(before, store, options, first));
  return going ?? meltAnew(store, options, first);
}

/** The same, whatever was melted before. */
export async function meltAnew(
  store: Store,
  options: MeltOptions,
  first: readonly string[],
): Promise<Melting> {
  return (await meltFrom(undefined, store, options, first))!;
}

/** Undefined where what was melted before is of no use. */
async function meltFrom(
  before: Before | undefined,
  store: Store,
  options: MeltOptions,
  first: readonly string[],
): Promise<Melting | undefined> {
  const notices: [name: string, notice: string][] = [];
  const taken: Taken[] = [];
  const stamps = await store.stamps('raw');
  const met: MetSeeds = new Map();
  for (const { name, what } of await strays(store)) {
    notices.push([name, `${store.pathOf(`raw/${name}`)} is left out: ${what}`]);
  }
  const order = namesIn(stamps, first);
  for (const name of order) {
    const known = knownOf(before?.cache, name, stamps);
    const ids = known?.seeds.map((seed) => seedId([seed, ...known.base]));
    if (known !== undefined && !ids!.some((id) => met.has(id))) {
      for (const [row, id] of ids!.entries()) met.set(id, { name, row });
      taken.push({ name, metrics: known.metrics, added: known.ranges, known });
      continue;
    }
    const one = await blameFile(store, name, () =>
      readOne(store, name, options, met, stamps, (notice) => notices.push([name, notice])),
    );
    if (one !== undefined) taken.push(one);
  }
  const tables = await tablesOf(store, options, taken, before);
  return tables && { tables, order, taken, notices };
}

/** The experiment of a name with its tables; undefined where it adds nothing. */
async function readOne(
  store: Store,
  name: string,
  options: MeltOptions,
  met: MetSeeds,
  stamps: Stamps,
  onNotice: (notice: string) => void,
): Promise<Taken | undefined> {
  const wanted = wantedOf(options);
  const read = (other: string) => findTable(store, other, isMelted(wanted.sampleRollout));
  const { wide: whole, notice } = await read(name);
  if (notice !== undefined) onNotice(notice);
  if (whole === undefined) return undefined;
  const load = async (other: string) => (await read(other)).wide;
  const { wide, notices } = await withoutRepeatedSeeds(store, name, whole, met, load);
  for (const repeated of notices) onNotice(repeated);
  if (wide.numRows === 0) return undefined;
  const metrics = metricNames(wide);
  const isPlain = notice === undefined && notices.length === 0;
  return {
    name,
    metrics,
    known: isPlain ? knownNow(wide, metrics, stampsOf(name, stamps)) : undefined,
    added: {
      wide: metricsAndBase(wide),
      trainLoss: wanted.trainLoss ? await meltLoss(wide) : undefined,
      sampleRollout: wanted.sampleRollout ? await meltSampleRollouts(wide) : undefined,
    },
  };
}

function knownNow(wide: Table, metrics: string[], stamps: Stamp[]): Taken['known'] {
  const [seeds, ...rest] = BASE_NAMES.map((column) => wide.texts(column));
  if (rest.some((texts) => texts.some((text) => text !== texts[0]))) return undefined;
  return { stamps, base: rest.map((texts) => texts[0]!), seeds: seeds!, metrics };
}

const isWide = (added: Taken['added']): added is Wide => 'wide' in added;

/** The long tables of the experiments. Undefined where the bytes of before do not fit. */
async function tablesOf(
  store: Store,
  options: MeltOptions,
  taken: readonly Taken[],
  before: Before | undefined,
): Promise<LongTables | undefined> {
  const wanted = wantedOf(options);
  const there = [...new Set(taken.flatMap(({ metrics }) => metrics))];
  const chosen =
    wanted.metrics && taken.length > 0 ? chosenMetrics(options.metricNames, there) : [];
  const tables: { [key in keyof Melted]?: LongTable } = {};
  for (const key of KEYS) {
    if (!wanted[key]) continue;
    const parts: Part[] = [];
    for (const { name, added } of taken) {
      if (!isWide(added)) {
        const [from, length] = added[key] ?? [0, 0];
        const rows = before!.bytes[key]!.subarray(from, from + length);
        if (length > 0) parts.push({ name, rows });
        continue;
      }
      const rows =
        key === 'metrics'
          ? await blameFile(store, name, () => metricsOf(added.wide, chosen))
          : added[key];
      if (rows !== undefined) parts.push({ name, rows });
    }
    const table =
      before === undefined ? LongTable.ofRows(parts) : goingOn(before, key, parts, chosen);
    if (table === undefined && before !== undefined) return undefined;
    tables[key] = table;
  }
  return tables;
}

/** The table with bytes of before in it. */
function goingOn(
  before: Before,
  key: keyof Melted,
  parts: readonly Part[],
  chosen: readonly string[],
): LongTable | undefined {
  const { columns } = before.cache.tables[key]!;
  const names = columns.slice(BASE_NAMES.length + 1).map(([name]) => name);
  if (key === 'metrics' && JSON.stringify(names) !== JSON.stringify(chosen)) return undefined;
  return LongTable.goingOn(parts, columns);
}

/** Writes the tables, and then what they were made of. */
export async function writeMelted(store: Store, { tables, order, taken }: Melting): Promise<void> {
  const written: Record<string, Written> = {};
  const ranges = new Map(taken.map(({ name }) => [name, {} as Record<string, Range>]));
  for (const key of KEYS) {
    const table = tables[key];
    if (table === undefined) continue;
    const made = await writeLong(store, MELTED_FILES[key], table, (name, range) => {
      ranges.get(name)![key] = range;
    });
    if (made !== undefined) written[key] = made;
  }
  if (Object.keys(written).length === 0) return;
  const experiments = taken.flatMap(({ name, known }): [string, Known][] =>
    known === undefined ? [] : [[name, { ...known, ranges: ranges.get(name)! }]],
  );
  await writeCache(store, { order, tables: written, experiments: new Map(experiments) });
}

/** The columns of a wide table that say what it is, and its metrics: of others there may be very many. */
function metricsAndBase(wide: Table): Table {
  const base = new Set<string>(BASE_NAMES);
  const metrics = new Set(metricNames(wide));
  const isKept = (name: string) =>
    base.has(name) || metrics.has(name.slice(0, name.lastIndexOf('_')));
  return new Table(
    wide.columnNames.filter(isKept).map((name) => [name, wide.typed(name)] as const),
  );
}
