/** Runs the command line as a user does. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The built command line. */
export const cli = path.join(root, 'dist/cli.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly outcome: Promise<Outcome>;
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Gives it a text on standard input, which ends there. */
  readonly feed: (text: string) => void;
  /** What stdout holds so far. */
  readonly printed: () => string;
  /** Resolves once stderr holds a text. */
  readonly says: (text: string) => Promise<void>;
}

/** Starts `apebench` with these words. `npm run build` must have made it. */
export function start(...words: string[]): Started {
  return startIn(process.env, ...words);
}

/** As `start`, in an environment of its own. */
export function startIn(env: NodeJS.ProcessEnv, ...words: string[]): Started {
  if (!existsSync(cli)) throw new Error(`${cli} is missing: run \`npm run build\` first`);
  const child = spawn(process.execPath, [cli, ...words], { cwd: root, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return {
    outcome: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    }),
    pid: child.pid!,
    kill: (signal) => child.kill(signal),
    feed: (text) => child.stdin.end(text),
    printed: () => stdout,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.includes(text) && resolve();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`it never said '${text}':\n${stderr}`)));
        look();
      }),
  };
}

/** Runs `apebench` to its end. */
export function apebench(...words: string[]): Promise<Outcome> {
  return start(...words).outcome;
}

/** A folder that is gone after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An experiment that takes a moment. */
export const SMALL = {
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;6;constant;1e-3',
  batch_size: 3,
};

/** Attributes as words for the command line. */
export function set(attributes: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(attributes).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
}
