/**
 * A study on this machine: experiments side by side in processes of their own, each taken up again
 * where it was stopped. The store alone says what is done; this decides what runs when.
 */

import { setTimeout as later } from 'node:timers/promises';
import { throwIfStopped } from '../errors.js';
import type { Store } from '../study/index.js';
import {
  type Failure,
  type KeyedExperiment,
  type KeyedOutcome,
  type Manifest,
  namesRunning,
  outcomeThere,
  readFailures,
  recordFailure,
  runOptionsOf,
} from '../study/running/index.js';
import { Child, type Ended, type RunEvent } from './child.js';
import { failureOf, howOf, type Job, type Run } from './job.js';
import {
  type LocalEvent,
  type LocalOptions,
  type LocalResult,
  resourcesOf,
} from './local-options.js';
import { needsOf } from './need.js';
import { Pace } from './pace.js';
import { place, type Resources, type Running, secondsLeft } from './placement.js';

/** Between two looks at how far a study is, while nothing else happens. */
const LOOK_MS = 500;

/** Between two looks at what others do. */
const ELSEWHERE_MS = 5000;

/** A process that ran an experiment that needs more is not kept: its memory may stay with it. */
const KEPT_BYTES = 500e6;

/** A signal that ends a child may be one for all of us: we hear it by then. */
const GRACE_MS = 200;

class LocalStudy {
  private readonly outcomes: (KeyedOutcome | undefined)[];
  private readonly failures: Failure[] = [];
  private readonly running = new Map<Run, Promise<void>>();
  private readonly idle: Child[] = [];
  private readonly pace = new Pace();
  private pending: Job[] = [];
  private readonly resources: Resources;
  private fault: unknown;
  private looked = 0;
  private lookedElsewhere = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly manifest: Manifest,
    private readonly store: Store,
    private readonly all: readonly KeyedExperiment[],
    private readonly options: LocalOptions,
  ) {
    this.outcomes = all.map(() => undefined);
    this.resources = resourcesOf(options);
  }

  async run(): Promise<LocalResult> {
    const { signal } = this.options;
    const stop = () => {
      for (const { child } of this.running.keys()) child.stop();
    };
    signal?.addEventListener('abort', stop);
    try {
      await this.sort();
      while (!signal?.aborted && this.fault === undefined) {
        await this.lookElsewhere();
        this.startAll();
        this.tellStanding();
        if (this.running.size === 0) break;
        await Promise.race(this.running.values());
      }
      if (this.fault !== undefined) stop();
      await Promise.all(this.running.values());
    } finally {
      signal?.removeEventListener('abort', stop);
      await Promise.all(this.idle.map((child) => child.close()));
    }
    // What stops us may have ended one that was not ready yet.
    if (this.fault !== undefined) await later(GRACE_MS);
    throwIfStopped(signal);
    if (this.fault !== undefined) throw this.fault;
    return { outcomes: this.outcomes.filter((one) => one !== undefined), failures: this.failures };
  }

  private tell(event: LocalEvent): void {
    this.options.onEvent?.(event);
  }

  /** Takes out what is there or has failed, and looks what the rest needs. */
  private async sort(): Promise<void> {
    const { backend, overwrite, retryFailed, signal } = this.options;
    const failed = retryFailed ? new Map<string, Failure>() : await readFailures(this.store);
    const left: number[] = [];
    for (const [index, keyed] of this.all.entries()) {
      throwIfStopped(signal);
      const onEvent = (event: RunEvent) => {
        this.consider(index);
        this.tell(event);
      };
      const outcome = overwrite
        ? undefined
        : await outcomeThere(this.store, keyed, { ...this.runOptions(index), backend, onEvent });
      const failure = failed.get(keyed.experiment.name);
      if (outcome !== undefined) this.outcomes[index] = outcome;
      else if (failure?.key === keyed.key) this.fail(failure, false);
      else left.push(index);
    }
    const turn = process.pid % Math.max(1, this.all.length);
    const turned = (index: number) => (index + turn) % this.all.length;
    const needs = await needsOf(left.map((index) => this.all[index]!.experiment));
    const { pace } = this;
    const job = (index: number, i: number): Job => ({
      ...{ index, keyed: this.all[index]!, need: needs[i]!, rank: 0 },
      get seconds() {
        return pace.secondsOf(this.need);
      },
    });
    this.pending = left
      .map(job)
      // Of equals another process begins with others.
      .sort((a, b) => turned(a.index) - turned(b.index))
      .sort((a, b) => b.seconds - a.seconds);
    for (const [rank, one] of this.pending.entries()) one.rank = rank;
  }

  private runOptions(index: number) {
    return runOptionsOf(this.manifest.entries[index]!);
  }

  private consider(index: number): void {
    const { name, scenario, net, train } = this.all[index]!.experiment;
    const label = [scenario, net, train].join(' ');
    this.tell({ kind: 'considering', name, label, index, of: this.all.length });
  }

  private fail(failure: Failure, isNew = true): void {
    this.failures.push(failure);
    this.tell({ kind: 'failed', name: failure.name, failure, isNew });
  }

  /**
   * Looks what others make now, who are at the same study: that comes last here, so that not both
   * make all of it.
   */
  private async lookElsewhere(): Promise<void> {
    if (this.pending.length === 0 || performance.now() - this.lookedElsewhere < ELSEWHERE_MS)
      return;
    const running = await namesRunning(this.store, this.manifest);
    this.lookedElsewhere = performance.now();
    const last = ({ keyed, alone = false }: Job) =>
      2 * Number(alone) + Number(running.has(keyed.experiment.name));
    this.pending.sort((a, b) => last(a) - last(b) || a.rank - b.rank);
  }

  private going(): Running[] {
    return [...this.running.keys()].map((run) => {
      const { job, threads } = run;
      const whole = this.pace.secondsOf(job.need, threads);
      return { ...job, threads, seconds: Math.max(0, 1 - run.part) * whole };
    });
  }

  /** A process that waits, if one is left. */
  private takeIdle(): Child | undefined {
    let child = this.idle.pop();
    while (child?.isGone) child = this.idle.pop();
    return child;
  }

  private startAll(): void {
    for (;;) {
      const start = place(this.pending, this.going(), this.resources);
      if (start === undefined) return;
      const [job] = this.pending.splice(start.index, 1);
      try {
        const child = this.takeIdle() ?? new Child(this.options.command);
        const { threads } = start;
        const since = performance.now();
        const run: Run = { job: job!, threads, child, since, part: 0, notices: [] };
        this.consider(job!.index);
        const over = this.carryOut(run)
          .catch((error) => {
            this.fault ??= error;
          })
          .finally(() => this.running.delete(run));
        this.running.set(run, over);
      } catch (error) {
        this.fault ??= error;
        return;
      }
    }
  }

  private async carryOut(run: Run): Promise<void> {
    const { job, threads, child } = run;
    const { overwrite } = this.options;
    const order = { kind: 'run', index: job.index, threads, overwrite } as const;
    const ended = await child.run(order, (event) => this.hear(run, event));
    await this.settle(run, ended);
    if (ended.kind === 'gone') return;
    const isStopped = this.options.signal?.aborted || this.fault !== undefined;
    if (isStopped || job.need.bytes > KEPT_BYTES) await child.close();
    else this.idle.push(child);
  }

  private hear(run: Run, event: RunEvent): void {
    if (event.kind === 'notice') run.notices.push(event.notice);
    if (event.kind === 'progress') {
      const { update, total } = event.progress;
      run.part = update / Math.max(1, total);
      run.from ??= run.part;
    }
    this.tell(event);
    if (event.kind === 'progress' && performance.now() - this.looked > LOOK_MS) this.tellStanding();
  }

  private async settle(run: Run, ended: Ended): Promise<void> {
    const { job, threads, from = 0, since } = run;
    if (ended.kind === 'whole') {
      this.outcomes[job.index] = ended.outcome;
      const seconds = (performance.now() - since) / 1000;
      if (ended.outcome.trained && from < 1) this.pace.learn(job.need, threads, seconds, 1 - from);
      return;
    }
    if (ended.kind === 'failed') {
      this.fail(ended.failure);
      return;
    }
    // What stops us may be heard there first.
    await later(GRACE_MS);
    if (this.options.signal?.aborted || this.fault !== undefined) return;
    if (!job.alone) {
      const when = 'when the others are done, with none beside it';
      const notice = `${howOf(ended)}: it is tried once more ${when}`;
      this.tell({ kind: 'notice', name: job.keyed.experiment.name, notice });
      this.pending.push({ ...job, alone: true });
      return;
    }
    const failure = failureOf(run, this.manifest.digest, ended);
    // Where the disk is full, what failed is told all the same.
    await recordFailure(this.store, failure).catch(() => {});
    this.fail(failure);
  }

  private tellStanding(): void {
    this.looked = performance.now();
    const running = this.running.size;
    const standing = {
      of: this.all.length,
      done: this.outcomes.reduce((count, outcome) => count + (outcome === undefined ? 0 : 1), 0),
      running,
      failed: this.failures.length,
      secondsLeft: secondsLeft(this.pending, this.going(), this.resources),
    };
    this.tell({ kind: 'standing', standing });
  }
}

/**
 * Runs the experiments of a manifest that are not whole in the store, the longest first, several at
 * once where that is faster. One that fails is kept as a failure, and stops no other; one whose
 * process is killed is tried a second time first.
 *
 * Throws a `StoppedError` if the signal fires, when all processes have ended; and where no process
 * can be started.
 */
export function runLocally(
  manifest: Manifest,
  store: Store,
  experiments: readonly KeyedExperiment[],
  options: LocalOptions,
): Promise<LocalResult> {
  return new LocalStudy(manifest, store, experiments, options).run();
}
