/** What Slurm says of a site, by its commands alone; accounting (`sacct`) is not asked. */

import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { clipped, MachineError, UserError } from '../errors.js';

/** Bytes that a command may print: a hundred thousand jobs in a queue. */
const MOST_OUTPUT = 256 * 1024 * 1024;

const execute = promisify(execFile);

/** What a command of Slurm's refused, in its words. */
export class RefusedBySlurm extends UserError {}

/** Runs a command of Slurm's; what it prints. Throws a `RefusedBySlurm` where it fails. */
export async function slurm(program: string, words: readonly string[]): Promise<string> {
  try {
    return (await execute(program, [...words], { maxBuffer: MOST_OUTPUT })).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') {
      throw new UserError(
        `there is no '${program}' on this machine: --engine slurm wants the commands of Slurm, as ` +
          'the login nodes of a cluster have them',
      );
    }
    if (typeof code !== 'number') throw error;
    const said = (stderr ?? '').trim().split('\n').filter(Boolean).join('; ');
    throw new RefusedBySlurm(`${program}: ${clipped(said || `exit code ${code}`, 400)}`);
  }
}

export interface Limits {
  /** Tasks of one array. */
  readonly arraySize: number;
  /** Jobs that the queue may hold, tasks of arrays counted one by one. */
  readonly jobs: number;
}

/** The limits of this site. Throws where Slurm does not answer, or takes no arrays. */
export async function limitsOfSite(): Promise<Limits> {
  let config: string;
  try {
    config = await slurm('scontrol', ['show', 'config']);
  } catch (error) {
    if (!(error instanceof RefusedBySlurm)) throw error;
    throw new MachineError(`Slurm does not answer: ${error.message}`);
  }
  const number = (name: string, pattern: RegExp) => {
    const value = Number(pattern.exec(config)?.[1] ?? Number.NaN);
    if (Number.isInteger(value)) return value;
    throw new MachineError(`'scontrol show config' says no ${name}`);
  };
  // The highest index is one less than this number.
  const size = number('MaxArraySize', /^MaxArraySize\s*=\s*(\d+)/m);
  const [, perArray = size] = /[\s=,]max_array_tasks=(\d+)/.exec(config) ?? [];
  const arraySize = Math.min(size, Number(perArray));
  if (arraySize < 1) throw new UserError('this site takes no job arrays: its MaxArraySize is 0');
  return { arraySize, jobs: number('MaxJobCount', /^MaxJobCount\s*=\s*(\d+)/m) };
}

/** A job that is queued or runs; a task of an array is one. */
export interface QueuedJob {
  readonly name: string;
  /** Of the whole array. */
  readonly id: string;
  /** In the array; undefined where it is no part of one. */
  readonly index?: number;
}

/** All jobs of who asks. */
export async function ownJobs(): Promise<QueuedJob[]> {
  const words = ['--noheader', '--array', `--user=${userInfo().username}`, '--format=%F|%K|%j'];
  const lines = (await slurm('squeue', words)).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [id = '', index, ...name] = line.trim().split('|');
    return {
      id,
      index: /^\d+$/.test(index ?? '') ? Number(index) : undefined,
      name: name.join('|'),
    };
  });
}

/** Submits a job, or only asks whether it could ever run (`test`); its id. */
export async function sbatch(words: readonly string[], test = false): Promise<string> {
  const printed = await slurm('sbatch', [test ? '--test-only' : '--parsable', ...words]);
  return printed.trim().split(';', 1)[0]!;
}
