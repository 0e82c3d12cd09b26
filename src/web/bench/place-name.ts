/** Where something is measured, in words. */

import type { BackendFacts } from '../../profiling/index.js';
import type { Machine } from '../protocol.js';

export function placeName({ backend, threads }: Pick<BackendFacts, 'backend' | 'threads'>): string {
  return backend === 'webgpu' ? 'WebGPU' : `WebAssembly, ${threadsText(threads)}`;
}

export const threadsText = (threads: number): string =>
  threads === 1 ? '1 thread' : `${threads} threads`;

/** What the GPU calls itself, and whether it is one. */
export function gpuText(gpu: NonNullable<Machine['gpu']>): string {
  const name = [gpu.vendor, gpu.architecture, gpu.description].filter(Boolean).join(' ');
  return gpu.software ? `${name}, in software` : name;
}
