/**
 * Ctrl-C, a polite kill and the end of a terminal stop the work at the next step; a second one ends
 * the process. So does the first where the next step is long in coming, once what is being written
 * is. Where work holds the thread for long, nothing is heard here: then the system ends the process,
 * as if nobody had listened.
 */

import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { StoppedError } from '../errors.js';
import { awaitBeforeHolding } from '../platform/index.js';
import { isWriting } from '../study/store/folder.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops the work as a polite kill does; a signal that comes too is not a second one. */
  stop(): void;
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

/** A step that takes longer is not waited for, unless it is said how long. */
const PATIENCE_MS = 3000;
const LOOK_MS = 100;

/** Says that the work was stopped, and what becomes of it; returns the exit code. */
export function reportStop(error: StoppedError): number {
  process.stderr.write(`${['Stopped.', error.outlook].join(' ').trimEnd()}\n`);
  return error instanceof Interrupted ? error.exitCode : 130;
}

/** Who hears a signal. */
interface Listener {
  readonly hear: (signal: NodeJS.Signals, number: number) => void;
  /** Throws where one was heard. */
  readonly throwIfHeard: () => void;
}

let listener: Listener | undefined;
let pause: NodeJS.Immediate | undefined;

const hear = (signal: NodeJS.Signals, number: number): void => listener?.hear(signal, number);

function listen(): void {
  for (const name of SIGNALS) process.on(name, hear);
}

function ignore(): void {
  for (const name of SIGNALS) process.off(name, hear);
}

/**
 * Takes the signals from who heard them, who is returned. Where one hands over to the other we listen
 * all the while: a signal of which there was no moment to tell would be lost.
 */
function listenAs(next: Listener | undefined): Listener | undefined {
  const before = listener;
  listener = next;
  if (before === undefined) listen();
  if (next === undefined) {
    clearImmediate(pause);
    pause = undefined;
    ignore();
  }
  awaitBeforeHolding(next && ignoreUntilIdle);
  return before;
}

/**
 * A signal that came while we listened, and of which the thread had no moment to tell, would be lost
 * when we stop to listen: so we hear it first.
 */
async function ignoreUntilIdle(): Promise<void> {
  await setImmediate();
  listener?.throwIfHeard();
  if (pause !== undefined) return;
  ignore();
  pause = globalThis.setImmediate(() => {
    pause = undefined;
    listen();
  });
}

/** Until there is work to stop, and after it, a signal ends the process at once, which is said. */
export function listenFromStart(): void {
  const hear: Listener['hear'] = (_, number) =>
    process.exit(reportStop(new Interrupted(undefined, 128 + number)));
  listenAs({ hear, throwIfHeard: () => {} });
}

/**
 * A signal that fires when the process is told to end, with an `Interrupted` as its reason that says
 * what becomes of the work, where there is something to say.
 */
export function stopSignal(outlook?: string, patienceMs = PATIENCE_MS): Interrupt {
  const controller = new AbortController();
  const { signal } = controller;
  let waiting: NodeJS.Timeout | undefined;
  let isHeard = false;
  const stop = (number: number) => {
    if (signal.aborted) return;
    const reason = new Interrupted(outlook, 128 + number);
    controller.abort(reason);
    const leave = () => {
      if (isWriting()) waiting = setTimeout(leave, LOOK_MS).unref();
      else process.exit(reportStop(reason));
    };
    waiting = setTimeout(leave, patienceMs).unref();
  };
  const hear: Listener['hear'] = (_, number) => {
    if (isHeard) process.exit(128 + number);
    isHeard = true;
    stop(number);
  };
  const before = listenAs({ hear, throwIfHeard: () => signal.throwIfAborted() });
  return {
    signal,
    stop: () => stop(constants.signals.SIGTERM),
    release: () => {
      clearTimeout(waiting);
      listenAs(before);
    },
  };
}
