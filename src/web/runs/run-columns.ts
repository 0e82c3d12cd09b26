/** The columns of the table of runs: what each says of a run, and in which order it puts them. */

import { metricName } from '../charts/chart-options.js';
import { rolloutOf } from '../charts/run-lines.js';
import { seconds, threeDigits, whole } from '../number-format.js';
import { medians, type Run } from './run.js';

/** Steps of the rollout whose error is told. */
const STEPS = [1, 10, 100];

export interface Column {
  readonly key: string;
  readonly title: (metric: string) => string;
  /** By which rows are sorted; NaN and the empty text come last in any order. */
  readonly value: (run: Run, metric: string) => number | string;
  readonly text: (value: number | string) => string;
  /** Whether the least is the best, and set in bold. */
  readonly hasBest: boolean;
}

const NONE = '–';

const numeric = (
  key: string,
  title: Column['title'],
  value: (run: Run, metric: string) => number,
  {
    text = threeDigits,
    hasBest = true,
  }: { text?: (value: number) => string; hasBest?: boolean } = {},
): Column => ({
  ...{ key, title, value, hasBest },
  text: (number) => (Number.isNaN(number) ? NONE : text(Number(number))),
});

const inWords = (
  key: string,
  title: string,
  value: (run: Run, metric: string) => string,
): Column => ({
  ...{ key, value, hasBest: false },
  title: () => title,
  text: (text) => String(text) || NONE,
});

/** What has left the numbers is worse than everything else. */
const worstIfNone = (value: number): number =>
  Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;

const orInfinite = (value: number): string => (Number.isFinite(value) ? threeDigits(value) : '∞');

function errorAt(run: Run, metric: string, step: number): number {
  const errors = rolloutOf(run, metric)?.errors ?? [];
  const there = errors.flatMap((seed) => (step <= seed.length ? [seed.slice(step - 1, step)] : []));
  if (there.length === 0) return Number.NaN;
  const [error = Number.NaN] = medians(there);
  return worstIfNone(error);
}

const errorColumn = (step: number): Column =>
  numeric(
    `error-${step}`,
    (metric) => `${metricName(metric)} ${step}`,
    (run, metric) => errorAt(run, metric, step),
    { text: orInfinite },
  );

/** `WASM × 2`: the backend and its threads. */
function placeOf({ result, state }: Run): string {
  const computedOn = result.value?.computedOn;
  if (computedOn === undefined) return state.backend === 'auto' ? '' : named(state.backend);
  const threads = /(\d+) threads?$/.exec(computedOn)?.[1] ?? '1';
  const backend = computedOn.split(',')[0]!;
  return backend === 'wasm' ? `${named(backend)} × ${threads}` : named(backend);
}

const NAMES = new Map([
  ['wasm', 'WASM'],
  ['webgpu', 'WebGPU'],
]);
const named = (backend: string): string => NAMES.get(backend) ?? backend;

function timeOf(run: Run): number {
  // Read so that the cell follows the run.
  const { update } = run.progress.value;
  return run.result.value?.trainSeconds ?? (update > 0 ? run.seconds : Number.NaN);
}

export const COLUMNS: readonly Column[] = [
  inWords('name', 'Run', ({ name }) => name.value),
  numeric(
    'parameters',
    () => 'Parameters',
    ({ basis }) => basis.cost?.parameterCount ?? Number.NaN,
    { text: whole, hasBest: false },
  ),
  numeric(
    'loss',
    () => 'Loss',
    (run) => (run.flaw.value === 'diverged' ? worstIfNone(run.lastLoss.value) : run.lastLoss.value),
    { text: orInfinite },
  ),
  ...STEPS.map(errorColumn),
  numeric('time', () => 'Time', timeOf, { text: seconds }),
  inWords('place', 'Place', placeOf),
];

/** Ids of runs in the order of a column. */
export function inOrder(
  runs: readonly Run[],
  { column, isDescending }: { column: Column; isDescending: boolean },
  metric: string,
): Run[] {
  const keyed = runs.map((run) => ({ run, value: column.value(run, metric) }));
  const isNone = (value: number | string) => value === '' || Number.isNaN(value);
  const sign = isDescending ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if (isNone(a.value) || isNone(b.value))
        return Number(isNone(a.value)) - Number(isNone(b.value));
      if (a.value === b.value) return a.run.number - b.run.number;
      return sign * compared(a.value, b.value);
    })
    .map(({ run }) => run);
}

function compared(a: number | string, b: number | string): number {
  if (typeof a === 'string') return a.localeCompare(String(b), 'en', { numeric: true });
  return a < Number(b) ? -1 : 1;
}

/** The least that runs have in a column, if at least two have something there; else NaN. */
export function bestOf(runs: readonly Run[], column: Column, metric: string): number {
  if (!column.hasBest) return Number.NaN;
  const values = runs.map((run) => Number(column.value(run, metric))).filter(Number.isFinite);
  return values.length > 1 ? Math.min(...values) : Number.NaN;
}
