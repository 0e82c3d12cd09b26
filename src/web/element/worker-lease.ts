/** A worker for as long as somebody needs it: started for the first, ended after the last. */

import { ComputeClient } from '../compute-client.js';
import type { Turn, Turns } from './turns.js';

interface Held {
  /** The worker, once its turn has come. */
  readonly client: Promise<ComputeClient>;
  readonly turn: Turn | undefined;
  /** Rejects when the worker can't be started, or is ended. */
  readonly ended: Promise<never>;
  readonly end: (error: Error) => void;
  users: number;
}

/** Why work was given up that nobody waits for any more. */
export class Ended extends Error {}

export class WorkerLease {
  private held: Held | null = null;

  /**
   * Lends the worker, which is started in its turn if there are any. Rejects with `Ended` where it
   * is ended before the work is done.
   */
  async use<T>(work: (client: ComputeClient) => Promise<T>, turns?: Turns): Promise<T> {
    this.held ??= this.start(turns?.take());
    const held = this.held;
    held.users++;
    try {
      return await Promise.race([held.client.then(work), held.ended]);
    } finally {
      if (--held.users === 0) held.end(new Ended());
    }
  }

  /** Ends it with all that it does. */
  end(): void {
    this.held?.end(new Ended());
  }

  /** Gives its turn to another: for the time being it works no more. */
  giveTurnBack(): void {
    this.held?.turn?.giveBack();
  }

  private start(turn?: Turn): Held {
    let client: ComputeClient | null = null;
    let reject: (error: Error) => void = () => {};
    const ended = new Promise<never>((_, fail) => {
      reject = fail;
    });
    // Nobody may be waiting for it.
    ended.catch(() => {});
    const end = (error: Error) => {
      if (this.held === held) this.held = null;
      client?.close();
      turn?.giveBack();
      reject(error);
    };
    const started = Promise.resolve(turn?.come).then(() => {
      if (this.held !== held) throw new Ended();
      client = new ComputeClient((message) => end(new Error(message)));
      return client;
    });
    const held: Held = { client: started, turn, ended, end, users: 0 };
    return held;
  }
}
