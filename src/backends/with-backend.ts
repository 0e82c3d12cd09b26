/** Computing one thing on a backend of the caller's, or on one that lives as long as the call. */

import { loadCore } from '../core/index.js';
import { chooseBackend } from './choose.js';
import { openBackend } from './failover-backend.js';
import type { Backend, BackendOptions, Precision } from './types.js';

/** Where one thing is computed; everything has a default. */
export interface WithBackendOptions {
  /**
   * A backend that is open already; otherwise one is made for the call and closed after it, of the
   * kind that is named: default 'wasm', which has the same bits everywhere.
   */
  backend?: Backend | BackendOptions['backend'];
  /** Precision of the backend that is made; default 'f32'. */
  precision?: Precision;
  /** Threads of the backend that is made; default: all cores. */
  threads?: number;
  signal?: AbortSignal;
}

/** Lends the caller's backend, or one that lives as long as the call. */
export async function withBackend<T>(
  { backend = 'wasm', precision = 'f32', threads }: WithBackendOptions,
  use: (backend: Backend) => Promise<T>,
): Promise<T> {
  await loadCore();
  if (typeof backend !== 'string') return use(backend);
  const wanted = { backend, precision, threads };
  const own = await openBackend(wanted, await chooseBackend(wanted));
  try {
    return await use(own);
  } finally {
    await own.dispose();
  }
}
