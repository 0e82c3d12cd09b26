/**
 * Runs from their files: what an earlier page has exported, or the command line has left. Nothing in
 * them is believed before it has been checked: a run is taken whole, as its record says, or not.
 */

import { sha256 } from '#platform';
import { str } from '../../config/index.js';
import { clipped, UserError } from '../../errors.js';
import { runCost } from '../../experiment/index.js';
import { type Experiment, MemoryStore, readExperiment } from '../../study/index.js';
import {
  configurationOf,
  type ResultRecord,
  rawPath,
  recordPath,
  standingOf,
  studyEntry,
  weightsPath,
} from '../../study/running/index.js';
import { DEFAULT_STATE, toHash } from '../form/form-state.js';
import type { Finished, GivenFile, Imported, ImportedRun } from '../protocol.js';
import { downsample } from './downsample.js';
import { reportOf } from './error-report.js';
import { unpackFiles } from './run-archive.js';
import { readStoredRun } from './stored.js';
import { placeInWords } from './training.js';

const NEEDED =
  "a run's table NAME.csv, weights NAME.safetensors and record NAME.json, or their .zip";

export async function importRuns(given: readonly GivenFile[]): Promise<Imported> {
  const refused: string[] = [];
  const runs: ImportedRun[] = [];
  try {
    const files = unpackFiles(given);
    const names = new Set([...files.keys()].map(nameOf));
    if (names.size === 0) refused.push(`there is no run among these files; allowed is ${NEEDED}`);
    const store = new MemoryStore('import');
    for (const [path, bytes] of files) await store.write(path, bytes);
    for (const name of names) {
      const run = await importRun(store, name).catch((error: unknown) => {
        refused.push(`${clipped(name, 160)}: ${reportOf(error).message}`);
      });
      if (run !== undefined) runs.push(run);
    }
  } catch (error) {
    refused.push(reportOf(error).message);
  }
  return { runs, refused };
}

const nameOf = (path: string): string => path.slice(path.indexOf('/') + 1, path.lastIndexOf('.'));

async function importRun(store: MemoryStore, name: string): Promise<ImportedRun> {
  const paths = [rawPath(name), weightsPath(name), recordPath(name)];
  const [table, weights, text] = await Promise.all(paths.map((path) => store.read(path)));
  if (table === undefined || weights === undefined || text === undefined) {
    const missing = paths.filter((_, i) => [table, weights, text][i] === undefined);
    throw new UserError(`it lacks ${missing.join(' and ')}; needed is ${NEEDED}`);
  }
  const standing = await standingOf(store, name);
  if (standing.kind !== 'whole') {
    throw new UserError(standing.kind === 'absent' ? `needed is ${NEEDED}` : standing.why);
  }
  const { record } = standing;
  const experiment = await readExperiment(studyEntry(record.config), { backend: 'wasm' });
  const { scenarioObject: scenario, plan, task, net } = experiment;
  const stepper = await scenario.loadModel(weights, { task, net, precision: record.precision });
  // What a table could say wrongly of its experiment, the record says: it is what was run.
  const stored = await readStoredRun(new TextDecoder().decode(table), null);
  const seeds = Array.from({ length: experiment.numSeeds }, (_, i) => experiment.startSeed + i);
  if (stored.losses.length !== seeds.length || stepper.numSeeds !== seeds.length) {
    throw new UserError(`its table and weights are not of ${seeds.length} seeds`);
  }
  const result: Finished = {
    name,
    seeds,
    ...downsample(stored),
    rollouts: stored.rollouts,
    csv: new Blob([new Uint8Array(table)], { type: 'text/csv' }),
    weights: new Uint8Array(weights),
    record: new TextDecoder().decode(text),
    configuration: configurationFrom(experiment, record),
    sha256: await sha256(weights),
    computedOn: placeInWords(record.backend, record.build, record.threads),
    trainSeconds: record.times?.trainSeconds ?? Number.NaN,
    diverged: record.marks.diverged,
  };
  const [low, high] = scenario.vlim as [number, number];
  return {
    hash: hashOf(experiment, record),
    checked: { cost: await runCost(plan), vlim: [low, high] },
    numUpdates: plan.numSteps,
    result,
  };
}

function configurationFrom(
  experiment: Experiment,
  { precision, threefry, place, plugins }: ResultRecord,
): string {
  return configurationOf(experiment, {
    precision,
    relaxedSimd: place === 'wasm-relaxed',
    partitionable: threefry === 'partitionable',
    plugins,
  });
}

/** The form with which the page would make it again. */
function hashOf(experiment: Experiment, { place }: ResultRecord): string {
  const { scenario, task, net, train, startSeed, numSeeds, kwargs } = experiment;
  return toHash({
    ...DEFAULT_STATE,
    ...{ scenario, task, net, train },
    start_seed: String(startSeed),
    num_seeds: String(numSeeds),
    backend: place === 'gpu' ? 'webgpu' : 'wasm',
    attributes: new Map([...kwargs].map(([name, value]) => [String(name), str(value)])),
  });
}
