/**
 * Tests of an emulator: its rollout from the test initial conditions, measured at every step
 * against the reference.
 *
 * The reference trajectories are advanced beside the emulator's in one program that records the
 * metrics of each step; neither is stored.
 */

import type { Executable } from '../backends/index.js';
import { type Program, type Tensor, type Tracer, trace } from '../graph/index.js';
import type { Metric } from '../metrics/index.js';
import { sizeOf } from '../nets/index.js';
import type { Stepper } from '../steppers/index.js';
import { type DataOptions, withBackend } from './data.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray } from './raw-result.js';

/** Metrics by their config string, each `[E, T]`. */
export type TestMetrics = Map<string, RawArray>;

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
  initial: RawArray,
  numSteps: number,
  options: DataOptions = {},
): Promise<TestMetrics> {
  const { numSeeds } = stepper;
  const program = testProgram(stepper, (v) => reference.step(v), metrics, initial.shape, numSteps);
  const all = new Float64Array(numSeeds * initial.data.length);
  for (let seed = 0; seed < numSeeds; seed++) all.set(initial.data, seed * initial.data.length);
  return runMetrics(program, metrics, numSeeds, numSteps, options, async (executable) => {
    await stepper.write(executable);
    await executable.write('u', all);
    await executable.write('v', initial.data);
  });
}

/**
 * The metrics of a rollout `[E, S, T, C, ...N]` against reference trajectories
 * `[S, T, C, ...N]`, neither with its initial state.
 */
export async function testRollout(
  rollout: RawArray,
  reference: RawArray,
  metrics: readonly Metric[],
  options: DataOptions = {},
): Promise<TestMetrics> {
  const [numSeeds, samples, numSteps, ...state] = rollout.shape;
  const size = sizeOf(state);
  const program = trace({ steps: numSteps }, (t) => {
    const u = t.perStep('u', [numSeeds, samples, ...state]);
    const v = t.perStep('v', [1, samples, ...state]);
    recordMetrics(t, metrics, u, v);
  });
  return runMetrics(program, metrics, numSeeds, numSteps, options, async (executable) => {
    await executable.write('u', timeOutward(rollout.data, numSteps, size));
    await executable.write('v', timeOutward(reference.data, numSteps, size));
  });
}

function recordMetrics(t: Tracer, metrics: readonly Metric[], u: Tensor, v: Tensor): void {
  for (const { config, evaluate } of metrics) t.record(config, evaluate(u, v));
}

async function runMetrics(
  program: Program,
  metrics: readonly Metric[],
  numSeeds: number,
  numSteps: number,
  options: DataOptions,
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
        const data = new Float64Array(perStep.length);
        for (let i = 0; i < data.length; i++) {
          data[(i % numSeeds) * numSteps + Math.floor(i / numSeeds)] = perStep[i];
        }
        results.set(config, { data, shape: [numSeeds, numSteps] });
      }
      return results;
    } finally {
      await executable.dispose();
    }
  });
}

/** `[rows, T, size]` to `[T, rows, size]`. */
function timeOutward(data: Float64Array, steps: number, size: number): Float64Array {
  const rows = data.length / (steps * size);
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < steps; t++) {
      const from = (row * steps + t) * size;
      result.set(data.subarray(from, from + size), (t * rows + row) * size);
    }
  }
  return result;
}
