/** A run that was made before, from the file that it left: `raw/NAME.csv`. */

import type { Limits } from '../../drawing/index.js';
import { UserError } from '../../errors.js';
import { floats } from '../../scenarios/index.js';
import { BASE_NAMES, metricNames } from '../../study/index.js';
import { Table } from '../../tables/index.js';
import type { StoredRun, Trajectory } from '../protocol.js';
import { trajectoryOf } from './trajectories.js';

const LIMITS = floats([-1, 1], 2);

/**
 * What a table tells. `vlim` are the ends of the colour scale as an attribute spells them. Throws a
 * `UserError` for a text that is no run's table.
 */
export function readStoredRun(csv: string, vlim: string | null): StoredRun {
  const limits = (vlim === null ? LIMITS.default : LIMITS.read(vlim)) as Limits | undefined;
  if (limits === undefined) throw new UserError(`vlim must be ${LIMITS.allowed}, not '${vlim}'`);
  const table = Table.fromCsv(csv);
  const missing = BASE_NAMES.filter((name) => !table.has(name));
  if (missing.length > 0 || table.numRows === 0) {
    throw new UserError(`this is no table of a run: it lacks ${missing.join(', ') || 'rows'}`);
  }
  const text = (name: string) => table.texts(name)[0]!;
  const [first = 0, second = first + 1] = columnsOf(table, 'train_loss').map(([, at]) => at);
  return {
    scenario: text('scenario'),
    net: text('net'),
    train: text('train'),
    every: second - first,
    losses: perSeed(table, 'train_loss'),
    rollouts: metricNames(table).map((metric) => ({ metric, errors: perSeed(table, metric) })),
    prediction: firstSample(table),
    limits,
  };
}

/** The columns `STUB_0001`, … with the numbers at their ends. */
function columnsOf(table: Table, stub: string): [name: string, at: number][] {
  const start = `${stub}_`;
  return table.columnNames
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => [name, Number(name.slice(start.length))]);
}

/** The values of the columns `STUB_0001`, … for each row. */
function perSeed(table: Table, stub: string): Float64Array[] {
  const columns = columnsOf(table, stub).map(([name]) => table.numbers(name));
  return Array.from({ length: table.numRows }, (_, row) =>
    Float64Array.from(columns, (values) => values[row]!),
  );
}

function firstSample(table: Table): Trajectory | null {
  if (!table.has('sample_rollout_000')) return null;
  const column = table.typed('sample_rollout_000');
  const sample = column.type === 'array' ? column.values[0] : undefined;
  if (sample === undefined || sample.shape.length < 3) return null;
  return trajectoryOf(sample);
}
