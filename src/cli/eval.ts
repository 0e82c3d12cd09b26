/** `apebench eval`: the metrics of a rollout that was made elsewhere, or of an ONNX model. */

import type { Argv, CommandModule } from 'yargs';
import { chooseBackend, withFailover } from '../backends/index.js';
import { PlaceError, UserError } from '../errors.js';
import type { Awaitable, DataOptions, RunOptions, TestMetrics } from '../experiment/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import { pivotMedian, readScenario } from '../study/index.js';
import { Table } from '../tables/index.js';
import { readArray } from './input-file.js';
import { stopSignal } from './interrupt.js';
import { loadModelOf, refuseBeside } from './onnx-model.js';
import {
  type ComputeArguments,
  computeOptions,
  namingFlags,
  outputOf,
  outputOptions,
  readEntrySet,
  requireOptions,
  runOptions,
  setOption,
} from './options.js';
import type { Output } from './output.js';
import { SHOWN_STEPS } from './shown-errors.js';

interface EvalArguments extends ComputeArguments {
  scenario: string;
  set?: string | string[];
  rollout?: string;
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

/** How the metrics are computed, from what the options name. */
type Tests = (scenario: BaseScenario, options: DataOptions) => Awaitable<TestMetrics>;

/** Of a rollout in a file. */
async function rolloutTests(args: EvalArguments): Promise<Tests> {
  const rollout = await readArray(args.rollout!);
  const reference = args.reference === undefined ? undefined : await readArray(args.reference);
  return (scenario, options) =>
    namingFiles(args, async () => scenario.performTestsOnRollout(rollout, reference, options));
}

/** Of a model that rolls the test set's initial states out. */
async function modelTests(args: EvalArguments, options: RunOptions): Promise<Tests> {
  refuseBeside('model', args, ['rollout', 'reference']);
  const stepper = await loadModelOf(args.model!, options);
  return (scenario, inside) => scenario.performTests(stepper, inside);
}

/** The metrics, on the backend that the options mean. */
async function evaluate(
  scenario: BaseScenario,
  tests: Tests,
  options: RunOptions,
  output: Output,
): Promise<TestMetrics> {
  const { precision, partitionable, signal } = options;
  const say = (notice: string) => output.note(notice);
  const inside = { precision, random: { partitionable }, signal };
  return withFailover(options, await chooseBackend(options), say, (failover) =>
    failover.do(async (backend) => tests(scenario, { ...inside, backend })),
  );
}

/** Awaits the metrics; where the rollout does not fit what it is held against, names the files. */
async function namingFiles<T>(
  { rollout, reference }: EvalArguments,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof PlaceError) throw error;
    const against = reference === undefined ? '' : ` against '${reference}'`;
    throw new UserError(`'${rollout}'${against}: ${error.message}`);
  }
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

export const evalCommand: CommandModule<object, EvalArguments> = {
  command: 'eval',
  describe: 'the metrics of a rollout that was made elsewhere, or of an ONNX model',
  builder: (yargs: Argv) =>
    outputOptions(computeOptions(setOption(yargs)))
      .option('scenario', { type: 'string', describe: 'see `list scenarios`' })
      .option('rollout', {
        type: 'string',
        describe:
          '[samples, step, channel, ...space] or with seeds first, no initial state; .npy of float32, float64 or int32, in C order',
      })
      .option('model', {
        type: 'string',
        describe:
          'in its place: an ONNX file of a step, rolled out here (needs the package onnxruntime-web)',
      })
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
    requireOptions(args, ['scenario', args.model === undefined ? 'rollout' : 'model']);
    const interrupt = stopSignal();
    try {
      const options = runOptions(args, interrupt.signal);
      const scenario = await readOptions(args);
      const tests = await (args.model === undefined ? rolloutTests : modelTests)(args, options);
      const metrics = await evaluate(scenario, tests, options, output);
      const name = await scenario.getScenarioName();
      const data = { scenario: name, metrics: metricData(metrics) };
      output.result(await shownTable(metrics), data);
    } finally {
      interrupt.release();
    }
  },
};
