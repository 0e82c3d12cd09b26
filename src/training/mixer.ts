/**
 * Which windows of the data each minibatch holds (trainax `PermutationMixer`).
 *
 * Every epoch visits all windows once in a new random order; its last minibatch is what is left
 * over and may be smaller. The keys of the epochs form a chain: k_0 = key,
 * k_{e+1} = split(k_e)[0], and epoch e uses permutation(k_e, n).
 */

import { requireMemory } from '../checks.js';
import { type Key, permutation, type RandomOptions, split } from '../random/index.js';

/** The shape of a run in minibatches. */
export interface EpochPlan {
  /** Number of windows. */
  readonly numSamples: number;
  /** The batch size asked for, or all windows if there are fewer. */
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  /** The size of an epoch's last minibatch if it is smaller than the others, else 0. */
  readonly remainder: number;
  /** What the original prints, where the batch is larger than the data. */
  readonly notice: string | null;
}

/** Lays out epochs of `numSamples` windows in minibatches of `batchSize`. */
export function planEpochs(numSamples: number, batchSize: number): EpochPlan {
  const size = Math.min(batchSize, numSamples);
  return {
    numSamples,
    batchSize: size,
    batchesPerEpoch: Math.ceil(numSamples / size),
    remainder: numSamples % size,
    notice:
      numSamples < batchSize
        ? `batch size ${batchSize} is larger than the total number of samples ${numSamples}\n` +
          'Performing full batch training'
        : null,
  };
}

/**
 * The windows of updates `0 … numUpdates - 1` one after the other: update i of epoch e holds
 * `order[start … start + length)` with `start = e · numSamples + (i mod batchesPerEpoch) ·
 * batchSize`. Whole epochs are drawn.
 */
export function permutationMixer(
  plan: EpochPlan,
  numUpdates: number,
  key: Key,
  options?: RandomOptions,
): Int32Array {
  const epochs = Math.ceil(numUpdates / plan.batchesPerEpoch);
  requireMemory('the order of all minibatches', [epochs, plan.numSamples]);
  const order = new Int32Array(epochs * plan.numSamples);
  let epochKey = key;
  for (let e = 0; e < epochs; e++) {
    order.set(permutation(epochKey, plan.numSamples, options), e * plan.numSamples);
    epochKey = split(epochKey, 2, options)[0];
  }
  return order;
}

/** Where the minibatch of update `i` starts in the mixer's order, and how many windows it holds. */
export function minibatch(plan: EpochPlan, i: number): { start: number; length: number } {
  const epoch = Math.floor(i / plan.batchesPerEpoch);
  const within = (i % plan.batchesPerEpoch) * plan.batchSize;
  return {
    start: epoch * plan.numSamples + within,
    length: Math.min(plan.batchSize, plan.numSamples - within),
  };
}
