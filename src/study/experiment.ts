/**
 * An entry of a study: one object with the original's keys (`scenario`, `task`, `net`, `train`,
 * `start_seed`, `num_seeds`, and any attribute of the scenario), read, checked and named.
 */

import type { BackendOptions } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { nearest, PlaceError, UserError, unknownName } from '../errors.js';
import { SEED_RANGE } from '../random/index.js';
import { checkCallbacks } from '../scenarios/callbacks.js';
import { type BaseScenario, makeScenario } from '../scenarios/index.js';
import { parseTask } from '../scenarios/tasks.js';
import { parseTrainConfig } from '../training/index.js';
import { type ExperimentConfig, experimentName } from './names.js';

/** What a caller or a study file gives. */
export interface StudyEntry {
  readonly scenario: string;
  readonly task: string;
  readonly net: string;
  readonly train: string;
  readonly start_seed?: number;
  readonly num_seeds?: number;
  /** Any attribute of the scenario, under its original name. */
  readonly [attribute: string]: unknown;
}

/** An entry that can be run. */
export interface Experiment extends ExperimentConfig {
  readonly name: string;
  readonly scenarioObject: BaseScenario;
}

const OWN_KEYS = ['scenario', 'task', 'net', 'train', 'start_seed', 'num_seeds'];

/** A `UserError` that knows which key of an entry it is about. */
export class EntryError extends UserError {
  constructor(
    readonly key: string,
    readonly reason: string,
  ) {
    super(`key '${key}': ${reason}`);
  }
}

/** Awaits `check` and blames `key` for the `UserError` that it may throw, unless that is about the place of work. */
async function blame<T>(key: string, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    const blames = error instanceof UserError && !(error instanceof PlaceError);
    if (!blames || error instanceof EntryError) throw error;
    throw new EntryError(key, error.message);
  }
}

function readText(entry: Readonly<Record<string, unknown>>, key: string): string {
  const value = entry[key];
  if (value === undefined) throw new EntryError(key, 'is missing');
  if (typeof value !== 'string') {
    throw new EntryError(key, `must be a text, not ${JSON.stringify(value)}`);
  }
  return value;
}

function readSeed(
  entry: Readonly<Record<string, unknown>>,
  key: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const value = entry[key] ?? fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new EntryError(
      key,
      `must be a whole number from ${min} to ${max}, not ${JSON.stringify(value)}`,
    );
  }
  return value;
}

/** The scenario with its attributes, each checked by itself so that a wrong one can be named. */
async function readScenario(
  key: string,
  attributes: Readonly<Record<string, unknown>>,
): Promise<BaseScenario> {
  const plain = await blame('scenario', () => makeScenario(key));
  const known = [...plain.toPython().keys()];
  for (const name of Object.keys(attributes)) {
    if (!known.includes(name)) {
      const own = nearest(name, OWN_KEYS);
      const { message } = unknownName(`attribute of ${key}`, name, known);
      throw new EntryError(name, own === undefined ? message : `${message} (or is it ${own}?)`);
    }
    if (attributes[name] === null) throw new EntryError(name, 'must not be null');
  }
  try {
    return makeScenario(key, attributes);
  } catch (error) {
    for (const [name, value] of Object.entries(attributes)) {
      await blame(name, () => makeScenario(key, { [name]: value }));
    }
    throw error;
  }
}

/** Everything about an experiment that can be found wrong before any work, key by key. */
async function check(
  scenario: BaseScenario,
  config: { task: string; net: string; train: string; numSeeds: number },
  where: BackendOptions,
): Promise<void> {
  await blame('task', () => parseTask(config.task));
  await blame('net', () => scenario.defineNetwork(config.net));
  await blame('train', () => parseTrainConfig(config.train));
  await blame('ic_config', () => scenario.getIcGenerator());
  await blame('report_metrics', () => scenario.getMetricFns());
  await blame('callbacks', () => checkCallbacks(scenario.callbacks));
  await blame('optim_config', () => scenario.getOptimizer());
  await scenario.checkData();
  await blame('train', () => scenario.checkRun({ ...where, ...config }));
}

/**
 * Reads and checks an entry. Throws an `EntryError` that names the key: a missing or unknown one, a
 * value of the wrong type or out of range, a config string that cannot be read, more work than
 * fits where it may run.
 */
export async function readExperiment(
  entry: unknown,
  where: BackendOptions = {},
): Promise<Experiment> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new UserError(`an entry must be an object, not ${JSON.stringify(entry)}`);
  }
  await loadCore();
  const given = entry as Readonly<Record<string, unknown>>;
  const { scenario: _, task: __, net: ___, train: ____, start_seed, num_seeds, ...rest } = given;
  const scenario = readText(given, 'scenario');
  const config = {
    scenario,
    task: readText(given, 'task'),
    net: readText(given, 'net'),
    train: readText(given, 'train'),
    startSeed: readSeed(given, 'start_seed', { fallback: 0, ...SEED_RANGE }),
    numSeeds: readSeed(given, 'num_seeds', { fallback: 1, min: 1, max: 0x100000 }),
  };
  const lastSeed = config.startSeed + config.numSeeds - 1;
  if (lastSeed > SEED_RANGE.max) {
    throw new EntryError(
      'start_seed',
      `the last of ${config.numSeeds} seeds would be ${lastSeed}; seeds go up to ${SEED_RANGE.max}`,
    );
  }
  const scenarioObject = await readScenario(scenario, rest);
  await check(scenarioObject, config, where);
  const named = { ...config, kwargs: scenarioObject.overrides };
  return { ...named, scenarioObject, name: await experimentName(named) };
}
