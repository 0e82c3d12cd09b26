/** The store of this platform. */

export { openStore } from '#store';
export { MemoryStore } from './memory.js';
export type { Store } from './types.js';
