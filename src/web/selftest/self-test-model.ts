/** How far the selftest of this browser is, and what came of it. */

import { signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';

export class SelfTestModel {
  readonly isRunning = signal(false);
  readonly progress = signal('');
  /** What came of it; empty before. */
  readonly line = signal('');
  readonly differing = signal(0);

  constructor(private readonly client: ComputeClient) {}

  async start(): Promise<void> {
    this.isRunning.value = true;
    this.line.value = '';
    this.progress.value = 'starting';
    const outcome = await this.client
      .selfTest((done, total) => {
        if (this.isRunning.peek()) this.progress.value = `${done} of ${total}`;
      })
      .catch(({ message }: Error) => ({ error: { key: null, message } }));
    this.isRunning.value = false;
    if (outcome === null) {
      this.progress.value = 'stopped';
    } else if ('error' in outcome) {
      this.progress.value = outcome.error.message;
    } else {
      const { line, differing } = outcome;
      this.line.value = line;
      this.differing.value = differing;
      this.progress.value =
        differing === 0 ? 'all agree to the bit' : `${differing} differ: please report it`;
    }
  }

  stop(): void {
    void this.client.stopSelfTest();
  }
}
