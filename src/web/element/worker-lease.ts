/** A worker for as long as somebody needs it: started for the first, ended after the last. */

import { ComputeClient } from '../compute-client.js';

interface Held {
  readonly client: ComputeClient;
  /** Rejects when the worker can't be started, or is ended. */
  readonly ended: Promise<never>;
  readonly end: (error: Error) => void;
  users: number;
}

/** Why work was given up that nobody waits for any more. */
export class Ended extends Error {}

export class WorkerLease {
  private held: Held | null = null;

  /** Lends the worker. Rejects with `Ended` where it is ended before the work is done. */
  async use<T>(work: (client: ComputeClient) => Promise<T>): Promise<T> {
    this.held ??= this.start();
    const held = this.held;
    held.users++;
    try {
      return await Promise.race([work(held.client), held.ended]);
    } finally {
      if (--held.users === 0) held.end(new Ended());
    }
  }

  /** Ends it with all that it does. */
  end(): void {
    this.held?.end(new Ended());
  }

  private start(): Held {
    let reject: (error: Error) => void = () => {};
    const ended = new Promise<never>((_, fail) => {
      reject = fail;
    });
    // Nobody may be waiting for it.
    ended.catch(() => {});
    const end = (error: Error) => {
      if (this.held === held) this.held = null;
      client.close();
      reject(error);
    };
    const client = new ComputeClient((message) => end(new Error(message)));
    const held: Held = { client, ended, end, users: 0 };
    return held;
  }
}
