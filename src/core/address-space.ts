/** Where a process may not have all the addresses that it wants. */

import { addressSpace, platformName } from '#platform';
import { UserError } from '../errors.js';

/** What V8 reserves for a thread, about; it ends the process where it cannot. */
const THREAD_BYTES = 768 * 1024 * 1024;

/** The error where WebAssembly or a thread finds no room, which names the limit. */
function noRoom(what: string): UserError {
  if (platformName === 'browser') {
    return new UserError(
      `no addresses are left for ${what}: other pages of this site have them, or this one; close ` +
        'them and reload it',
    );
  }
  const { limit } = addressSpace() ?? {};
  const named =
    limit === undefined
      ? 'a limit of the process (`ulimit -v`), or of the machine, is in the way'
      : `\`ulimit -v\` is ${(limit / 1024).toLocaleString('en-US')} kB`;
  return new UserError(
    `no addresses are left for ${what}: ${named}; without the limit there are, and ` +
      'NODE_OPTIONS=--disable-wasm-trap-handler and --threads 1 take fewer',
  );
}

/** Throws a UserError where so many threads more do not fit beside what the process has. */
export function requireThreads(threads: number): void {
  const { free = Number.POSITIVE_INFINITY } = addressSpace() ?? {};
  if (free < threads * THREAD_BYTES) {
    throw noRoom(threads === 1 ? 'a thread' : `${threads} threads`);
  }
}

/** What `make` gives; a UserError where it finds no room for a memory of WebAssembly's. */
export async function withinAddresses<T>(make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw error instanceof RangeError ? noRoom("WebAssembly's memory") : error;
  }
}

/** @throws UserError where there is no WebAssembly at all. */
export function requireWebAssembly(): void {
  if (typeof WebAssembly !== 'undefined') return;
  throw new UserError(
    'this engine has no WebAssembly, without which nothing runs (Node has it without --jitless)',
  );
}
