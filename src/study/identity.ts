/**
 * What decides the numbers of a result beside what it is a result of. Where one of these differs,
 * so do the numbers, and the result is another one.
 */

import type { BackendOptions } from '../backends/index.js';
import type { PlainValue } from '../config/index.js';
import { threefryLayout } from '../random/index.js';
import { NUMBERS } from '../version.js';

export type Facts = Readonly<Record<string, PlainValue>>;

export function identityOf(options: BackendOptions & { readonly partitionable?: boolean }): Facts {
  const { precision = 'f32', relaxedSimd = false } = options;
  return { precision, threefry: threefryLayout(options), relaxedSimd, numbers: NUMBERS };
}

/** What differs between facts, in words. */
export function differencesIn(there: Facts, wanted: Facts): string[] {
  return [...new Set([...Object.keys(there), ...Object.keys(wanted)])].flatMap((key) => {
    const [theirs, ours] = [there[key], wanted[key]].map((value) => JSON.stringify(value));
    return theirs === ours
      ? []
      : [`${key} is ${theirs ?? 'not set'} there, ${ours ?? 'not set'} here`];
  });
}
