// Picks a backend.

import type { Backend, BackendOptions } from './types.js';

import { createWasmBackend } from './wasm/backend.js';
import { createWebGpuBackend } from './webgpu/backend.js';

export type {
  Backend,
  BackendName,
  BackendOptions,
  CompileOptions,
  Executable,
  Precision,
  RunOptions,
} from './types.js';
export { MAX_THREADS } from './types.js';
export { measurePeak } from './wasm/peak.js';
export { type OpTime, profileProgram } from './wasm/profile.js';
export { type AdapterInfo, adapterInfo } from './webgpu/device.js';

/** Starts a backend: WASM with as many workers as threads around one core, or a GPU. */
export async function createBackend(options: BackendOptions = {}): Promise<Backend> {
  if (options.backend === 'webgpu') return createWebGpuBackend(options.precision ?? 'f32');
  return createWasmBackend(options);
}
