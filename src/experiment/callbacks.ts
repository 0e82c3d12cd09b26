/**
 * Callbacks by their strings, separated by commas: `net;k`, `weight_norm;k`, `metrics;k` (the test
 * metrics), `sample_rollout;k` (the sample rollouts), each before every k-th update.
 */

import { type NdArray, partAt } from '../arrays.js';
import { FUNCTION } from '../checks.js';
import {
  ConfigReader,
  type Declared,
  type Field,
  type Guard,
  Registry,
  readFields,
} from '../config/index.js';
import {
  CALLBACK,
  checkValues,
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

/**
 * From the string of a callback to the callback; and what there is to say about it. `fields` reads
 * its fields.
 */
export interface CallbackType extends Declared {
  (config: string, fields: ConfigReader): CallbackMaker;
}

const EVERY: Field = {
  name: 'every',
  kind: 'count',
  default: 100,
  meaning: 'updates from one to the next; the first is before the first update',
  min: 1,
  optional: false,
};

/** A callback whose string is `NAME;k`. */
function declared(
  meaning: string,
  build: (every: number, source: CallbackSource) => TrainingCallback,
): CallbackType {
  const read = (_: string, reader: ConfigReader): CallbackMaker => {
    const [[every]] = readFields(reader, 'name', [EVERY]);
    return (source) => build(every!, source);
  };
  return Object.assign(read, { meaning, fields: [EVERY] });
}

const builtIn: Readonly<Record<string, CallbackType>> = {
  net: declared('the parameters of the network', (every) => new GetNetwork(every, 'net')),
  weight_norm: declared(
    'the root of the sum of squares of the parameters',
    (every) => new WeightNorm(every),
  ),
  metrics: declared('the test metrics', (every, source) => ({
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
  })),
  sample_rollout: declared('the sample rollouts', (every, source) => ({
    name: 'sample_rollout',
    every,
    async value(params, numSeeds) {
      const samples = await source.samples(source.stepper(params));
      return Array.from({ length: numSeeds }, (_, seed) => nested(partAt(samples, seed)));
    },
  })),
};

/** The callbacks by name. */
export const callbacks = new Registry<CallbackType>('callback', builtIn, {
  door: 'callbackExtensions',
  about: 'callbacks',
});

/** The callbacks of a string. Throws a UserError for what it does not know. */
export function parseCallbacks(text: string): CallbackMaker[] {
  if (text.trim() === '') return [];
  return text.split(',').map((config) => {
    const fields = new ConfigReader('callbacks', config);
    const [name] = fields.at(0, (text) => callbacks.entry(text));
    return callbacks.make(name, fields.config, (make) => make(fields.config, fields), guarded);
  });
}

/** The callback, which gives a value for each seed. */
function guarded(make: CallbackMaker, guard: Guard): CallbackMaker {
  guard.check('what it gives', make, FUNCTION);
  return (source) => {
    const callback = guard.run(() => make(source));
    guard.check('the callback', callback, CALLBACK);
    const { name, every } = callback;
    return {
      ...{ name, every },
      value: (params, numSeeds, context) =>
        guard.run(async () =>
          checkValues(await callback.value(params, numSeeds, context), numSeeds),
        ),
    };
  };
}

type Nested = number | Nested[];

/** An array as nested lists of numbers. */
function nested(array: NdArray): Nested {
  const [extent] = array.shape;
  if (extent === undefined) return array.data[0]!;
  return Array.from({ length: extent }, (_, i) => nested(partAt(array, i)));
}
