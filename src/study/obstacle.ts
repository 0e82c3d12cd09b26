/** What is said of a folder that cannot be written to. */

import type { KeyedExperiment } from './keyed.js';
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
