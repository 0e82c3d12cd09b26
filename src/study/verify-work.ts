/** What verifying a store does. */

import { loadCore } from '../core/index.js';
import { on, throwIfStopped, UserError, unknownName } from '../errors.js';
import { PRNGKey, permutation } from '../random/index.js';
import { digestsPath, type ResultRecord } from './record.js';
import type { Store } from './store/types.js';
import type { Verification, VerifyOptions } from './verification.js';
import {
  type CheckedResult,
  checkOthers,
  checkResult,
  filesOf,
  holdsNothing,
  listingOf,
  namesIn,
} from './verify-files.js';
import { checkMelted } from './verify-melted.js';
import { gpuHere, type Rerun, rerun, whyNotComparable } from './verify-rerun.js';

/** As `verifyStore`, whose options have been checked. */
export async function verify(store: Store, options: VerifyOptions): Promise<Verification> {
  const { signal, onEvent } = options;
  const listing = await listingOf(store);
  if (holdsNothing(listing)) {
    throw on(
      'folders',
      new UserError(
        `'${store.root}' holds no results: results stand in its folder raw, as \`apebench run --out\` leaves them`,
      ),
    );
  }
  const names = namesIn(listing);
  const results: CheckedResult[] = [];
  for (const [index, name] of names.entries()) {
    throwIfStopped(signal);
    onEvent?.({ kind: 'checking', name, index, of: names.length });
    results.push(await checkResult(store, name));
  }
  const files = [
    ...(await checkMelted(store, names)),
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
  if (choice !== null && chosen.length > 0) {
    onEvent?.({ kind: 'chosen', choice, names: chosen.map(({ name }) => name) });
  }
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
