/** The runs of the page, one of which trains at a time while others wait. */

import { computed, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import { type FormState, toComputeOptions, toEntry } from '../form/form-state.js';
import type { Outcome } from '../protocol.js';
import { Run, type RunBasis } from './run.js';

export class Runs {
  readonly all = signal<readonly Run[]>([]);
  readonly shown = computed(() => this.all.value.filter(({ isShown }) => isShown.value));
  /** The one that trains, or is paused. */
  readonly current = signal<Run | null>(null);
  private count = 0;

  constructor(private readonly client: ComputeClient) {}

  add(state: FormState, basis: RunBasis): Run {
    const run = new Run(++this.count, state, basis, this.all.peek());
    this.all.value = [...this.all.peek(), run];
    void this.startNext();
    return run;
  }

  pause(): void {
    this.current.peek()?.pause();
    void this.client.pause();
  }

  goOn(): void {
    this.current.peek()?.goOn();
    void this.client.goOn();
  }

  stop(): void {
    void this.client.stop();
  }

  private async startNext(): Promise<void> {
    if (this.current.peek() !== null) return;
    const run = this.all.peek().find(({ status }) => status.peek() === 'waiting');
    if (run === undefined) return;
    this.current.value = run;
    run.status.value = 'running';
    const outcome = await this.client
      .train(toEntry(run.state), toComputeOptions(run.state), (event) => run.take(event))
      .catch(({ message }: Error): Outcome => ({ kind: 'error', error: { key: null, message } }));
    if (outcome.kind === 'finished') run.finish(outcome.result);
    else if (outcome.kind === 'stopped') run.status.value = 'stopped';
    else run.fail(outcome.error);
    this.current.value = null;
    void this.startNext();
  }
}
