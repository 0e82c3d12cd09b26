// Picks a backend.

import type { Program } from '../graph/index.js';
import type { Backend, BackendOptions, Precision } from './types.js';
import { availableThreads, createWasmBackend, lowerWithinLimits } from './wasm/backend.js';
import { measureCorePeak } from './wasm/peak.js';
import { createWebGpuBackend } from './webgpu/backend.js';
import { measureGpuPeak } from './webgpu/peak.js';

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
export { type OpTime, profileProgram } from './wasm/profile.js';
export { type AdapterInfo, adapterInfo } from './webgpu/device.js';
export { availableThreads };

/** Starts a backend: WASM with as many workers as threads around one core, or a GPU. */
export async function createBackend(options: BackendOptions = {}): Promise<Backend> {
  if (options.backend === 'webgpu') return createWebGpuBackend(options.precision ?? 'f32');
  return createWasmBackend(options);
}

/** Floating-point operations a second of a backend that does nothing but multiply and add, measured for `ms` milliseconds. */
export async function measurePeak(backend: Backend, ms = 200): Promise<number> {
  return backend.name === 'webgpu' ? measureGpuPeak(ms) : measureCorePeak(backend, ms);
}

/** For what a program would be made. */
export interface FitOptions {
  precision?: Precision;
  threads?: number;
}

/** Throws the UserError, with the bytes it would take, that `compile` would throw. */
export function requireFit(program: Program, { precision = 'f32', threads = 1 }: FitOptions): void {
  lowerWithinLimits(program, precision, {}, threads);
}
