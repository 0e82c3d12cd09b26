/**
 * An entry of a study: one object with the original's keys (`scenario`, `task`, `net`, `train`,
 * `start_seed`, `num_seeds`, and any attribute of the scenario), read, checked and named.
 */

import { jsonOf, PLAIN } from '../checks.js';
import { loadCore } from '../core/index.js';
import { about, clipped, nearest, UserError } from '../errors.js';
import { meantBy, type Plan, type RunOptions } from '../experiment/index.js';
import { SEED_RANGE } from '../random/index.js';
import {
  type BaseScenario,
  makeScenario,
  type ScenarioClass,
  scenarios,
  unknownAttribute,
} from '../scenarios/index.js';
import { planWithRemedy } from './memory-remedy.js';
import { type ExperimentConfig, experimentName } from './names.js';

/** What a caller or a study file gives. */
export interface StudyEntry {
  /** The scenario's key. */
  readonly scenario: string;
  /** `predict`, or a correction: see `apebench list tasks`. */
  readonly task: string;
  /** The network's config string. */
  readonly net: string;
  /** The config string of the way of training. */
  readonly train: string;
  /** The first seed; default 0. */
  readonly start_seed?: number;
  /** How many seeds, from the first on; default 1. */
  readonly num_seeds?: number;
  /** Any attribute of the scenario, under its original name. */
  readonly [attribute: string]: unknown;
}

/** An entry that can be run. */
export interface Experiment extends ExperimentConfig {
  /** By which its files are called. */
  readonly name: string;
  /** The scenario with its attributes. */
  readonly scenarioObject: BaseScenario;
  /** What is to be done. */
  readonly plan: Plan;
}

const OWN_KEYS = ['scenario', 'task', 'net', 'train', 'start_seed', 'num_seeds'];

/** A `UserError` that knows which key of an entry it is about. */
export class EntryError extends UserError {
  constructor(
    override readonly key: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`key '${clipped(key)}': ${reason}`, options);
  }

  /** The same as another error, about a key. */
  static of(key: string, { message, cause, remedy, brief, memory }: UserError): EntryError {
    return Object.assign(new EntryError(key, message, { cause }), { remedy, brief, memory });
  }
}

/** Awaits `read`; a `UserError` that says which key it is about becomes an `EntryError`. */
export async function naming<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError) || error.key === undefined) throw error;
    if (error instanceof EntryError) throw error;
    throw EntryError.of(error.key, error);
  }
}

/** A text, without the spaces around it. */
function readText(entry: Readonly<Record<string, unknown>>, key: string): string {
  const value = entry[key];
  if (value === undefined) throw new EntryError(key, 'is missing');
  if (typeof value !== 'string') {
    throw new EntryError(key, `must be a text, not ${jsonOf(value)}`);
  }
  return value.trim();
}

function readSeed(
  entry: Readonly<Record<string, unknown>>,
  key: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const { [key]: value = fallback } = entry;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new EntryError(key, `must be a whole number from ${min} to ${max}, not ${jsonOf(value)}`);
  }
  return value;
}

function readSeeds(
  entry: Readonly<Record<string, unknown>>,
): Pick<ExperimentConfig, 'startSeed' | 'numSeeds'> {
  const startSeed = readSeed(entry, 'start_seed', { fallback: 0, ...SEED_RANGE });
  const numSeeds = readSeed(entry, 'num_seeds', { fallback: 1, min: 1, max: 0x100000 });
  const lastSeed = startSeed + numSeeds - 1;
  if (lastSeed > SEED_RANGE.max) {
    throw new EntryError(
      'start_seed',
      `the last of ${numSeeds} seeds would be ${lastSeed}; seeds go up to ${SEED_RANGE.max}`,
    );
  }
  return { startSeed, numSeeds };
}

/**
 * For each seed of an entry an entry of its own. Throws an `EntryError` for a number of seeds that
 * there cannot be.
 */
export function bySeed(entry: StudyEntry): StudyEntry[] {
  const { startSeed, numSeeds } = readSeeds(entry);
  return Array.from({ length: numSeeds }, (_, i) => ({
    ...entry,
    start_seed: startSeed + i,
    num_seeds: 1,
  }));
}

/** Refuses attributes that the scenario has not, and null. */
function checkNames(
  key: string,
  { attributes: known, aliases }: ScenarioClass,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name) && !Object.hasOwn(aliases, name)) {
      const names = Object.keys(known);
      const meant = meantBy(name) ?? nearest(name, [...OWN_KEYS, ...names]);
      const error = unknownAttribute(key, names, name, value, meant);
      const isSimple = typeof value === 'string' || typeof value === 'number';
      if (meant !== undefined && names.includes(meant) && isSimple) {
        error.remedy = { key: meant, value };
      }
      throw EntryError.of(name, error);
    }
    if (value === null) throw new EntryError(name, 'must not be null');
  }
}

/**
 * The scenario that an entry names, with these attributes set, and its key. Throws an `EntryError`
 * that names the key.
 */
export function readScenario(
  entry: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
): Promise<[key: string, scenario: BaseScenario]> {
  return naming(async () => {
    await loadCore();
    const [key, Scenario] = await about('scenario', () =>
      scenarios.entry(readText(entry, 'scenario')),
    );
    checkNames(key, Scenario, attributes);
    return [key, makeScenario(key, attributes)];
  });
}

/**
 * Reads and checks an entry. Throws an `EntryError` that names the key: a missing or unknown one, a
 * value of the wrong type or out of range, a config string that cannot be read, more work than
 * fits where it may run.
 */
export async function readExperiment(
  entry: unknown,
  options: RunOptions = {},
): Promise<Experiment> {
  if (isExperiment(entry)) return entry;
  const experiment = await naming(() => read(entry, options));
  experiments.add(experiment);
  return experiment;
}

/** The experiments that were read: they are taken where an entry is. */
const experiments = new WeakSet<object>();

export function isExperiment(entry: unknown): entry is Experiment {
  return typeof entry === 'object' && entry !== null && experiments.has(entry);
}

/**
 * The name of an entry's experiment, which its files bear in a study's folder (apebench:
 * `get_experiment_name`). Throws an
 * `EntryError` as `readExperiment`; the strings of task, network and training are taken as they are.
 */
export async function getExperimentName(entry: StudyEntry): Promise<string> {
  return (await naming(() => readNamed(entry))).name;
}

type Named = Omit<Experiment, 'plan'>;

async function read(entry: unknown, options: RunOptions): Promise<Experiment> {
  const named = await readNamed(entry);
  const { task, net, train, startSeed, numSeeds } = named;
  const strings = { task, net, train, startSeed, numSeeds };
  const [, attributes] = splitEntry(entry as StudyEntry);
  const plan = await planWithRemedy(named.scenarioObject, { ...options, ...strings }, (changes) =>
    makeScenario(named.scenario, { ...attributes, ...changes }),
  );
  return { ...named, plan };
}

type Values = Readonly<Record<string, unknown>>;

/** All of an entry, and its attributes alone. */
function splitEntry(given: Values): [given: Values, attributes: Values] {
  const { scenario, task, net, train, start_seed, num_seeds, ...attributes } = given;
  return [given, attributes];
}

async function readNamed(entry: unknown): Promise<Named> {
  if (!PLAIN.fits(entry)) {
    throw new UserError(`an entry must be an object, not ${jsonOf(entry)}`);
  }
  const [given, attributes] = splitEntry(entry as StudyEntry);
  const [scenario, scenarioObject] = await readScenario(given, attributes);
  const config = {
    scenario,
    task: readText(given, 'task'),
    net: readText(given, 'net'),
    train: readText(given, 'train'),
    ...readSeeds(given),
  };
  const named = { ...config, kwargs: scenarioObject.overrides };
  return { ...named, scenarioObject, name: await experimentName(named) };
}
