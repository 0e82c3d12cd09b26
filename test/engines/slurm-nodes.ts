/** The two nodes that `run.sh` starts, and a study on them. */

import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cli } from '../cli/apebench.js';

/** The folder of the daemons; undefined where `run.sh` has started none. */
export const slurmFolder = process.env.APEBENCH_TEST_SLURM;

/** Why tests are skipped, which is said; false where they are not. */
export const withoutSlurm: string | false =
  slurmFolder === undefined &&
  'wants Slurm: test/engines/run.sh starts it, where munge, slurmctld, slurmd and slurm-client are installed';

/** What a command of Slurm's prints. */
export const slurm = (program: string, ...words: string[]): string =>
  execFileSync(program, words, { encoding: 'utf8' });

/** Awaits that something is so; `what` says what never was. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => T | undefined | false,
): Promise<T> {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`${what} within ${seconds} s:\n${slurm('squeue')}`);
    await sleep(100);
  }
}

/** Awaits that no job is left. */
export const queueIsEmpty = (seconds: number) =>
  until('the queue is not empty', seconds, () => slurm('squeue', '--noheader').trim() === '');

/** Processes of a job on a node, and those above them that are the node's. */
export function processesOn(node: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = readFileSync(path.join('/proc', name, 'environ'), 'utf8').split('\0');
      if (!environment.includes(`SLURMD_NODENAME=${node}`)) return [];
      const status = readFileSync(path.join('/proc', name, 'status'), 'utf8');
      const parent = Number(/^PPid:\s*(\d+)/m.exec(status)![1]);
      const above = readFileSync(path.join('/proc', String(parent), 'cmdline'), 'utf8');
      return above.startsWith('slurmstepd') ? [parent, Number(name)] : [Number(name)];
    } catch {
      // Gone by now.
      return [];
    }
  });
}

/** Kills the daemon of a node and all that runs there, as the loss of a machine would. */
export function killNode(node: string): void {
  const daemon = Number(readFileSync(path.join(slurmFolder!, `slurmd.${node}.pid`), 'utf8'));
  for (const pid of [daemon, ...processesOn(node)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone by now.
    }
  }
}

/** Starts the daemon of a node again; `run.sh` ends it. */
export function startNode(node: string): void {
  const words = ['-D', '-N', node, '-f', process.env.SLURM_CONF!];
  spawn('slurmd', words, { detached: true, stdio: 'ignore' }).unref();
}

export type Ran = SpawnSyncReturns<string>;

/** Runs the built command line in a folder, to its end. */
export function apebenchIn(folder: string, ...words: string[]): Ran {
  return spawnSync(process.execPath, [cli, ...words], { cwd: folder, encoding: 'utf8' });
}
