/**
 * Ctrl-C, a polite kill and the end of a terminal stop the work at the next step; a second one ends
 * the process.
 */

import { StoppedError } from '../errors.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Work that was stopped by a signal; the exit code is the one that shells have for it. */
export class Interrupted extends StoppedError {
  constructor(
    outlook: string | undefined,
    readonly exitCode: number,
  ) {
    super(outlook);
  }
}

/** For work that keeps checkpoints. */
export const GOES_ON = 'The same command goes on where this one was.';

/**
 * A signal that fires when the process is told to end, with an `Interrupted` as its reason that says
 * what becomes of the work, where there is something to say.
 */
export function stopSignal(outlook?: string): Interrupt {
  const controller = new AbortController();
  const stop = (_: NodeJS.Signals, number: number) => {
    const exitCode = 128 + number;
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort(new Interrupted(outlook, exitCode));
  };
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
}
