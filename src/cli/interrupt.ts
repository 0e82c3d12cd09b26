/** Ctrl-C and a polite kill stop the work at the next step; a second one ends the process. */

import { StoppedError } from '../errors.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

/** A signal that fires at SIGINT or SIGTERM, with a `StoppedError` as its reason. */
export function stopSignal(): Interrupt {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new StoppedError());
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
