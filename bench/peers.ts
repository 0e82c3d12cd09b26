/**
 * The peers' own programs, run as they are from the folder that APEBENCH_PEERS names: PyTorch for
 * training and rollouts, FFTW in C for the solver. Each prints JSON lines {peer, task, median_ms,
 * min_ms, n, threads, note}.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface PeerLine {
  peer: string;
  task: string;
  median_ms: number;
  min_ms: number;
  n: number;
  threads: number;
  note: string;
}

function jsonLines(command: string, args: string[], cwd: string): PeerLine[] {
  const { stdout, stderr, status, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error(
      `${[command, ...args].join(' ')} failed: ${error?.message ?? stderr.slice(-500)}`,
    );
  }
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as PeerLine);
}

/** `run` gives the lines of one round for a task. */
export class Peers {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'apebench-peers-'));

  constructor(private readonly source: string) {
    const compiler = ['-O3', '-std=gnu11', '-march=native', '-ffast-math', '-fopenmp'];
    const output = path.join(this.folder, 'fftw_solvers');
    const { status, stderr } = spawnSync(
      'gcc',
      [...compiler, 'fftw_solvers.c', '-o', output, '-lfftw3f', '-lm'],
      { cwd: path.join(source, 'c'), encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the FFTW peer does not build: ${stderr}`);
  }

  run(task: string, threads: number): PeerLine[] {
    if (task.startsWith('T7-')) {
      const solvers = path.join(this.folder, 'fftw_solvers');
      const lines = jsonLines(solvers, [String(threads)], this.folder);
      return lines.filter((line) => line.task === task);
    }
    // The peer knows the three networks of T3 together.
    const [group] = task.split('-');
    const lines = jsonLines(
      '/usr/bin/python3',
      ['torch_train.py', String(threads), group],
      this.source,
    );
    return lines.filter((line) => line.task === task);
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
