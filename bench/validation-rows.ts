/** `bench/validation/rows.csv`: a row for each run, with the errors as a wide table has them. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SeedResult } from '../src/report/index.js';
import type { ResultRecord } from '../src/study/running/index.js';
import { writeWhole } from '../src/study/store/folder.js';
import { type Column, type Row, Table } from '../src/tables/index.js';

export const ROWS_FILE = fileURLToPath(new URL('validation/rows.csv', import.meta.url));

const ERROR = 'mean_nRMSE_';

/** What a run has left, as a table of one row. */
export function rowOf(
  place: { part: string; cell: string },
  { config, version, numbers, build, times }: ResultRecord,
  { seed, errors, firstLoss, lastLoss }: SeedResult,
  facts: { command: string; weights_sha256: string },
): Table {
  const text = (value: unknown): Column => ({ type: 'text', values: [String(value)] });
  const int = (value: number): Column => ({ type: 'int', values: [value] });
  const single = (value: number): Column => ({ type: 'float', values: Float32Array.of(value) });
  const { scenario, scenario_kwargs, net, train } = config;
  return new Table([
    ...Object.entries({ ...place, scenario, scenario_kwargs, net, train }).map(
      ([name, value]) => [name, text(value)] as const,
    ),
    ['seed', int(seed)],
    ...Object.entries({ ...facts, version, build }).map(
      ([name, value]) => [name, text(value)] as const,
    ),
    ['numbers', int(numbers)],
    ['train_seconds', int(Math.round(times.trainSeconds))],
    ['first_loss', single(firstLoss)],
    ['last_loss', single(lastLoss)],
    ...Array.from(errors, (error, i) => {
      return [`${ERROR}${String(i + 1).padStart(4, '0')}`, single(error)] as const;
    }),
  ]);
}

export const seedResultOf = (row: Row): SeedResult => ({
  seed: row.seed as number,
  errors: Object.keys(row)
    .filter((name) => name.startsWith(ERROR))
    .map((name) => row[name] as number),
  firstLoss: row.first_loss as number,
  lastLoss: row.last_loss as number,
});

/** The rows that are there; an empty table where there is no file. */
export async function readRows(): Promise<Table> {
  try {
    return Table.fromCsv(await readFile(ROWS_FILE, 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    return new Table([]);
  }
}

export async function addRow(rows: Table, row: Table): Promise<Table> {
  const all = rows.numRows === 0 ? row : Table.concat([rows, row]);
  await writeWhole(ROWS_FILE, all.toCsv());
  return all;
}
