/**
 * Seeds that stand in several tables of a folder: those of experiments that differ in their number
 * of seeds alone. A table over all of them would count such a seed more than once.
 */

import type { Column, Table } from '../tables/index.js';
import { BASE_NAMES } from './melt.js';
import { rawPath } from './record.js';
import type { Store } from './store/types.js';

/** Of each experiment and seed the table in which it was met first, and its row there. */
export type MetSeeds = Map<string, { readonly name: string; readonly row: number }>;

/** Of a row, by the texts of its columns `BASE_NAMES`, what it has in common with no other seed. */
export const seedId = (base: readonly string[]): string => JSON.stringify(base);

const isNumber = ({ type }: Column) => type === 'int' || type === 'float';

/**
 * Whether a column counts where seeds are compared. What callbacks returned does not, nor do rollouts,
 * which are read only where they are melted: what is in the other tables must not depend on that.
 */
export const isCompared = (column: string): boolean => !/^(aux|sample_rollout)_/.test(column);

/** Whether two rows hold the same numbers. */
function sameRow(a: Table, b: Table): boolean {
  const names = new Set([...a.columnNames, ...b.columnNames]);
  return [...names].every((name) => {
    if (!isCompared(name)) return true;
    if (!a.has(name) || !b.has(name)) return false;
    const number = isNumber(a.typed(name)) && isNumber(b.typed(name));
    const [x, y] = [a, b].map((row) => (number ? row.numbers(name) : row.texts(name))[0]);
    return x === y || Object.is(x, y);
  });
}

/**
 * The rows of a wide table without those that were met before with the same numbers, and what is
 * to be told. Those with other numbers stay: which of them are right cannot be known. `load` gives
 * the table in which a seed was met before.
 */
export async function withoutRepeatedSeeds(
  store: Store,
  name: string,
  wide: Table,
  met: MetSeeds,
  load: (name: string) => Promise<Table | undefined>,
): Promise<{ wide: Table; notices: string[] }> {
  const base = BASE_NAMES.map((column) => wide.texts(column));
  const kept: number[] = [];
  const told = new Map<string, string[]>();
  const loaded = new Map([[name, wide as Table | undefined]]);
  for (let row = 0; row < wide.numRows; row++) {
    const key = base.map((texts) => texts[row]!);
    const id = seedId(key);
    const before = met.get(id);
    if (before === undefined) {
      met.set(id, { name, row });
      kept.push(row);
      continue;
    }
    if (!loaded.has(before.name)) loaded.set(before.name, await load(before.name));
    const other = loaded.get(before.name);
    const same = other !== undefined && sameRow(wide.take([row]), other.take([before.row]));
    if (!same) kept.push(row);
    const outcome = same ? 'the same numbers, which count once' : 'other numbers: both count';
    const text = `of ${store.pathOf(rawPath(before.name))} with ${outcome}`;
    told.set(text, [...(told.get(text) ?? []), key[0]!]);
  }
  const notices = [...told].map(([text, seeds]) => {
    const noun = seeds.length > 1 ? 'seeds' : 'seed';
    return `${store.pathOf(rawPath(name))} repeats ${noun} ${seeds.join(', ')} ${text}`;
  });
  return { wide: kept.length < wide.numRows ? wide.take(kept) : wide, notices };
}
