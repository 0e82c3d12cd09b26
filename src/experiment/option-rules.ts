/**
 * The options of a run by name, so that one that is misspelt, or null, is refused and not ignored.
 * Names are ours here (`numSeeds`) and the original's in an entry (`num_seeds`); who gives the one
 * for the other is told which is meant.
 */

import { checkPlace } from '../backends/index.js';
import {
  COUNT,
  check,
  checkOptions,
  FLAG,
  FUNCTION,
  OBJECT,
  PERIOD,
  PLAIN,
  type Rule,
  type Rules,
  required,
  TEXT,
  WHOLE,
  wholeFrom,
} from '../checks.js';
import { snakeCase } from '../errors.js';
import { SINK } from '../training/index.js';

/** Looked at where it is used. */
const GIVEN: Rule = { allowed: 'given or left out', fits: (value) => value !== null };

export const RUN_OPTIONS: Rules = {
  backend: GIVEN,
  precision: GIVEN,
  threads: GIVEN,
  relaxedSimd: FLAG,
  gpu: OBJECT,
  partitionable: FLAG,
  allowNonFinite: FLAG,
  recomputeEvery: GIVEN,
  signal: OBJECT,
  checkpointSeconds: PERIOD,
  digestEvery: COUNT,
};

/** Where data and tests are computed; a plan and a test set come from inside of a run. */
export const DATA_OPTIONS: Rules = {
  backend: GIVEN,
  precision: GIVEN,
  threads: GIVEN,
  signal: OBJECT,
  random: OBJECT,
  plan: OBJECT,
  testSet: OBJECT,
};

export const TRAINER_OPTIONS: Rules = {
  ...DATA_OPTIONS,
  allowNonFinite: FLAG,
  recomputeEvery: GIVEN,
};

export const ROLLOUT_TEST_OPTIONS: Rules = { ...DATA_OPTIONS, removeSingletonAxis: FLAG };

/** Of weights that are loaded. */
export const LOAD_OPTIONS: Rules = {
  task: TEXT,
  net: required(TEXT),
  numSeeds: COUNT,
  precision: GIVEN,
};

/** Of a network's initial values. */
export const NETWORK_OPTIONS: Rules = { partitionable: FLAG, read: OBJECT };

export const WATCHED_RUN_OPTIONS: Rules = {
  ...RUN_OPTIONS,
  onProgress: FUNCTION,
  onNotice: FUNCTION,
  checkpoint: SINK,
};

export const RUN_RAW_OPTIONS: Rules = {
  ...WATCHED_RUN_OPTIONS,
  task: TEXT,
  net: TEXT,
  train: TEXT,
  startSeed: WHOLE,
  numSeeds: wholeFrom(1),
  removeSingletonAxis: FLAG,
};

/** What the original's functions call these. */
const ORIGINAL: Readonly<Record<string, string>> = {
  task_config: 'task',
  network_config: 'net',
  train_config: 'train',
};

/** The name that is meant by the one that the original's functions have, in either spelling. */
export function meantBy(name: string): string | undefined {
  const original = snakeCase(name);
  return Object.hasOwn(ORIGINAL, original) ? ORIGINAL[original] : undefined;
}

/** @throws UserError for an option that there is not, that is null or of another type. */
export function checkRunOptions(
  kind: string,
  options: object,
  rules: Rules,
  meant: (name: string) => string | undefined = meantBy,
): void {
  check(`${kind} options`, options, PLAIN);
  checkOptions(kind, options, rules, meant);
  checkPlace(options);
}

/** @throws UserError for what is none of the options of data and tests. */
export function checkDataOptions(options: object): void {
  checkOptions('data', options, DATA_OPTIONS);
}
