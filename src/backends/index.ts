// Picks a backend.

import type { Backend, BackendOptions } from './types.js';

import { createWasmBackend } from './wasm/backend.js';

export type {
  Backend,
  BackendName,
  BackendOptions,
  CompileOptions,
  Executable,
  Precision,
  RunOptions,
} from './types.js';
export { measurePeak } from './wasm/peak.js';
export { type OpTime, profileProgram } from './wasm/profile.js';

/** Starts a backend: as many workers as threads, around one core. */
export async function createBackend(options: BackendOptions = {}): Promise<Backend> {
  return createWasmBackend(options);
}
