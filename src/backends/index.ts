/** Picks a backend. */

import type { Program } from '../graph/index.js';
import { chooseBackend } from './choose.js';
import { openBackend } from './failover-backend.js';
import type { Backend, BackendOptions, PlannedMemory } from './types.js';
import { measureCorePeak } from './wasm/peak.js';

export { type Choice, chooseBackend, chooseLater, requireRoom } from './choose.js';
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
  if (backend.name === 'wasm') return measureCorePeak(backend, ms);
  const { measureGpuPeak } = await import('./webgpu/peak.js');
  return measureGpuPeak(ms);
}

/** What a program takes of a GPU's memory. */
export async function gpuMemory(program: Program): Promise<PlannedMemory> {
  return (await import('./webgpu/limits.js')).gpuMemory(program);
}
