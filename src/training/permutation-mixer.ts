/** Which windows each minibatch holds, drawn from a key (trainax `PermutationMixer`). */

import { COUNT, checkEach, textOf } from '../checks.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import type { Key, RandomOptions } from '../random/index.js';
import { type EpochPlan, minibatch, permutationMixer, planEpochs } from './mixer.js';

/** The windows of one update. */
export interface Minibatch {
  /** The windows, by their numbers. */
  readonly indices: Int32Array;
  /** The number of its epoch, from 0. */
  readonly epoch: number;
  /** Which minibatch of the epoch it is, from 0 on. */
  readonly batch: number;
}

/**
 * The minibatches of `numMinibatches` updates. Every epoch visits all windows once in a new random
 * order; its last minibatch is what is left over. With fewer windows than `batchSize` a minibatch
 * holds all of them, which `notice` says.
 */
export class PermutationMixer {
  /** How often all windows come. */
  readonly numEpochs: number;
  private readonly plan: EpochPlan;
  private order: Promise<Int32Array> | null = null;

  /** Throws a UserError for what is no whole number from 1 on. */
  constructor(
    /** Number of windows. */
    readonly numTotalSamples: number,
    /** Number of updates. */
    readonly numMinibatches: number,
    batchSize: number,
    private readonly shuffleKey: Key | Promise<Key>,
    private readonly random?: RandomOptions,
  ) {
    checkEach({ numTotalSamples, numMinibatches, batchSize }, COUNT);
    this.plan = planEpochs(numTotalSamples, batchSize);
    this.numEpochs = Math.ceil(numMinibatches / this.plan.batchesPerEpoch);
  }

  /** Windows of a minibatch; the last one of an epoch may hold fewer. */
  get batchSize(): number {
    return this.plan.batchSize;
  }

  /** Updates of one epoch, the last of which may have fewer windows. */
  get numMinibatchesPerEpoch(): number {
    return this.plan.batchesPerEpoch;
  }

  /** What the original prints where the batch is larger than the data, else null. */
  get notice(): string | null {
    return this.plan.notice;
  }

  /** The minibatch of update `i`, from 0 on. Rejects with a UserError for an update beyond. */
  async minibatch(i: number): Promise<Minibatch> {
    if (!(Number.isInteger(i) && i >= 0 && i < this.numMinibatches)) {
      throw new UserError(
        `there is no minibatch ${textOf(i)}; allowed: 0 to ${this.numMinibatches - 1}`,
      );
    }
    this.order ??= this.draw();
    const { start, length } = minibatch(this.plan, i);
    return {
      indices: (await this.order).slice(start, start + length),
      epoch: Math.floor(i / this.numMinibatchesPerEpoch),
      batch: i % this.numMinibatchesPerEpoch,
    };
  }

  private async draw(): Promise<Int32Array> {
    await loadCore();
    return permutationMixer(this.plan, this.numMinibatches, await this.shuffleKey, this.random);
  }
}
