/** A callback that writes networks to files while they train. */

import { check, type Rule, TEXT } from '../checks.js';
import { writeSafetensors } from '../safetensors.js';
import { type CallbackContext, checkEvery, type TrainingCallback } from '../training/index.js';
import { VERSION } from '../version.js';
import { weightTensors } from './experiment-files.js';
import { openStore, type Store } from './store/index.js';

const FOLDER: Rule = {
  allowed: 'the name of one, or a store that is open',
  fits: (value) => TEXT.fits(value) || typeof (value as Store | null)?.write === 'function',
};

/**
 * Before updates 0, k, 2k, … writes `FOLDER/FILENAME_UPDATE.safetensors`: the network's arrays by
 * leaf path, in the precision of the run, with a leading seed axis where there are several seeds.
 * `predict --weights` and `loadModel` take them. Its values are true. (trainax `SaveNetwork`, which
 * always fails there.)
 */
export class SaveNetwork implements TrainingCallback {
  private readonly store: Store;

  /** `folder` is one on disk, in a browser in memory; or a store that is open. */
  constructor(
    readonly every: number,
    folder: string | Store,
    /** With which the names of files begin. */
    readonly fileName: string,
    readonly name = 'network_saved',
  ) {
    checkEvery(name, every);
    check('fileName', fileName, TEXT);
    check('folder', folder, FOLDER);
    this.store = typeof folder === 'string' ? openStore(folder) : folder;
  }

  async value(_: unknown, numSeeds: number, context: CallbackContext): Promise<boolean[]> {
    const { update, stepper, backend } = context;
    const bytes = writeSafetensors({
      tensors: weightTensors(stepper.weights(), backend.precision),
      metadata: {
        config: JSON.stringify({ num_seeds: numSeeds }),
        version: VERSION,
        backend: backend.name,
      },
    });
    await this.store.write(`${this.fileName}_${update}.safetensors`, bytes);
    return Array<boolean>(numSeeds).fill(true);
  }
}
