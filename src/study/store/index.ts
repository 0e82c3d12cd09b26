/** The store of this platform. */

import { openStore as openOwn } from '#store';
import { check, type Rule, TEXT } from '../../checks.js';
import type { Store } from './types.js';

export { withLock } from './lock.js';
export { MemoryStore } from './memory.js';
export type { Content, Digest, Lock, Peek, Stamp, Store } from './types.js';

const METHODS: readonly (keyof Store)[] = [
  ...(['prepare', 'read', 'readPieces', 'peek', 'digest', 'write', 'rename'] as const),
  ...(['remove', 'sweep', 'lock', 'list', 'stamps', 'strays', 'pathOf'] as const),
];

/** Of what holds the files of a study. */
export const STORE: Rule = {
  allowed: `a store, as openStore gives one, with ${METHODS.join(', ')}`,
  fits(value) {
    const store = (value ?? {}) as Partial<Store>;
    return METHODS.every((method) => typeof store[method] === 'function');
  },
};

/**
 * Opens a folder: on disk in Node, in memory in a browser. It is made with the first file. Throws a
 * `UserError` for what is no name of one.
 *
 * ```js
 * const store = openStore('notes');
 * await store.write('today/one.txt', 'text');
 * console.log(await store.list('today'), store.pathOf('today/one.txt'));
 * ```
 *
 * ```
 * [ 'one.txt' ] notes/today/one.txt
 * ```
 */
export function openStore(root: string): Store {
  check('the folder of a store', root, TEXT);
  return openOwn(root);
}
