/** What is said of results that stand in the folder already: that they are others, or where from. */

import { RELAXED } from '../backends/index.js';
import { UserError } from '../errors.js';
import type { RunOptions } from '../experiment/index.js';
import type { Experiment } from './entry.js';
import { checkpointPath, readCheckpoint } from './experiment-files.js';
import { differencesIn, identityOf } from './identity.js';
import { isOf, knownRecord, type ResultRecord, rawPath, standingOf } from './record.js';
import { configurationOf, readConfiguration } from './run-configuration.js';
import type { Store } from './store/types.js';

/** How a result differs from what these options would make. */
function differencesOf(info: ResultRecord, options: RunOptions): string[] {
  const { precision, threefry, build, numbers } = info;
  const there = { precision, threefry, relaxedSimd: build === RELAXED, numbers };
  const differences = differencesIn(there, identityOf(options));
  const { backend = 'auto' } = options;
  // A run that was begun where it was asked for, and had to move, is that run.
  const places = [info.backend, ...(info.marks.moves ?? []).map(({ on }) => on.split(' ')[0])];
  if (backend !== 'auto' && !places.includes(backend)) {
    differences.push(`it was made on ${info.backend}, not ${backend}`);
  }
  return differences;
}

/** A checkpoint of another run under the experiment's name. */
async function otherRun(
  store: Store,
  experiment: Experiment,
  options: RunOptions,
): Promise<{ path: string; what: string } | undefined> {
  const wanted = configurationOf(experiment, options);
  for (const anew of [false, true]) {
    const path = checkpointPath(experiment.name, anew);
    // From one that is damaged no run can go on; the one that would sets it aside and says why.
    const checkpoint = await readCheckpoint(store, path, () => {});
    if (checkpoint === null || checkpoint.configuration === wanted) continue;
    const [ours, theirs] = [wanted, checkpoint.configuration].map(readConfiguration);
    const differences = theirs!.flatMap((facts, i) => differencesIn(facts, ours![i]!));
    const run = `stopped at update ${checkpoint.update} (${differences.join(', ')})`;
    return { path, what: `another run of this experiment already, ${run}` };
  }
  return undefined;
}

/** Whether the original has left a result of this name: table and weights, and no record. */
async function isOriginals(store: Store, name: string): Promise<boolean> {
  const files = [rawPath(name), `network_weights/${name}.eqx`];
  const there = await Promise.all(files.map((file) => store.peek(file, 0)));
  return !there.includes(undefined);
}

/**
 * Throws a `UserError` where a whole result of one of the experiments is there that was made in
 * another precision, layout of random numbers, build or version of the numbers, or on another
 * backend than the one asked for: to take it for this one would mix two kinds of numbers. So it
 * does for a result that the original has left, and for the checkpoint of such a run, which this one would replace.
 */
export async function refuseOthers(
  store: Store,
  experiments: readonly Experiment[],
  options: RunOptions,
): Promise<void> {
  const refusal = (what: string, path: string) =>
    new UserError(
      `there is ${what}: '${store.pathOf(path)}'; --overwrite replaces it, another folder (--out) ` +
        'leaves it',
    );
  for (const experiment of experiments) {
    const { name } = experiment;
    const info = await knownRecord(store, name);
    if (info === undefined && (await isOriginals(store, name))) {
      throw refusal(
        'a result of this experiment already that APEBench in Python has left',
        rawPath(name),
      );
    }
    const differences = info === undefined ? [] : differencesOf(info, options);
    const other = await otherRun(store, experiment, options);
    if (differences.length === 0 && other === undefined) continue;
    const standing = await standingOf(store, name);
    if (standing.kind === 'whole' && isOf(standing.record, experiment)) {
      if (differences.length === 0) continue;
      const what = `another result of this experiment already (${differences.join(', ')})`;
      throw refusal(what, rawPath(name));
    }
    if (other !== undefined) throw refusal(other.what, other.path);
  }
}

/**
 * The record of an experiment that is there and whole. Of what is there and is not, it tells why it
 * is trained anew.
 */
export async function resultThere(
  store: Store,
  experiment: Experiment,
  onNotice: (notice: string) => void,
): Promise<ResultRecord | undefined> {
  const { name } = experiment;
  const standing = await standingOf(store, name);
  if (standing.kind === 'absent') return undefined;
  if (standing.kind === 'whole' && isOf(standing.record, experiment)) return standing.record;
  const why = standing.kind === 'whole' ? 'its record is of another experiment' : standing.why;
  onNotice(`what is there of it is not whole (${why}): trained anew`);
  return undefined;
}

/**
 * Makes the folder ready, or says why it cannot be written to where all that is asked for is there:
 * then it need not be. Throws the error where something is to be made.
 */
export async function obstacleToWriting(
  store: Store,
  experiments: readonly Experiment[],
  overwrite?: boolean,
): Promise<string | undefined> {
  try {
    await store.prepare();
    return undefined;
  } catch (error) {
    const isThere = async (experiment: Experiment) =>
      (await resultThere(store, experiment, () => {})) !== undefined;
    for (const experiment of experiments) {
      if (overwrite || !(await isThere(experiment))) throw error;
    }
    return (error as Error).message;
  }
}

/** Where a result was made, unless that was asked for. */
export function originOf(info: ResultRecord, { backend = 'auto' }: RunOptions): string | undefined {
  return backend === 'auto' ? `on ${info.backend} ${info.build}` : undefined;
}
