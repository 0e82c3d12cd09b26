/**
 * The checkpoints of a run of the page, which keeps them: the library's own bytes, every few seconds,
 * and when they are asked for. Here a paused run waits, too: what it has come to is then kept.
 */

import { transfer } from 'comlink';
import { UserError } from '../../errors.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../study/running/index.js';
import type { Checkpoint, CheckpointSink } from '../../training/index.js';
import { Gate } from './gate.js';

/** Hands a checkpoint to the page. */
export type Save = (checkpoint: Uint8Array<ArrayBuffer>) => void | Promise<void>;

export interface Keeping {
  readonly from: Uint8Array | null;
  /** Where nothing is kept there is none. */
  readonly save?: Save;
}

/** So often at most, and at most this part of the time. */
const EVERY_MS = 2000;
const PART = 0.05;

export class TrainingCheckpoints implements CheckpointSink {
  private readonly gate = new Gate();
  private from: Uint8Array | null;
  private isWanted = false;
  private dueAt = performance.now() + EVERY_MS;

  constructor(
    readonly configuration: string,
    { from, save }: Keeping,
    private readonly say: (notice: string) => void,
  ) {
    this.from = from;
    this.saveBytes = save;
  }

  private readonly saveBytes: Save | undefined;

  /** Holds the run up after the piece on which it works, of which it keeps a checkpoint. */
  pause(): void {
    this.isWanted = true;
    this.gate.close();
  }

  goOn(): void {
    this.gate.open();
  }

  /** Keeps a checkpoint after the piece on which the run works. */
  keep(): void {
    this.isWanted = true;
  }

  async load(): Promise<Checkpoint | null> {
    if (this.from === null) return null;
    try {
      return decodeCheckpoint(this.from);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await this.setAside(error.message);
      return null;
    }
  }

  /** Called after every piece. */
  async save(checkpoint: Checkpoint): Promise<void> {
    const started = performance.now();
    if (this.saveBytes !== undefined && (this.isWanted || started >= this.dueAt)) {
      this.isWanted = false;
      const bytes = encodeCheckpoint(checkpoint) as Uint8Array<ArrayBuffer>;
      await this.saveBytes(transfer(bytes, [bytes.buffer]));
      const now = performance.now();
      this.dueAt = now + Math.max(EVERY_MS, (now - started) / PART);
    }
    await this.gate.pass();
  }

  async setAside(why: string): Promise<void> {
    this.from = null;
    this.say(`training starts anew, since it cannot go on from what was kept: ${why}`);
  }

  async remove(): Promise<void> {}
}
