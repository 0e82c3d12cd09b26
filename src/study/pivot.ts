/** Medians of a long table, side by side, as a Markdown table. */

import { check, checkOptions, NAMES, NUMBERS, type Rules, TEXT, wholeFrom } from '../checks.js';
import { type PyValue, parsePython, repr } from '../config/index.js';
import { median } from '../quantiles.js';
import { TABLE, type Table } from '../tables/index.js';
import { groupBy, headingOf } from './group.js';
import { BASE_NAMES } from './melt.js';

/** For `pivotMedian`. */
export interface PivotOptions {
  /** The column whose medians are shown. */
  readonly value?: string;
  /** The column whose values head the rows. */
  readonly index?: string;
  /**
   * The column or columns whose values head the columns. By default `net`, and beside it whatever
   * else tells the experiments of the table apart; of `scenario_kwargs` the keys that differ.
   */
  readonly columns?: string | readonly string[];
  /** The rows to show, all by default. */
  readonly rows?: readonly number[];
  /** Digits after the point. */
  readonly digits?: number;
}

const PIVOT_OPTIONS: Rules = {
  value: TEXT,
  index: TEXT,
  columns: NAMES,
  rows: NUMBERS,
  digits: wholeFrom(0, 100),
};

/** Rounded to `digits` after the point, without trailing zeros. */
function numberText(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const rounded = Number(value.toFixed(digits));
  return String(rounded === 0 ? 0 : rounded);
}

/** Digits after the point; -1 without one, so that the points of a column align. */
function decimals(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? -1 : text.length - point - 1;
}

/** A column of numbers aligned at the point under its heading. */
function aligned(heading: string, numbers: readonly string[]): string[] {
  const most = Math.max(...numbers.map(decimals));
  const padded = numbers.map((text) => text + ' '.repeat(most - decimals(text)));
  const width = Math.max(heading.length + 2, ...padded.map((text) => text.length));
  const rule = `${'-'.repeat(width + 1)}:`;
  return [
    ` ${heading.padStart(width)} `,
    rule,
    ...padded.map((text) => ` ${text.padStart(width)} `),
  ];
}

/** The dict of a cell of `scenario_kwargs`, undefined where it holds something else. */
function dictOf(text: string): ReadonlyMap<string, PyValue> | undefined {
  try {
    const value = parsePython(text);
    return value instanceof Map ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What differs between dicts, as texts of dicts; where one is none, all stay what they are. */
function differingKwargs(texts: readonly string[]): readonly string[] {
  const dicts = new Map([...new Set(texts)].map((text) => [text, dictOf(text)]));
  const all = [...dicts.values()].filter((dict) => dict !== undefined);
  if (all.length < dicts.size) return texts;
  const valuesOf = (key: string) =>
    new Set(all.map((dict) => dict.has(key) && repr(dict.get(key)!)));
  const differing = (dict: ReadonlyMap<string, PyValue>) =>
    [...dict].filter(([key]) => valuesOf(key).size > 1);
  const shown = new Map([...dicts].map(([text, dict]) => [text, repr(new Map(differing(dict!)))]));
  return texts.map((text) => shown.get(text)!);
}

/**
 * The table with its `scenario_kwargs` cut to what differs, and the columns that tell its
 * experiments apart: `net`, and whatever else differs.
 */
export function toldApart(table: Table): { table: Table; names: string[] } {
  const cut = table.has('scenario_kwargs')
    ? table.with([
        [
          'scenario_kwargs',
          { type: 'text', values: differingKwargs(table.texts('scenario_kwargs')) },
        ],
      ])
    : table;
  const names = BASE_NAMES.filter(
    (name) =>
      name === 'net' || (name !== 'seed' && cut.has(name) && new Set(cut.texts(name)).size > 1),
  );
  return { table: cut, names };
}

/**
 * The medians of `value` over everything but `index` and `columns`, as a Markdown table: by default
 * the median mean_nRMSE over the seeds, a row for each time step, a column for each network and
 * whatever else differs between experiments.
 *
 * Throws a `UserError` for a column that there is not, and for values that are no numbers.
 */
export async function pivotMedian(given: Table, options: PivotOptions = {}): Promise<string> {
  check('table', given, TABLE);
  checkOptions('pivot', options, PIVOT_OPTIONS);
  const { value = 'mean_nRMSE', index = 'time_step', columns, rows, digits = 3 } = options;
  const { table, names } =
    columns === undefined ? toldApart(given) : { table: given, names: [columns].flat() };
  const values = table.numbers(value);
  const indices = groupBy(table, [index])
    .map(({ key }) => key[0]!)
    .filter((key) => rows === undefined || rows.includes(Number(key)));
  const cells = new Map<string, Map<string | number, string>>();
  for (const { rows: members, key } of groupBy(table, [...names, index])) {
    const heading = headingOf(key.slice(0, -1));
    if (!cells.has(heading)) cells.set(heading, new Map());
    const known = members.map((row) => values[row]!).filter((one) => !Number.isNaN(one));
    cells.get(heading)!.set(key.at(-1)!, numberText(median(known), digits));
  }
  const parts = [
    aligned(
      index,
      indices.map((key) => headingOf([key])),
    ),
    ...[...cells].map(([heading, column]) =>
      aligned(
        heading,
        indices.map((key) => column.get(key) ?? 'nan'),
      ),
    ),
  ];
  return parts[0]!.map((_, line) => `|${parts.map((part) => part[line]).join('|')}|`).join('\n');
}
