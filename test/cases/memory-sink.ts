/** A checkpoint sink that keeps what is saved, as it was at that moment. */

import type { Checkpoint, CheckpointSink } from '../../src/training/index.js';

export class MemorySink implements CheckpointSink {
  readonly configuration = 'a test';
  kept: Checkpoint | null = null;
  load = async () => this.kept;
  save = async (checkpoint: Checkpoint) => {
    this.kept = structuredClone(checkpoint);
  };
  remove = async () => {
    this.kept = null;
  };
}
