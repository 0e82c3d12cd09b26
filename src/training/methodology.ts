/** What a training methodology is. */

import type { Tensor } from '../graph/index.js';

/** One step of the emulator that is trained, `[E, B, C, ...N]` to the same. */
export type Emulator = (u: Tensor) => Tensor;

/** A rule that makes a loss from an emulator and windows of data. */
export interface Methodology {
  /** A window holds this many states and one more. */
  readonly numRolloutSteps: number;
  /** The loss `[E, 1, 1, ..1]`; `window(t)` is the state t steps into the window. */
  loss(emulator: Emulator, window: (t: number) => Tensor): Tensor;
}
