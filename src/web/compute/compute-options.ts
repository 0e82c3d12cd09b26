/** The backend and its threads, as the page asks for them in texts and numbers. */

import { MAX_THREADS } from '../../backends/index.js';
import { EntryError } from '../../study/index.js';
import type { ComputeOptions } from '../protocol.js';

const BACKENDS = ['auto', 'wasm', 'webgpu'] as const;

export interface BackendChoice {
  readonly backend: (typeof BACKENDS)[number];
  readonly threads?: number;
}

/** Throws an EntryError for what there is not. */
export function readComputeOptions({ backend, threads }: ComputeOptions): BackendChoice {
  const known = BACKENDS.find((name) => name === backend);
  if (known === undefined) throw new EntryError('backend', `must be one of ${BACKENDS.join(', ')}`);
  if (threads === undefined) return { backend: known };
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new EntryError('threads', `must be a whole number from 1 to ${MAX_THREADS}`);
  }
  return { backend: known, threads };
}
