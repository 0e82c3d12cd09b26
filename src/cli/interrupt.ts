/** Ctrl-C and a polite kill stop the work at the next step; a second one ends the process. */

import { StoppedError } from '../errors.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

/** For work that keeps checkpoints. */
export const GOES_ON = 'The same command goes on where this one was.';

/**
 * A signal that fires at SIGINT or SIGTERM, with a `StoppedError` as its reason that says what
 * becomes of the work, where there is something to say.
 */
export function stopSignal(outlook?: string): Interrupt {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new StoppedError(outlook));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
