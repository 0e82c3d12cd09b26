/** The options of studies by name, so that one that is misspelt is refused and not ignored. */

import { FLAG, FUNCTION, type Rules, TEXT, TEXTS, wholeFrom } from '../checks.js';
import { snakeCase } from '../errors.js';
import { RUN_OPTIONS } from '../experiment/index.js';
import { STORE } from './store/index.js';

const COMMON: Rules = {
  ...RUN_OPTIONS,
  out: TEXT,
  store: STORE,
  overwrite: FLAG,
  plugins: TEXTS,
  parallel: wholeFrom(1),
  splitSeeds: FLAG,
  metricNames: TEXTS,
  onEvent: FUNCTION,
};

export const STUDY_OPTIONS: Rules = {
  ...COMMON,
  meltMetrics: FLAG,
  meltLoss: FLAG,
  meltSampleRollouts: FLAG,
};

export const CONVENIENCE_OPTIONS: Rules = {
  ...COMMON,
  doMetrics: FLAG,
  doLoss: FLAG,
  doSampleRollouts: FLAG,
  parseKwargs: FLAG,
};

const OF_ENTRIES: readonly string[] = ['start_seed', 'num_seeds'];

/** What stands in the entries of a study and not beside them. */
export function meantByStudy(name: string): string | undefined {
  const key = snakeCase(name);
  return OF_ENTRIES.includes(key) ? `entries[…].${key}` : undefined;
}

export const SCRAPE_OPTIONS: Rules = {
  ...RUN_OPTIONS,
  coarse: FLAG,
  overwrite: FLAG,
  onEvent: FUNCTION,
};
