/**
 * Runs `apebench` as a child. It ends when its parent does, whichever way: the channel between the two
 * closes, which `run-one` listens for.
 */

import { spawn } from 'node:child_process';
import type { StudyEvent } from '../study/index.js';
import { REDIS_VARIABLE } from './redis.js';

/** A child that was told to end has so long to write what it must. */
const GRACE_MS = 20_000;

/** What is kept of what it says. */
const LOG_CHARACTERS = 40_000;

export interface ChildOptions {
  /** The program and its first words, to which those of the command are added. */
  readonly command: readonly string[];
  /** Tells it to end, as SIGTERM does. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: StudyEvent) => void;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it said on stderr. */
  readonly said: string;
}

/** The environment of a child, which needs no password. */
function environment(): NodeJS.ProcessEnv {
  const { [REDIS_VARIABLE]: _, ...rest } = process.env;
  return rest;
}

/** Runs a child to its end. Throws what the system says where it cannot be started. */
export function runChild(words: readonly string[], options: ChildOptions): Promise<Ended> {
  const { command, signal, onEvent } = options;
  const [program, ...first] = command;
  const child = spawn(program!, [...first, ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Losses may be infinite, which JSON cannot say.
    serialization: 'advanced',
    // A Ctrl-C is for the parent, which tells the child; of two, the second would not let it save.
    detached: true,
    env: environment(),
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LOG_CHARACTERS);
  });
  // Without a listener Node would keep all that comes.
  child.on('message', (event) => onEvent?.(event as StudyEvent));
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    patience ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, by) => resolve({ code, signal: by, said }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }).finally(() => {
    clearTimeout(patience);
    signal.removeEventListener('abort', stop);
  });
}
