/** The page's end of its worker. */

import { proxy, type Remote, wrap } from 'comlink';
import type { StudyEntry } from '../study/index.js';
import type { Compute, ComputeOptions, Outcome, TrainingEvent } from './protocol.js';

export class ComputeClient {
  private readonly remote: Remote<Compute>;

  /** `failed` is called if the worker can't be started. */
  constructor(failed: (message: string) => void) {
    const worker = new Worker(new URL('./compute.js', import.meta.url), { type: 'module' });
    worker.addEventListener('error', ({ message }) => {
      failed(message || `${new URL('./compute.js', import.meta.url)} could not be loaded`);
    });
    this.remote = wrap<Compute>(worker);
  }

  scenarios = () => this.remote.scenarios();
  machine = () => this.remote.machine();
  pause = () => this.remote.pause();
  goOn = () => this.remote.goOn();
  stop = () => this.remote.stop();
  check = (entry: StudyEntry, options: ComputeOptions) => this.remote.check(entry, options);
  preview = (entry: StudyEntry) => this.remote.preview(entry);

  train(
    entry: StudyEntry,
    options: ComputeOptions,
    watch: (event: TrainingEvent) => void,
  ): Promise<Outcome> {
    return this.remote.train(entry, options, proxy(watch));
  }
}
