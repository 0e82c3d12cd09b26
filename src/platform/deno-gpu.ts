/** WebGPU in Deno, which has it built in: wgpu, with a driver of this machine. */

import { existsSync } from 'node:fs';
import { gpuAdvice, missingDrivers } from './gpu-advice.js';
import type { GpuEntry } from './types.js';

/** Without the flag some versions of Deno have no `navigator.gpu`. */
export const DENO_WITH_GPU = 'deno run --unstable-webgpu --allow-all';

export async function denoGpu(): Promise<GpuEntry> {
  const { gpu } = navigator;
  if (gpu === undefined) {
    const advice = `for --backend webgpu: ${DENO_WITH_GPU}`;
    return { said: [], why: 'Deno was started without --unstable-webgpu', advice };
  }
  const missing = missingDrivers(process.env, existsSync);
  return {
    gpu,
    said: [],
    advice: `${gpuAdvice(process.platform, [], missing)} (${DENO_WITH_GPU})`,
  };
}
