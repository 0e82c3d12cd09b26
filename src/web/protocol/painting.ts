/** What page and worker say to each other of a painted state. */

import type { StudyEntry } from '../../study/index.js';

/** What steps a painted state: the reference solver of an entry's scenario, and a network. */
export interface PaintSource {
  readonly entry: StudyEntry;
  /** Of a finished run of the entry; null: the solver alone. */
  readonly weights: Uint8Array<ArrayBuffer> | null;
}

/** What can be painted for it. */
export interface PaintStage {
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
  /** The ends of the scenario's colour scale. */
  readonly limits: readonly [number, number];
  /** Time steps of a test. */
  readonly horizon: number;
}

/** States one after the other, `[steps, C, ...N]`. */
export interface PaintStates {
  readonly reference: Float32Array<ArrayBuffer>;
  /** Of the first seed's network; null where there is none. */
  readonly prediction: Float32Array<ArrayBuffer> | null;
}

export interface PaintSteps extends PaintStates {
  /** The nRMSE of every predicted state, of all channels together; none without a network. */
  readonly errors: readonly number[];
}
