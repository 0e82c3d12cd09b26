/** The store of this platform. */

import { openStore as openOwn } from '#store';
import { check, TEXT } from '../../checks.js';
import type { Store } from './types.js';

export { MemoryStore } from './memory.js';
export type { Content, Digest, Peek, Store } from './types.js';

/** Opens a folder: on disk in Node, in memory in a browser. */
export function openStore(root: string): Store {
  check('the folder of a store', root, TEXT);
  return openOwn(root);
}
