/** What runs that were killed have left behind, and what of it is of no use any more. */

import { isOfAnew, nameOfCheckpoint, readCheckpoint, wasOnGpu } from './checkpoints.js';
import { nameInStore } from './commit.js';
import { keyFrom } from './key.js';
import { recordPath, standingOf } from './record.js';
import type { Store } from './store/types.js';

/**
 * Removes files half written by writers that died, and checkpoints of runs whose result is there and
 * whole. That of a run that makes a result anew stays, as long as it is this one that is there.
 */
export async function removeLitter(store: Store): Promise<void> {
  await store.sweep('', 'raw', 'network_weights', 'manifests', 'failed', 'differing');
  for (const file of await store.list('raw')) {
    const name = nameOfCheckpoint(file);
    if (name === undefined || !(await isUsedUp(store, file, name))) continue;
    // Where that is not allowed, it is in nobody's way.
    await store.remove(`raw/${file}`).catch(() => {});
  }
}

/** No clock is asked: they differ between machines, and are set. */
async function isUsedUp(store: Store, file: string, name: string): Promise<boolean> {
  const checkpoint = await readCheckpoint(store, `raw/${file}`, () => {});
  if (checkpoint === null) return false;
  const { configuration, replaces } = checkpoint;
  // Of the two on WASM one alone can be, by its configuration.
  for (const place of wasOnGpu(checkpoint)
    ? (['gpu'] as const)
    : (['wasm', 'wasm-relaxed'] as const)) {
    const key = await keyFrom(configuration, place);
    const stored = await nameInStore(store, name, key);
    const standing = await standingOf(store, stored);
    if (standing.kind !== 'whole' || standing.record.key !== key) continue;
    return !isOfAnew(file) || (await store.digest(recordPath(stored)))?.sha256 !== replaces;
  }
  return false;
}
