/**
 * `apebench eval`: the metrics of a rollout that was made elsewhere, of trained weights, or of an
 * ONNX model.
 */

import type { Argv, CommandModule } from 'yargs';
import { chooseBackend, withFailover } from '../backends/index.js';
import { PlaceError, UserError } from '../errors.js';
import {
  type Awaitable,
  type DataOptions,
  firstNonFinite,
  type RunOptions,
  type TestMetrics,
} from '../experiment/index.js';
import { SHOWN_STEPS } from '../report/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import { pivotMedian, readScenario } from '../study/index.js';
import { Table } from '../tables/index.js';
import { readArray } from './input-file.js';
import { stopSignal } from './interrupt.js';
import { loadModelOf, MODEL_OPTION } from './onnx-model.js';
import {
  type ComputeArguments,
  computeOptions,
  namingFlags,
  outputOf,
  outputOptions,
  readEntrySet,
  refuseBeside,
  requireOptions,
  runOptions,
  setOption,
} from './options.js';
import { emulatorsOf, readWeights, weightsOptions } from './weights-file.js';

interface EvalArguments extends ComputeArguments {
  scenario: string;
  set?: string | string[];
  rollout?: string;
  weights?: string;
  net?: string;
  task?: string;
  model?: string;
  reference?: string;
  metrics?: string;
  json: boolean;
  quiet: boolean;
}

/** The scenario of the options, which reports the metrics that are asked for. */
async function readOptions(args: EvalArguments): Promise<BaseScenario> {
  const attributes = readEntrySet(args.set, ['scenario']);
  if (args.metrics !== undefined) {
    if ('report_metrics' in attributes) {
      throw new UserError("--metrics can't stand beside --set report_metrics, which says the same");
    }
    attributes.report_metrics = args.metrics;
  }
  const entry = { scenario: args.scenario };
  const [, scenario] = await namingFlags(['scenario'], () => readScenario(entry, attributes));
  await scenario.getMetricFns();
  return scenario;
}

/** What makes the metrics on a backend. */
type Evaluate = (options: DataOptions) => Awaitable<TestMetrics>;

/** The metrics of a rollout in a file; where it does not fit what it is held against, names files. */
async function ofRollout(
  scenario: BaseScenario,
  { rollout: file, reference }: EvalArguments,
): Promise<Evaluate> {
  const rollout = await readArray(file!);
  const held = reference === undefined ? undefined : await readArray(reference);
  return async (options) => {
    try {
      return await scenario.performTestsOnRollout(rollout, held, options);
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof PlaceError) throw error;
      const against = reference === undefined ? '' : ` against '${reference}'`;
      throw new UserError(`'${file}'${against}: ${error.message}`);
    }
  };
}

/** The metrics of trained weights, rolled out from the scenario's test states. */
async function ofWeights(
  scenario: BaseScenario,
  { weights, net, task }: EvalArguments,
  { precision }: RunOptions,
): Promise<Evaluate> {
  const file = await readWeights(weights!);
  const stepper = await emulatorsOf(file, { net, task }, precision, scenario);
  return (options) => scenario.performTests(stepper, options);
}

/** The metrics of a model, likewise. */
async function ofModel(
  scenario: BaseScenario,
  { model }: EvalArguments,
  options: RunOptions,
): Promise<Evaluate> {
  const stepper = await loadModelOf(model!, options);
  return (inside) => scenario.performTests(stepper, inside);
}

const EVALUATIONS = { rollout: ofRollout, weights: ofWeights, model: ofModel };

/** What is evaluated, and what goes with the others only. */
const SOURCES = {
  rollout: ['weights', 'net', 'task', 'model'],
  weights: ['model', 'reference'],
  model: ['net', 'task', 'reference'],
} as const;

/** The one that is given. Throws a UserError for none, and for what goes with another one. */
function sourceOf(args: EvalArguments): keyof typeof SOURCES {
  const names = Object.keys(SOURCES) as (keyof typeof SOURCES)[];
  const source = names.find((name) => args[name] !== undefined);
  if (source === undefined) {
    throw new UserError('--rollout is missing, or --weights or --model in its place');
  }
  requireOptions(args, [source]);
  refuseBeside(source, args, SOURCES[source]);
  return source;
}

/** The table that people read, and what its numbers are where there are several seeds. */
async function shownTable(metrics: TestMetrics): Promise<string> {
  const columns = { value: 'value', columns: 'metric', rows: SHOWN_STEPS, digits: 6 };
  const table = await pivotMedian(longTable(metrics), columns);
  const [seeds = 1] = [...metrics.values()].map(({ shape }) => shape[0]!);
  if (seeds === 1) return table;
  return `The median over the ${seeds} seeds (--json has each), by time step:\n\n${table}`;
}

/** A row for each metric, seed and time step. */
function longTable(metrics: TestMetrics): Table {
  const rows = [...metrics].flatMap(([metric, { data, shape }]) =>
    Array.from(data, (value, i) => ({ metric, time_step: (i % shape[1]!) + 1, value })),
  );
  return new Table([
    ['metric', { type: 'text', values: rows.map(({ metric }) => metric) }],
    ['time_step', { type: 'int', values: rows.map(({ time_step }) => time_step) }],
    ['value', { type: 'float', values: Float64Array.from(rows, ({ value }) => value) }],
  ]);
}

/** JSON has neither infinity nor NaN: they are the texts `inf`, `-inf` and `nan`. */
function numberData(value: number): number | string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

/** By metric, `[seed][time step]`. */
function metricData(metrics: TestMetrics): Record<string, (number | string)[][]> {
  return Object.fromEntries(
    [...metrics].map(
      ([
        metric,
        {
          data,
          shape: [seeds, steps],
        },
      ]) => [
        metric,
        Array.from({ length: seeds! }, (_, seed) =>
          Array.from(data.subarray(seed * steps!, (seed + 1) * steps!), numberData),
        ),
      ],
    ),
  );
}

/** What there is to say of metrics `[E, T]` that are not finite. */
function* nonFiniteNotices(metrics: TestMetrics): Generator<string> {
  for (const [name, values] of metrics) {
    const first = firstNonFinite(values);
    if (first === undefined) continue;
    const { row: seed, column: step } = first;
    yield `${name} is not finite (first for seed ${seed}, at time step ${step + 1})`;
  }
}

export const evalCommand: CommandModule<object, EvalArguments> = {
  command: 'eval',
  describe: 'the metrics of a rollout made elsewhere, of trained weights or of an ONNX model',
  builder: (yargs: Argv) =>
    weightsOptions(outputOptions(computeOptions(setOption(yargs))))
      .option('scenario', { type: 'string', describe: 'see `list scenarios`' })
      .option('rollout', {
        type: 'string',
        describe:
          '[samples, step, channel, ...space] or with seeds first, no initial state; .npy of float32, float64 or int32, in C order',
      })
      .option('model', MODEL_OPTION)
      .option('reference', {
        type: 'string',
        describe:
          'what it is held against, no initial state, .npy as above (by default the test data)',
      })
      .option('metrics', {
        type: 'string',
        describe: "separated by commas (by default the scenario's report_metrics)",
      }) as unknown as Argv<EvalArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['scenario']);
    const source = sourceOf(args);
    const interrupt = stopSignal();
    try {
      const options = runOptions(args, interrupt.signal);
      const scenario = await readOptions(args);
      const evaluate = await EVALUATIONS[source](scenario, args, options);
      const { precision, partitionable, signal } = options;
      const inside = { precision, random: { partitionable }, signal };
      const say = (notice: string) => output.note(notice);
      const metrics = await withFailover(options, await chooseBackend(options), say, (failover) =>
        failover.do(async (backend) => evaluate({ ...inside, backend })),
      );
      for (const notice of nonFiniteNotices(metrics)) output.warn(notice);
      const name = await scenario.getScenarioName();
      const data = { scenario: name, metrics: metricData(metrics) };
      output.result(await shownTable(metrics), data);
    } finally {
      interrupt.release();
    }
  },
};
