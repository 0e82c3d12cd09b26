/** What runs that were killed have left behind, and what of it is of no use any more. */

import { nameOfCheckpoint } from './checkpoints.js';
import { rawPath, recordPath, weightsPath } from './record.js';
import type { Store } from './store/types.js';

/**
 * Removes files half written by writers that died, and checkpoints that are older than all that was
 * made of them. The checkpoint of a run that makes a result anew is younger than what is there, and
 * stays.
 */
export async function removeLitter(store: Store): Promise<void> {
  await store.sweep('', 'raw', 'network_weights');
  for (const file of await store.list('raw')) {
    const name = nameOfCheckpoint(file);
    if (name === undefined || !(await isUsedUp(store, `raw/${file}`, name))) continue;
    // Where that is not allowed, it is in nobody's way.
    await store.remove(`raw/${file}`).catch(() => {});
  }
}

async function isUsedUp(store: Store, path: string, name: string): Promise<boolean> {
  const checkpoint = await store.peek(path, 0);
  if (checkpoint === undefined) return false;
  for (const made of [weightsPath(name), recordPath(name), rawPath(name)]) {
    const result = await store.peek(made, 0);
    if (result === undefined || result.modified < checkpoint.modified) return false;
  }
  return true;
}
