/** How long experiments will take, for those who put them together to tasks. */

import type { Store } from '../study/index.js';
import { type KeyedExperiment, knownRecord, namesByKey } from '../study/running/index.js';
import { needsOf } from './need.js';
import { plannedSeconds } from './placement.js';

/** Of the start of a process, the tests and the files of an experiment, roughly. */
const BESIDE_TRAINING_SECONDS = 5;

/**
 * Seconds of each experiment on one thread: from what its network takes and, where the store has
 * results of the study, how long those took.
 */
export async function expectedSeconds(
  store: Store,
  keyed: readonly KeyedExperiment[],
): Promise<number[]> {
  const needs = await needsOf(keyed.map(({ experiment }) => experiment));
  const names = await namesByKey(store);
  let [taken, planned] = [0, 0];
  for (const [i, { key }] of keyed.entries()) {
    const name = names.get(key);
    const record = name === undefined ? undefined : await knownRecord(store, name);
    if (record === undefined) continue;
    taken += record.times.trainSeconds;
    planned += plannedSeconds(needs[i]!, record.threads);
  }
  const factor = planned > 0 ? taken / planned : 1;
  return needs.map((need) => BESIDE_TRAINING_SECONDS + factor * plannedSeconds(need));
}
