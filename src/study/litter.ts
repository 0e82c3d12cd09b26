/** What runs that were killed have left behind, and what of it is of no use any more. */

import { checkpointPath } from './experiment-files.js';
import { rawPath, recordPath, weightsPath } from './record.js';
import type { Store } from './store/types.js';

const CHECKPOINT = checkpointPath('').slice('raw/'.length);

/**
 * Removes files half written by writers that died, and checkpoints of runs whose results are there.
 * The checkpoint of a run that makes a result anew is younger than what is there, and stays.
 */
export async function removeLitter(store: Store): Promise<void> {
  await store.sweep('', 'raw', 'network_weights');
  for (const file of await store.list('raw')) {
    if (!file.endsWith(CHECKPOINT)) continue;
    const name = file.slice(0, -CHECKPOINT.length);
    if (!(await isUsedUp(store, name))) continue;
    // Where that is not allowed, it is in nobody's way.
    await store.remove(checkpointPath(name)).catch(() => {});
  }
}

/** Whether all that was made of a checkpoint is there. */
async function isUsedUp(store: Store, name: string): Promise<boolean> {
  const checkpoint = await store.peek(checkpointPath(name), 0);
  if (checkpoint === undefined) return false;
  for (const path of [weightsPath(name), recordPath(name), rawPath(name)]) {
    const result = await store.peek(path, 0);
    if (result === undefined || result.modified < checkpoint.modified) return false;
  }
  return true;
}
