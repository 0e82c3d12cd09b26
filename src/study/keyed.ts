/** Experiments with their keys: where each will run is decided, and what of them is there is known. */

import { isBegunOnGpu } from './checkpoints.js';
import type { Experiment } from './entry.js';
import { configurationOf, type KeyOptions, keyOf, type Place, placeOn } from './key.js';
import { namesByKey, standingOf } from './record.js';
import type { Store } from './store/types.js';

export interface KeyedExperiment {
  readonly experiment: Experiment;
  readonly key: string;
  readonly place: Place;
  /** The name of a result of this key that was there when it was looked for. */
  readonly stored?: string;
  /** Why `auto` means this place; null where it was asked for by its name. */
  readonly chosen: string | null;
  /** The SHA-256 of the files that add to the library's dictionaries. */
  readonly plugins: readonly string[];
}

export interface KeyedOptions extends KeyOptions {
  /** Whether also what is there is to be made. */
  readonly overwrite?: boolean;
}

async function isWhole(store: Store, name: string | undefined): Promise<boolean> {
  return name !== undefined && (await standingOf(store, name)).kind === 'whole';
}

/**
 * The key of an experiment. Where its place is not given and `auto` is asked for, it is that of a
 * result that is there, or of a run that was begun on a GPU, else what `auto` means here. What a GPU
 * has made and is to be made again needs one.
 */
async function keyed(
  store: Store,
  experiment: Experiment,
  options: KeyedOptions,
  there: ReadonlyMap<string, string>,
): Promise<KeyedExperiment> {
  const { backend = 'auto', plugins = [] } = options;
  const at = async (place: Place, chosen: string | null): Promise<KeyedExperiment> => {
    const key = await keyOf(experiment, options, place);
    return { experiment, key, place, stored: there.get(key), chosen, plugins };
  };
  if (backend !== 'auto') return at(placeOn(backend, options), null);
  const onWasm = await at(placeOn('wasm', options), null);
  if (onWasm.stored !== undefined) return onWasm;
  const onGpu = await at('gpu', null);
  if (!options.overwrite && (await isWhole(store, onGpu.stored))) return onGpu;
  const { backend: chosen, why } = await experiment.plan.choose();
  const configuration = configurationOf(experiment, options);
  if (chosen === 'wasm' && (await isBegunOnGpu(store, { name: experiment.name, configuration }))) {
    return at('gpu', 'the run was begun on a GPU');
  }
  return at(placeOn(chosen, options), why);
}

/** Experiments with their keys, in their order. */
export async function keyedIn(
  store: Store,
  experiments: readonly Experiment[],
  options: KeyedOptions,
): Promise<KeyedExperiment[]> {
  const there = await namesByKey(store);
  const all: KeyedExperiment[] = [];
  for (const experiment of experiments) all.push(await keyed(store, experiment, options, there));
  return all;
}
