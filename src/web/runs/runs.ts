/**
 * The runs of the page, one of which trains at a time while others wait. They are kept: after a reload
 * they are here again, and the one that trained goes on.
 */

import { batch, computed, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import { type FormState, toComputeOptions, toEntry } from '../form/form-state.js';
import type { Outcome } from '../protocol.js';
import { type KeptRun, refresh, runOf } from './kept/kept-run.js';
import { KeptRuns } from './kept/kept-runs.js';
import { RunLocks } from './kept/run-locks.js';
import { hasEnded, Run, type RunBasis, type RunStatus } from './run.js';
import { RunList } from './run-list.js';

export class Runs {
  readonly kept = new KeptRuns((id) => void this.readAgain(id));
  private readonly list = new RunList((run) => void this.kept.change(run));
  readonly all = this.list.all;
  readonly shown = this.list.shown;
  readonly distinctions = this.list.distinctions;
  /** The one that trains, or is paused. */
  readonly current = signal<Run | null>(null);
  /** Those that wait, in the order in which they are taken. */
  readonly queue = computed(() =>
    this.all.value
      .filter(({ status }) => status.value === 'waiting')
      .sort((a, b) => a.turn.value - b.turn.value),
  );
  /** The one that was deleted last, which can be had back. */
  readonly deleted = signal<Run | null>(null);
  private readonly locks = new RunLocks();
  /** Those of which there may be a checkpoint: they were kept before they had ended. */
  private readonly begun = new WeakSet<Run>();
  /** The one that the worker has; of a paused one that was kept it knows nothing yet. */
  private atWork: Run | null = null;
  private starts = 0;

  constructor(private readonly client: ComputeClient) {}

  /** The first run of the experiment of one that has finished, which may be itself; else itself. */
  firstLike(run: Run): Run {
    return this.list.firstLike(run);
  }

  /** Takes up what is kept. */
  async open(): Promise<void> {
    const keep = () => void this.client.keep();
    document.addEventListener('visibilitychange', () => document.hidden && keep());
    addEventListener('pagehide', keep);
    await this.kept.open(async (runs) => {
      // Made before anything could be kept.
      for (const run of this.all.peek()) this.keepOwn(run);
      const inOrder = [...runs].sort((a, b) => a.number - b.number);
      await Promise.all(inOrder.map((kept) => this.takeUp(kept)));
      void this.startNext();
    });
  }

  /** Trains now, or after those that wait. */
  add(state: FormState, basis: RunBasis): Run {
    const run = new Run(this.list.nextNumber(), state, basis);
    run.turn.value = Math.max(0, ...this.all.peek().map(({ turn }) => turn.peek())) + 1;
    batch(() => {
      this.list.enter(run);
      this.keepOwn(run);
      void this.startNext();
    });
    return run;
  }

  /** A run that has ended, made for the next number. */
  addEnded(make: (number: number) => Run): void {
    const run = make(this.list.nextNumber());
    this.list.enter(run);
    void this.kept.save(run);
  }

  pause(): void {
    const run = this.current.peek();
    if (run === null) return;
    run.status.value = 'paused';
    void this.client.pause();
    void this.kept.save(run);
  }

  goOn(): void {
    const run = this.current.peek();
    if (run === null) return;
    if (run !== this.atWork) {
      void this.train(run);
      return;
    }
    run.goOn(performance.now());
    void this.client.goOn();
    void this.kept.save(run);
  }

  stop(): void {
    const run = this.current.peek();
    if (run === null) return;
    if (run === this.atWork) {
      // A paused one is not said to stand: the worker hears of it behind the piece on which it works.
      if (run.status.peek() === 'paused') run.goOn();
      run.take({ kind: 'phase', text: 'stopping' });
      void this.client.stop();
    } else this.end(run, { kind: 'stopped' });
  }

  /** Changes the places in the queue of a run and of the one before it (-1) or behind it (1). */
  move(run: Run, by: -1 | 1): void {
    const queue = this.queue.peek();
    const other = queue[queue.indexOf(run) + by];
    if (other === undefined) return;
    [run.turn.value, other.turn.value] = [other.turn.peek(), run.turn.peek()];
  }

  /** Of a run that trains this ends it, too. */
  delete(run: Run): void {
    if (run === this.current.peek()) this.stop();
    this.list.leave(run);
    this.deleted.value = run;
    void this.kept.remove(run.id).then(() => this.locks.release(run.id));
  }

  undoDelete(): void {
    const run = this.deleted.peek();
    if (run === null) return;
    this.deleted.value = null;
    this.list.enter(run);
    this.keepOwn(run);
    void this.startNext();
  }

  /** Keeps a run, and other tabs from training it. */
  private keepOwn(run: Run): void {
    if (hasEnded(run.status.peek())) void this.save(run);
    else void this.locks.take(run.id).then(() => this.save(run));
  }

  private async save(run: Run): Promise<void> {
    await this.kept.save(run);
    if (hasEnded(run.status.peek())) this.locks.release(run.id);
  }

  /** Shows a run that is kept; one that had not ended waits here again, unless another tab has it. */
  private async takeUp(kept: KeptRun): Promise<void> {
    const { id, number, status } = kept;
    // Another tab may have told of it before all was read.
    if (this.list.find(id) !== undefined) return;
    const run = runOf(kept, this.list.hasNumber(number) ? this.list.nextNumber() : number);
    if (!hasEnded(status)) run.status.value = 'elsewhere';
    this.list.enter(run);
    if (hasEnded(status)) return;
    if (await this.locks.take(run.id)) this.makeOwn(run, status);
    else void this.inherit(run);
  }

  private makeOwn(run: Run, status: RunStatus): void {
    this.begun.add(run);
    if (status === 'paused' && this.current.peek() === null) {
      run.status.value = 'paused';
      this.current.value = run;
    } else {
      run.status.value = 'waiting';
    }
  }

  /** Goes on with a run once the tab that has it lets go of it. */
  private async inherit(run: Run): Promise<void> {
    await this.locks.wait(run.id);
    const kept = await this.kept.read(run.id);
    if (kept === undefined || !this.list.has(run)) {
      this.locks.release(run.id);
      return;
    }
    refresh(run, kept);
    if (hasEnded(kept.status)) {
      this.locks.release(run.id);
      return;
    }
    this.makeOwn(run, kept.status);
    void this.startNext();
  }

  /** Another tab has changed what is kept of a run. */
  private async readAgain(id: string): Promise<void> {
    const kept = await this.kept.read(id);
    const run = this.list.find(id);
    const isOwn = this.locks.has(id);
    if (run === undefined) {
      if (kept !== undefined && this.deleted.peek()?.id !== id) await this.takeUp(kept);
    } else if (kept === undefined) {
      if (!isOwn) this.list.leave(run);
    } else if (isOwn) {
      run.name.value = kept.name;
    } else {
      refresh(run, kept);
      if (!hasEnded(kept.status)) run.status.value = 'elsewhere';
    }
  }

  private async startNext(): Promise<void> {
    const run = this.queue.peek()[0];
    if (this.current.peek() !== null || run === undefined) return;
    this.current.value = run;
    await this.train(run);
  }

  private async train(run: Run): Promise<void> {
    const start = ++this.starts;
    run.goOn();
    const from = this.begun.has(run) ? ((await this.kept.checkpointOf(run.id)) ?? null) : null;
    // It may have been paused or stopped while that was looked for.
    if (start !== this.starts || run.status.peek() !== 'running') return;
    this.atWork = run;
    const outcome = await this.client
      .train(
        toEntry(run.state),
        toComputeOptions(run.state),
        (event) => run.take(event),
        from,
        async (checkpoint) => {
          if (this.list.has(run)) await this.kept.saveCheckpoint(run, checkpoint);
        },
      )
      .catch(({ message }: Error): Outcome => ({ kind: 'error', error: { key: null, message } }));
    this.atWork = null;
    this.end(run, outcome);
  }

  private end(run: Run, outcome: Outcome): void {
    if (outcome.kind === 'finished') run.finish(outcome.result);
    else if (outcome.kind === 'stopped') run.status.value = 'stopped';
    else run.fail(outcome.error);
    this.current.value = null;
    // It may have been deleted meanwhile.
    if (this.list.has(run)) void this.save(run);
    void this.startNext();
  }
}
