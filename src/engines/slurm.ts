/**
 * Slurm: job arrays over what is missing in a store. The store says what is done, the queue what is
 * on its way, a submission's file which experiments a task runs; that is all there is to know.
 */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { MachineError, UserError } from '../errors.js';
import type { Store } from '../study/index.js';
import { type Manifest, manifestPath, readManifest } from '../study/running/index.js';
import { countOption, type EngineOptions } from './options.js';
import { shellLine } from './shell.js';
import { SIGNAL, slurmScript } from './slurm-script.js';
import {
  type Limits,
  limitsOfSite,
  ownJobs,
  type QueuedJob,
  RefusedBySlurm,
  sbatch,
} from './slurm-site.js';
import {
  readSubmission,
  type Submission,
  submissionPath,
  type Tasks,
  tasksByCost,
  tasksOf,
  writeSubmission,
} from './tasks.js';

export interface SlurmRequest {
  readonly store: Store;
  readonly manifest: Manifest;
  /**
   * The lines of the manifest to run, from the store. It is asked after the queue: what ends between
   * the two is done, and not missing.
   */
  readonly missing: () => Promise<readonly number[]>;
  readonly options: EngineOptions;
  /** How `apebench` is called on every machine. */
  readonly command: readonly string[];
  /** Seconds that the experiments of the manifest's lines will take, in their order. */
  readonly secondsOf: () => Promise<readonly number[]>;
  /** The words behind `apebench` of the command that melts a store. */
  readonly melt: (store: string) => readonly string[];
}

export interface SubmittedArray {
  readonly id: string;
  readonly tasks: number;
  /** The task of index 0. */
  readonly offset: number;
}

export interface SlurmOutcome {
  /** Lines that were submitted, and those that were queued or running already. */
  readonly submitted: readonly number[];
  readonly onTheirWay: readonly number[];
  readonly arrays: readonly SubmittedArray[];
  /** The job that melts, when all others have ended. */
  readonly melt?: string;
  /** The file that says what a task runs. */
  readonly submission?: string;
}

/** Names of `--engine-option` that are ours; all others are sbatch's. */
const OWN = ['bundle', 'max-jobs'];

/** Options of sbatch that the engine gives itself, or that would not leave it its job. */
const TAKEN = [
  ...['array', 'clusters', 'dependency', 'help', 'job-name', 'no-requeue', 'open-mode', 'parsable'],
  ...['requeue', 'signal', 'test-only', 'usage', 'version', 'wait', 'wrap'],
];

/** The words that sbatch is given. Throws a `UserError` for an option that is not the user's. */
export function sbatchWords(options: EngineOptions): string[] {
  return [...options].flatMap(([name, value]) => {
    if (OWN.includes(name)) return [];
    // sbatch takes the beginning of a name for the name.
    const taken = TAKEN.find((one) => one.startsWith(name));
    if (taken !== undefined) {
      throw new UserError(`--engine-option ${name}: the engine sets sbatch's --${taken} itself`);
    }
    return [value === undefined ? `--${name}` : `--${name}=${value}`];
  });
}

const JOB_NAME = /^apebench-([0-9a-f]{12}-[0-9a-f]{12})-(\d+)$/;

async function manifestOf(store: Store, submission: string): Promise<Manifest | undefined> {
  const file = manifestPath(submission.slice(0, submission.indexOf('-')));
  const bytes = await store.read(file);
  return bytes && readManifest(store.pathOf(file), bytes);
}

/** What the queue holds of a store: keys of experiments, and the ids of their jobs. */
async function onTheirWay(
  store: Store,
  jobs: readonly QueuedJob[],
): Promise<{ keys: Set<string>; ids: Set<string> }> {
  const keys = new Set<string>();
  const ids = new Set<string>();
  const known = new Map<string, { tasks: Tasks; manifest: Manifest } | undefined>();
  for (const { name, id, index } of jobs) {
    const [, submission, offset] = JOB_NAME.exec(name) ?? [];
    if (submission === undefined || index === undefined) continue;
    if (!known.has(submission)) {
      const tasks = await readSubmission(store, submission);
      const manifest = await manifestOf(store, submission);
      known.set(submission, tasks && manifest && { tasks, manifest });
    }
    // None: of another store.
    const { tasks, manifest } = known.get(submission) ?? {};
    if (tasks === undefined) continue;
    ids.add(id);
    for (const line of tasks[Number(offset) + index] ?? []) keys.add(manifest!.entries[line]!.key);
  }
  return { keys, ids };
}

/** How many tasks there may be, and what says so. */
function roomFor(
  { jobs }: Limits,
  options: EngineOptions,
  queued: number,
): { most: number; why: string } {
  const given = countOption(options, 'max-jobs') ?? Number.POSITIVE_INFINITY;
  // One job melts.
  return given - queued < jobs
    ? {
        most: given - queued - 1,
        why: `--engine-option max-jobs=${given}, ${queued} of which are in the queue, and one melts`,
      }
    : { most: jobs - 1, why: `this site's MaxJobCount of ${jobs}, one of which melts` };
}

/** Puts lines together to tasks. Throws a `UserError` where they are more than there may be. */
async function planTasks(
  lines: readonly number[],
  { options, secondsOf }: SlurmRequest,
  { most, why }: { most: number; why: string },
): Promise<Tasks> {
  if (most < 1) throw new UserError(`there is no room in the queue: ${why}`);
  const bundle = countOption(options, 'bundle');
  const needed = Math.ceil(lines.length / most);
  if (bundle !== undefined && bundle < needed) {
    throw new UserError(
      `${lines.length} experiments with --engine-option bundle=${bundle} are ` +
        `${Math.ceil(lines.length / bundle)} tasks, and there is room for ${most} (${why}); ` +
        `bundle=${needed} fits, or leave it out`,
    );
  }
  if (bundle !== undefined) return tasksOf(lines, bundle);
  return tasksByCost(lines, await secondsOf(), most);
}

/** A path in a pattern of sbatch's. */
const pattern = (file: string): string => file.replaceAll('%', '%%');

/** What sbatch is given for every array of a submission, and for the job that melts. */
async function prepare(request: SlurmRequest, submission: Submission) {
  const { store, manifest, options, command, melt } = request;
  const root = path.resolve(store.root);
  const logs = path.join(root, 'logs');
  await mkdir(logs, { recursive: true });
  const script = submissionPath(submission.name, 'sh');
  const parts = {
    ...{ command, submission, store: root, manifest: path.resolve(store.pathOf(manifest.path)) },
    tasksFile: path.resolve(submission.path),
  };
  await store.write(script, slurmScript(parts));
  const common = [`--chdir=${root}`, '--requeue', '--open-mode=append'];
  const words = sbatchWords(options);
  return {
    array: (offset: number, tasks: number) => [
      ...common,
      `--job-name=apebench-${submission.name}-${offset}`,
      `--output=${pattern(logs)}/%x-%a.log`,
      `--signal=${SIGNAL}`,
      `--array=0-${tasks - 1}`,
      ...words,
      path.join(root, script),
      String(offset),
    ],
    melt: (ids: Iterable<string>) => [
      ...common,
      `--job-name=apebench-melt-${manifest.digest}`,
      `--output=${pattern(logs)}/%x-%j.log`,
      `--dependency=afterany:${[...ids].join(':')}`,
      ...words,
      `--wrap=${shellLine([...command, ...melt(root)])}`,
    ],
  };
}

/**
 * Submits what is asked for and not on its way: arrays of at most as many tasks as the site takes,
 * and one job that melts when they have ended, however that was. What is impossible is refused
 * before anything is queued.
 *
 * @throws UserError where Slurm is not there, takes no such job, or has no room for them.
 * @throws MachineError where it does not answer, or refuses a part when others are queued.
 */
export async function submitToSlurm(request: SlurmRequest): Promise<SlurmOutcome> {
  const { store, manifest, options } = request;
  sbatchWords(options);
  const limits = await limitsOfSite();
  const jobs = await ownJobs();
  const queue = await onTheirWay(store, jobs);
  const isOnItsWay = (line: number) => queue.keys.has(manifest.entries[line]!.key);
  const missing = await request.missing();
  const lines = missing.filter((line) => !isOnItsWay(line));
  const told = { submitted: lines, onTheirWay: missing.filter(isOnItsWay) };
  if (lines.length === 0) return { ...told, arrays: [] };

  const tasks = await planTasks(lines, request, roomFor(limits, options, jobs.length));
  const submission = await writeSubmission(store, manifest, tasks);
  const words = await prepare(request, submission);
  const chunks = tasksOf([...tasks.keys()], limits.arraySize);
  // The first is the longest: where Slurm would run that, it runs them all.
  await sbatch(words.array(0, chunks[0]!.length), true);
  const arrays: SubmittedArray[] = [];
  try {
    for (const { 0: offset, length } of chunks) {
      const id = await sbatch(words.array(offset!, length));
      arrays.push({ id, tasks: length, offset: offset! });
    }
    const melt = await sbatch(words.melt(new Set([...arrays.map(({ id }) => id), ...queue.ids])));
    return { ...told, arrays, melt, submission: submission.path };
  } catch (error) {
    if (!(error instanceof RefusedBySlurm) || arrays.length === 0) throw error;
    const queued = arrays.reduce((sum, array) => sum + array.tasks, 0);
    throw new MachineError(
      `${queued} of ${tasks.length} tasks are queued (${arrays.map(({ id }) => id).join(', ')}), then ` +
        `Slurm refused: ${error.message}. The same command submits the others, once there is room; ` +
        '--engine-option max-jobs=N says how many jobs the site lets one have',
    );
  }
}
