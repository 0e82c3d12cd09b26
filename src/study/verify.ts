/**
 * Verifying a store: that every file is as it was written, that melted tables are what their results
 * come to, and, if asked for, that results which are made again have the same bits.
 */

import {
  COUNT,
  check,
  checkOptions,
  FLAG,
  FUNCTION,
  OBJECT,
  type Rule,
  type Rules,
  TEXTS,
  wholeFrom,
} from '../checks.js';
import { UserError } from '../errors.js';
import { STORE, type Store } from './store/index.js';
import type { Verification, VerifyOptions } from './verification.js';

const MOST_CHOICES = 0xffffffff;

const RERUN: Rule = {
  allowed: 'a whole number from 1 on, or a list of names',
  fits: (value) => COUNT.fits(value) || TEXTS.fits(value),
};
const OPTIONS: Rules = {
  rerun: RERUN,
  slices: FLAG,
  choice: wholeFrom(0, MOST_CHOICES),
  threads: COUNT,
  gpu: OBJECT,
  plugins: TEXTS,
  signal: OBJECT,
  onEvent: FUNCTION,
};

/**
 * Checks every record and every file of a store, makes its melted tables again, and makes results
 * again if that is asked for. Nothing in the store is changed.
 *
 * Throws a `UserError` for a store that holds nothing, or a record of a newer version, and for a name
 * that no whole result has; a `StoppedError` if the signal fires.
 */
export async function verifyStore(
  store: Store,
  options: VerifyOptions = {},
): Promise<Verification> {
  check('what is verified', store, STORE);
  checkOptions('verify', options, OPTIONS);
  if (options.choice !== undefined && typeof options.rerun !== 'number') {
    throw new UserError('choice chooses results where rerun is a number of them');
  }
  // A page that verifies nothing does not load this.
  const { verify } = await import('./verify-work.js');
  return verify(store, options);
}
