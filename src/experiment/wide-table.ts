/**
 * The wide table of a run, one row per seed, with the original's columns in the original's order:
 * scenario, task, train, net, seed, scenario_kwargs, `{metric}_{t:04d}` (t from 1),
 * `train_loss_{update:06d}`, `aux_{update:06d}`, `sample_rollout_{i:03d}`.
 */

import { type Floats, type NdArray, partAt } from '../arrays.js';
import type { Precision } from '../backends/index.js';
import { PyFloat, type PyValue, repr } from '../config/index.js';
import { type Column, Table } from '../tables/index.js';
import type { RawResult } from './result.js';

/** What the table says about the run beside its numbers. */
export interface WideTableLabels {
  /** The scenario's name (`1d_diff_adv`), not its key. */
  readonly scenario: string;
  readonly task: string;
  readonly net: string;
  readonly train: string;
  /** `str(dict)` of the attributes that were set; `{}` where none was. */
  readonly scenarioKwargs: string;
}

function floatColumn(array: NdArray, index: number, precision: Precision): Column {
  const [seeds, length] = array.shape as [number, number];
  const values = precision === 'f32' ? new Float32Array(seeds) : new Float64Array(seeds);
  for (let s = 0; s < seeds; s++) values[s] = array.data[s * length + index]!;
  return { type: 'float', values };
}

/**
 * A callback's values as Python would print the dict, numbers with the fewest digits of the run's
 * precision; an object that is no plain data as text.
 */
function auxText(value: object | undefined, precision: Precision): string {
  const convert = (item: unknown): PyValue => {
    if (item === null || item === undefined) return null;
    if (typeof item === 'number') {
      return new PyFloat(precision === 'f32' ? Math.fround(item) : item, precision);
    }
    if (typeof item === 'boolean' || typeof item === 'string') return item;
    if (Array.isArray(item)) return item.map(convert);
    if (ArrayBuffer.isView(item)) return Array.from(item as Float64Array, convert);
    if (Object.getPrototypeOf(item) === Object.prototype) {
      return new Map(Object.entries(item).map(([key, inner]) => [key, convert(inner)]));
    }
    return String(item);
  };
  return value === undefined ? '{}' : repr(convert(value));
}

/** The same numbers in the precision of the run. */
function rounded({ data, shape }: NdArray, precision: Precision): NdArray<Floats> {
  return { data: precision === 'f32' ? Float32Array.from(data) : data, shape };
}

/** The wide table of one run. Numbers are float32, or float64 where the run was. */
export function wideTable(result: Omit<RawResult, 'stepper'>, labels: WideTableLabels): Table {
  const { seeds, info } = result;
  const columns: [string, Column][] = [];
  const add = (name: string, column: Column) => columns.push([name, column]);
  const same = (text: string): Column => ({ type: 'text', values: seeds.map(() => text) });
  const numbered = (name: string, number: number, width: number) =>
    `${name}_${String(number).padStart(width, '0')}`;

  add('scenario', same(labels.scenario));
  add('task', same(labels.task));
  add('train', same(labels.train));
  add('net', same(labels.net));
  add('seed', { type: 'int', values: seeds });
  add('scenario_kwargs', same(labels.scenarioKwargs));
  for (const [metric, array] of result.metrics) {
    for (let t = 0; t < array.shape[1]!; t++) {
      add(numbered(metric, t + 1, 4), floatColumn(array, t, info.precision));
    }
  }
  result.updateSteps.forEach((update, i) => {
    add(numbered('train_loss', update, 6), floatColumn(result.losses, i, info.precision));
  });
  for (let update = 0; update < result.numUpdates; update++) {
    const values = seeds.map((_, s) => auxText(result.aux[s]?.[update], info.precision));
    add(numbered('aux', update, 6), { type: 'text', values });
  }
  for (let i = 0; i < result.sampleRollouts.shape[1]!; i++) {
    const values = seeds.map((_, s) =>
      rounded(partAt(result.sampleRollouts, s, i), info.precision),
    );
    add(numbered('sample_rollout', i, 3), { type: 'array', values });
  }
  return new Table(columns);
}
