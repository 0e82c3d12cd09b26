/**
 * Digests of a run's states on its way, by which a part of the run can be made again and compared.
 *
 * The digest after so many updates is the SHA-256 of the program's states one behind the other:
 * for each parameter of the network in leaf order itself and then what the optimiser keeps of it,
 * of all seeds together (`[E, ...shape]`, row-major), little-endian float32 (float64 where that is
 * the precision), a NaN as 0x7fc00000 (0x7ff8000000000000). At some of them the states are kept.
 */

import { sha256 } from '#platform';
import type { Precision } from '../backends/index.js';
import { putFloats } from '../safetensors.js';

/** Values of parameters and moments by name. */
export type StatesByName = Readonly<Record<string, Float64Array>>;

/** The states after some updates. */
export interface StateDigest {
  /** After which update it was taken. */
  readonly update: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** The states themselves, in the order in which they are digested; at some updates. */
  readonly states?: StatesByName;
}

/** The digests of a run: at updates 0, `every`, 2·`every`, … and after the last one. */
export interface StateDigests {
  /** Updates from one to the next. */
  readonly every: number;
  /** In order. A run that went on from a checkpoint without digests has none of before. */
  readonly digests: readonly StateDigest[];
}

/** The states kept are at most so many, and take at most so many bytes together in float64. */
const MOST_KEPT = 8;
const MOST_BYTES = 128 << 20;

/** The digest of states in their order. */
export async function digestOfStates(states: StatesByName, precision: Precision): Promise<string> {
  const arrays = Object.values(states);
  const size = precision === 'f32' ? 4 : 8;
  const bytes = new Uint8Array(size * arrays.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const data of arrays) {
    putFloats(view, at, precision === 'f32' ? Float32Array.from(data) : data);
    at += size * data.length;
  }
  return sha256(bytes);
}

/** Whether a run of so many updates has a digest after `update` of them. */
export function isDigested(update: number, every: number, numSteps: number): boolean {
  return update % every === 0 || update === numSteps;
}

/**
 * Every how many digests the states are kept, for a run of so many updates whose states are
 * `numbers` numbers; Infinity where they are too large. Those at the beginning and at the end are
 * not: the first are made anew, and from the last nothing goes on.
 */
export function keptEvery(numSteps: number, every: number, numbers: number): number {
  const most = Math.min(MOST_KEPT, Math.floor(MOST_BYTES / (8 * numbers)));
  return most === 0
    ? Number.POSITIVE_INFINITY
    : Math.ceil(Math.ceil(numSteps / every) / (most + 1));
}

/** Takes the digests of a run on its way. */
export class DigestTaker {
  private digests: StateDigest[] = [];
  private readonly kept: number;

  /** `numbers`: of all states together. */
  constructor(
    private readonly every: number,
    private readonly numSteps: number,
    numbers: number,
    private readonly precision: Precision,
  ) {
    this.kept = every * keptEvery(numSteps, every, numbers);
  }

  /** The first update after `update` after which there is a digest, at most `end`. */
  next(update: number, end: number): number {
    return Math.min(end, (Math.floor(update / this.every) + 1) * this.every);
  }

  /** Takes the digest after `update` updates, if there is one that has not been taken. */
  async take(update: number, read: () => Promise<StatesByName>): Promise<void> {
    if (!isDigested(update, this.every, this.numSteps)) return;
    if (this.digests.at(-1)?.update === update) return;
    const states = await read();
    const isKept = update > 0 && update < this.numSteps && update % this.kept === 0;
    const digest = { update, sha256: await digestOfStates(states, this.precision) };
    this.digests.push(isKept ? { ...digest, states } : digest);
  }

  /** Takes over what was taken before the run was stopped, if it was to be taken as often. */
  restore(taken: StateDigests | undefined): void {
    this.digests = taken?.every === this.every ? [...taken.digests] : [];
  }

  get taken(): StateDigests {
    return { every: this.every, digests: [...this.digests] };
  }
}
