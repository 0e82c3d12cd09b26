/**
 * The tests of a trained emulator on a scenario's test set: rollouts, metrics, sample trajectories.
 */

import { float64Of, type NdArray, type Numbers, partAt, sizeOf, takeFrames } from '../arrays.js';
import { withBackend } from '../backends/index.js';
import { check, checkNdArray, checkOptions, FUNCTION, pick } from '../checks.js';
import { UserError } from '../errors.js';
import type { Program } from '../graph/index.js';
import { type Metric, type MetricFunction, parseMetric } from '../metrics/index.js';
import { NeuralStepper, stateShape } from '../training/index.js';
import { checkArray, requireRolloutStepper } from './checks.js';
import { planOf, referenceStepper, sampleCount, stateOf } from './data.js';
import { checkDataOptions, DATA_OPTIONS, ROLLOUT_TEST_OPTIONS } from './option-rules.js';
import type { Awaitable } from './options.js';
import {
  type TestMetrics,
  testAgainstStepper,
  testProgram,
  testRollout,
} from './rollout-metrics.js';
import type {
  CommonAttributes,
  DataOptions,
  RolloutStepper,
  RolloutTestOptions,
  Scenario,
  TestSet,
} from './scenario.js';

/**
 * The programs of the tests of a stepper and of its sample rollouts, without the reference solver.
 * The stepper needs no parameters.
 */
export function testPrograms(
  scenario: CommonAttributes,
  metrics: readonly Metric[],
  stepper: NeuralStepper,
): Program[] {
  const { num_test_samples: samples, test_temporal_horizon: horizon } = scenario;
  const shape = [samples, ...stateShape(stepper.network)];
  const count = sampleCount(scenario);
  return [
    testProgram(stepper, (v) => v, metrics, shape, horizon),
    ...(count > 0 ? [stepper.rolloutProgram(count, horizon)] : []),
  ];
}

/** Makes each part of the test set when it is first asked for. */
export class LazyTestSet implements TestSet {
  readonly solver = once(() => referenceStepper(this.scenario));
  readonly initial = once(async (options: DataOptions) => {
    const shape = [this.scenario.num_test_samples, ...stateOf(this.scenario)];
    const states = await this.scenario.getTestIcSet(pick(options, DATA_OPTIONS));
    return checkArray(this.scenario, 'getTestIcSet', states, shape);
  });
  readonly reference = once(async (options: DataOptions) => {
    const { num_test_samples: samples, test_temporal_horizon: horizon } = this.scenario;
    const shape = [samples, horizon + 1, ...stateOf(this.scenario)];
    const given = await this.scenario.getTestData(pick(options, DATA_OPTIONS));
    return takeFrames(checkArray(this.scenario, 'getTestData', given, shape), 1, horizon + 1);
  });

  constructor(readonly scenario: Scenario) {}
}

/** What is made the first time, and anew after a failure: work may start anew elsewhere. */
function once<A extends unknown[], T>(make: (...args: A) => Awaitable<T>) {
  let made: Promise<T> | undefined;
  return (...args: A): Promise<T> => {
    if (made === undefined) {
      made = (async () => make(...args))();
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  };
}

/** The rollouts of all test initial conditions, `[E, S, T, C, ...N]`. */
export async function testTrajectories(
  scenario: Scenario,
  stepper: RolloutStepper,
  options: DataOptions = {},
): Promise<NdArray> {
  requireRolloutStepper(stepper);
  checkDataOptions(options);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend };
    const initial = await testSetOf(scenario, options).initial(inside);
    const rollout = await stepper.rollout(initial, scenario.test_temporal_horizon, inside);
    return withSeedAxis(rollout, stepper);
  });
}

/**
 * The error of the test rollout at every step, `[T]`, or `[E, T]` for a stepper of several seeds;
 * the error function takes tensors, as a metric does (default: that of `mean_nRMSE`).
 */
export async function testErrorRollout(
  scenario: Scenario,
  stepper: RolloutStepper,
  meanErrorFn: MetricFunction = parseMetric('mean_nRMSE').evaluate,
  options: DataOptions = {},
): Promise<NdArray> {
  requireRolloutStepper(stepper);
  check('the error function', meanErrorFn, FUNCTION);
  checkDataOptions(options);
  const metric = { config: 'error', evaluate: meanErrorFn };
  const results = await testMetrics(scenario, stepper, [metric], options);
  const { data, shape } = results.get(metric.config)!;
  return { data, shape: stepper.numSeeds === 1 ? shape.slice(1) : shape };
}

/** The metrics of the test rollout, by their config strings, each `[E, T]`. */
export async function performTests(
  scenario: Scenario,
  stepper: RolloutStepper,
  options: DataOptions = {},
): Promise<TestMetrics> {
  requireRolloutStepper(stepper);
  checkDataOptions(options);
  const testSet = testSetOf(scenario, options);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend, testSet };
    const metrics = planOf(scenario, options)?.metrics ?? (await scenario.getMetricFns());
    if (scenario.redefines('performTestRollout')) {
      const results: TestMetrics = new Map();
      const { numSeeds } = stepper;
      const shape = [numSeeds, scenario.test_temporal_horizon];
      for (const { config, evaluate } of metrics) {
        const errors = await scenario.performTestRollout(stepper, evaluate, inside);
        const wanted = numSeeds === 1 ? shape.slice(1) : shape;
        const { data } = checkArray(scenario, 'performTestRollout', errors, wanted);
        results.set(config, { data, shape });
      }
      return results;
    }
    if (scenario.redefines('performTestsOnRollout')) {
      const rollout = await scenario.testTrajectories(stepper, inside);
      return scenario.performTestsOnRollout(rollout, undefined, inside);
    }
    return testMetrics(scenario, stepper, metrics, inside);
  });
}

/** Metrics of the test rollout, each `[E, T]`; without arrays where no subclass makes any. */
async function testMetrics(
  scenario: Scenario,
  stepper: RolloutStepper,
  metrics: readonly Metric[],
  options: DataOptions,
): Promise<TestMetrics> {
  const testSet = testSetOf(scenario, options);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend, testSet };
    const redefined = scenario.redefines('testTrajectories', 'getTestData', 'produceData');
    if (redefined || !(stepper instanceof NeuralStepper)) {
      const shape = [stepper.numSeeds, ...testShape(scenario)];
      const given = await scenario.testTrajectories(stepper, inside);
      const rollout = checkArray(scenario, 'testTrajectories', given, shape);
      return testRollout(rollout, await testSet.reference(inside), metrics, inside);
    }
    const initial = await testSet.initial(inside);
    const reference = await testSet.solver();
    const { test_temporal_horizon: horizon } = scenario;
    return testAgainstStepper(stepper, reference, metrics, initial, horizon, inside);
  });
}

/**
 * The metrics of a rollout `[S, T, C, ...N]`, or `[E, S, T, C, ...N]` of several seeds, against the
 * test trajectories or against `testDataNoInit` (`[S, T, C, ...N]`), all without initial states.
 * Throws a UserError where their shapes do not fit together.
 */
export async function performTestsOnRollout(
  scenario: Scenario,
  rollout: NdArray<Numbers>,
  testDataNoInit?: NdArray<Numbers>,
  options: RolloutTestOptions = {},
): Promise<TestMetrics> {
  checkOptions('test', options, ROLLOUT_TEST_OPTIONS);
  checkNdArray('a rollout', rollout, 0);
  if (testDataNoInit !== undefined) checkNdArray('test data', testDataNoInit);
  const expected = testDataNoInit?.shape ?? testShape(scenario);
  const shape = seedsFirst(rollout, expected, testDataNoInit ? 'reference' : 'test data');
  return withBackend(options, async (backend) => {
    const inside = { ...options, backend };
    const reference = testDataNoInit
      ? float64Of(testDataNoInit)
      : await testSetOf(scenario, options).reference(inside);
    const metrics = planOf(scenario, options)?.metrics ?? (await scenario.getMetricFns());
    const results = await testRollout({ ...float64Of(rollout), shape }, reference, metrics, inside);
    if (options.removeSingletonAxis !== true || shape[0] !== 1) return results;
    return new Map([...results].map(([config, all]) => [config, partAt(all, 0)]));
  });
}

/** The shape of the test trajectories without their initial states. */
function testShape(scenario: CommonAttributes): number[] {
  const { num_test_samples: samples, test_temporal_horizon: horizon } = scenario;
  return [samples, horizon, ...stateOf(scenario)];
}

/** The shape of a rollout with its seed axis. Throws a UserError where it is not the one wanted. */
function seedsFirst(
  { shape }: NdArray<Numbers>,
  expected: readonly number[],
  what: 'reference' | 'test data',
): number[] {
  const own = shape.slice(-expected.length);
  const seeds = shape.length > expected.length ? shape[0]! : 1;
  const hasShape = (wanted: readonly number[]) =>
    seeds > 0 && shape.length <= wanted.length + 1 && String(own) === String(wanted);
  if (hasShape(expected)) return [seeds, ...own];
  const [given, wanted] = [shape, expected].map((extents) => `[${extents.join(', ')}]`);
  if (hasShape(expected.map((extent, axis) => (axis === 1 ? extent + 1 : extent)))) {
    throw new UserError(
      `a rollout ${given} has one time step more than the ${what} ${wanted}: leave out the ` +
        'initial state',
    );
  }
  if (hasShape(expected.map((extent, axis) => (axis === 1 ? extent - 1 : extent)))) {
    throw new UserError(
      `a rollout ${given} has one time step less than the ${what} ${wanted}; neither holds the ` +
        'initial state',
    );
  }
  throw new UserError(
    `a rollout must have the shape of the ${what}, ${wanted} (samples, time steps without the ` +
      `initial state, channels, points), with an axis of seeds first or without, not ${given}`,
  );
}

/** The first rollouts of the test set, `[E, trjs, T + 1, C, ...N]`, the initial state first. */
export async function sampleTrajectories(
  scenario: Scenario,
  stepper: RolloutStepper,
  options: DataOptions = {},
): Promise<NdArray> {
  requireRolloutStepper(stepper);
  checkDataOptions(options);
  const count = sampleCount(scenario);
  const state = stepper instanceof NeuralStepper ? stateShape(stepper.network) : stateOf(scenario);
  const size = sizeOf(state);
  const horizon = scenario.test_temporal_horizon;
  if (count === 0) {
    return { data: new Float64Array(0), shape: [stepper.numSeeds, 0, horizon + 1, ...state] };
  }
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend };
    const all = await sampleStates(scenario, inside);
    const initial = { data: all.slice(0, count * size), shape: [count, ...state] };
    const { data } = withSeedAxis(await stepper.rollout(initial, horizon, inside), stepper);
    const { numSeeds } = stepper;
    const result = new Float64Array(numSeeds * count * (horizon + 1) * size);
    for (let row = 0; row < numSeeds * count; row++) {
      const start = (row % count) * size;
      const at = row * (horizon + 1) * size;
      result.set(initial.data.subarray(start, start + size), at);
      result.set(data.subarray(row * horizon * size, (row + 1) * horizon * size), at + size);
    }
    return { data: result, shape: [numSeeds, count, horizon + 1, ...state] };
  });
}

/** The states that sample rollouts begin with: those of the reference samples, of the test set. */
async function sampleStates(scenario: Scenario, options: DataOptions): Promise<Float64Array> {
  if (scenario.redefines('getRefSampleData')) {
    const { test_temporal_horizon: horizon } = scenario;
    const shape = [sampleCount(scenario), horizon + 1, ...stateOf(scenario)];
    const samples = await scenario.getRefSampleData(options);
    return takeFrames(checkArray(scenario, 'getRefSampleData', samples, shape), 0, 1).data;
  }
  return (await testSetOf(scenario, options).initial(options)).data;
}

function testSetOf(scenario: Scenario, { testSet }: DataOptions): TestSet {
  return testSet?.scenario === scenario ? testSet : new LazyTestSet(scenario);
}

/** A rollout with its seed axis, which steppers of one seed leave out. */
function withSeedAxis({ data, shape }: NdArray, stepper: RolloutStepper): NdArray {
  return { data, shape: stepper.numSeeds === 1 ? [1, ...shape] : shape };
}
