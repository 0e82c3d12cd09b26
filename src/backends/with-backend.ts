/** Computing one thing on a backend of the caller's, or on one that lives as long as the call. */

import { check, LATER, PLAIN, type Rule, type Rules } from '../checks.js';
import { loadCore } from '../core/index.js';
import type { HostAbortSignal } from '../host-types.js';
import { chooseBackend } from './choose.js';
import { withFailover } from './failover-backend.js';
import type { Backend, BackendName, Precision } from './types.js';

/** Where one thing is computed; everything has a default. */
export interface WithBackendOptions {
  /**
   * The name of the backend that is started for the call and closed after it. By default 'auto': a
   * real GPU where there is one and the precision allows it, else WASM, which also takes over where
   * the GPU is lost or has no room. 'wasm' gives the same bits on every machine. Inside of a run it
   * is the one that the run is on, which an override passes on.
   */
  backend?: BackendName | 'auto' | Backend;
  /** Precision of the backend that is started; default 'f32'. */
  precision?: Precision;
  /** Threads of WASM, if that is started; default: all cores. */
  threads?: number;
  /** Stops the work with a `StoppedError`. */
  signal?: HostAbortSignal;
}

const SIGNAL: Rule = {
  allowed: 'the signal of an AbortController',
  fits: (value) => typeof (value as AbortSignal | null)?.addEventListener === 'function',
};

/** The names of these options. */
export const WITH_BACKEND_OPTIONS: Rules = {
  backend: LATER,
  precision: LATER,
  threads: LATER,
  signal: SIGNAL,
};

/**
 * Lends the caller's backend, or one that lives as long as the call. `use` can be done anew: it is
 * where a GPU that `auto` chose goes away or has no room.
 *
 * @throws UserError for a backend, a precision or threads that there are not.
 */
export async function withBackend<T>(
  options: WithBackendOptions,
  use: (backend: Backend) => Promise<T>,
): Promise<T> {
  check('options', options, PLAIN);
  const { backend = 'auto', precision = 'f32', threads } = options;
  await loadCore();
  if (typeof (backend as Backend)?.compile === 'function') return use(backend as Backend);
  const wanted = { backend: backend as BackendName | 'auto', precision, threads };
  const choice = await chooseBackend(wanted);
  return withFailover(
    wanted,
    choice,
    () => {},
    (failover) => failover.do(use),
  );
}
