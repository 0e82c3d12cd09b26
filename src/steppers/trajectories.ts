/** Runs of a stepper on a backend: from initial conditions to whole trajectories. */

import { sizeOf } from '../arrays.js';
import type { Backend } from '../backends/index.js';
import { trace } from '../graph/index.js';
import { Pace } from '../platform/index.js';
import { spatialShape } from '../spectral/index.js';
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

/** Some samples' trajectories `[count, horizon + 1, C, ...N]`, the first of number `start`. */
export interface TrajectoryShard {
  readonly start: number;
  readonly count: number;
  readonly data: Float64Array;
}

/** A shard of trajectories takes at most about this much of the backend's memory. */
const SHARD_BYTES = 128 * 1024 * 1024;
const BYTES_PER_NUMBER = 8;

/**
 * The trajectories of all initial conditions `[S, C, ...N]` as `[S, horizon + 1, C, ...N]`; index
 * 0 is the state after the warm-up. What a sample becomes does not depend on `chunk`.
 */
export async function buildTrajectories(
  backend: Backend,
  stepper: Stepper,
  initialConditions: Float64Array,
  options: TrajectoryOptions,
): Promise<Float64Array> {
  const result = new Float64Array(initialConditions.length * (options.horizon + 1));
  const shards = trajectoryShards(backend, stepper, initialConditions, options);
  for await (const { start, count, data } of shards)
    result.set(data, start * (data.length / count));
  return result;
}

/** The same shard by shard, in the order of the samples; no shard has more than the first. */
export async function* trajectoryShards(
  backend: Backend,
  stepper: Stepper,
  initialConditions: Float64Array,
  { warmup = 0, horizon, chunk, signal }: TrajectoryOptions,
): AsyncGenerator<TrajectoryShard> {
  const stateShape = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  const size = sizeOf(stateShape);
  const samples = initialConditions.length / size;
  const fitting = Math.floor(SHARD_BYTES / (BYTES_PER_NUMBER * size * (horizon + 1)));
  const shard = Math.min(samples, Math.max(1, chunk ?? fitting));
  const pace = new Pace();
  for (let start = 0; start < samples; start += shard) {
    const count = Math.min(shard, samples - start);
    const states = initialConditions.subarray(start * size, (start + count) * size);
    const shape = [1, count, ...stateShape];
    const frames = await rollOut(backend, stepper, shape, states, { warmup, horizon, signal });
    const data = new Float64Array(count * (horizon + 1) * size);
    for (const [step, frame] of frames.entries()) {
      for (let sample = 0; sample < count; sample++) {
        const at = (sample * (horizon + 1) + step) * size;
        data.set(frame.subarray(sample * size, (sample + 1) * size), at);
      }
      await pace.keep();
    }
    yield { start, count, data };
  }
}

/** The states of one shard, `[1, S, C, ...N]`, at the steps 0 to `horizon` after the warm-up. */
async function rollOut(
  backend: Backend,
  stepper: Stepper,
  shape: number[],
  states: Float64Array,
  { warmup = 0, horizon, signal }: TrajectoryOptions,
): Promise<Float64Array[]> {
  const steps = Math.max(1, horizon);
  const program = trace({ steps }, (t) => {
    const u = t.state('u', shape);
    const next = stepper.step(u);
    t.assign(u, next);
    if (horizon > 0) t.record('u', next);
  });
  const run = await backend.compile(program);
  try {
    await run.write('u', states);
    for (let left = warmup; left > 0; left -= steps) {
      await run.run(Math.min(steps, left), { signal });
      await run.seek(0);
    }
    const frames = [await run.read('u')];
    if (horizon === 0) return frames;
    await run.run(horizon, { signal });
    const records = await run.readRecord('u', 0, horizon);
    const size = sizeOf(shape);
    for (let at = 0; at < records.length; at += size) frames.push(records.subarray(at, at + size));
    return frames;
  } finally {
    await run.dispose();
  }
}
