// The backends that are measured side by side.

import { adapterInfo, type BackendOptions } from '../backends/index.js';

export interface Contenders {
  /** The first one is what the others are compared with. */
  backends: BackendOptions[];
  /** Whether one of them is a GPU done in software. */
  software: boolean;
  /** What is left out, and why. */
  leftOut: string | null;
}

/**
 * WASM, and a GPU if there is one. With `backend` 'wasm' it is WASM alone; 'webgpu' wants a GPU, and takes one done in software; 'auto'
 * takes a real one.
 */
export async function contenders(options: BackendOptions): Promise<Contenders> {
  const { backend = 'auto', precision = 'f32' } = options;
  const wasm = { ...options, backend: 'wasm' as const };
  const alone = (leftOut: string | null) => ({ backends: [wasm], software: false, leftOut });
  if (backend === 'wasm') return alone(null);
  if (backend === 'auto' && precision === 'f64') return alone('WebGPU has no f64');
  const info = await adapterInfo();
  if (backend === 'auto' && !info) return alone('there is no GPU adapter');
  const software = info?.software ?? false;
  if (backend === 'auto' && software) {
    return alone('the GPU here is done in software, and measured only if WebGPU is asked for');
  }
  return { backends: [wasm, { backend: 'webgpu', precision }], software, leftOut: null };
}
