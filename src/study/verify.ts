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
import { loadCore } from '../core/index.js';
import { throwIfStopped, UserError, unknownName } from '../errors.js';
import { PRNGKey, permutation } from '../random/index.js';
import type { TrainingProgress } from '../training/index.js';
import { digestsPath, type ResultRecord } from './record.js';
import { STORE, type Store } from './store/index.js';
import {
  type CheckedFile,
  type CheckedResult,
  checkOthers,
  checkResult,
  filesOf,
  listingOf,
  namesIn,
} from './verify-files.js';
import { checkMelted } from './verify-melted.js';
import { gpuHere, type Rerun, type RerunOptions, rerun, whyNotComparable } from './verify-rerun.js';

export interface VerifyOptions
  extends Pick<RerunOptions, 'threads' | 'gpu' | 'plugins' | 'signal'> {
  /** Make so many results again, chosen at random, or those of these names. Default: none. */
  readonly rerun?: number | readonly string[];
  /**
   * Make parts of trainings again, from states that were kept (`digestEvery`) up to the next digest,
   * and not whole results; of all results that have digests, unless `rerun` says of which.
   */
  readonly slices?: boolean;
  /** By which results are chosen; the same number chooses the same ones. Default: at random. */
  readonly choice?: number;
  readonly onEvent?: (event: VerifyEvent) => void;
}

/** What verifying tells on its way. */
export type VerifyEvent =
  | {
      readonly kind: 'checking';
      readonly name: string;
      readonly index: number;
      readonly of: number;
    }
  | { readonly kind: 'chosen'; readonly choice: number; readonly names: readonly string[] }
  | {
      readonly kind: 'rerunning';
      readonly name: string;
      /** Scenario, network and training, shorter than the name. */
      readonly label: string;
      readonly index: number;
      readonly of: number;
    }
  | { readonly kind: 'slice'; readonly name: string; readonly from: number; readonly until: number }
  | { readonly kind: 'progress'; readonly name: string; readonly progress: TrainingProgress }
  | { readonly kind: 'rerun'; readonly rerun: Rerun };

export interface Verification {
  /** False where something is damaged, or a result that was made again differs. */
  readonly agrees: boolean;
  readonly results: readonly CheckedResult[];
  /** Melted tables, and what else is there. */
  readonly files: readonly CheckedFile[];
  readonly reruns: readonly Rerun[];
  /** By which those were chosen; null where they were not. */
  readonly choice: number | null;
}

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
  const { signal, onEvent } = options;
  const listing = await listingOf(store);
  if (Object.values(listing).every((files) => files.length === 0)) {
    throw new UserError(
      `'${store.root}' holds no results: results stand in its folder raw, as \`apebench run --out\` leaves them`,
    );
  }
  const names = namesIn(listing);
  const results: CheckedResult[] = [];
  for (const [index, name] of names.entries()) {
    throwIfStopped(signal);
    onEvent?.({ kind: 'checking', name, index, of: names.length });
    results.push(await checkResult(store, name));
  }
  const taken = results.filter(({ verdict }) => verdict !== 'damaged').map(({ name }) => name);
  const files = [
    ...(await checkMelted(store, taken)),
    ...(await checkOthers(store, listing, filesOf(results))),
  ];
  const { reruns, choice } = await rerunSome(store, results, options);
  const agrees =
    [...results, ...files].every(({ verdict }) => verdict !== 'damaged') &&
    reruns.every(({ verdict }) => verdict !== 'differs');
  return { agrees, results, files, reruns, choice };
}

async function rerunSome(
  store: Store,
  results: readonly CheckedResult[],
  options: VerifyOptions,
): Promise<Pick<Verification, 'reruns' | 'choice'>> {
  const { rerun: wanted, slices = false, plugins, signal, onEvent } = options;
  if (wanted === undefined && !slices) return { reruns: [], choice: null };
  const gpu = gpuHere();
  const reruns: Rerun[] = [];
  const candidates: ResultRecord[] = [];
  for (const record of named(results, wanted)) {
    const why =
      slices && record.files[digestsPath(record.name)] === undefined
        ? 'it was made without digests (--digest-every)'
        : await whyNotComparable(record, gpu, plugins);
    if (why === undefined) candidates.push(record);
    else reruns.push({ name: record.name, verdict: 'skipped', why, slices: slices ? [] : null });
  }
  const choice = typeof wanted === 'number' ? (options.choice ?? someChoice()) : null;
  const chosen = choice === null ? candidates : await choose(candidates, Number(wanted), choice);
  if (choice !== null) onEvent?.({ kind: 'chosen', choice, names: chosen.map(({ name }) => name) });
  for (const [index, record] of chosen.entries()) {
    throwIfStopped(signal);
    const { name, config } = record;
    const label = [config.scenario, config.net, config.train].join(' ');
    onEvent?.({ kind: 'rerunning', name, label, index, of: chosen.length });
    const made = await rerun(store, record, slices, {
      ...options,
      onProgress: (progress) => onEvent?.({ kind: 'progress', name, progress }),
      onSlice: (slice) => onEvent?.({ kind: 'slice', name, ...slice }),
    });
    onEvent?.({ kind: 'rerun', rerun: made });
    reruns.push(made);
  }
  return { reruns, choice };
}

/** The records of the whole results, or of those that are named. */
function named(
  results: readonly CheckedResult[],
  wanted: VerifyOptions['rerun'],
): readonly ResultRecord[] {
  const records = new Map(results.flatMap(({ name, record }) => (record ? [[name, record]] : [])));
  if (wanted === undefined || typeof wanted === 'number') return [...records.values()];
  return wanted.map((name) => {
    const record = records.get(name);
    if (record === undefined) throw unknownName('whole result', name, [...records.keys()]);
    return record;
  });
}

function someChoice(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** So many of the records, in their order, as a number says. */
async function choose(
  records: readonly ResultRecord[],
  count: number,
  choice: number,
): Promise<readonly ResultRecord[]> {
  if (count >= records.length) return records;
  await loadCore();
  const order = permutation(PRNGKey(choice), records.length);
  return Array.from(order.slice(0, count))
    .sort((a, b) => a - b)
    .map((index) => records[index]!);
}
