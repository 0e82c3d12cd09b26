/** Picks a backend. */

import { chooseBackend } from './choose.js';
import { openBackend } from './failover-backend.js';
import type { Backend, BackendOptions } from './types.js';
import { measureCorePeak } from './wasm/peak.js';
import { measureGpuPeak } from './webgpu/peak.js';

export { type Choice, checkPlace, chooseBackend, chooseLater, requireRoom } from './choose.js';
export { backendName, FailoverBackend, withFailover } from './failover-backend.js';
export type {
  Backend,
  BackendName,
  BackendOptions,
  CompileOptions,
  Executable,
  GpuOptions,
  PlannedMemory,
  Precision,
  RunOptions,
} from './types.js';
export { MAX_THREADS } from './types.js';
export { availableThreads, coreMemory, RELAXED } from './wasm/backend.js';
export { type OpTime, profileProgram } from './wasm/profile.js';
export {
  type AdapterInfo,
  adapterAdvice,
  adapterInfo,
  adapterName,
  listAdapters,
  whyNoAdapter,
} from './webgpu/adapters.js';
export { gpuMemory } from './webgpu/limits.js';
export { WITH_BACKEND_OPTIONS, type WithBackendOptions, withBackend } from './with-backend.js';

/** Starts a backend: WASM with as many workers as threads around one core, or a GPU. */
export async function createBackend(options: BackendOptions = {}): Promise<Backend> {
  return openBackend(options, await chooseBackend(options));
}

/**
 * Floating-point operations a second of a backend that does nothing but multiply and add, measured
 * for `ms` milliseconds.
 */
export async function measurePeak(backend: Backend, ms = 200): Promise<number> {
  return backend.name === 'webgpu' ? measureGpuPeak(ms) : measureCorePeak(backend, ms);
}
