/**
 * A checkpoint sink that also keeps the last checkpoint itself, for a run whose backend goes away,
 * and notes where updates were made.
 */

import { type Checkpoint, type CheckpointSink, type Stay, usableCheckpoint } from './checkpoint.js';

export class RememberingSink implements CheckpointSink {
  readonly configuration: string;
  private last: Checkpoint | null = null;
  private stays: Stay[] = [];
  private why: string | null = null;

  /** `place` says on what updates are made just now. */
  constructor(
    private readonly sink: CheckpointSink | undefined,
    private readonly place: () => string,
  ) {
    this.configuration = sink?.configuration ?? '';
  }

  /** The update from which the run would go on. */
  get update(): number {
    return this.last?.update ?? 0;
  }

  /** Every change of place so far: from which update on, to what, and why. */
  get moves(): readonly Stay[] {
    return this.stays.filter(({ why }) => why !== null);
  }

  /** Notes why the next updates are made elsewhere, or on something new. */
  leave(why: string): void {
    this.why = why;
  }

  /** Notes on what the updates from this one on are made. */
  arrive(update: number): void {
    const on = this.place();
    const before = this.stays.at(-1);
    if (before?.on === on && this.why === null) return;
    const why = this.why ?? (before === undefined ? null : 'it was stopped, and went on here');
    this.stays.push({ update, on, why });
    this.why = null;
  }

  async load(): Promise<Checkpoint | null> {
    if (this.last === null) {
      this.last = await usableCheckpoint(this.sink);
      this.stays.unshift(...(this.last?.stays ?? []));
    }
    this.arrive(this.update);
    return this.last;
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    this.last = { ...checkpoint, stays: [...this.stays] };
    await this.sink?.save(this.last);
  }

  async remove(): Promise<void> {
    this.last = null;
    await this.sink?.remove();
  }
}
