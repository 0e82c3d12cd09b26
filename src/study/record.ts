/**
 * `raw/NAME.json`, the record of a result: its key, how it was made, and the size and SHA-256 of each
 * of its files. It is written last and removed first, so a result is whole where its record says so.
 * It ends in the SHA-256 of itself, taken without it.
 */

import { machine, sha256 } from '#platform';
import type { Precision } from '../backends/index.js';
import {
  COUNT,
  check,
  checkFields,
  FINITE,
  listOf,
  NOT_NEGATIVE,
  oneOf,
  orNull,
  PLAIN,
  type Rules,
  required,
  TEXT,
  WHOLE,
  wholeFrom,
} from '../checks.js';
import { parseJson, plain, repr } from '../config/index.js';
import { clipped, MachineError, UserError } from '../errors.js';
import type { ThreefryLayout } from '../random/index.js';
import type { Stay } from '../training/index.js';
import { PLACES, type Place } from './key.js';
import type { ExperimentConfig } from './names.js';
import type { Digest, Store } from './store/types.js';

export const rawPath = (name: string): string => `raw/${name}.csv`;
export const weightsPath = (name: string): string => `network_weights/${name}.safetensors`;
/** Of a run whose states' digests were taken. */
export const digestsPath = (name: string): string => `raw/${name}.digests`;
export const recordPath = (name: string): string => `raw/${name}.json`;

/** The form of records, one more with every change of it. */
const LAYOUT = 2;

/** What is kept beside a result: how it was computed. */
export interface ResultRecord {
  /** The version of this form. */
  readonly layout: number;
  /** The experiment's name. */
  readonly name: string;
  /** The experiment's key, 64 hexadecimal digits (`keyOf`). */
  readonly key: string;
  /** Where it was made, as far as its bits depend on it. */
  readonly place: Place;
  /** The entry, with all that was left out. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The name of what computed. */
  readonly backend: string;
  /** Which form of the core that was; of WebGPU, which adapter. */
  readonly build: string;
  /** Why `auto` meant this backend; null where it was asked for by its name. */
  readonly chosen: string | null;
  /** No number depends on it. */
  readonly threads: number;
  /** The library's version. */
  readonly version: string;
  /** The version of the numbers. */
  readonly numbers: number;
  /** What was computed in. */
  readonly precision: Precision;
  /** The layout of random bits. */
  readonly threefry: ThreefryLayout;
  /** When and how long. */
  readonly times: {
    readonly finished: string;
    readonly trainSeconds: number;
    readonly totalSeconds: number;
  };
  /** What is to be known of the result. */
  readonly marks: {
    /** Seeds whose training did not stay finite. */
    readonly diverged: readonly number[];
    /** Where the run went on elsewhere: from which update on, on what, and why. */
    readonly moves: readonly Stay[];
  };
  /** The computer that it was made on. */
  readonly machine: string;
  /** The SHA-256 of the files that added to the library's dictionaries. */
  readonly plugins: readonly string[];
  /** Of the table, the weights and, where they were taken, the digests of states, by path. */
  readonly files: Readonly<Record<string, Digest>>;
}

const RULES: Rules = {
  layout: required(oneOf(LAYOUT)),
  name: required(TEXT),
  key: required({ allowed: '64 hexadecimal digits', fits: (key) => KEY.test(String(key)) }),
  place: required(oneOf(...PLACES)),
  config: required(PLAIN),
  backend: required(TEXT),
  build: required(TEXT),
  chosen: orNull(TEXT),
  threads: COUNT,
  version: required(TEXT),
  numbers: required(WHOLE),
  precision: required(oneOf('f32', 'f64')),
  threefry: required(TEXT),
  times: PLAIN,
  marks: required(PLAIN),
  machine: required(TEXT),
  plugins: required(listOf(TEXT)),
  files: required(PLAIN),
};
const KEY = /^[0-9a-f]{64}$/;
const STAY: Rules = { update: required(FINITE), on: required(TEXT), why: orNull(TEXT) };
const MARKS: Rules = {
  diverged: required(listOf(wholeFrom(Number.MIN_SAFE_INTEGER))),
  moves: listOf(PLAIN),
};
const TIMES: Rules = { finished: TEXT, trainSeconds: NOT_NEGATIVE, totalSeconds: NOT_NEGATIVE };
const DIGEST: Rules = { size: required(wholeFrom(0)), sha256: required(TEXT) };

/** The configuration as a study file would have it, attributes as Python prints them. */
export function configRecord(config: ExperimentConfig): Record<string, unknown> {
  return {
    scenario: config.scenario,
    task: config.task,
    net: config.net,
    train: config.train,
    start_seed: config.startSeed,
    num_seeds: config.numSeeds,
    scenario_kwargs: repr(config.kwargs),
  };
}

/** What stands at the end of a record: the SHA-256 of the text without it. */
const SEAL = /,\n {2}"sha256": "([0-9a-f]{64})"(?=\n\}\n$)/;

const hashOf = (text: string): Promise<string> => sha256(new TextEncoder().encode(text));

/** Records the result of a name whose table and weights have been written, and those files `beside`. */
export async function writeRecord(
  store: Store,
  facts: Omit<ResultRecord, 'files' | 'layout' | 'machine'>,
  beside: readonly string[] = [],
): Promise<void> {
  const files: Record<string, Digest> = {};
  for (const path of [rawPath(facts.name), weightsPath(facts.name), ...beside]) {
    const digest = await store.digest(path);
    if (digest === undefined) {
      throw new MachineError(
        `${store.pathOf(path)} is gone: something removed it as it was written`,
      );
    }
    files[path] = digest;
  }
  const record: ResultRecord = { layout: LAYOUT, ...facts, machine: machine(), files };
  await store.write(recordPath(facts.name), await sealed(record));
}

/** The text of a record. */
export async function sealed(record: object): Promise<string> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  const seal = `,\n  "sha256": "${await hashOf(text)}"`;
  return text.replace(/\n\}\n$/, `${seal}\n}\n`);
}

/** Whether the text of a record ends in the SHA-256 of itself. */
export async function isSealed(text: string): Promise<boolean> {
  return (await hashOf(text.replace(SEAL, ''))) === SEAL.exec(text)?.[1];
}

export function removeRecord(store: Store, name: string): Promise<void> {
  return store.remove(recordPath(name));
}

/** The record of a name, or undefined if there is none. Throws a `UserError` for what is no record. */
async function readRecord(store: Store, name: string): Promise<ResultRecord | undefined> {
  const bytes = await store.read(recordPath(name));
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  const there = plain(parseJson(text)) as unknown as Record<string, unknown>;
  check('a record', there, PLAIN);
  const { sha256: _, ...record } = there;
  if (Number(record.layout) > LAYOUT) {
    throw new NewerStoreError(
      `${store.pathOf(recordPath(name))} is of a newer version of apebench (its layout is ` +
        `${record.layout}, this version knows ${LAYOUT}): use that version, or another folder (--out)`,
    );
  }
  if (!(await isSealed(text))) {
    throw new UserError('it was changed: it does not end in the SHA-256 of itself');
  }
  checkFields('a record', record, RULES);
  const checked = record as unknown as ResultRecord;
  checkFields('its marks', checked.marks, MARKS);
  checkFields('its times', checked.times ?? {}, TIMES);
  for (const move of checked.marks.moves ?? []) checkFields('one of its moves', move, STAY);
  for (const [path, digest] of Object.entries(checked.files)) checkFields(path, digest, DIGEST);
  if (checked.name !== name) throw new UserError(`it is of '${clipped(checked.name)}'`);
  return checked;
}

/** A record that only a newer version can judge: nothing in its folder is touched. */
export class NewerStoreError extends UserError {}

const isNoRecord = (error: unknown): boolean =>
  error instanceof UserError && !(error instanceof NewerStoreError);

/** The same, where what is there may be something else. */
export async function knownRecord(store: Store, name: string): Promise<ResultRecord | undefined> {
  try {
    return await readRecord(store, name);
  } catch (error) {
    if (!isNoRecord(error)) throw error;
    return undefined;
  }
}

/** What is known of a result. */
export type Standing =
  /** There is nothing. */
  | { readonly kind: 'absent' }
  /** The files are as they were written. */
  | { readonly kind: 'whole'; readonly record: ResultRecord }
  /** Nothing says how they were written. */
  | { readonly kind: 'unverified'; readonly why: string }
  /** They are not as they were written. */
  | { readonly kind: 'damaged'; readonly why: string };

/** How a result stands, judged by these files of it; by default all of them. */
export async function standingOf(
  store: Store,
  name: string,
  judged?: readonly string[],
): Promise<Standing> {
  const own = [rawPath(name), weightsPath(name)];
  const source = store.pathOf(recordPath(name));
  let record: ResultRecord | undefined;
  try {
    record = await readRecord(store, name);
  } catch (error) {
    if (!isNoRecord(error)) throw error;
    const { message } = error as UserError;
    return { kind: 'unverified', why: `${source} is no record of it: ${message}` };
  }
  if (record === undefined) {
    const there = await Promise.all((judged ?? own).map((path) => store.peek(path, 0)));
    if (there.every((file) => file === undefined)) return { kind: 'absent' };
    return { kind: 'unverified', why: `it has no record, ${source}` };
  }
  for (const path of judged ?? new Set([...own, ...Object.keys(record.files)])) {
    const why = difference(record.files[path], await store.digest(path));
    if (why !== undefined) return { kind: 'damaged', why: `${store.pathOf(path)} ${why}` };
  }
  return { kind: 'whole', record };
}

/** In words, how a file is not the one that was written. */
export function difference(
  written: Digest | undefined,
  there: Digest | undefined,
): string | undefined {
  if (written === undefined) return 'is not in its record';
  if (there === undefined) return 'is missing';
  if (written.size !== there.size)
    return `has ${there.size} bytes, not the ${written.size} written`;
  return written.sha256 === there.sha256 ? undefined : 'is not what was written: it was changed';
}

/** The names of the whole or damaged results in a store, by their keys. */
export async function namesByKey(store: Store): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const file of await store.list('raw')) {
    if (!file.endsWith('.json')) continue;
    const record = await knownRecord(store, file.slice(0, -'.json'.length));
    if (record !== undefined && !names.has(record.key)) names.set(record.key, record.name);
  }
  return names;
}
