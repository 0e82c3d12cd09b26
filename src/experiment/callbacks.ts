/**
 * Callbacks by their strings, separated by commas: `net;k`, `weight_norm;k`, `metrics;k` (the test
 * metrics), `sample_rollout;k` (the sample rollouts), each before every k-th update.
 */

import { type NdArray, partAt } from '../arrays.js';
import { ConfigReader, Registry } from '../config/index.js';
import {
  GetNetwork,
  type NeuralStepper,
  type TrainingCallback,
  WeightNorm,
} from '../training/index.js';
import type { TestMetrics } from './rollout-metrics.js';

/** What callbacks can ask of the scenario about an emulator. */
export interface CallbackSource {
  /** The stepper of these parameters, in leaf order, each with a leading seed axis. */
  stepper(params: readonly Float64Array[]): NeuralStepper;
  /** Metrics by name, each `[E, T]`. */
  tests(stepper: NeuralStepper): Promise<TestMetrics>;
  /** `[E, trjs, T + 1, C, ...N]` */
  samples(stepper: NeuralStepper): Promise<NdArray>;
}

/** A callback that was read, for the emulator that a run then has. */
export type CallbackMaker = (source: CallbackSource) => TrainingCallback;

/** The callbacks by name, each from the fields of its string. */
export const callbacks = new Registry<(fields: ConfigReader) => CallbackMaker>('callback', {
  net(fields) {
    const every = readEvery(fields);
    return () => new GetNetwork(every, 'net');
  },
  weight_norm(fields) {
    const every = readEvery(fields);
    return () => new WeightNorm(every);
  },
  metrics(fields) {
    const every = readEvery(fields);
    return (source) => ({
      name: 'metrics',
      every,
      async value(params, numSeeds) {
        const metrics = await source.tests(source.stepper(params));
        return Array.from({ length: numSeeds }, (_, seed) =>
          Object.fromEntries(
            [...metrics].map(([name, array]) => [name, [[...partAt(array, seed).data]]]),
          ),
        );
      },
    });
  },
  sample_rollout(fields) {
    const every = readEvery(fields);
    return (source) => ({
      name: 'sample_rollout',
      every,
      async value(params, numSeeds) {
        const samples = await source.samples(source.stepper(params));
        return Array.from({ length: numSeeds }, (_, seed) => nested(partAt(samples, seed)));
      },
    });
  },
});

/** The field `k` of `NAME;k`. */
function readEvery(fields: ConfigReader): number {
  fields.expect(['name', 'every']);
  return fields.count(1, { min: 1 });
}

/** The callbacks of a string. Throws a UserError for what it does not know. */
export function parseCallbacks(text: string): CallbackMaker[] {
  if (text.trim() === '') return [];
  return text.split(',').map((config) => {
    const fields = new ConfigReader('callbacks', config);
    return callbacks.get(fields.text(0))(fields);
  });
}

type Nested = number | Nested[];

/** An array as nested lists of numbers. */
function nested(array: NdArray): Nested {
  const [extent] = array.shape;
  if (extent === undefined) return array.data[0]!;
  return Array.from({ length: extent }, (_, i) => nested(partAt(array, i)));
}
