/** Computing one thing on a backend of the caller's, or on one that lives as long as the call. */

import { loadCore } from '../core/index.js';
import { unknownName } from '../errors.js';
import { chooseBackend } from './choose.js';
import { openBackend } from './failover-backend.js';
import type { Backend, BackendName, Precision } from './types.js';

/** Where one thing is computed; everything has a default. */
export interface WithBackendOptions {
  /**
   * A backend that is open already, or the name of the one that is made for the call and closed
   * after it, 'auto' for a real GPU where there is one; default 'wasm', whose bits are the same on
   * every machine.
   */
  backend?: Backend | BackendName | 'auto';
  /** Precision of the backend that is made; default 'f32'. */
  precision?: Precision;
  /** Threads of the backend that is made; default: all cores. */
  threads?: number;
  signal?: AbortSignal;
}

const NAMES: readonly string[] = ['auto', 'wasm', 'webgpu'];

/** Lends the caller's backend, or one that lives as long as the call. */
export async function withBackend<T>(
  { backend = 'wasm', precision = 'f32', threads }: WithBackendOptions,
  use: (backend: Backend) => Promise<T>,
): Promise<T> {
  await loadCore();
  if (typeof backend === 'object') return use(backend);
  if (!NAMES.includes(backend)) throw unknownName('backend', backend, NAMES);
  const wanted = { backend, precision, threads } as const;
  const own = await openBackend(wanted, await chooseBackend(wanted));
  try {
    return await use(own);
  } finally {
    await own.dispose();
  }
}
