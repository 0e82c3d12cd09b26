/** Runs of a stepper on a backend: from initial conditions to whole trajectories. */

import { sizeOf, typeOf } from '../arrays.js';
import type { Backend, Executable } from '../backends/index.js';
import {
  COUNT,
  check,
  checkFields,
  checkOptions,
  OBJECT,
  type Rule,
  type Rules,
  required,
  wholeFrom,
} from '../checks.js';
import { type Program, trace } from '../graph/index.js';
import type { HostAbortSignal } from '../host-types.js';
import { Pace } from '../platform/index.js';
import { spatialShape } from '../spectral/index.js';
import { STEPPER, type Stepper, stepped } from './base-stepper.js';

/** What is kept of a trajectory. */
export interface TrajectoryOptions {
  /** Steps before the first state that is kept; default 0. */
  warmup?: number;
  /** Steps that are kept, after the initial state. */
  horizon: number;
  /** How many samples are advanced at once; default: as many as fit `SHARD_BYTES`. */
  chunk?: number;
  /** Stops the work with a `StoppedError`. */
  signal?: HostAbortSignal;
}

/** Some samples' trajectories `[count, horizon + 1, C, ...N]`, the first of number `start`. */
export interface TrajectoryShard {
  /** The index of its first trajectory. */
  readonly start: number;
  /** How many trajectories it has. */
  readonly count: number;
  /** [count, time, channels, ...space] in C order. */
  readonly data: Float64Array;
}

/** A shard of trajectories takes at most about this much of the backend's memory. */
const SHARD_BYTES = 128 * 1024 * 1024;
const BYTES_PER_NUMBER = 8;

const OPTIONS: Rules = {
  warmup: wholeFrom(0),
  horizon: required(wholeFrom(0)),
  chunk: COUNT,
  signal: OBJECT,
};
const BACKEND: Rule = {
  allowed: 'one that is open',
  fits: (value) => typeof (value as Backend | null | undefined)?.compile === 'function',
};
const DOUBLES: Rule = {
  allowed: 'a Float64Array',
  fits: (value) => typeOf(value) === 'Float64Array',
};

/** @throws UserError where these arguments cannot be. */
function checkArguments(
  backend: Backend,
  stepper: Stepper,
  initialConditions: Float64Array,
  options: TrajectoryOptions,
): void {
  check('the backend', backend, BACKEND);
  check('what steps', stepper, STEPPER);
  check('the initial conditions', initialConditions, DOUBLES);
  checkOptions('trajectory', options, OPTIONS);
}

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
  checkArguments(backend, stepper, initialConditions, options);
  const result = new Float64Array(initialConditions.length * (options.horizon + 1));
  const shards = trajectoryShards(backend, stepper, initialConditions, options);
  for await (const { start, count, data } of shards)
    result.set(data, start * (data.length / count));
  return result;
}

/**
 * The same shard by shard, in the order of the samples; no shard has more than the first, and those
 * as large as it are made by one program.
 */
export async function* trajectoryShards(
  backend: Backend,
  stepper: Stepper,
  initialConditions: Float64Array,
  options: TrajectoryOptions,
): AsyncGenerator<TrajectoryShard> {
  checkArguments(backend, stepper, initialConditions, options);
  const { warmup = 0, horizon, chunk, signal } = options;
  const size = sizeOf(stateOf(stepper));
  const samples = initialConditions.length / size;
  const shard = Math.min(samples, chunk ?? shardSamples(stepper, horizon));
  const pace = new Pace();
  let run: Executable | undefined;
  let loaded = 0;
  try {
    for (let start = 0; start < samples; start += shard) {
      const count = Math.min(shard, samples - start);
      if (run === undefined || count !== loaded) {
        await run?.dispose();
        run = await backend.compile(shardProgram(stepper, count, horizon));
        loaded = count;
      }
      const states = initialConditions.subarray(start * size, (start + count) * size);
      const frames = await rollOut(run, states, { warmup, horizon, signal });
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
  } finally {
    await run?.dispose();
  }
}

/** The program that makes such trajectories of `samples` samples: that of the first shard. */
export function trajectoryProgram(stepper: Stepper, samples: number, horizon: number): Program {
  check('what steps', stepper, STEPPER);
  checkFields('trajectories', { samples, horizon }, { samples: COUNT, horizon: wholeFrom(0) });
  return shardProgram(stepper, Math.min(samples, shardSamples(stepper, horizon)), horizon);
}

function stateOf({ numChannels, dims, numPoints }: Stepper): number[] {
  return [numChannels, ...spatialShape(dims, numPoints)];
}

/** How many samples' trajectories fit in a shard; at least one. */
function shardSamples(stepper: Stepper, horizon: number): number {
  const bytes = BYTES_PER_NUMBER * sizeOf(stateOf(stepper)) * (horizon + 1);
  return Math.max(1, Math.floor(SHARD_BYTES / bytes));
}

/** The program that advances `count` samples and records each of its steps, if there are any. */
function shardProgram(stepper: Stepper, count: number, horizon: number): Program {
  return trace({ steps: Math.max(1, horizon) }, (t) => {
    const u = t.state('u', [1, count, ...stateOf(stepper)]);
    const next = stepped(stepper, u);
    t.assign(u, next);
    if (horizon > 0) t.record('u', next);
  });
}

/** The states of one shard, `[1, S, C, ...N]`, at the steps 0 to `horizon` after the warm-up. */
async function rollOut(
  run: Executable,
  states: Float64Array,
  { warmup = 0, horizon, signal }: TrajectoryOptions,
): Promise<Float64Array[]> {
  const steps = Math.max(1, horizon);
  await run.write('u', states);
  await run.seek(0);
  for (let left = warmup; left > 0; left -= steps) {
    await run.run(Math.min(steps, left), { signal });
    await run.seek(0);
  }
  const frames = [await run.read('u')];
  if (horizon === 0) return frames;
  await run.run(horizon, { signal });
  const records = await run.readRecord('u', 0, horizon);
  const size = states.length;
  for (let at = 0; at < records.length; at += size) frames.push(records.subarray(at, at + size));
  return frames;
}
