/** What is said of a folder that cannot be written to, or has lost what was in it. */

import { MachineError } from '../errors.js';
import type { KeyedExperiment } from './keyed.js';
import { rawPath } from './record.js';
import { resultThere } from './run-keyed.js';
import type { Store } from './store/types.js';

/**
 * Makes the folder ready, or says why it cannot be written to where all that is asked for is there:
 * then it need not be. Throws the error where something is to be made.
 */
export async function obstacleToWriting(
  store: Store,
  experiments: readonly KeyedExperiment[],
  overwrite?: boolean,
): Promise<string | undefined> {
  try {
    await store.prepare();
    return undefined;
  } catch (error) {
    const isThere = async (experiment: KeyedExperiment) =>
      (await resultThere(store, experiment, () => {})) !== undefined;
    for (const experiment of experiments) {
      if (overwrite || !(await isThere(experiment))) throw error;
    }
    return (error as Error).message;
  }
}

/** Throws a `MachineError` where a result that was there, or was made, is not there any more. */
export async function requireThere(store: Store, names: readonly string[]): Promise<void> {
  const there = await store.stamps('raw');
  const gone = names.find((name) => !there.has(`${name}.csv`));
  if (gone === undefined) return;
  const file = store.pathOf(rawPath(gone));
  throw new MachineError(`${file} is gone: something removed it while the study ran; run it again`);
}
