/**
 * What passes between the façade and its workers. The first worker leads: requests go to it. The
 * others follow what it announces in a few words of shared memory, and read what it posts to them.
 */

import type { LoweredProgram } from './lower.js';

export type Request =
  | { kind: 'load'; load: Load }
  | { kind: 'write'; executable: number; name: string; data: ArrayBuffer; at: number }
  | { kind: 'read'; executable: number; name: string; from?: number; to?: number }
  | { kind: 'run'; executable: number; steps: number }
  | { kind: 'seek'; executable: number; step: number }
  | { kind: 'memory'; executable: number }
  /** How many floating-point operations a second this worker does, measured for a time. */
  | { kind: 'peak'; module: WebAssembly.Module; budgetMs: number }
  | { kind: 'unload'; executable: number };

/**
 * A program to be loaded under a number. Workers that follow one share its memory; else each that
 * runs a part of the program has one of its own.
 */
export interface Load {
  executable: number;
  program: LoweredProgram;
  module: WebAssembly.Module;
  workers: number;
  /** Which of them one is that leads no others. */
  worker?: number;
}

export type ToWorker =
  /** Makes the worker the leader of followers that read `control`, and each its own mail. */
  | { lead: SharedArrayBuffer; followers: MessagePort[] }
  /** Makes the worker a follower, number `worker`. */
  | { follow: SharedArrayBuffer; worker: number; mail: MessagePort }
  /** To the leader. */
  | { id: number; request: Request }
  /** To the leader: ends the run in progress after its current piece; has no answer of its own. */
  | { stop: true };

/** From the leader to a follower. */
export type Mail = { load: Load; memory: WebAssembly.Memory } | { unload: number };

/** From the leader: an answer or an error. */
export type FromWorker =
  | { id: number; result: unknown }
  | { id: number; error: Failure }
  /** From any worker: it cannot go on. */
  | { failed: Failure };

export interface Failure {
  readonly message: string;
  /** Whether it is a UserError. */
  readonly isWrongInput: boolean;
}

/** Words of the control memory. Followers sleep until TURN changes. */
export const TURN = 0;
/** Messages that followers must have read before they do anything else. */
export const MAIL = 1;
/** The executable to run, or 0. */
export const EXECUTABLE = 2;
export const FROM = 3;
export const COUNT = 4;
/**
 * How many times a follower has read its mail. The leader announces nothing else before all have.
 */
export const ACKNOWLEDGED = 5;
export const CONTROL_WORDS = 6;
