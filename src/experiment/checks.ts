/**
 * What a run is given by code of users' own, checked where it comes in: an override that returns
 * something else than it should is a UserError that names the scenario and the method.
 */

import { float64Of, type NdArray, type Numbers } from '../arrays.js';
import {
  COUNT,
  check,
  checkFields,
  checkNdArray,
  DATA,
  listOf,
  OBJECT,
  type Rule,
  required,
  TEXT,
  textOf,
} from '../checks.js';
import { guardOf, onBehalfOf } from '../config/index.js';
import { UserError } from '../errors.js';
import {
  GENERATOR,
  guardGenerator,
  type InitialConditionGenerator,
} from '../initial-conditions/index.js';
import type { Metric } from '../metrics/index.js';
import type { Network } from '../nets/index.js';
import { spatialShape } from '../spectral/index.js';
import type { Stepper } from '../steppers/index.js';
import {
  CALLBACK,
  DIGESTS,
  NeuralStepper,
  OPTIMIZER,
  type Optimizer,
  type ResiduumFn,
  stateShape,
  TRAINABLE,
  type TrainingCallback,
} from '../training/index.js';
import { guardedStepper } from './guard-scenario.js';
import type { RawResult } from './result.js';
import type { TestMetrics } from './rollout-metrics.js';
import type {
  CommonAttributes,
  InitialNetwork,
  RolloutStepper,
  ScenarioMethods,
  Trainer,
} from './scenario.js';

type Method = keyof ScenarioMethods | 'getResiduumFn';

function wrong(scenario: object, method: Method, should: string): UserError {
  const message = `${scenario.constructor.name}.${method} ${should}`;
  return guardOf(scenario)?.error(message) ?? new UserError(message);
}

/** Numbers of this shape, in double precision. */
export function checkArray(
  scenario: object,
  method: Method,
  array: NdArray<Numbers>,
  shape: readonly number[],
): NdArray {
  if (String(array?.shape) === String(shape)) {
    const what = `what ${scenario.constructor.name}.${method} gives`;
    onBehalfOf(scenario, () => checkNdArray(what, array, 0));
    return float64Of(array);
  }
  const given = Array.isArray(array?.shape) ? `[${array.shape.join(', ')}]` : textOf(array);
  const wanted = `{ data, shape }, numbers of shape [${shape.join(', ')}]`;
  throw wrong(scenario, method, `should give ${wanted}, not ${given}`);
}

/** Throws a UserError for a scenario without one of the methods that it must have. */
export function checkMethods(scenario: ScenarioMethods): void {
  for (const method of ['getRefStepper', 'getScenarioName'] as const) {
    if (typeof scenario[method] !== 'function') throw wrong(scenario, method, 'is missing');
  }
}

/** Throws a UserError for a scenario without a coarse solver, which it need not have. */
export function requireCoarse(scenario: ScenarioMethods): void {
  if (typeof scenario.getCoarseStepper === 'function') return;
  throw wrong(scenario, 'getCoarseStepper', 'is missing: there is no coarse solver to correct');
}

/** A stepper of the scenario's states. */
export function checkStepper(
  scenario: CommonAttributes,
  method: 'getRefStepper' | 'getCoarseStepper',
  stepper: Stepper,
): Stepper {
  const { num_spatial_dims: dims, num_points: numPoints, num_channels: channels } = scenario;
  if (typeof stepper?.step !== 'function') {
    throw wrong(scenario, method, `should give a stepper, not ${textOf(stepper)}`);
  }
  const wanted = [channels, ...spatialShape(dims, numPoints)];
  const given = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  if (String(given) === String(wanted)) return guardedStepper(scenario, method, stepper);
  throw wrong(
    scenario,
    method,
    `should give a stepper of states [${wanted.join(', ')}], not [${given.join(', ')}]`,
  );
}

/** What the scenario's initial states are drawn from, its draws guarded where the scenario is. */
export async function icGeneratorOf(
  scenario: CommonAttributes & ScenarioMethods,
): Promise<InitialConditionGenerator> {
  const { num_spatial_dims: dims, num_channels: numChannels } = scenario;
  const generator = await scenario.getIcGenerator();
  made(scenario, 'getIcGenerator', GENERATOR, generator);
  const guard = guardOf(scenario);
  return guard === undefined ? generator : guardGenerator(generator, dims, numChannels, guard);
}

const STEPPER: Rule = {
  allowed: 'a NeuralStepper',
  fits: (value) => value instanceof NeuralStepper,
};

/** Throws a UserError for what is no neural stepper; its states may be others'. */
export function requireStepper(stepper: NeuralStepper): void {
  check('the stepper', stepper, STEPPER);
}

const ROLLOUT_STEPPER: Rule = {
  allowed: 'a NeuralStepper, or what loadOnnx gives',
  fits: (value) => {
    const { numSeeds, rollout } = (value ?? {}) as Partial<RolloutStepper>;
    return COUNT.fits(numSeeds) && typeof rollout === 'function';
  },
};

/** Throws a UserError for what rolls no states out. */
export function requireRolloutStepper(stepper: RolloutStepper): void {
  check('the stepper', stepper, ROLLOUT_STEPPER);
}

/** What `method` made, as its rule allows. */
function made<T>(scenario: object, method: Method, { allowed, fits }: Rule, given: T): T {
  if (fits(given)) return given;
  throw wrong(scenario, method, `should give ${allowed}, not ${textOf(given)}`);
}

/** The scenario's name, for messages and tables. */
export async function nameOf(scenario: ScenarioMethods): Promise<string> {
  return made(scenario, 'getScenarioName', TEXT, await scenario.getScenarioName());
}

export function checkMadeStepper(
  scenario: object,
  method: 'getNeuralStepper' | 'loadModel',
  stepper: NeuralStepper,
): NeuralStepper {
  return made(scenario, method, STEPPER, stepper);
}

export function checkNetwork(scenario: object, network: Network): Network {
  return made(scenario, 'defineNetwork', TRAINABLE, network);
}

const INITIAL: Rule = {
  allowed: '{ network, params }, its parameters a list of Float32Arrays',
  fits(value) {
    const { network, params } = (value ?? {}) as Partial<InitialNetwork>;
    return TRAINABLE.fits(network) && listOf(DATA).fits(params);
  },
};

export function checkInitial(scenario: object, initial: InitialNetwork): InitialNetwork {
  return made(scenario, 'getNetwork', INITIAL, initial);
}

export function checkOptimizer(scenario: object, optimizer: Optimizer): Optimizer {
  return made(scenario, 'getOptimizer', OPTIMIZER, optimizer);
}

const TRAINER: Rule = {
  allowed: '{ plan, train }',
  fits(value) {
    const { plan, train } = (value ?? {}) as Partial<Trainer>;
    return OBJECT.fits(plan) && typeof train === 'function';
  },
};

export function checkTrainer(scenario: object, trainer: Trainer): Trainer {
  return made(scenario, 'getTrainer', TRAINER, trainer);
}

const MAP: Rule = { allowed: 'a Map', fits: (value) => value instanceof Map };

/** Metrics of so many seeds, each `[E, T]`. */
export function checkTests(
  scenario: CommonAttributes,
  tests: TestMetrics,
  numSeeds: number,
): TestMetrics {
  made(scenario, 'performTests', { ...MAP, allowed: 'a Map of metrics' }, tests);
  const shape = [numSeeds, scenario.test_temporal_horizon];
  const checked = [...tests].map(
    ([config, all]) => [config, checkArray(scenario, 'performTests', all, shape)] as const,
  );
  return new Map(checked);
}

const LIST: Rule = { allowed: 'a list', fits: Array.isArray };
const RESULT = {
  ...{ seeds: required(LIST), updateSteps: required(LIST), aux: required(LIST) },
  ...{ losses: required(OBJECT), metrics: required(MAP), sampleRollouts: required(OBJECT) },
  ...{ weights: required(LIST), info: required(OBJECT) },
  digests: DIGESTS,
};

/** What `runRaw` of a subclass came to. */
export function checkResult(scenario: object, result: RawResult): RawResult {
  made(scenario, 'runRaw', { ...OBJECT, allowed: 'the result of a run' }, result);
  const what = `what ${scenario.constructor.name}.runRaw gives`;
  onBehalfOf(scenario, () => checkFields(what, result, RESULT));
  return result;
}

/** Throws a UserError for what is no neural stepper of the scenario's states. */
export function checkTrained(scenario: CommonAttributes, stepper: NeuralStepper): void {
  const { num_spatial_dims: dims, num_points: numPoints, num_channels: channels } = scenario;
  const wanted = [channels, ...spatialShape(dims, numPoints)];
  const given = stepper instanceof NeuralStepper ? stateShape(stepper.network) : null;
  if (String(given) === String(wanted)) return;
  throw new UserError(
    `${scenario.constructor.name} trains neural steppers of states [${wanted.join(', ')}], ` +
      `not ${given === null ? textOf(stepper) : `one of [${given.join(', ')}]`}`,
  );
}

/** A whole number from 1 on. */
export function checkCount(scenario: object, method: Method, count: number): number {
  return made(scenario, method, COUNT, count);
}

export function checkResiduum(scenario: object, residuum: ResiduumFn): ResiduumFn {
  if (typeof residuum === 'function') return residuum;
  throw wrong(scenario, 'getResiduumFn', `should give a function, not ${textOf(residuum)}`);
}

/** What other numbered columns of a table are called. */
const TAKEN = ['train_loss', 'aux', 'sample_rollout'];

export function checkMetrics(scenario: object, metrics: readonly Metric[]): readonly Metric[] {
  const isMetric = (one: Metric) =>
    typeof one?.config === 'string' && typeof one.evaluate === 'function';
  if (!Array.isArray(metrics) || !metrics.every(isMetric)) {
    throw wrong(scenario, 'getMetricFns', 'should give a list of { config, evaluate }');
  }
  const names = new Set<string>();
  for (const { config } of metrics as readonly Metric[]) {
    if (names.has(config)) throw wrong(scenario, 'getMetricFns', `gives '${config}' twice`);
    if (TAKEN.includes(config)) {
      throw new UserError(`'${config}' is no name for a metric: other columns are called so`);
    }
    names.add(config);
  }
  return metrics;
}

export function checkCallbacks(
  scenario: object,
  callbacks: readonly TrainingCallback[],
): readonly TrainingCallback[] {
  const { allowed, fits } = listOf(CALLBACK);
  if (fits(callbacks)) return callbacks;
  throw wrong(scenario, 'getCallbackFn', `should give ${allowed}`);
}

/** How many unrolled steps are kept, where that is said. */
export function checkRecomputeEvery(every: number | undefined): void {
  if (every !== undefined) check('recomputeEvery', every, COUNT);
}
