/**
 * Checkpoints of a training run: everything from which it goes on to the same bits.
 *
 * Where and in which form they are kept is the sink's business; a sink may lose them at any time,
 * and a run then starts from the beginning.
 */

import type { StateDigests } from './state-digests.js';

/** The values of all callbacks before one update, by name; null where a callback has none. */
export type AuxEntry = Record<string, unknown>;

/** All that a training needs to go on, to the bits. */
export interface Checkpoint {
  /** What was being trained; a checkpoint of another configuration is ignored. */
  readonly configuration: string;
  /** What must be the same in a call that goes on from it, as JSON by its name. */
  readonly run: Readonly<Record<string, string>>;
  /** The number of updates made. */
  readonly update: number;
  /** The state tensors of the program, in full precision. */
  readonly states: Record<string, Float64Array>;
  /** `[seed][i]`, as `LossHistory.losses`. */
  readonly losses: readonly Float64Array[];
  /** For each seed, the update from which its loss is not finite. */
  readonly divergedAt: readonly (number | null)[];
  /** What callbacks returned, by update: one entry per seed. */
  readonly aux: readonly (readonly [update: number, entries: readonly AuxEntry[]])[];
  /** Seconds spent so far. */
  readonly seconds: number;
  /** What was taken so far, where digests are taken. */
  readonly digests?: StateDigests;
  /** Where the updates were made, in order. */
  readonly stays?: readonly Stay[];
}

/** A backend on which updates were made. */
export interface Stay {
  /** The first of them. */
  readonly update: number;
  /** Name and build of the backend. */
  readonly on: string;
  /** Why they were made there and not where those before were; null for the first. */
  readonly why: string | null;
}

/** Where checkpoints are kept. */
export interface CheckpointSink {
  /** What identifies the run: the whole configuration, as text. */
  readonly configuration: string;
  /** The last one, or null. */
  load(): Promise<Checkpoint | null>;
  /** Keeps one in the place of the last. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** Called where no run can go on from what was loaded, with the reason; the run starts anew. */
  setAside?(why: string): Promise<void>;
  /** Called when the run is complete and its result has been taken. */
  remove(): Promise<void>;
}
