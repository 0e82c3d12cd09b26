/** WebGPU in Bun, which has none. */

import { DENO_WITH_GPU } from './deno-gpu.js';
import type { GpuEntry } from './types.js';

export async function bunGpu(): Promise<GpuEntry> {
  const why = 'Bun has no WebGPU';
  return { said: [], why, advice: `for --backend webgpu: ${why}; take Node, or ${DENO_WITH_GPU}` };
}
