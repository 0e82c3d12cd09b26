/**
 * Data sets of a scenario: what they would take and how they are made.
 *
 * No data set stands on the host as a whole: trajectories go shard by shard from the solver
 * (`dataShards`) to the program that trains (`trainDataWriter`) or to a file; test trajectories of
 * a run are advanced beside the network's (`evaluate.ts`).
 */

import { type NdArray, sizeOf, takeFrames } from '../arrays.js';
import { type Backend, withBackend } from '../backends/index.js';
import { check, pick, type Rule, requireMemory, wholeFrom } from '../checks.js';
import { loadCore } from '../core/index.js';
import { buildIcSet } from '../initial-conditions/index.js';
import { PRNGKey } from '../random/index.js';
import { spatialShape } from '../spectral/index.js';
import {
  buildTrajectories,
  type Stepper,
  type TrajectoryShard,
  trajectoryShards,
} from '../steppers/index.js';
import type { DataWriter } from '../training/index.js';
import { checkArray, checkStepper, icGeneratorOf, nameOf, requireCoarse } from './checks.js';
import { requireFinite, requireFiniteStart } from './finite.js';
import { checkDataOptions, DATA_OPTIONS } from './option-rules.js';
import type { Awaitable } from './options.js';
import type {
  CommonAttributes,
  DataOptions,
  Plan,
  Scenario,
  TrainerOptions,
  TrajectorySet,
} from './scenario.js';

/**
 * The plan that options carry, where it is this scenario's: an override may give its options to
 * another scenario.
 */
export function planOf(scenario: Scenario, { plan }: DataOptions): Plan | undefined {
  return plan?.scenario === scenario ? plan : undefined;
}

/** The shape of a state, `[C, ...N]`. */
export function stateOf(scenario: CommonAttributes): number[] {
  const { num_channels, num_spatial_dims, num_points } = scenario;
  return [num_channels, ...spatialShape(num_spatial_dims, num_points)];
}

/** How many sample rollouts are kept. */
export function sampleCount({ num_trjs_returned, num_test_samples }: CommonAttributes): number {
  return Math.min(num_trjs_returned, num_test_samples);
}

/** Throws a UserError where the states that a run keeps on the host would not fit. */
export function requireStates(scenario: CommonAttributes): void {
  const state = stateOf(scenario);
  requireMemory('one step of the train data', [scenario.num_train_samples, ...state]);
  requireMemory('one step of the test data', [scenario.num_test_samples, ...state]);
}

/** The reference solver, of the scenario's own states. */
export async function referenceStepper(scenario: Scenario): Promise<Stepper> {
  return checkStepper(scenario, 'getRefStepper', await scenario.getRefStepper?.());
}

/** The coarse solver, of the scenario's own states. Throws a UserError where it has none. */
export async function coarseStepper(scenario: Scenario): Promise<Stepper> {
  requireCoarse(scenario);
  return checkStepper(scenario, 'getCoarseStepper', await scenario.getCoarseStepper());
}

/** The trajectories of the train or test set, of the first samples where `numSamples` is given. */
export function trajectorySet(
  scenario: CommonAttributes,
  set: 'train' | 'test',
  stepper: Stepper,
  numSamples?: number,
): TrajectorySet {
  const ofTrain = set === 'train';
  return {
    stepper,
    numSamples: numSamples ?? (ofTrain ? scenario.num_train_samples : scenario.num_test_samples),
    numWarmupSteps: scenario.num_warmup_steps,
    temporalHorizon: ofTrain ? scenario.train_temporal_horizon : scenario.test_temporal_horizon,
    key: PRNGKey(ofTrain ? scenario.train_seed : scenario.test_seed),
  };
}

/** The states `[S, C, ...N]` that a set begins with, before the warm-up. */
async function drawStates(
  scenario: Scenario,
  { stepper, numSamples, key }: TrajectorySet,
  options: DataOptions,
): Promise<Float64Array> {
  const { icGenerator } = planOf(scenario, options) ?? {};
  const generator = icGenerator ?? (await icGeneratorOf(scenario));
  const { random } = options;
  const { data } = await buildIcSet(generator, stepper.numPoints, numSamples, key, random);
  return data;
}

const SET: Rule = {
  allowed: '{ stepper, numSamples, numWarmupSteps, temporalHorizon, key }',
  fits(value) {
    const set = (value ?? {}) as Partial<TrajectorySet>;
    const counts = [set.numSamples, set.numWarmupSteps, set.temporalHorizon];
    return typeof set.stepper?.step === 'function' && counts.every(wholeFrom(0).fits);
  },
};

/**
 * Draws initial conditions, warms them up and rolls them out:
 * `[numSamples, temporalHorizon + 1, C, ...N]`, the first state being the one after the warm-up.
 */
export async function produceTrajectories(
  scenario: Scenario,
  set: TrajectorySet,
  options: DataOptions = {},
): Promise<NdArray> {
  check('the set', set, SET);
  checkDataOptions(options);
  const { stepper, numWarmupSteps: warmup, temporalHorizon: horizon } = set;
  const state = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  const shape = [set.numSamples, horizon + 1, ...state];
  requireMemory('the data', shape);
  return withBackend(options, async (backend) => {
    const start = await drawStates(scenario, set, options);
    const { signal } = options;
    const data = await buildTrajectories(backend, stepper, start, { warmup, horizon, signal });
    return { data, shape };
  });
}

/** The trajectories of a solver from these states `[S, C, ...N]`: `[S, horizon + 1, C, ...N]`. */
async function rollOut(
  stepper: Stepper,
  { data: states, shape: [numSamples, ...state] }: NdArray,
  horizon: number,
  options: DataOptions,
): Promise<NdArray> {
  const shape = [numSamples!, horizon + 1, ...state];
  requireMemory('the data', shape);
  const { signal } = options;
  return withBackend(options, async (backend) => ({
    data: await buildTrajectories(backend, stepper, states, { horizon, signal }),
    shape,
  }));
}

/** Trajectories of the reference solver, from the scenario's own initial states if it has some. */
export async function referenceData(
  scenario: Scenario,
  set: 'train' | 'test',
  options: DataOptions = {},
  numSamples?: number,
): Promise<NdArray> {
  checkDataOptions(options);
  if (numSamples === 0) {
    const [, ...trajectory] = dataShape(scenario, { set });
    return { data: new Float64Array(0), shape: [0, ...trajectory] };
  }
  await loadCore();
  if (numSamples !== undefined && scenario.redefines('getTestData')) {
    const wanted = dataShape(scenario, { set: 'test' });
    const given = await scenario.getTestData(options);
    const { data } = checkArray(scenario, 'getTestData', given, wanted);
    const part = [numSamples, ...wanted.slice(1)];
    return { data: data.slice(0, sizeOf(part)), shape: part };
  }
  const stepper = await referenceStepper(scenario);
  const whole = trajectorySet(scenario, set, stepper, numSamples);
  const states = await ownStates(scenario, set, options);
  if (states === null) return scenario.produceData(whole, options);
  const [, ...state] = states.shape;
  const data = states.data.subarray(0, whole.numSamples * sizeOf(state));
  const first = { data, shape: [whole.numSamples, ...state] };
  return rollOut(stepper, first, whole.temporalHorizon, options);
}

/** Trajectories of the coarse solver, warm-up included. */
export async function coarseData(
  scenario: Scenario,
  set: 'train' | 'test',
  options: DataOptions = {},
): Promise<NdArray> {
  checkDataOptions(options);
  await loadCore();
  const stepper = await coarseStepper(scenario);
  return scenario.produceData(trajectorySet(scenario, set, stepper), options);
}

/** The initial states of a set, where a subclass makes them by itself. */
async function ownStates(
  scenario: Scenario,
  set: 'train' | 'test',
  options: DataOptions,
): Promise<NdArray | null> {
  const method = set === 'train' ? 'getTrainIcSet' : 'getTestIcSet';
  if (!scenario.redefines(method)) return null;
  const samples = set === 'train' ? scenario.num_train_samples : scenario.num_test_samples;
  const states = await scenario[method](options);
  return checkArray(scenario, method, states, [samples, ...stateOf(scenario)]);
}

/** The initial states of a set after the warm-up by a solver, `[S, C, ...N]`. */
export async function initialStates(
  scenario: Scenario,
  set: 'train' | 'test',
  makeStepper: () => Awaitable<Stepper>,
  options: DataOptions = {},
): Promise<NdArray> {
  checkDataOptions(options);
  await loadCore();
  const first = { ...trajectorySet(scenario, set, await makeStepper()), temporalHorizon: 0 };
  const made = await scenario.produceData(first, options);
  const wanted = [first.numSamples, made?.shape?.[1] ?? 1, ...stateOf(scenario)];
  const { data, shape } = takeFrames(checkArray(scenario, 'produceData', made, wanted), 0, 1);
  return { data, shape: [shape[0]!, ...shape.slice(2)] };
}

/**
 * What writes the train trajectories to a program, made anew each time, in shards. Throws a
 * UserError for data that is not finite, unless that is allowed.
 */
export function trainDataWriter(scenario: Scenario, options: TrainerOptions): DataWriter {
  return (executable, name) =>
    withBackend(options, async (backend) => {
      const shards = dataShards(scenario, { set: 'train' }, { ...options, backend });
      for await (const { start, count, data } of shards) {
        await executable.write(name, data, start * (data.length / count));
      }
    });
}

/** One of a scenario's data sets. */
export interface DataSet {
  readonly set: 'train' | 'test';
  /** Whether it is made by the coarse solver. */
  readonly coarse?: boolean;
}

/** The shape of a data set, `[S, T + 1, C, ...N]`. */
export function dataShape(scenario: CommonAttributes, { set }: DataSet): number[] {
  const [samples, horizon] =
    set === 'train'
      ? [scenario.num_train_samples, scenario.train_temporal_horizon]
      : [scenario.num_test_samples, scenario.test_temporal_horizon];
  return [samples, horizon + 1, ...stateOf(scenario)];
}

/**
 * The trajectories of a data set, shard by shard in the order of the samples, or all at once where
 * a subclass makes them. Throws a UserError for data that is not finite, unless that is allowed,
 * and where a subclass gives another shape.
 */
export async function* dataShards(
  scenario: Scenario,
  { set, coarse = false }: DataSet,
  options: TrainerOptions & { readonly backend: Backend },
): AsyncGenerator<TrajectoryShard> {
  const inside = pick(options, DATA_OPTIONS);
  const wanted = dataShape(scenario, { set });
  const kind = `${coarse ? 'coarse ' : ''}${set}`;
  const what = `the ${kind} data of ${await nameOf(scenario)}`;
  const checked = (shard: TrajectoryShard) => {
    const { start, count, data } = shard;
    const shape = [count, ...wanted.slice(1)];
    if (options.allowNonFinite !== true) requireFinite(what, { data, shape }, start);
    return shard;
  };
  const getter = `get${set === 'train' ? 'Train' : 'Test'}Data${coarse ? 'Coarse' : ''}` as const;
  if (scenario.redefines(getter, 'produceData')) {
    const { data } = checkArray(scenario, getter, await scenario[getter](inside), wanted);
    yield checked({ start: 0, count: wanted[0]!, data });
    return;
  }
  const stepper = await (coarse ? coarseStepper(scenario) : referenceStepper(scenario));
  const whole = trajectorySet(scenario, set, stepper);
  const own = coarse ? null : await ownStates(scenario, set, inside);
  const states = own?.data ?? (await drawStates(scenario, whole, options));
  if (options.allowNonFinite !== true) requireFiniteStart(what, states, wanted[0]!);
  const shards = trajectoryShards(options.backend, stepper, states, {
    warmup: own === null ? whole.numWarmupSteps : 0,
    horizon: whole.temporalHorizon,
    signal: options.signal,
  });
  for await (const shard of shards) yield checked(shard);
}
