/**
 * How far the experiments of a manifest are, from what stands in the store alone. The files of
 * results are looked at for their sizes, and not read: `standingOf` is the judge of what is whole.
 */

import { UserError } from '../errors.js';
import { nameOfCheckpoint } from './checkpoints.js';
import { type Failure, readFailures } from './failures.js';
import type { Manifest, ManifestEntry } from './manifest.js';
import { nameWithKey } from './names.js';
import { difference, knownRecord, type ResultRecord } from './record.js';
import type { Store } from './store/index.js';

/** An experiment of a manifest. */
export interface EntryStatus {
  readonly key: string;
  /** Of its files; where it has none, of the experiment. */
  readonly name: string;
}

export interface ManifestStatus {
  /** Their records say that they are whole, and the files have the sizes that stand there. */
  readonly done: readonly EntryStatus[];
  /** They have a checkpoint that was written a short time ago. */
  readonly running: readonly EntryStatus[];
  readonly failed: readonly (EntryStatus & { readonly failure: Failure })[];
  readonly missing: readonly MissingEntry[];
}

/** What is neither done nor running nor has failed. */
export interface MissingEntry extends EntryStatus {
  /** Whether there is a checkpoint to go on from. */
  readonly begun: boolean;
  /** In words, of what was made and is not whole any more; else null. */
  readonly lost: string | null;
}

/**
 * A run writes a checkpoint every ten seconds unless it is told another period. It is alive if the
 * last one is not older than some of these, and a minute: work, or a shared folder, can be slow.
 */
const CHECKPOINT_SECONDS = 10;
const PERIODS = 3;
const LEAST_SECONDS = 60;

/** Where a clock was set back, what was written before is of a time to come, and not young. */
function isYoung({ options }: ManifestEntry, modified: number, now: number): boolean {
  const period = PERIODS * (options.checkpointSeconds ?? CHECKPOINT_SECONDS);
  return Math.abs(now - modified) <= 1000 * Math.max(LEAST_SECONDS, period);
}

/** When each experiment that has checkpoints has written the last one, by its name. */
async function lastCheckpoints(store: Store): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const file of await store.list('raw')) {
    const name = nameOfCheckpoint(file);
    if (name === undefined) continue;
    const { modified = 0 } = (await store.peek(`raw/${file}`, 0)) ?? {};
    last.set(name, Math.max(modified, last.get(name) ?? 0));
  }
  return last;
}

/** The names of the experiments of a manifest that have a checkpoint written a short time ago. */
export async function namesRunning(
  store: Store,
  { entries }: Manifest,
  now = Date.now(),
): Promise<Set<string>> {
  const checkpoints = await lastCheckpoints(store);
  const running = entries.filter((entry) => {
    const modified = checkpoints.get(entry.name);
    return modified !== undefined && isYoung(entry, modified, now);
  });
  return new Set(running.map(({ name }) => name));
}

/** In words, what of a result cannot be read, or is not as long as its record says; null where all is. */
export async function lostOf(store: Store, { files }: ResultRecord): Promise<string | null> {
  for (const [path, written] of Object.entries(files)) {
    try {
      const there = await store.peek(path, 0);
      const why = difference(written, there && { ...written, size: there.size });
      if (why !== undefined) return `${store.pathOf(path)} ${why}`;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.message;
    }
  }
  return null;
}

/** A result, and in words why it is not whole. */
interface Found {
  readonly name: string;
  readonly lost: string | null;
}

const namesOf = ({ key, name }: ManifestEntry): string[] => [name, nameWithKey(name, key)];

/** The result of a key that is there, under one of the two names that it should have. */
async function resultOf(store: Store, entry: ManifestEntry): Promise<Found | undefined> {
  const { key } = entry;
  let found: Found | undefined;
  for (const possible of namesOf(entry)) {
    const record = await knownRecord(store, possible);
    if (record?.key !== key) continue;
    found = { name: possible, lost: await lostOf(store, record) };
    if (found.lost === null) break;
  }
  return found;
}

/** How many results are looked at at once. */
const AT_ONCE = 16;

async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Of manifests, of whose lines one process may run many. */
const allNames = new WeakMap<readonly ManifestEntry[], ReadonlySet<string>>();

/** The names of the records in a store that none of these experiments should have. */
async function otherNames(store: Store, entries: readonly ManifestEntry[]): Promise<string[]> {
  const seen = allNames.get(entries) ?? new Set(entries.flatMap(namesOf));
  allNames.set(entries, seen);
  return (await store.list('raw')).flatMap((file) => {
    const name = file.endsWith('.json') ? file.slice(0, -'.json'.length) : undefined;
    return name === undefined || seen.has(name) ? [] : [name];
  });
}

/** The keys of records that were read before: one process may ask many times. */
const keysRead = new WeakMap<Store, Map<string, string>>();

async function keyOfRecord(store: Store, name: string): Promise<string | undefined> {
  const read = keysRead.get(store) ?? new Map<string, string>();
  keysRead.set(store, read);
  const key = read.get(name) ?? (await knownRecord(store, name))?.key;
  if (key !== undefined) read.set(name, key);
  return key;
}

/**
 * The results of these experiments, by their keys. Where one is not under a name that it should have,
 * it may have been made under another spelling of its strings: then all other records are read.
 */
async function resultsOf(
  store: Store,
  entries: readonly ManifestEntry[],
): Promise<ReadonlyMap<string, Found>> {
  const results = new Map<string, Found>();
  const missing = new Set<string>();
  await forEach(entries, async (entry) => {
    const found = await resultOf(store, entry);
    if (found !== undefined) results.set(entry.key, found);
    if (found?.lost !== null) missing.add(entry.key);
  });
  if (missing.size === 0) return results;
  await forEach(await otherNames(store, entries), async (name) => {
    const record = await knownRecord(store, name);
    if (record === undefined || !missing.has(record.key)) return;
    const lost = await lostOf(store, record);
    if (lost === null || !results.has(record.key)) results.set(record.key, { name, lost });
  });
  return results;
}

/**
 * The name of the result of a line that is there under a name which no line of the manifest has: as
 * another study spells its experiment. The records of the manifest's own are not read, since many
 * machines may ask at once, and of others each but once. It is a hint: what stands there now is to
 * be looked at.
 */
export async function storedElsewhere(
  store: Store,
  { entries }: Manifest,
  entry: ManifestEntry,
): Promise<string | undefined> {
  if ((await resultOf(store, entry)) !== undefined) return undefined;
  const others = await otherNames(store, entries);
  let found: string | undefined;
  await forEach(others, async (name) => {
    if ((await keyOfRecord(store, name)) === entry.key) found = name;
  });
  return found;
}

/** How far each of these manifests is, in their order, at a time in milliseconds. */
export async function statusOf(
  store: Store,
  manifests: readonly Manifest[],
  now = Date.now(),
): Promise<ManifestStatus[]> {
  const failures = await readFailures(store);
  const checkpoints = await lastCheckpoints(store);
  const results = await resultsOf(
    store,
    manifests.flatMap(({ entries }) => entries),
  );
  return manifests.map(({ entries: own }) => {
    const status = {
      done: [] as EntryStatus[],
      running: [] as EntryStatus[],
      failed: [] as (EntryStatus & { failure: Failure })[],
      missing: [] as MissingEntry[],
    };
    for (const entry of own) {
      const { key, name } = entry;
      const result = results.get(key);
      const failure = failures.get(name);
      const modified = checkpoints.get(name);
      const lost = result?.lost ?? null;
      if (result !== undefined && lost === null) status.done.push({ key, name: result.name });
      else if (modified !== undefined && isYoung(entry, modified, now)) {
        status.running.push({ key, name });
      } else if (failure?.key === key) status.failed.push({ key, name, failure });
      else status.missing.push({ key, name, begun: modified !== undefined, lost });
    }
    return status;
  });
}
