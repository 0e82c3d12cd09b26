/** Windows into arrays of trajectories (trainax `TrajectorySubStacker`). */

import { type NdArray, sizeOf } from '../arrays.js';
import { COUNT, check, checkNdArray, checkOptions, FLAG, type Rules } from '../checks.js';
import { UserError } from '../errors.js';
import { firstRow, type Windows, windowsOf } from './windows.js';

/** What windows are cut. */
export interface SubStackingOptions {
  /** Whether windows start at every state (default), or at the first of each trajectory alone. */
  readonly doSubStacking?: boolean;
}

/** For `TrajectorySubStacker`. */
export interface SubStackerOptions extends SubStackingOptions {
  /** Whether windows hold their first states alone, which is all that some ways of training read. */
  readonly onlyStoreIc?: boolean;
}

/** Of these options; the first is one of trainers, too. */
export const STACKING: Rules = { doSubStacking: FLAG };
const SUB_STACKER: Rules = { ...STACKING, onlyStoreIc: FLAG };

/**
 * The windows of `subTrajectoryLen` states in trajectories `[samples, time, ...state]`. They are
 * numbered sample by sample, and stay where they are: what is asked for is copied out.
 */
export class TrajectorySubStacker {
  /** The windows that it cuts. */
  readonly windows: Windows;
  /** States that a window holds. */
  readonly numFrames: number;

  /** Throws a UserError for what is no array of trajectories, and for windows that are too long. */
  constructor(
    /** [samples, time, channels, ...space]. */
    readonly trajectories: NdArray,
    subTrajectoryLen: number,
    options: SubStackerOptions = {},
  ) {
    checkOptions('TrajectorySubStacker', options, SUB_STACKER);
    const { doSubStacking = true, onlyStoreIc = false } = options;
    checkNdArray('trajectories', trajectories);
    const { shape } = trajectories;
    if (shape.length < 3) {
      const given = `not of shape [${shape.join(', ')}]`;
      throw new UserError(
        `trajectories are an array [samples, time, channels, ...space], ${given}`,
      );
    }
    const [samples, frames] = shape as [number, number];
    const length = subTrajectoryLen;
    check('the number of states of a window', length, COUNT);
    if (length > frames) {
      throw new UserError(
        `windows of ${length} states in trajectories of ${frames}; allowed: 1 to ${frames}`,
      );
    }
    this.windows = windowsOf(samples, frames, length, doSubStacking);
    this.numFrames = onlyStoreIc ? 1 : length;
  }

  /** Number of windows. */
  get numTotalSamples(): number {
    return this.windows.count;
  }

  /** The shape of a state, `[channels, ...space]`. */
  get stateShape(): readonly number[] {
    return this.trajectories.shape.slice(2);
  }

  /** All windows, `[numTotalSamples, time, ...state]`. */
  get dataSubTrajectories(): NdArray {
    return this.take(Array.from({ length: this.numTotalSamples }, (_, window) => window));
  }

  /** The windows of these numbers, `[windows, time, ...state]`. Throws a UserError for others. */
  take(indices: ArrayLike<number>): NdArray {
    const size = sizeOf(this.stateShape);
    const length = this.numFrames * size;
    const data = new Float64Array(indices.length * length);
    for (let i = 0; i < indices.length; i++) {
      const window = indices[i]!;
      if (!(Number.isInteger(window) && window >= 0 && window < this.numTotalSamples)) {
        throw new UserError(
          `there is no window ${window}; allowed: 0 to ${this.numTotalSamples - 1}`,
        );
      }
      const start = firstRow(this.windows, window) * size;
      data.set(this.trajectories.data.subarray(start, start + length), i * length);
    }
    return { data, shape: [indices.length, this.numFrames, ...this.stateShape] };
  }
}
