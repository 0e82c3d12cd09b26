/**
 * In which order results were melted into a long table, by what stands in it. The rows of a seed follow
 * one another; a seed that another result has brought with the same numbers is not there again, one with
 * other numbers is (repeated-seeds.ts).
 */

import { sha256 } from '#platform';
import type { Table } from '../tables/index.js';
import { BASE_NAMES, numbered } from './melt.js';
import { isCompared, seedId } from './repeated-seeds.js';

/** A seed of a result, or of a long table. */
export interface Seed {
  /** What tells it from others. */
  readonly id: string;
  /** The same for the same values in the long table. */
  readonly values: string;
}

/** A seed of a result. */
export interface OwnSeed extends Seed {
  /** The same for the same numbers in the whole of the wide table. */
  readonly all: string;
}

const digest = (value: unknown): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify(value)));

/** The cells of a column as they are compared. Rollouts are told apart by how they end. */
function cellsOf(table: Table, name: string): (row: number) => string {
  const { type } = table.typed(name);
  if (type !== 'int' && type !== 'float') {
    const texts = table.texts(name);
    return (row) => texts[row]!.slice(-200);
  }
  const numbers = table.numbers(name);
  return (row) => String(numbers[row]);
}

/** What no experiment has is NaN in as many rows as others have. */
const digestOfValues = (values: readonly string[]): Promise<string> =>
  digest(values.every((value) => value === 'NaN') ? [] : values);

function idsOf(table: Table): string[] {
  const base = BASE_NAMES.filter((name) => table.has(name)).map((name) => table.texts(name));
  const rows = base.length === 0 ? 0 : table.numRows;
  return Array.from({ length: rows }, (_, row) => seedId(base.map((texts) => texts[row]!)));
}

/** The seeds of a wide table, one a row. */
export function seedsOfWide(wide: Table, quantity: string): Promise<OwnSeed[]> {
  const cells = new Map(wide.columnNames.map((name) => [name, cellsOf(wide, name)]));
  const compared = [...cells].filter(([name]) => isCompared(name));
  const own = [...numbered(wide, quantity)].sort(([a], [b]) => a - b);
  return Promise.all(
    idsOf(wide).map(async (id, row) => ({
      id,
      values: await digestOfValues(own.map(([, name]) => cells.get(name)!(row))),
      all: await digest(compared.map(([name, cell]) => [name, cell(row)])),
    })),
  );
}

/** The seeds of a long table in its order, by the columns of its index and of a quantity. */
export async function seedsOfLong(
  long: Table,
  index: string | undefined,
  quantity: string | undefined,
): Promise<Seed[]> {
  const [at, cell] = [index, quantity].map((name) =>
    name !== undefined && long.has(name) ? cellsOf(long, name) : () => '',
  ) as [(row: number) => string, (row: number) => string];
  const runs: { id: string; values: string[] }[] = [];
  let before = Number.NaN;
  for (const [row, id] of idsOf(long).entries()) {
    const step = Number(at(row));
    const run = runs.at(-1);
    if (run?.id === id && step > before) run.values.push(cell(row));
    else runs.push({ id, values: [cell(row)] });
    before = step;
  }
  return Promise.all(
    runs.map(async ({ id, values }) => ({ id, values: await digestOfValues(values) })),
  );
}

/** How results stand in a long table. */
export interface MeltedOrder {
  /** In their order, without those that bring nothing of their own. */
  readonly names: readonly string[];
  /** Of results that would bring more. */
  readonly missing: readonly string[];
}

/** The order in which results come to a long table of these seeds, as far as there is one. */
export function orderOf(
  table: readonly Seed[],
  results: ReadonlyMap<string, readonly OwnSeed[]>,
): MeltedOrder {
  const names: string[] = [];
  const left = new Set(results.keys());
  const holders = new Map<string, string[]>();
  for (const [name, own] of results) {
    for (const { id } of own) holders.set(id, [...(holders.get(id) ?? []), name]);
  }
  /** Of each seed its numbers where it was met first. */
  const met = new Map<string, string>();
  const brought = (name: string) => results.get(name)!.filter(({ id, all }) => met.get(id) !== all);
  for (let at = 0; at < table.length; ) {
    const there = (holders.get(table[at]!.id) ?? []).filter((name) => left.has(name));
    const fitting = (by: 'values' | 'id') =>
      there
        .map((name) => ({ name, own: brought(name) }))
        .filter(
          ({ own }) =>
            own.length > 0 &&
            own.every(
              (seed, i) => seed.id === table[at + i]?.id && seed[by] === table[at + i]![by],
            ),
        )
        .sort((a, b) => b.own.length - a.own.length)[0];
    const next = fitting('values') ?? fitting('id');
    if (next === undefined) {
      at++;
      continue;
    }
    names.push(next.name);
    left.delete(next.name);
    for (const { id, all } of results.get(next.name)!) if (!met.has(id)) met.set(id, all);
    at += next.own.length;
  }
  return { names, missing: [...left].filter((name) => brought(name).length > 0) };
}
