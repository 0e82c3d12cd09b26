/** Runs of a stepper on a backend: from initial conditions to whole trajectories. */

import type { Backend } from '../backends/index.js';
import { trace } from '../graph/index.js';
import { sizeOf, spatialShape } from '../spectral/index.js';
import type { Stepper } from './base-stepper.js';

export interface TrajectoryOptions {
  /** Steps before the first state that is kept; default 0. */
  warmup?: number;
  /** Steps that are kept, after the initial state. */
  horizon: number;
  /** How many samples are advanced at once; default: as many as fit `SHARD_BYTES`. */
  chunk?: number;
  signal?: AbortSignal;
}

/** A shard of trajectories takes at most about this much of the backend's memory. */
const SHARD_BYTES = 128 * 2 ** 20;
const BYTES_PER_NUMBER = 8;

/**
 * The trajectories of all initial conditions `[S, C, ...N]` as `[S, horizon + 1, C, ...N]`; index
 * 0 is the state after the warm-up. What a sample becomes does not depend on `chunk`.
 */
export async function buildTrajectories(
  backend: Backend,
  stepper: Stepper,
  initialConditions: Float64Array,
  { warmup = 0, horizon, chunk, signal }: TrajectoryOptions,
): Promise<Float64Array> {
  const stateShape = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  const stateSize = sizeOf(stateShape);
  const samples = initialConditions.length / stateSize;
  const fitting = Math.floor(SHARD_BYTES / (BYTES_PER_NUMBER * stateSize * (horizon + 1)));
  const shard = Math.min(samples, Math.max(1, chunk ?? fitting));
  const result = new Float64Array(samples * (horizon + 1) * stateSize);
  for (let start = 0; start < samples; start += shard) {
    const count = Math.min(shard, samples - start);
    const shape = [1, count, ...stateShape];
    const from = initialConditions.subarray(start * stateSize, (start + count) * stateSize);
    const warm = await advance(backend, stepper, shape, from, warmup, signal);
    const states = await record(backend, stepper, shape, warm, horizon, signal);
    for (let sample = 0; sample < count; sample++) {
      const row = (start + sample) * (horizon + 1);
      const size = stateSize;
      result.set(warm.subarray(sample * size, (sample + 1) * size), row * size);
      for (let step = 0; step < horizon; step++) {
        const at = (step * count + sample) * size;
        result.set(states.subarray(at, at + size), (row + 1 + step) * size);
      }
    }
  }
  return result;
}

/** The states `[1, S, C, ...N]` after a number of steps. */
async function advance(
  backend: Backend,
  stepper: Stepper,
  shape: number[],
  states: Float64Array,
  steps: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const program = trace({ steps: Math.max(1, steps) }, (t) => {
    const u = t.state('u', shape);
    t.assign(u, stepper.step(u));
  });
  const run = await backend.compile(program);
  try {
    await run.write('u', states);
    if (steps > 0) await run.run(steps, { signal });
    return await run.read('u');
  } finally {
    await run.dispose();
  }
}

/** All states that follow in a number of steps, `[steps, 1, S, C, ...N]`. */
async function record(
  backend: Backend,
  stepper: Stepper,
  shape: number[],
  states: Float64Array,
  steps: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  if (steps === 0) return new Float64Array(0);
  const program = trace({ steps }, (t) => {
    const u = t.state('u', shape);
    const next = stepper.step(u);
    t.assign(u, next);
    t.record('u', next);
  });
  const run = await backend.compile(program);
  try {
    await run.write('u', states);
    await run.run(steps, { signal });
    return await run.readRecord('u', 0, steps);
  } finally {
    await run.dispose();
  }
}
