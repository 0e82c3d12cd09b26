/** A run that was made before, from the file that it left: `raw/NAME.csv`. */

import { parsePython, str } from '../../config/index.js';
import { loadCore } from '../../core/index.js';
import type { Limits } from '../../drawing/index.js';
import { UserError } from '../../errors.js';
import { type BaseScenario, floats, makeScenario, scenarios } from '../../scenarios/index.js';
import { BASE_NAMES, metricNames, type StudyEntry } from '../../study/index.js';
import { Table } from '../../tables/index.js';
import type { StoredRun, Trajectory } from '../protocol.js';
import { trajectoryOf } from './trajectories.js';

const LIMITS = floats([-1, 1], 2);

/**
 * What a table tells. `vlim` are the ends of the colour scale as an attribute spells them; by default
 * those of the scenario, where the table tells which it is. Throws a `UserError` for a text that is no
 * run's table.
 */
export async function readStoredRun(csv: string, vlim: string | null): Promise<StoredRun> {
  const given = vlim === null ? null : LIMITS.read(vlim);
  if (given === undefined) throw new UserError(`vlim must be ${LIMITS.allowed}, not '${vlim}'`);
  const table = Table.fromCsv(csv);
  const missing = BASE_NAMES.filter((name) => !table.has(name));
  if (missing.length > 0 || table.numRows === 0) {
    throw new UserError(`this is no table of a run: it lacks ${missing.join(', ') || 'rows'}`);
  }
  const text = (name: string) => table.texts(name)[0]!;
  const [first = 0, second = first + 1] = columnsOf(table, 'train_loss').map(([, at]) => at);
  const found = await scenarioOf(text('scenario'), text('scenario_kwargs'));
  const limits = (given ?? found?.scenario.vlim ?? LIMITS.default) as Limits;
  const shown = vlim === null ? {} : { vlim };
  return {
    scenario: text('scenario'),
    net: text('net'),
    train: text('train'),
    entry: found === null ? null : { ...found.attributes, ...shown, ...ownKeys(found.key, table) },
    every: second - first,
    losses: perSeed(table, 'train_loss'),
    rollouts: metricNames(table).map((metric) => ({ metric, errors: perSeed(table, metric) })),
    prediction: firstSample(table),
    limits,
  };
}

/** The scenario that calls itself so where it has these attributes; null where none or several do. */
async function scenarioOf(name: string, kwargs: string) {
  await loadCore();
  const attributes = attributesIn(kwargs);
  const found: { key: string; scenario: BaseScenario; attributes: Record<string, string> }[] = [];
  for (const key of scenarios.names()) {
    const scenario = madeOf(key, attributes);
    if (scenario === null || (await scenario.getScenarioName()) !== name) continue;
    found.push({ key, scenario, attributes });
  }
  return found.length === 1 ? found[0]! : null;
}

/** As texts; none where they cannot be read. */
function attributesIn(kwargs: string): Record<string, string> {
  try {
    const dict = parsePython(kwargs);
    if (!(dict instanceof Map)) return {};
    return Object.fromEntries([...dict].map(([name, value]) => [name, str(value)]));
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

/** Null where the scenario has not such attributes. */
function madeOf(key: string, attributes: Readonly<Record<string, string>>): BaseScenario | null {
  try {
    return makeScenario(key, attributes);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** A row is a seed, one after the other. */
function ownKeys(scenario: string, table: Table): StudyEntry {
  const [task, net, train] = ['task', 'net', 'train'].map((name) => table.texts(name)[0]!);
  const start_seed = table.numbers('seed')[0]!;
  return { scenario, task: task!, net: net!, train: train!, start_seed, num_seeds: table.numRows };
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
