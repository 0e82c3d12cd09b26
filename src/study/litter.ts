/** What runs that were killed have left behind, and what of it is of no use any more. */

import { nameOfCheckpoint, readCheckpoint, wasOnGpu } from './checkpoints.js';
import { nameInStore } from './commit.js';
import { keyFrom, PLACES } from './key.js';
import { knownRecord, rawPath, recordPath, weightsPath } from './record.js';
import type { Peek, Store } from './store/types.js';

/**
 * Removes files half written by writers that died, and checkpoints that are older than all that was
 * made of them. The checkpoint of a run that makes a result anew is younger than what is there, and
 * stays.
 */
export async function removeLitter(store: Store): Promise<void> {
  await store.sweep('', 'raw', 'network_weights', 'manifests', 'failed', 'differing');
  for (const file of await store.list('raw')) {
    const name = nameOfCheckpoint(file);
    if (name === undefined || !(await isUsedUp(store, `raw/${file}`, name))) continue;
    // Where that is not allowed, it is in nobody's way.
    await store.remove(`raw/${file}`).catch(() => {});
  }
}

async function isUsedUp(store: Store, path: string, name: string): Promise<boolean> {
  const file = await store.peek(path, 0);
  const checkpoint = await readCheckpoint(store, path, () => {});
  if (file === undefined || checkpoint === null) return false;
  for (const place of wasOnGpu(checkpoint) ? (['gpu'] as const) : PLACES) {
    const made = await knownName(store, name, await keyFrom(checkpoint.configuration, place));
    if (made !== undefined && (await isOlder(store, file, made))) return true;
  }
  return false;
}

/** The name of the result of a key, if there is one. */
async function knownName(store: Store, name: string, key: string): Promise<string | undefined> {
  const stored = await nameInStore(store, name, key);
  return (await knownRecord(store, stored))?.key === key ? stored : undefined;
}

async function isOlder(store: Store, { modified }: Peek, name: string): Promise<boolean> {
  for (const path of [weightsPath(name), recordPath(name), rawPath(name)]) {
    const made = await store.peek(path, 0);
    if (made === undefined || made.modified < modified) return false;
  }
  return true;
}
