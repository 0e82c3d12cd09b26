/** Computing one thing on a backend of the caller's, or on one that lives as long as the call. */

import { loadCore } from '../core/index.js';
import { chooseBackend } from './choose.js';
import { openBackend } from './failover-backend.js';
import type { Backend, Precision } from './types.js';

/** Where one thing is computed; everything has a default. */
export interface WithBackendOptions {
  /** A backend that is open already; otherwise one is made for the call and closed after it. */
  backend?: Backend;
  /** Precision of the backend that is made; default 'f32'. */
  precision?: Precision;
  /** Threads of the backend that is made; default: all cores. */
  threads?: number;
  signal?: AbortSignal;
}

/** Lends the caller's backend, or one that lives as long as the call. */
export async function withBackend<T>(
  { backend, precision = 'f32', threads }: WithBackendOptions,
  use: (backend: Backend) => Promise<T>,
): Promise<T> {
  await loadCore();
  if (backend !== undefined) return use(backend);
  const wanted = { backend: 'wasm', precision, threads } as const;
  const own = await openBackend(wanted, await chooseBackend(wanted));
  try {
    return await use(own);
  } finally {
    await own.dispose();
  }
}
