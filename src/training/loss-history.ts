/**
 * The losses that a run keeps: those of updates 0, k, 2k, …, and when a seed's loss stopped being
 * finite.
 */

import type { Checkpoint } from './checkpoint.js';

export class LossHistory {
  /** `[numSeeds][count]`; entries of updates not yet made are NaN. */
  readonly losses: readonly Float64Array[];
  readonly updateSteps: readonly number[];
  /** The first update of which a seed's loss was not finite, or null. */
  readonly divergedAt: (number | null)[];

  constructor(
    numSeeds: number,
    numSteps: number,
    readonly recordEvery: number,
  ) {
    const count = Math.ceil(numSteps / recordEvery);
    this.updateSteps = Array.from({ length: count }, (_, i) => i * recordEvery);
    this.losses = Array.from({ length: numSeeds }, () => new Float64Array(count).fill(Number.NaN));
    this.divergedAt = Array<number | null>(numSeeds).fill(null);
  }

  /** Takes the losses `[updates][numSeeds]` of the updates from `first` on. */
  add(first: number, values: Float64Array): void {
    const seeds = this.losses.length;
    for (let i = 0; i < values.length; i++) {
      const update = first + Math.floor(i / seeds);
      const seed = i % seeds;
      if (!Number.isFinite(values[i])) this.divergedAt[seed] ??= update;
      if (update % this.recordEvery === 0) {
        this.losses[seed][update / this.recordEvery] = values[i];
      }
    }
  }

  /** Takes over what another history had kept. */
  restore(from: Pick<Checkpoint, 'losses' | 'divergedAt'>): void {
    for (const [seed, losses] of this.losses.entries()) losses.set(from.losses[seed]);
    this.divergedAt.splice(0, this.divergedAt.length, ...from.divergedAt);
  }
}
