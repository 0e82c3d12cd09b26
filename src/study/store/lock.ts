/** Work that only one at a time may do in a store, of all that share it. */

import type { Store } from './types.js';

/**
 * Does `work` while holding the lock at a path of the store. A holder who slept so long that he was
 * taken for dead has lost it, maybe while he worked: then `work` is done again, and must come to
 * the same. What it throws ends it.
 */
export async function withLock<T>(store: Store, path: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await store.lock(path);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await lock.release().catch(() => {});
      throw error;
    }
    if (await lock.release()) return result;
  }
}
