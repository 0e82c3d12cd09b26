/** What a folder of results holds, as a report needs it: everything but rollouts and callbacks. */

import { on, UserError } from '../../errors.js';
import { loadTable, type Store } from '../../study/index.js';
import {
  type Failure,
  findTable,
  knownRecord,
  lostOf,
  type MetSeeds,
  type ResultRecord,
  rawPath,
  readFailures,
  weightsPath,
  withoutRepeatedSeeds,
} from '../../study/running/index.js';
import type { Table } from '../../tables/index.js';

/** One experiment that has a result. */
export interface StoredResult {
  readonly name: string;
  /** A row per seed. */
  readonly wide: Table;
  readonly record?: ResultRecord;
  /** Of the network; undefined where there are no weights to count. */
  readonly parameters?: number;
}

export interface StudyResults {
  /** The folder, as the user named it. */
  readonly root: string;
  readonly results: readonly StoredResult[];
  readonly failures: readonly Failure[];
  /** What is left out, and what is taken although something is amiss. */
  readonly notices: readonly string[];
}

const isKept = (column: string) => !/^(aux|sample_rollout)_\d+$/.test(column);

/**
 * The results of a folder, by name. A file that is no result, or not as its record says, is left out,
 * and a notice says so. Throws a `UserError` where there is neither a result nor a failure.
 */
export async function readResults(store: Store): Promise<StudyResults> {
  const notices: string[] = [];
  const results: StoredResult[] = [];
  const met: MetSeeds = new Map();
  const load = (name: string) => loadTable(store, name, isKept);
  const files = await store.list('raw');
  for (const file of files) {
    if (!file.endsWith('.csv')) continue;
    const name = file.slice(0, -'.csv'.length);
    try {
      const read = await readOne(store, name, notices);
      if (read === undefined) continue;
      const once = await withoutRepeatedSeeds(store, name, read.wide, met, load);
      notices.push(...once.notices);
      if (once.wide.numRows > 0) results.push({ ...read, wide: once.wide });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notices.push(`${store.pathOf(rawPath(name))} is left out: ${error.message}`);
    }
  }
  for (const file of files) {
    const name = file.replace(/\.json$/, '');
    if (name === file || files.includes(`${name}.csv`)) continue;
    notices.push(`${store.pathOf(rawPath(name))} is gone; the study that made it makes it again`);
  }
  const whole = new Set(results.map(({ record }) => record?.key));
  const failures = [...(await readFailures(store)).values()].filter(({ key }) => !whole.has(key));
  if (results.length === 0 && failures.length === 0) {
    const why = notices.length === 0 ? 'there is nothing in its folder raw' : notices.join('; ');
    throw on('folders', new UserError(`there are no results in '${store.root}': ${why}`));
  }
  return { root: store.root, results, failures, notices };
}

async function readOne(
  store: Store,
  name: string,
  notices: string[],
): Promise<StoredResult | undefined> {
  const { wide, notice } = await findTable(store, name, isKept);
  if (notice !== undefined) notices.push(notice);
  if (wide === undefined) return undefined;
  const record = await knownRecord(store, name);
  const lost = record && (await lostOf(store, record));
  if (lost) notices.push(`${lost}; the table is taken`);
  return { name, wide, record, parameters: await parametersOf(store, name, wide.numRows) };
}

/** The longest heading of a file of weights that is looked at. */
const LONGEST_HEADING = 1 << 24;

/** What the heading of the weights' file says of one seed; undefined where it cannot be read. */
async function parametersOf(
  store: Store,
  name: string,
  seeds: number,
): Promise<number | undefined> {
  const path = weightsPath(name);
  const start = (await store.peek(path, 8))?.start;
  if (start?.length !== 8) return undefined;
  const length = Number(new DataView(start.slice().buffer).getBigUint64(0, true));
  if (length > LONGEST_HEADING) return undefined;
  const heading = (await store.peek(path, 8 + length))!.start.subarray(8);
  try {
    const { __metadata__: _, ...tensors } = JSON.parse(new TextDecoder().decode(heading));
    let total = 0;
    for (const { shape } of Object.values(tensors) as { shape: number[] }[]) {
      total += shape.reduce((product, extent) => product * extent, 1);
    }
    return total / seeds;
  } catch {
    return undefined;
  }
}
