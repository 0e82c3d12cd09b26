/** A run of the page: what it was asked, how far it is, and what came of it. */

import { computed, signal } from '@preact/signals';
import { runColour, runDash } from '../../drawing/index.js';
import type { RunCost } from '../../experiment/index.js';
import { differences, type FormState, toHash } from '../form/form-state.js';
import type {
  ComparedPictures,
  ErrorReport,
  Finished,
  LossCurves,
  Rollout,
  TrainingEvent,
} from '../protocol.js';

export type RunStatus = 'waiting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

export interface Progress {
  readonly update: number;
  /** Zero for as long as nothing was trained. */
  readonly total: number;
  /** What is done before and after the training, in words. */
  readonly phase: string;
}

/** What is known of a run before it begins; of one from elsewhere only its colours. */
export interface RunBasis {
  readonly vlim: readonly [number, number];
  readonly cost: RunCost | null;
}

/** Updates that were made, and the seconds of training that they took; pauses do not count. */
export interface Pace {
  readonly update: number;
  readonly seconds: number;
  /** Of each seed, at the last of these updates. */
  readonly losses?: readonly number[];
}

const NO_LOSSES: LossCurves = { losses: [], every: 1 };

export class Run {
  /** In this browser, for ever. */
  readonly id: string = crypto.randomUUID();
  readonly colour: string;
  /** Of its lines: with the colour, what tells it from other runs. */
  readonly dash: readonly number[];
  /** The address that shows its form again. */
  readonly hash: string;
  readonly name = signal('');
  readonly status = signal<RunStatus>('waiting');
  /** Whether charts and predictions show it. */
  readonly isShown = signal(true);
  readonly progress = signal<Progress>({ update: 0, total: 0, phase: '' });
  readonly losses = signal(NO_LOSSES);
  readonly rollouts = signal<readonly Rollout[]>([]);
  /** The first test trajectory by the network of the update. */
  readonly pictures = signal<{ update: number; of: ComparedPictures } | null>(null);
  readonly result = signal<Finished | null>(null);
  readonly error = signal<ErrorReport | null>(null);
  readonly pace: Pace[] = [];
  readonly lastLoss = computed(() => medians(this.losses.value.losses).at(-1) ?? Number.NaN);
  private runningSince: number | null = null;
  private secondsBefore = 0;

  constructor(
    /** 1, 2, …: what it is called beside its name. */
    readonly number: number,
    readonly state: FormState,
    readonly basis: RunBasis,
    /** The runs from which its name has to tell it. */
    others: readonly Run[] = [],
  ) {
    this.colour = runColour(number - 1);
    this.dash = runDash(number - 1);
    const changed = differences(
      state,
      others.map((run) => run.state),
    );
    this.name.value = [state.scenario, state.net, state.train, ...changed].join(' · ');
    this.hash = `#${toHash(state)}`;
  }

  take(event: TrainingEvent): void {
    if (event.kind === 'phase') {
      this.progress.value = { ...this.progress.peek(), phase: event.text };
    } else if (event.kind === 'progress') {
      const { update, total, losses, every, last } = event;
      this.runningSince ??= performance.now();
      this.pace.push({ update, seconds: this.seconds(), losses: last });
      this.progress.value = { update, total, phase: '' };
      this.losses.value = { losses, every };
    } else if (event.kind === 'rollout') {
      this.rollouts.value = event.rollouts;
    } else {
      this.pictures.value = { update: event.update, of: event.pictures };
    }
  }

  pause(): void {
    this.secondsBefore = this.seconds();
    this.runningSince = null;
    this.status.value = 'paused';
  }

  goOn(): void {
    this.runningSince = performance.now();
    this.status.value = 'running';
  }

  finish(result: Finished): void {
    this.result.value = result;
    this.losses.value = { losses: result.losses, every: result.every };
    this.rollouts.value = result.rollouts;
    this.status.value = 'finished';
  }

  fail(error: ErrorReport): void {
    this.error.value = error;
    this.status.value = 'failed';
  }

  /** Of training, until now. */
  private seconds(): number {
    const since = this.runningSince;
    return this.secondsBefore + (since === null ? 0 : (performance.now() - since) / 1000);
  }
}

/** The median of several seeds' values at every place; NaN where one has none. */
export function medians(seeds: readonly Float64Array[]): number[] {
  const middle = seeds.length >> 1;
  return Array.from(seeds[0] ?? [], (_, i) => {
    const values = seeds.map((seed) => seed[i]!).sort((a, b) => a - b);
    if (!values.every(Number.isFinite)) return Number.NaN;
    return seeds.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  });
}
