/** The backends that are measured side by side. */

import {
  adapterAdvice,
  adapterInfo,
  type BackendOptions,
  chooseBackend,
  whyNoAdapter,
} from '../backends/index.js';

export interface Contenders {
  /** The first one is what the others are compared with. */
  backends: BackendOptions[];
  /** Whether one of them is a GPU done in software. */
  software: boolean;
  /** What is left out, and why. */
  leftOut: string | null;
}

/**
 * WASM, and a GPU if there is one. With `backend` 'wasm' it is WASM alone; 'webgpu' wants a GPU,
 * and takes one done in software; 'auto' takes a real one.
 */
export async function contenders(options: BackendOptions): Promise<Contenders> {
  const { backend, why } = await chooseBackend(options);
  const wasm = { ...options, backend: 'wasm' as const };
  if (backend === 'wasm') {
    const lacksGpu = why !== null && why === (await whyNoAdapter());
    const leftOut = lacksGpu ? `${why}; ${await adapterAdvice()}` : why;
    return { backends: [wasm], software: false, leftOut };
  }
  const { precision = 'f32', gpu } = options;
  const software = (await adapterInfo())?.software ?? false;
  return { backends: [wasm, { backend, precision, gpu }], software, leftOut: null };
}
