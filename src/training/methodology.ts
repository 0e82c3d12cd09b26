/** What a training methodology is. */

import type { Tensor } from '../graph/index.js';

/** One step of what advances states in time, `[E, B, C, ...N]` to the same. */
export type Emulator = (u: Tensor) => Tensor;

/** A rule that makes a loss from an emulator and windows of data. */
export interface Methodology {
  /** A window holds this many states and one more. */
  readonly numRolloutSteps: number;
  /** Whether the loss steps the reference solver. */
  readonly needsReference?: boolean;
  /**
   * The loss `[E, 1, 1, ..1]`; `window(t)` is the state t steps into the window. `reference`, one
   * step of the reference solver, is given to a methodology that needs it.
   */
  loss(emulator: Emulator, window: (t: number) => Tensor, reference?: Emulator): Tensor;
}
