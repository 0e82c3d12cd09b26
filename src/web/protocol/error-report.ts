/** What is wrong with what was given, as the worker tells the page. */

import type { Remedy } from '../../errors.js';

/** Bad input: the same message as on the command line, and the key of the entry it is about. */
export interface ErrorReport {
  readonly key: string | null;
  readonly message: string;
  /** A change of the entry with which it would be right, where one is known. */
  readonly remedy?: Remedy;
}
