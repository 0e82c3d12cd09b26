/**
 * Windows into trajectories as indices; nothing is copied.
 *
 * Trajectories are rows of states, `[S, T + 1, C, ...N]`: state t of sample s is row
 * `s · (T + 1) + t`. A window of R + 1 states may start at 0 … T - R, or at 0 alone; windows are
 * numbered sample by sample: `window = s · (T + 1 - R) + start`. The state j steps into a window
 * lies j rows after its first.
 */

import { COUNT, check } from '../checks.js';
import { UserError } from '../errors.js';

/** Parts of trajectories to train on. */
export interface Windows {
  /** Number of windows. */
  readonly numSamples: number;
  /** States per trajectory, T + 1. */
  readonly numSnapshots: number;
  /** States per window, R + 1. */
  readonly length: number;
  /** Windows per trajectory. */
  readonly perTrajectory: number;
  /** Windows in all. */
  readonly count: number;
}

/**
 * The windows of R + 1 states in S trajectories of T + 1. Throws a UserError where a window is
 * longer than a trajectory.
 */
export function subStack(
  numSamples: number,
  numSnapshots: number,
  numRolloutSteps: number,
): Windows {
  check('the number of rollout steps of a training', numRolloutSteps, COUNT);
  if (numRolloutSteps >= numSnapshots) {
    throw new UserError(
      `a rollout of ${numRolloutSteps} steps is longer than the training trajectories ` +
        `(${numSnapshots - 1} steps, train_temporal_horizon)`,
    );
  }
  return windowsOf(numSamples, numSnapshots, numRolloutSteps + 1);
}

/**
 * The windows of so many states: all there are, or with `isStacked` false the first one of each
 * trajectory.
 */
export function windowsOf(
  numSamples: number,
  numSnapshots: number,
  length: number,
  isStacked = true,
): Windows {
  const perTrajectory = isStacked ? numSnapshots + 1 - length : 1;
  return { numSamples, numSnapshots, length, perTrajectory, count: numSamples * perTrajectory };
}

/** The row of the first state of a window. */
export function firstRow(windows: Windows, window: number): number {
  const sample = Math.floor(window / windows.perTrajectory);
  const start = window - sample * windows.perTrajectory;
  return sample * windows.numSnapshots + start;
}
