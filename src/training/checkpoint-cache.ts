/** A checkpoint sink that keeps the last checkpoint itself, for a run whose backend goes away. */

import type { BackendHistory } from './backend-history.js';
import type { Checkpoint, CheckpointSink } from './checkpoint.js';
import { usableCheckpoint } from './usable-checkpoint.js';

export class CheckpointCache implements CheckpointSink {
  readonly configuration: string;
  private last: Checkpoint | null = null;

  /** Passes checkpoints on to `sink`, each with the history of backends so far. */
  constructor(
    private readonly sink: CheckpointSink | undefined,
    private readonly history: BackendHistory,
  ) {
    this.configuration = sink?.configuration ?? '';
  }

  async load(): Promise<Checkpoint | null> {
    if (this.last === null) {
      this.last = await usableCheckpoint(this.sink);
      this.history.restore(this.last?.stays ?? []);
    }
    this.history.arrive(this.last?.update ?? 0);
    return this.last;
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    this.last = { ...checkpoint, stays: [...this.history.stays] };
    await this.sink?.save(this.last);
  }

  async setAside(why: string): Promise<void> {
    this.last = null;
    this.history.restart();
    await this.sink?.setAside?.(why);
  }

  async remove(): Promise<void> {
    this.last = null;
    await this.sink?.remove();
  }
}
