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

/** Starts a backend: a worker with a core of its own. */
export async function createBackend({ precision = 'f32' }: BackendOptions = {}): Promise<Backend> {
  return createWasmBackend(precision);
}
