/**
 * A study on this machine: experiments side by side in processes of their own, each taken up again
 * where it was stopped. The store alone says what is done; this decides what runs when.
 */

import { constants, freemem } from 'node:os';
import { setTimeout as later } from 'node:timers/promises';
import { machine } from '#platform';
import { availableThreads } from '../backends/index.js';
import { throwIfStopped } from '../errors.js';
import {
  type Failure,
  type KeyedExperiment,
  type KeyedOutcome,
  type KeyedRunOptions,
  lastLines,
  type Manifest,
  outcomeThere,
  readFailures,
  recordFailure,
  runOptionsOf,
  type Store,
  type StudyEvent,
} from '../study/index.js';
import { Child, type Command, type Ended, type RunEvent } from './child.js';
import { type Need, needsOf } from './need.js';
import { Pace } from './pace.js';
import { place, type Resources, secondsLeft } from './placement.js';

/** How far a study is. */
export interface LocalStanding {
  readonly of: number;
  /** Whole, those that were before it too. */
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly secondsLeft: number;
}

/** What is told of a study while it runs. */
export type LocalEvent =
  | RunEvent
  | Extract<StudyEvent, { kind: 'considering' }>
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly failure: Failure;
      /** False for one that failed before this run of the study and is left alone. */
      readonly isNew: boolean;
    }
  | { readonly kind: 'standing'; readonly standing: LocalStanding };

export interface LocalOptions extends Pick<KeyedRunOptions, 'backend' | 'overwrite' | 'signal'> {
  /** How processes for experiments are started: they must answer as `run-one` does. */
  readonly command: Command;
  /** At most so many experiments at once, in place of as many as are fastest. */
  readonly parallel?: number;
  /** Threads of every experiment, in place of those that are fastest. */
  readonly threads?: number;
  /** Run also what failed before. */
  readonly retryFailed?: boolean;
  readonly onEvent?: (event: LocalEvent) => void;
}

export interface LocalResult {
  /** Of what is whole, in the order of the manifest. */
  readonly outcomes: readonly KeyedOutcome[];
  /** Of the others. */
  readonly failures: readonly Failure[];
}

/** One experiment that is to be run. */
interface Job {
  readonly index: number;
  readonly keyed: KeyedExperiment;
  readonly need: Need;
  /** Its process was gone before it was done. */
  readonly alone?: boolean;
}

/** One that is. */
interface Run {
  readonly job: Job;
  readonly threads: number;
  readonly child: Child;
  readonly since: number;
  /** The part of the updates that it went on from, and that are done. */
  from?: number;
  part: number;
  readonly notices: string[];
}

/** Between two looks at how far a study is, while nothing else happens. */
const LOOK_MS = 500;

/** Of free memory we leave something to others. */
const SHARE_OF_MEMORY = 0.9;

/** A process that ran an experiment that needs more is not kept: its memory may stay with it. */
const KEPT_BYTES = 500e6;

/** A signal that ends a child may be one for all of us: we hear it by then. */
const GRACE_MS = 200;

function resourcesOf({ parallel, threads }: LocalOptions): Resources {
  const cores = availableThreads();
  const bytes = SHARE_OF_MEMORY * (process.availableMemory?.() ?? freemem());
  return { cores, bytes, most: parallel ?? cores, threads };
}

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
    const needs = await needsOf(left.map((index) => this.all[index]!.experiment));
    this.pending = left
      .map((index, i) => ({ index, keyed: this.all[index]!, need: needs[i]! }))
      .sort((a, b) => this.pace.secondsOf(b.need) - this.pace.secondsOf(a.need));
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

  private waiting() {
    return this.pending.map((job) => ({ ...job, seconds: this.pace.secondsOf(job.need) }));
  }

  private going() {
    return [...this.running.keys()].map((run) => {
      const { job, threads } = run;
      const whole = this.pace.secondsOf(job.need, threads);
      return { ...job, threads, seconds: Math.max(0, 1 - run.part) * whole };
    });
  }

  private startAll(): void {
    for (;;) {
      const start = place(this.waiting(), this.going(), this.resources);
      if (start === undefined) return;
      const [job] = this.pending.splice(start.index, 1);
      try {
        const child = this.idle.pop() ?? new Child(this.options.command);
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
    const { key, experiment } = job.keyed;
    const { name } = experiment;
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
    const why = howOf(ended);
    if (!job.alone) {
      const notice = `${why}: it is tried once more when the others are done, with none beside it`;
      this.tell({ kind: 'notice', name, notice });
      this.pending.push({ ...job, alone: true });
      return;
    }
    const failure: Failure = {
      ...{ key, name, manifest: this.manifest.digest },
      error: why,
      exitCode: ended.exitCode,
      machine: machine(),
      finished: new Date().toISOString(),
      log: lastLines([...run.notices, run.child.log].join('\n')),
    };
    await recordFailure(this.store, failure);
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
      secondsLeft: secondsLeft(this.waiting(), this.going(), this.resources),
    };
    this.tell({ kind: 'standing', standing });
  }
}

/** In words, how a process ended that was not told to. */
function howOf(ended: Extract<Ended, { kind: 'gone' | 'stopped' }>): string {
  if (ended.kind === 'stopped') return 'its process was told to end';
  const out = ended.exitCode === 128 + constants.signals.SIGKILL;
  return `its process ${ended.how}${out ? ', as systems do where memory runs out' : ''}`;
}

/**
 * Runs the experiments of a manifest that are not whole in the store, the longest first, several at
 * once where that is faster. One that fails is kept as a failure, and stops no other; one whose
 * process is killed is tried a second time first.
 *
 * Throws a `StoppedError` if the signal fires, when all processes have ended; and where no process can
 * be started.
 */
export function runLocally(
  manifest: Manifest,
  store: Store,
  experiments: readonly KeyedExperiment[],
  options: LocalOptions,
): Promise<LocalResult> {
  return new LocalStudy(manifest, store, experiments, options).run();
}
