/**
 * The tests of a trained emulator on a scenario's test set: rollouts, metrics, sample trajectories.
 */

import { UserError } from '../errors.js';
import type { Program } from '../graph/index.js';
import { sizeOf } from '../nets/index.js';
import { stateShape } from '../training/index.js';
import { type DataOptions, withBackend } from './data.js';
import type { DataScenario } from './data-scenario.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray } from './raw-result.js';
import { type TestMetrics, testAgainstStepper, testProgram, testRollout } from './rollout-tests.js';

/**
 * The programs of the tests of a stepper and of its sample rollouts, without the reference solver.
 * The stepper needs no parameters.
 */
export async function testPrograms(
  scenario: DataScenario,
  stepper: NeuralStepper,
): Promise<Program[]> {
  const { num_test_samples: samples, test_temporal_horizon: horizon } = scenario;
  const shape = [samples, ...stateShape(stepper.network)];
  const metrics = await scenario.getMetricFns();
  return [
    testProgram(stepper, (v) => v, metrics, shape, horizon),
    stepper.rolloutProgram(sampleCount(scenario), horizon),
  ];
}

/** How many sample rollouts are kept. */
function sampleCount({ num_trjs_returned, num_test_samples }: DataScenario): number {
  return Math.min(num_trjs_returned, num_test_samples);
}

/** The rollouts of all test initial conditions, `[E, S, T, C, ...N]`. */
export async function testRollouts(
  scenario: DataScenario,
  stepper: NeuralStepper,
  options: DataOptions = {},
): Promise<RawArray> {
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend };
    const initial = await scenario.getTestIcSet(inside);
    const rollout = await stepper.rollout(initial, scenario.test_temporal_horizon, inside);
    return withSeedAxis(rollout, stepper);
  });
}

/** The metrics of the test rollout, by their config strings, each `[E, T]`. */
export async function performTests(
  scenario: DataScenario,
  stepper: NeuralStepper,
  options: DataOptions = {},
): Promise<TestMetrics> {
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend };
    const initial = await scenario.getTestIcSet(inside);
    const { test_temporal_horizon: horizon } = scenario;
    const metrics = await scenario.getMetricFns();
    const reference = await scenario.getRefStepper();
    return testAgainstStepper(stepper, reference, metrics, initial, horizon, inside);
  });
}

/**
 * The metrics of a rollout `[S, T, C, ...N]` (or `[E, S, T, C, ...N]`) of the test initial
 * conditions, without the initial state, each `[E, T]`. Throws a UserError where it does not have
 * the shape of the test set.
 */
export async function performTestsOnRollout(
  scenario: DataScenario,
  rollout: RawArray,
  options: DataOptions = {},
): Promise<TestMetrics> {
  const state = [
    scenario.num_channels,
    ...Array<number>(scenario.num_spatial_dims).fill(scenario.num_points),
  ];
  const { num_test_samples: samples, test_temporal_horizon: horizon } = scenario;
  const shape = [samples, horizon, ...state];
  const seeds = rollout.shape.length === shape.length + 1 ? rollout.shape[0] : 1;
  const given = rollout.shape.slice(rollout.shape.length - shape.length);
  if (seeds * sizeOf(shape) !== rollout.data.length || String(given) !== String(shape)) {
    throw new UserError(
      `a rollout of the test set is [${shape.join(', ')}] (samples, time steps, channels, points), ` +
        `not [${rollout.shape.join(', ')}]`,
    );
  }
  return withBackend(options, async (backend) => {
    const inside = { ...options, backend };
    const reference = withoutFirstFrames(await scenario.getTestData(inside));
    const ensemble = { data: rollout.data, shape: [seeds, ...shape] };
    return testRollout(ensemble, reference, await scenario.getMetricFns(), inside);
  });
}

/** The first rollouts of the test set, `[E, trjs, T + 1, C, ...N]`, the initial state first. */
export async function sampleTrajectories(
  scenario: DataScenario,
  stepper: NeuralStepper,
  options: DataOptions = {},
): Promise<RawArray> {
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const inside = { ...options, backend };
    const all = await scenario.getTestIcSet(inside);
    const count = sampleCount(scenario);
    const state = stateShape(stepper.network);
    const size = sizeOf(state);
    const initial = { data: all.data.slice(0, count * size), shape: [count, ...state] };
    const horizon = scenario.test_temporal_horizon;
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

/** A rollout with its seed axis, which steppers of one seed leave out. */
function withSeedAxis({ data, shape }: RawArray, stepper: NeuralStepper): RawArray {
  return { data, shape: stepper.numSeeds === 1 ? [1, ...shape] : shape };
}

/** Trajectories `[S, T + 1, ...]` without their initial states. */
function withoutFirstFrames({ data, shape }: RawArray): RawArray {
  const [samples, frames, ...state] = shape;
  const size = sizeOf(state);
  const result = new Float64Array(samples * (frames - 1) * size);
  for (let sample = 0; sample < samples; sample++) {
    const from = (sample * frames + 1) * size;
    result.set(data.subarray(from, from + (frames - 1) * size), sample * (frames - 1) * size);
  }
  return { data: result, shape: [samples, frames - 1, ...state] };
}
