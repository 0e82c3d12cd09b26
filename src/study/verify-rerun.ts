/** Results made again, whole or in parts, and compared to the bit. */

import { type AdapterInfo, adapterInfo, adapterName, type GpuOptions } from '../backends/index.js';
import { UserError } from '../errors.js';
import { type RunOptions, trainSlice } from '../experiment/index.js';
import type { HostAbortSignal } from '../host-types.js';
import {
  digestOfStates,
  type StateDigest,
  type StateDigests,
  type TrainingProgress,
} from '../training/index.js';
import { NUMBERS } from '../version.js';
import { decodeDigests } from './digests-file.js';
import { type Experiment, readExperiment } from './entry.js';
import { keyOf } from './key.js';
import { studyEntry } from './manifest.js';
import { digestsPath, type ResultRecord } from './record.js';
import { runChecked } from './run-experiment.js';
import { differenceOf } from './same-result.js';
import type { Store } from './store/types.js';

/** An experiment that was computed anew, or a part of it. */
export interface Rerun {
  /** The experiment's name. */
  readonly name: string;
  /** `skipped`: it cannot be compared here. */
  readonly verdict: 'agrees' | 'differs' | 'skipped';
  /** In words: how it differs, or why it is skipped. */
  readonly why: string | null;
  /** The parts of the training that were made again; null where all of it was. */
  readonly slices: readonly RerunSlice[] | null;
}

/** Updates `from` to `until` - 1 of a training. */
export interface RerunSlice {
  /** The first update. */
  readonly from: number;
  /** The update that it ends before. */
  readonly until: number;
  /** Whether its bits are those that were kept. */
  readonly agrees: boolean;
}

/** Where results are made again, and what is told meanwhile. */
export interface RerunOptions {
  readonly threads?: number;
  readonly gpu?: GpuOptions;
  /** The SHA-256 of the files that have added to the library's dictionaries. */
  readonly plugins?: readonly string[];
  readonly signal?: HostAbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onSlice?: (slice: { readonly from: number; readonly until: number }) => void;
}

/** The GPU of this machine, looked for once. */
export function gpuHere(): () => Promise<AdapterInfo | null> {
  let found: Promise<AdapterInfo | null> | undefined;
  return () => {
    found ??= adapterInfo();
    return found;
  };
}

/** In words, why a result cannot be compared with one that is made here; undefined where it can. */
export async function whyNotComparable(
  record: ResultRecord,
  gpu: () => Promise<AdapterInfo | null>,
  plugins: readonly string[] = [],
): Promise<string | undefined> {
  const { numbers, place, backend, build, marks } = record;
  if (numbers !== NUMBERS) {
    return `its numbers are of version ${numbers}, and here of version ${NUMBERS}`;
  }
  const missing = record.plugins.find((sha256) => !plugins.includes(sha256));
  if (missing !== undefined) {
    return `it needs the plugin whose SHA-256 begins with ${missing.slice(0, 12)} (--plugin FILE)`;
  }
  if (place !== 'gpu') return undefined;
  if (backend === 'wasm' && marks.moves.length === 1 && marks.moves[0]!.update === 0) {
    return `it was to be made on a GPU, and was made on ${backend} ${build}`;
  }
  const own = `${backend} ${build}`;
  if (marks.moves.some(({ on }) => on !== own)) {
    return `it was made in parts on different backends, of which ${own} was the last`;
  }
  const here = await gpu();
  if (here === null) return `it was made on a GPU (${build}), and here is none`;
  if (adapterName(here) === build) return undefined;
  return `it was made on another GPU (${build}), and no two need have the same bits`;
}

/** What is said of bits that are promised only on the same processor, or with the same driver. */
const UNPROMISED = {
  wasm: '',
  'wasm-relaxed': '; with relaxed SIMD another processor may have other bits',
  gpu: '; on a GPU another driver may have other bits',
} as const;

/** Why something that was begun cannot be compared after all. */
class NotComparable extends Error {}

/** The experiment of a record. Throws a `NotComparable` where it cannot be read here. */
async function experimentOf(
  record: ResultRecord,
  { threads, gpu }: RerunOptions,
  digestEvery: number | undefined,
): Promise<Experiment> {
  const { precision, threefry, place, plugins } = record;
  const options: RunOptions = {
    backend: place === 'gpu' ? 'webgpu' : 'wasm',
    ...{ precision, threads, gpu, digestEvery },
    relaxedSimd: place === 'wasm-relaxed',
    partitionable: threefry === 'partitionable',
    // That they were finite, if they had to be, was found when it was made.
    allowNonFinite: true,
  };
  let experiment: Experiment;
  try {
    experiment = await readExperiment(studyEntry(record.config), options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new NotComparable(`it cannot be run here: ${error.message}`);
  }
  if ((await keyOf(experiment, { ...options, plugins }, place)) !== record.key) {
    throw new UserError('its record has the key of another experiment');
  }
  return experiment;
}

/** The digests of a result, if it has them. */
export async function digestsOf(
  store: Store,
  { name, files }: ResultRecord,
): Promise<StateDigests | undefined> {
  if (files[digestsPath(name)] === undefined) return undefined;
  return decodeDigests((await store.read(digestsPath(name)))!);
}

/** Makes a result again and compares it with the whole one in the store, or parts of its training. */
export async function rerun(
  store: Store,
  record: ResultRecord,
  bySlices: boolean,
  options: RerunOptions,
): Promise<Rerun> {
  const { name, place } = record;
  const made: RerunSlice[] = [];
  const slices = bySlices ? made : null;
  try {
    const difference = bySlices
      ? await rerunSlices(store, record, options, made)
      : await rerunWhole(store, record, options);
    if (difference === undefined) return { name, verdict: 'agrees', why: null, slices };
    return { name, verdict: 'differs', why: `${difference}${UNPROMISED[place]}`, slices };
  } catch (error) {
    if (error instanceof NotComparable) {
      return { name, verdict: 'skipped', why: error.message, slices };
    }
    if (!(error instanceof UserError)) throw error;
    return { name, verdict: 'differs', why: error.message, slices };
  }
}

async function rerunWhole(
  store: Store,
  record: ResultRecord,
  options: RerunOptions,
): Promise<string | undefined> {
  const { name } = record;
  const digests = await digestsOf(store, record);
  const experiment = await experimentOf(record, options, digests?.every);
  const { signal, onProgress } = options;
  const made = await runChecked(experiment, { signal, onProgress });
  const difference = await differenceOf(store, name, made);
  if (difference !== undefined) return difference;
  const taken = new Map(made.raw.digests?.digests.map(({ update, sha256 }) => [update, sha256]));
  const other = digests?.digests.find(({ update, sha256 }) => taken.get(update) !== sha256);
  return other && `in the states after ${other.update} updates`;
}

/** Where a part of the training can begin: at the beginning, and where states were kept. */
const isStart = ({ update, states }: StateDigest) => update === 0 || states !== undefined;

/** Makes the part behind each kept state again, up to the next digest. */
async function rerunSlices(
  store: Store,
  record: ResultRecord,
  options: RerunOptions,
  made: RerunSlice[],
): Promise<string | undefined> {
  const trail = (await digestsOf(store, record))!;
  const { plan } = await experimentOf(record, options, trail.every);
  if (plan.scenario.redefines('runRaw')) {
    throw new NotComparable('its scenario runs experiments in a way of its own, as a whole');
  }
  let difference: string | undefined;
  for (const [i, start] of trail.digests.entries()) {
    const end = trail.digests[i + 1];
    if (end === undefined || !isStart(start)) continue;
    const { update: from, states } = start;
    const slice = { from, until: end.update };
    options.onSlice?.(slice);
    const isOwn =
      states === undefined || (await digestOfStates(states, record.precision)) === start.sha256;
    const taken = isOwn ? await trainSlice(plan, { ...slice, states }, options.signal) : undefined;
    if (isOwn && taken === undefined) {
      throw new NotComparable(
        'its scenario trains by a trainer of its own, which takes no digests',
      );
    }
    const own = new Map(taken?.digests.map(({ update, sha256 }) => [update, sha256]));
    const other = [start, end].find(({ update, sha256 }) => own.get(update) !== sha256);
    made.push({ ...slice, agrees: other === undefined });
    difference ??= other && `in the states after ${other.update} updates`;
  }
  if (made.length === 0) throw new NotComparable('it has no states from which a part could begin');
  return difference;
}
