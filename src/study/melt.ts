/**
 * From the wide table of a run to long ones: one row per seed and time step, update or sample.
 *
 * Every long table begins with the six columns that tell experiments apart, then the index, then
 * the value columns. Rows keep the wide table's order; within a row the index ascends.
 */

import { isSingle } from '../arrays.js';
import { check, checkOptions, type Rules, SOME_NAMES, TEXT, TEXTS } from '../checks.js';
import { type UserError, unknownName } from '../errors.js';
import { type Column, TABLE, Table } from '../tables/index.js';
import { withAdded } from './added-columns.js';

/** The columns that tell one experiment and seed from another. */
export const BASE_NAMES = ['seed', 'scenario', 'task', 'net', 'train', 'scenario_kwargs'] as const;

/** Of the columns called `{stub}_{number}`: number to column name. */
export function numbered(table: Table, stub: string): Map<number, string> {
  const columns = new Map<number, string>();
  for (const name of table.columnNames) {
    const cut = name.lastIndexOf('_');
    if (name.slice(0, cut) === stub && /^\d+$/.test(name.slice(cut + 1))) {
      columns.set(Number(name.slice(cut + 1)), name);
    }
  }
  return columns;
}

/** The stubs of a wide table's numbered columns, in order, less the three that are no metrics. */
export function metricNames(wide: Table): string[] {
  return stubsOf(wide).filter((stub) => !['train_loss', 'aux', 'sample_rollout'].includes(stub));
}

/** What its numbered columns are called, in order. */
function stubsOf(wide: Table): string[] {
  const stubs = wide.columnNames.flatMap((name) => /^(.*)_\d+$/.exec(name)?.[1] ?? []);
  return [...new Set(stubs)];
}

/** The values of one quantity in the long order; where a column is missing, NaN or empty. */
function longColumn(wide: Table, columns: Map<number, string>, indices: readonly number[]): Column {
  const parts = indices.map((index) => {
    const name = columns.get(index);
    return name === undefined ? undefined : wide.typed(name);
  });
  const inOrder = <T>(missing: T): T[] => {
    const values: T[] = [];
    for (let row = 0; row < wide.numRows; row++) {
      for (const part of parts) values.push(part === undefined ? missing : (part.values[row] as T));
    }
    return values;
  };
  const known = parts.filter((part) => part !== undefined);
  if (known.every((part) => part.type === 'float' || part.type === 'int')) {
    const single = known.every((part) => isSingle(part.values));
    const values = inOrder(Number.NaN);
    return {
      type: 'float',
      values: single ? Float32Array.from(values) : Float64Array.from(values),
    };
  }
  if (known.length === parts.length && known.every((part) => part.type === 'array')) {
    return { type: 'array', values: inOrder(undefined as never) };
  }
  const texts = indices.map((index) => columns.get(index)).map((name) => name && wide.texts(name));
  const rows = Array.from({ length: wide.numRows }, (_, row) => row);
  return { type: 'text', values: rows.flatMap((row) => texts.map((part) => part?.[row] ?? '')) };
}

const MELT_OPTIONS: Rules = { baseColumns: TEXTS };

/**
 * Melts the columns `{quantity}_{number}` of a wide table into one column per quantity, beside a
 * column `uniquifierName` that holds the numbers, and the columns that tell the rows apart (apebench:
 * `melt_data`).
 *
 * Throws a `UserError` for a quantity that has no columns, and where two columns of the long table
 * would have one name.
 */
export async function meltData(
  wide: Table,
  quantityName: string | readonly string[],
  uniquifierName: string,
  options: {
    /** Those that tell the rows apart; default `BASE_NAMES`. */
    baseColumns?: readonly string[];
  } = {},
): Promise<Table> {
  check('table', wide, TABLE);
  check('quantityName', quantityName, SOME_NAMES);
  check('uniquifierName', uniquifierName, TEXT);
  checkOptions('melt', options, MELT_OPTIONS);
  const { baseColumns = BASE_NAMES } = options;
  const quantities = [quantityName].flat();
  const found = quantities.map((quantity) => {
    const columns = numbered(wide, quantity);
    if (columns.size === 0) throw noQuantity(wide, quantity, uniquifierName);
    return columns;
  });
  const indices = [...new Set(found.flatMap((columns) => [...columns.keys()]))].sort(
    (a, b) => a - b,
  );
  const rows = Array.from({ length: wide.numRows }, (_, row) => indices.map(() => row)).flat();
  const base = new Table(baseColumns.map((name) => [name, wide.typed(name)])).take(rows);
  const index = Array.from({ length: wide.numRows }, () => indices).flat();
  return withAdded(base, [
    [uniquifierName, { type: 'int', values: index }],
    ...quantities.map((quantity, i): [string, Column] => [
      quantity,
      longColumn(wide, found[i]!, indices),
    ]),
  ]);
}

function noQuantity(wide: Table, quantity: string, uniquifierName: string): UserError {
  if (uniquifierName === 'time_step') return unknownName('metric', quantity, metricNames(wide));
  return unknownName('quantity', quantity, stubsOf(wide));
}

/** Throws a `UserError` that names the first cell of these quantities that is no number. */
function requireNumbers(wide: Table, quantities: readonly string[]): void {
  for (const quantity of quantities) {
    for (const name of numbered(wide, quantity).values()) wide.numbers(name);
  }
}

/**
 * seed, scenario, task, net, train, scenario_kwargs, time_step, and a column for each metric
 * (apebench: `melt_metrics`).
 *
 * Throws a `UserError` for a metric that there is not, or that holds something else than numbers.
 */
export async function meltMetrics(
  wide: Table,
  metricName: string | readonly string[] = 'mean_nRMSE',
): Promise<Table> {
  const melted = await meltData(wide, metricName, 'time_step');
  requireNumbers(wide, [metricName].flat());
  return melted;
}

/**
 * seed, scenario, task, net, train, scenario_kwargs, update_step, train_loss (apebench:
 * `melt_loss`).
 *
 * Throws a `UserError` where there are no losses, or something else than numbers.
 */
export async function meltLoss(wide: Table, lossName = 'train_loss'): Promise<Table> {
  const melted = await meltData(wide, lossName, 'update_step');
  requireNumbers(wide, [lossName]);
  return melted;
}

const SAMPLE_ROLLOUT = 'sample_rollout';

/**
 * seed, scenario, task, net, train, scenario_kwargs, sample_index, sample_rollout. Of a run that
 * returned no trajectories (`num_trjs_returned=0`), and of a table without rows, these columns without
 * rows (apebench: `melt_sample_rollouts`).
 *
 * Throws a `UserError` for rollouts that are no arrays.
 */
export async function meltSampleRollouts(
  wide: Table,
  sampleRolloutName = SAMPLE_ROLLOUT,
): Promise<Table> {
  check('table', wide, TABLE);
  const columns = numbered(wide, sampleRolloutName);
  const isNone = sampleRolloutName === SAMPLE_ROLLOUT && columns.size === 0;
  // Columns without values have a type that tells nothing.
  if (isNone || (columns.size > 0 && wide.numRows === 0)) {
    const base = new Table(BASE_NAMES.map((name) => [name, wide.typed(name)])).take([]);
    return base.with([
      ['sample_index', { type: 'int', values: [] }],
      [sampleRolloutName, { type: 'array', values: [] }],
    ]);
  }
  const melted = await meltData(wide, sampleRolloutName, 'sample_index');
  for (const name of columns.values()) wide.arrays(name);
  return melted;
}
