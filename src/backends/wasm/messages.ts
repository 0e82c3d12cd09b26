// What passes between the façade and its worker.

import type { LoweredProgram } from './lower.js';

export type Request =
  | { kind: 'load'; program: LoweredProgram; module: WebAssembly.Module }
  | { kind: 'write'; executable: number; name: string; data: ArrayBuffer }
  | { kind: 'read'; executable: number; name: string; from?: number; to?: number }
  | { kind: 'run'; executable: number; steps: number }
  | { kind: 'seek'; executable: number; step: number }
  | { kind: 'memory'; executable: number }
  | { kind: 'unload'; executable: number };

/** To the worker. A stop ends the run in progress after its current piece; it has no answer of its own. */
export type ToWorker = { id: number; request: Request } | { stop: true };

/** From the worker: an answer, an error, or the step that a run has reached. */
export type FromWorker =
  | { id: number; result: unknown }
  | { id: number; error: string }
  | { id: number; step: number };
