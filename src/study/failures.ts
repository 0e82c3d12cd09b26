/**
 * `failed/NAME.json`: why an experiment has no result, written by whoever saw it fail and removed
 * when it is whole. It keeps nothing from being run: that is for who starts experiments to decide.
 */

import { checkFields, listOf, type Rules, required, TEXT, wholeFrom } from '../checks.js';
import { parseJson, plain } from '../config/index.js';
import { UserError } from '../errors.js';
import { sealed } from './record.js';
import type { Store } from './store/types.js';

export interface Failure {
  /** The experiment's key, 64 hexadecimal digits. */
  readonly key: string;
  readonly name: string;
  /** The digest of the manifest that it was run from, 12 digits. */
  readonly manifest: string;
  /** The message. */
  readonly error: string;
  /** 2 for bad input, 1 for the machine's fault, 128 and the signal where it was killed. */
  readonly exitCode: number;
  readonly machine: string;
  /** When, as ISO 8601. */
  readonly finished: string;
  /** The last lines that it said on stderr. */
  readonly log: readonly string[];
}

const RULES: Rules = {
  key: required(TEXT),
  name: required(TEXT),
  manifest: required(TEXT),
  error: required(TEXT),
  exitCode: required(wholeFrom(0, 255)),
  machine: required(TEXT),
  finished: required(TEXT),
  log: required(listOf(TEXT)),
};

const FOLDER = 'failed';

export const failurePath = (name: string): string => `${FOLDER}/${name}.json`;

/** Lines of a log that are kept, and characters of a line. */
const LINES = 50;
const LONGEST_LINE = 400;

/** The last lines of what was said, as a failure keeps them. */
export function lastLines(text: string): string[] {
  const lines = text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  return lines.slice(-LINES).map((line) => line.slice(0, LONGEST_LINE));
}

/** Keeps a failure, which ends in the SHA-256 of itself as records do, in the place of an earlier one of the same experiment. */
export async function recordFailure(store: Store, failure: Failure): Promise<void> {
  return store.write(failurePath(failure.name), await sealed(failure));
}

/** The failure of an experiment, if it has one; what is there and is none counts as none. */
export async function readFailure(store: Store, name: string): Promise<Failure | undefined> {
  const bytes = await store.read(failurePath(name));
  if (bytes === undefined) return undefined;
  try {
    const there = plain(parseJson(new TextDecoder().decode(bytes)));
    checkFields('a failure', there as object, RULES);
    const { sha256: _, ...failure } = there as unknown as Failure & { readonly sha256?: string };
    return failure.name === name ? failure : undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** All failures of a store, by the names of their experiments. */
export async function readFailures(store: Store): Promise<Map<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const file of await store.list(FOLDER)) {
    if (!file.endsWith('.json')) continue;
    const failure = await readFailure(store, file.slice(0, -'.json'.length));
    if (failure !== undefined) failures.set(failure.name, failure);
  }
  return failures;
}

/** Forgets the failure of an experiment that is whole, if it has one; that of another key stays. */
export async function clearFailure(
  store: Store,
  { name, key }: Pick<Failure, 'name' | 'key'>,
): Promise<void> {
  const failure = await readFailure(store, name);
  if (failure?.key === key) await store.remove(failurePath(name));
}
