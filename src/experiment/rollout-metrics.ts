/**
 * Metrics of an emulator's rollout from the test initial conditions, at every step against the
 * reference: either advanced beside it in one program that records the metrics of each step and
 * stores neither, or given.
 */

import { type NdArray, sizeOf, swapAxes } from '../arrays.js';
import { type Executable, withBackend } from '../backends/index.js';
import { UserError } from '../errors.js';
import { type Program, type Tensor, type Tracer, trace } from '../graph/index.js';
import type { Metric } from '../metrics/index.js';
import type { Stepper } from '../steppers/index.js';
import type { NeuralStepper } from '../training/index.js';
import type { ComputeOptions } from './options.js';

/** Metrics by their config string, each `[E, T]`. */
export type TestMetrics = Map<string, NdArray>;

/** The program that advances an emulator and a reference side by side and measures each step. */
export function testProgram(
  stepper: NeuralStepper,
  advance: (v: Tensor) => Tensor,
  metrics: readonly Metric[],
  shape: readonly number[],
  numSteps: number,
): Program {
  return trace({ steps: numSteps }, (t) => {
    const u = t.state('u', [stepper.numSeeds, ...shape]);
    const v = t.state('v', [1, ...shape]);
    const nextU = stepper.declare(t)(u);
    const nextV = advance(v);
    recordMetrics(t, metrics, nextU, nextV);
    t.assign(u, nextU);
    t.assign(v, nextV);
  });
}

/**
 * The metrics of `numSteps` steps of all seeds of `stepper` against `reference`, both from the
 * states `initial` (`[S, C, ...N]`).
 */
export async function testAgainstStepper(
  stepper: NeuralStepper,
  reference: Stepper,
  metrics: readonly Metric[],
  initial: NdArray,
  numSteps: number,
  options: ComputeOptions = {},
): Promise<TestMetrics> {
  const { numSeeds } = stepper;
  const program = testProgram(stepper, (v) => reference.step(v), metrics, initial.shape, numSteps);
  return runMetrics(program, metrics, numSeeds, numSteps, options, async (executable) => {
    await stepper.write(executable);
    for (let seed = 0; seed < numSeeds; seed++) {
      await executable.write('u', initial.data, seed * initial.data.length);
    }
    await executable.write('v', initial.data);
  });
}

/**
 * The metrics of a rollout `[E, S, T, C, ...N]` against reference trajectories
 * `[S, T, C, ...N]`, neither with its initial state.
 */
export async function testRollout(
  rollout: NdArray,
  reference: NdArray,
  metrics: readonly Metric[],
  options: ComputeOptions = {},
): Promise<TestMetrics> {
  const [numSeeds, samples, numSteps, ...state] = rollout.shape as [number, number, number];
  const program = trace({ steps: numSteps }, (t) => {
    const u = t.perStep('u', [numSeeds, samples, ...state]);
    const v = t.perStep('v', [1, samples, ...state]);
    recordMetrics(t, metrics, u, v);
  });
  return runMetrics(program, metrics, numSeeds, numSteps, options, async (executable) => {
    await executable.write('u', swapAxes(rollout.data, numSeeds * samples, numSteps));
    await executable.write('v', swapAxes(reference.data, samples, numSteps));
  });
}

function recordMetrics(t: Tracer, metrics: readonly Metric[], u: Tensor, v: Tensor): void {
  for (const { config, evaluate } of metrics) {
    const result = evaluate(u, v);
    if (result?.shape?.[0] !== u.shape[0] || sizeOf(result.shape) !== u.shape[0]) {
      throw new UserError(
        `metric '${config}' should give [${u.shape[0]}, 1, …], a number for each seed, ` +
          `not [${result?.shape}]`,
      );
    }
    t.record(config, result);
  }
}

async function runMetrics(
  program: Program,
  metrics: readonly Metric[],
  numSeeds: number,
  numSteps: number,
  options: ComputeOptions,
  write: (executable: Executable) => Promise<void>,
): Promise<TestMetrics> {
  return withBackend(options, async (backend) => {
    const executable = await backend.compile(program);
    try {
      await write(executable);
      await executable.run(numSteps, { signal: options.signal });
      const results: TestMetrics = new Map();
      for (const { config } of metrics) {
        const perStep = await executable.readRecord(config, 0, numSteps);
        const data = swapAxes(perStep, numSteps, numSeeds);
        results.set(config, { data, shape: [numSeeds, numSteps] });
      }
      return results;
    } finally {
      await executable.dispose();
    }
  });
}
