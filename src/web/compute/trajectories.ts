/** Trajectories of solvers and of networks, as the page draws them. */

import { type Floats, type NdArray, partAt, sizeOf } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { icGeneratorOf, trajectorySet } from '../../experiment/index.js';
import { buildIcSet } from '../../initial-conditions/index.js';
import type { BaseScenario } from '../../scenarios/index.js';
import { buildTrajectories, rollout, type Stepper } from '../../steppers/index.js';
import type { NeuralStepper } from '../../training/index.js';
import type { Trajectory, TrajectoryChoice } from '../protocol.js';

export interface Means {
  readonly backend: Backend;
  readonly signal: AbortSignal;
}

/** Numbers that a trajectory has on the page at most, if it is of more than two states. */
export const MOST_NUMBERS = 1 << 22;

/** The states after 1, …, `steps` steps from `[C, ...N]`: `[steps, C, ...N]`. */
export type Advance = (state: NdArray, steps: number) => Promise<NdArray>;

export const bySolver =
  (stepper: Stepper, means: Means): Advance =>
  (state, steps) =>
    rollout(stepper, steps, means)(state);

/** By the first seed's network. */
export function byNetwork(stepper: NeuralStepper, means: Means): Advance {
  const first = stepper.seed(0);
  return (state, steps) => first.rollout(state, steps, means);
}

/** How many trajectories a set has, and of how many time steps. */
export function extentOf(scenario: BaseScenario, set: TrajectoryChoice['set']) {
  return set === 'train'
    ? { count: scenario.num_train_samples, horizon: scenario.train_temporal_horizon }
    : { count: scenario.num_test_samples, horizon: scenario.test_temporal_horizon };
}

/**
 * The state with which the reference solver begins a trajectory, `[C, ...N]`. Only what is drawn
 * before it is made with it.
 */
export async function firstState(
  scenario: BaseScenario,
  { set, number }: TrajectoryChoice,
  { backend, signal }: Means,
): Promise<NdArray> {
  const stepper = await scenario.getRefStepper();
  const { key, numWarmupSteps: warmup } = trajectorySet(scenario, set, stepper);
  const generator = await icGeneratorOf(scenario);
  const drawn = await buildIcSet(generator, stepper.numPoints, number + 1, key);
  const { data, shape } = partAt(drawn, number);
  const options = { warmup, horizon: 0, signal };
  return { data: await buildTrajectories(backend, stepper, data, options), shape };
}

/** Follows a state over so many time steps, in pieces that fit into memory. */
export async function follow(
  advance: Advance,
  first: NdArray,
  horizon: number,
  most = MOST_NUMBERS,
): Promise<Trajectory> {
  const [channels, ...space] = first.shape as [number, ...number[]];
  const size = sizeOf(first.shape);
  const every = strideOf(horizon, Math.floor(most / size));
  const frames = Math.floor(horizon / every) + 1;
  const values = new Float32Array(frames * size);
  values.set(first.data);
  const piece = every * Math.max(1, Math.floor(most / size / every));
  let state = first;
  for (let done = 0; done < (frames - 1) * every; ) {
    const steps = Math.min(piece, (frames - 1) * every - done);
    const states = await advance(state, steps);
    for (let step = every; step <= steps; step += every) {
      const from = (step - 1) * size;
      values.set(states.data.subarray(from, from + size), ((done + step) / every) * size);
    }
    state = partAt(states, steps - 1);
    done += steps;
  }
  return { values, dims: space.length, frames, channels, points: space[0]!, every };
}

/**
 * Every how many steps a state is kept, of which there may be `room`: the first one and, where that
 * is in the rhythm, the last.
 */
function strideOf(horizon: number, room: number): number {
  return Math.min(horizon, Math.max(1, Math.ceil(horizon / Math.max(1, room - 1))));
}

/** A whole trajectory `[T + 1, C, ...N]` that is at hand. */
export function trajectoryOf({ data, shape }: NdArray<Floats>): Trajectory {
  const [frames, channels, points, ...more] = shape as [number, number, number, ...number[]];
  const values = Float32Array.from(data);
  return { values, dims: 1 + more.length, frames, channels, points, every: 1 };
}
