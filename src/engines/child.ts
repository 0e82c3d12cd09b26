/**
 * A process beside this one that runs experiments of a manifest, one after the other, as it is
 * told: `apebench run-one` without a line of its own. It costs its start once; where it dies, it
 * takes one experiment with it. It ends by itself when this process does: that closes their channel.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { systemError } from '../errors.js';
import type { ExperimentEvent, Failure, KeyedOutcome } from '../study/running/index.js';
import type { TrainingProgress } from '../training/index.js';

/** What a child is told. */
export type Order =
  | {
      readonly kind: 'run';
      readonly index: number;
      readonly threads: number;
      readonly overwrite?: boolean;
    }
  /** To stop what it does, with a checkpoint, and end. */
  | { readonly kind: 'stop' };

/** What it tells of what it runs. */
export type RunEvent =
  | Exclude<ExperimentEvent, { kind: 'progress' }>
  | {
      readonly kind: 'progress';
      readonly name: string;
      readonly progress: Pick<TrainingProgress, 'update' | 'total' | 'losses'>;
    };

/** What else it tells. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'whole'; readonly outcome: KeyedOutcome }
  /** What it has kept in the store. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly exitCode: number };

/** The process is gone. */
export interface Gone {
  readonly kind: 'gone';
  /** As shells have it. */
  readonly exitCode: number;
  /** By a signal. */
  readonly isKilled: boolean;
  /** In words. */
  readonly how: string;
}

/** How an experiment ended. */
export type Ended = Exclude<Reply, { kind: 'ready' }> | Gone;

/** How children are started: a module, and the words behind it. */
export interface Command {
  readonly module: string;
  readonly words: readonly string[];
}

/** Characters of what it says on stderr that are kept. */
const LOG = 20_000;

/** One that does not end is not waited for. */
const PATIENCE_MS = 5000;

function start({ module, words }: Command): ChildProcess {
  try {
    return fork(module, words, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Losses may be infinite.
      serialization: 'advanced',
    });
  } catch (error) {
    throw systemError(NOT_STARTED, error);
  }
}

const NOT_STARTED = 'cannot start a process for experiments';

export class Child {
  private readonly process: ChildProcess;
  private readonly gone: Promise<Gone>;
  private readonly ready: Promise<void>;
  private onMessage: (message: RunEvent | Reply) => void = () => {};
  /** What it has said on stderr since it was told to run something. */
  private said = '';

  constructor(command: Command) {
    this.process = start(command);
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-LOG);
    });
    this.process.on('message', (message) => this.onMessage(message as RunEvent | Reply));
    // Node's event `close`, of both, does not come where we disconnect.
    const ends = Promise.all([once(this.process, 'exit'), once(this.process.stderr!, 'close')]);
    this.gone = ends.then(
      ([[code, signal]]) => ({
        kind: 'gone',
        exitCode: code ?? 128 + constants.signals[signal as NodeJS.Signals],
        isKilled: signal !== null,
        how: signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`,
      }),
      (error) => {
        throw systemError(NOT_STARTED, error);
      },
    );
    // It is told where it is waited for.
    this.gone.catch(() => {});
    this.ready = new Promise((resolve) => {
      this.onMessage = ({ kind }) => kind === 'ready' && resolve();
    });
  }

  get isGone(): boolean {
    return !this.process.connected;
  }

  /** The last that it has said. */
  get log(): string {
    return this.said;
  }

  /** Runs an experiment to its end; `onEvent` is told of all on the way. */
  async run(order: Order, onEvent: (event: RunEvent) => void): Promise<Ended> {
    const end = await Promise.race([this.ready, this.gone]);
    if (end !== undefined) {
      if (end.isKilled) return end;
      throw new ChildError(this.said);
    }
    this.said = '';
    const answer = new Promise<Ended>((resolve) => {
      this.onMessage = (message) => {
        if (message.kind === 'whole' || message.kind === 'failed') resolve(message);
        else if (message.kind === 'stopped') resolve(message);
        else if (message.kind !== 'ready') onEvent(message);
      };
    });
    this.send(order);
    return Promise.race([answer, this.gone]);
  }

  /** Tells it to stop what it does. */
  stop(): void {
    this.send({ kind: 'stop' });
  }

  private send(order: Order): void {
    // One that is gone is found out by its end.
    if (this.process.connected) this.process.send(order, () => {});
  }

  /** Ends it, by force where it does not by itself. */
  async close(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    const force = setTimeout(() => this.process.kill('SIGKILL'), PATIENCE_MS);
    await this.gone.catch(() => {});
    clearTimeout(force);
  }
}

/** A child that ended by itself before it could be told anything: so would every other one. */
export class ChildError extends Error {
  override readonly name = 'ChildError';

  constructor(said: string) {
    super(`the process for an experiment ends at its start:\n${said.trimEnd()}`);
  }
}
