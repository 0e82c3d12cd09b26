/**
 * Callbacks by their strings, separated by commas: `net;k`, `weight_norm;k`, `metrics;k` (the test
 * metrics), `sample_rollout;k` (the sample rollouts), each before every k-th update.
 */

import { ConfigReader } from '../config/config-reader.js';
import { ownEntry } from '../config/own-entry.js';
import { unknownName } from '../errors.js';
import { netCallback, type TrainingCallback, weightNormCallback } from '../training/index.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray } from './raw-result.js';
import type { TestMetrics } from './rollout-tests.js';

/** What callbacks can ask of the scenario about an emulator. */
export interface CallbackSource {
  /** The stepper of these parameters, in leaf order, each with a leading seed axis. */
  stepper(params: readonly Float64Array[]): NeuralStepper;
  /** Metrics by name, each `[E, T]`. */
  tests(stepper: NeuralStepper): Promise<TestMetrics>;
  /** `[E, trjs, T + 1, C, ...N]` */
  samples(stepper: NeuralStepper): Promise<RawArray>;
}

type Maker = (every: number, source: CallbackSource) => TrainingCallback;

const callbackDict: Record<string, Maker> = {
  net: (every) => netCallback(every),
  weight_norm: (every) => weightNormCallback(every),
  metrics: (every, source) => ({
    name: 'metrics',
    every,
    async value(params, numSeeds) {
      const metrics = await source.tests(source.stepper(params));
      return Array.from({ length: numSeeds }, (_, seed) =>
        Object.fromEntries([...metrics].map(([name, array]) => [name, [row(array, seed)]])),
      );
    },
  }),
  sample_rollout: (every, source) => ({
    name: 'sample_rollout',
    every,
    async value(params, numSeeds) {
      const samples = await source.samples(source.stepper(params));
      return Array.from({ length: numSeeds }, (_, seed) =>
        nested(row(samples, seed), samples.shape.slice(1)),
      );
    },
  }),
};

/** The callbacks of a string. Throws a UserError for what it does not know. */
export function parseCallbacks(text: string, source: CallbackSource): TrainingCallback[] {
  if (text.trim() === '') return [];
  return text.split(',').map((config) => {
    const fields = new ConfigReader('callbacks', config);
    const make = ownEntry(callbackDict, fields.text(0));
    if (make === undefined) {
      throw unknownName('callback', fields.text(0), Object.keys(callbackDict));
    }
    fields.expect(['name', 'every']);
    return make(fields.count(1, { min: 1 }), source);
  });
}

const unused = () => {
  throw new Error('a callback was called before there was a run');
};

/** Throws a UserError for a string of callbacks that cannot be read. */
export function checkCallbacks(text: string): void {
  parseCallbacks(text, { stepper: unused, tests: unused, samples: unused });
}

/** What an array holds at an index of its first axis. */
function row({ data, shape }: RawArray, index: number): number[] {
  const size = data.length / shape[0];
  return [...data.subarray(index * size, (index + 1) * size)];
}

type Nested = number | Nested[];

/** A flat list of numbers as nested lists of this shape. */
function nested(values: readonly number[], shape: readonly number[]): Nested {
  if (shape.length === 0) return values[0];
  const size = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) =>
    nested(values.slice(i * size, (i + 1) * size), shape.slice(1)),
  );
}
