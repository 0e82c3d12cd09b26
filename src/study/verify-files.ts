/** Whether the files of a store are as they were written, and which of them nothing speaks for. */

import { sha256 } from '#platform';
import { UserError } from '../errors.js';
import { decodeCheckpoint } from './checkpoint-file.js';
import { nameOfCheckpoint } from './checkpoints.js';
import { beforeChecksum } from './checksum.js';
import { readFailure } from './failures.js';
import { MELTED_FILES } from './melt-options.js';
import { CACHE_FILE } from './melted-cache.js';
import {
  digestsPath,
  isSealed,
  NewerStoreError,
  type ResultRecord,
  rawPath,
  recordPath,
  type Standing,
  standingOf,
  weightsPath,
} from './record.js';
import type { Store } from './store/types.js';

/** `unverified`: nothing says how it was written. */
export type Verdict = 'whole' | 'damaged' | 'unverified';

/** A result whose files were checked. */
export interface CheckedResult {
  /** The experiment's name. */
  readonly name: string;
  /** Of all its files together. */
  readonly verdict: Verdict;
  /** In words, where it is not whole. */
  readonly why: string | null;
  /** Of a whole result. */
  readonly record: ResultRecord | null;
}

/** A file that is no result's. */
export interface CheckedFile {
  /** Its path in the store. */
  readonly path: string;
  /** Whether it is what was written. */
  readonly verdict: Verdict;
  /** In words: what is wrong, or what it is. */
  readonly why: string | null;
}

/** What stands in the store's folders, by folder. */
export type Listing = Readonly<Record<(typeof FOLDERS)[number], readonly string[]>>;

const MELTED: readonly string[] = Object.values(MELTED_FILES);

const FOLDERS = [
  '',
  'raw',
  'network_weights',
  'manifests',
  'submissions',
  'failed',
  'differing',
] as const;

export async function listingOf(store: Store): Promise<Listing> {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => [folder, await store.list(folder)]),
  );
  return Object.fromEntries(lists) as Listing;
}

/** Whether there is nothing that a run, a study or a melting leaves. */
export function holdsNothing({ '': own, ...folders }: Listing): boolean {
  const isEmpty = Object.values(folders).every((files) => files.length === 0);
  return isEmpty && !own.some((file) => MELTED.includes(file));
}

/** The names of all results of which a file is there, sorted. */
export function namesIn(listing: Listing): string[] {
  const found = [
    ...listing.raw.map((file) => /^(.+)\.(?:csv|json)$/s.exec(file)),
    ...listing.network_weights.map((file) => /^(.+)\.(?:safetensors|eqx)$/s.exec(file)),
  ];
  return [...new Set(found.flatMap((match) => match?.[1] ?? []))].sort();
}

/** Why a file cannot be read, if that is so: one finding of many. Throws a `NewerStoreError` as it is. */
export async function whyNotRead<T>(
  work: () => Promise<T>,
): Promise<T | { verdict: 'damaged'; why: string }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof NewerStoreError) throw error;
    return { verdict: 'damaged', why: error.message };
  }
}

/** How a result stands. Throws a `NewerStoreError` for one of a newer version. */
export async function checkResult(store: Store, name: string): Promise<CheckedResult> {
  return { name, record: null, ...(await whyNotRead(() => checkReadable(store, name))) };
}

async function checkReadable(store: Store, name: string): Promise<CheckedResult> {
  const standing = await standingFound(store, name);
  if (standing.kind === 'whole') {
    return { name, verdict: 'whole', why: null, record: standing.record };
  }
  if (standing.kind === 'absent') {
    // The original's weights, or another file of its name, without a table.
    return { name, verdict: 'unverified', why: 'it has neither table nor record', record: null };
  }
  const hasRecord = (await store.peek(recordPath(name), 0)) !== undefined;
  return { name, verdict: hasRecord ? 'damaged' : standing.kind, why: standing.why, record: null };
}

/** The same as `standingOf`, where a record that was changed may look like one of a newer version. */
async function standingFound(store: Store, name: string): Promise<Standing> {
  try {
    return await standingOf(store, name);
  } catch (error) {
    if (!(error instanceof NewerStoreError)) throw error;
    const bytes = (await store.read(recordPath(name))) ?? new Uint8Array();
    if (await isSealed(new TextDecoder().decode(bytes))) throw error;
    const why = `${store.pathOf(recordPath(name))} was changed: it does not end in the SHA-256 of itself`;
    return { kind: 'damaged', why };
  }
}

/** The files that belong to results. */
export function filesOf(results: readonly CheckedResult[]): Set<string> {
  const paths = results.flatMap(({ name, record }) => {
    if (record !== null) return [recordPath(name), ...Object.keys(record.files)];
    const weights = [weightsPath(name), `network_weights/${name}.eqx`];
    return [recordPath(name), rawPath(name), digestsPath(name), ...weights];
  });
  return new Set(paths);
}

/** All files that are neither of results nor melted tables. Locks are left out. */
export async function checkOthers(
  store: Store,
  listing: Listing,
  known: ReadonlySet<string>,
): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const folder of FOLDERS) {
    for (const file of listing[folder]) {
      const path = folder === '' ? file : `${folder}/${file}`;
      if (known.has(path) || MELTED.includes(path) || file.endsWith('.lock')) continue;
      const found = await whyNotRead(() => checkOther(store, folder, file, path));
      checked.push({ path, ...found });
    }
    for (const { name, what } of await store.strays(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const others = [...FOLDERS, ...OTHER_FOLDERS, ...MELTED];
      if (others.includes(path) || known.has(path)) continue;
      checked.push({ path, verdict: 'unverified', why: `is none of apebench's files: ${what}` });
    }
  }
  return checked;
}

/** The files that bear the first digits of their SHA-256, by folder. */
const NAMED_BY_DIGEST: Readonly<Record<string, RegExp>> = {
  manifests: /^[0-9a-f]{12}(?=\.jsonl$)/,
  submissions: /(?<=-)[0-9a-f]{12}(?=\.txt$)/,
};

/** What engines' jobs say, and what `apebench report` makes: no result depends on it. */
const OTHER_FOLDERS = ['logs', 'report'];

async function checkOther(
  store: Store,
  folder: string,
  file: string,
  path: string,
): Promise<Omit<CheckedFile, 'path'>> {
  const bytesOf = async () => (await store.read(path)) ?? new Uint8Array();
  if (/\.[0-9a-f]{12}\.tmp$/.test(file)) {
    return { verdict: 'unverified', why: 'is being written, or was left half written' };
  }
  if (path === CACHE_FILE) {
    if (beforeChecksum(await bytesOf()) !== undefined) return { verdict: 'whole', why: null };
    return { verdict: 'damaged', why: 'was changed: it does not end in the checksum of itself' };
  }
  const digest = NAMED_BY_DIGEST[folder]?.exec(file)?.[0];
  if (digest !== undefined) {
    if ((await sha256(await bytesOf())).startsWith(digest)) return { verdict: 'whole', why: null };
    return { verdict: 'damaged', why: 'was changed: it is not what its name says' };
  }
  if (folder === 'raw' && nameOfCheckpoint(file) !== undefined) {
    try {
      const { update } = decodeCheckpoint(await bytesOf());
      return { verdict: 'whole', why: `the checkpoint of a run after ${update} updates` };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { verdict: 'damaged', why: error.message };
    }
  }
  if (folder === 'differing') {
    return {
      verdict: 'damaged',
      why: 'another run of a result came to these bits, not to its own',
    };
  }
  if (folder === 'failed' && file.endsWith('.json')) {
    const text = new TextDecoder().decode(await bytesOf());
    if (await isSealed(text)) return { verdict: 'whole', why: 'says why an experiment failed' };
    const failure = await readFailure(store, file.slice(0, -'.json'.length));
    if (failure !== undefined || text.includes('"sha256": "')) {
      return { verdict: 'damaged', why: 'was changed: it does not end in the SHA-256 of itself' };
    }
  }
  if (/\.checkpoint\.bad$/.test(file)) {
    return {
      verdict: 'unverified',
      why: 'a checkpoint that was set aside, since no run can go on from it',
    };
  }
  return { verdict: 'unverified', why: 'is in no record' };
}
