/** Configurations on arrays: the loss of a stepper on windows of data, and its gradient. */

import type { NdArray } from '../arrays.js';
import {
  type Precision,
  WITH_BACKEND_OPTIONS,
  type WithBackendOptions,
} from '../backends/index.js';
import {
  COUNT,
  check,
  checkFields,
  checkNdArray,
  checkOptions,
  FUNCTION,
  LATER,
  type Rule,
  type Rules,
  required,
} from '../checks.js';
import { UserError } from '../errors.js';
import { grad } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type Configuration, type Emulator, PHYSICS, type Physics } from './methodology.js';
import { runOnce } from './run-once.js';
import {
  checkParams,
  DATA,
  LOSS,
  stateShape,
  TRAINABLE,
  type Trainable,
} from './training-program.js';

/** A network with its parameters: a `NeuralStepper`, or what `getNetwork` gives. */
export interface ParametricStepper {
  /** What has parameters. */
  readonly network: Trainable;
  /** The arrays in leaf order, `[E, ...shape]` for E seeds, or `[...shape]`. */
  readonly params: readonly ArrayLike<number>[];
  /** E; default 1. */
  readonly numSeeds?: number;
  /** The emulator that a task makes of the network; default the network itself. */
  readonly emulatorOf?: (network: Emulator) => Emulator;
  /** Of a backend that is opened for it. */
  readonly precision?: Precision;
}

/** Where it is computed, and the physics that the configuration needs. */
export interface OnArraysOptions extends Physics, WithBackendOptions {}

/** What `lossAndGradientOnArrays` gives. */
export interface LossAndGradient {
  /** Of each seed. */
  readonly loss: Float64Array;
  /** With respect to the stepper's arrays, in their order; each `[E, ...shape]`. */
  readonly gradient: readonly Float64Array[];
}

/**
 * The loss of each seed of a stepper on windows `[B, T, C, ...N]` of data, which all seeds share.
 * Rejects with a UserError where the shape does not fit, the windows are too short, or the physics
 * that the configuration needs is missing.
 *
 * ```js
 * const key = random.PRNGKey(0);
 * // [3 trajectories, 6 states, 1 channel, 30 points]
 * const data = await sampleData.advection1dPeriodic({ key, numSamples: 3, temporalHorizon: 6 });
 * const stepper = await initialStepper('Pure;3', [1, 30], [key, random.PRNGKey(1)]);
 * console.log(await lossOnArrays(supervised(5), stepper, data));
 * ```
 *
 * ```
 * Float64Array(2) [ … ]
 * ```
 */
export async function lossOnArrays(
  configuration: Configuration,
  stepper: ParametricStepper,
  data: NdArray,
  options: OnArraysOptions = {},
): Promise<Float64Array> {
  return (await evaluate(configuration, stepper, data, options, false)).loss;
}

/** The same with the gradient with respect to the stepper's parameters. */
export function lossAndGradientOnArrays(
  configuration: Configuration,
  stepper: ParametricStepper,
  data: NdArray,
  options: OnArraysOptions = {},
): Promise<LossAndGradient> {
  return evaluate(configuration, stepper, data, options, true);
}

const ON_ARRAYS: Rules = { ...WITH_BACKEND_OPTIONS, ...PHYSICS };
const CONFIGURATION: Rule = { ...FUNCTION, allowed: 'one, as supervised(5) or configuration(…)' };
const STEPPER: Rules = {
  network: required(TRAINABLE),
  params: LATER,
  numSeeds: COUNT,
  emulatorOf: FUNCTION,
};

const gradientOf = (leaf: number) => `gradient ${leaf}`;

async function evaluate(
  configuration: Configuration,
  stepper: ParametricStepper,
  data: NdArray,
  options: OnArraysOptions,
  withGradient: boolean,
): Promise<LossAndGradient> {
  check('a configuration', configuration, CONFIGURATION);
  checkFields('a stepper', stepper, STEPPER);
  checkNdArray('data', data);
  checkOptions('loss', options, ON_ARRAYS);
  const { network, params, numSeeds = 1, emulatorOf = (step) => step, precision } = stepper;
  checkParams(network, params, numSeeds);
  const state = stateShape(network);
  if (data.shape.length !== state.length + 2 || String(data.shape.slice(2)) !== String(state)) {
    throw new UserError(
      `data of shape [${data.shape.join(', ')}]; allowed: [batch, time, ${state.join(', ')}]`,
    );
  }
  const inputs = { [DATA]: data.data, ...byPath(network, params) };
  const leaves = withGradient ? network.parameters : [];
  const names = [LOSS, ...leaves.map((_, i) => gradientOf(i))];
  const [loss, ...gradient] = await runOnce({ precision, ...options }, inputs, names, (t) => {
    const tensors = network.parameters.map(({ path, shape }) =>
      t.input(path, [numSeeds, ...shape]),
    );
    const step = emulatorOf((u) => network.apply(tensors, u));
    const shared = t.input(DATA, [1, ...data.shape]);
    const ofSeeds = ops.broadcastTo(shared, [numSeeds, ...data.shape]);
    const value = configuration(step, ofSeeds, options);
    const gradients = withGradient ? grad(value, tensors) : [];
    return [value, ...gradients];
  });
  return { loss: loss!, gradient };
}

const byPath = ({ parameters }: Trainable, values: readonly ArrayLike<number>[]) =>
  Object.fromEntries(parameters.map(({ path }, i) => [path, values[i]!]));
