/** A run of the page: what it was asked, how far it is, and what came of it. */

import { computed, type Signal, signal } from '@preact/signals';
import { runColour, runDash } from '../../drawing/index.js';
import type { RunCost } from '../../experiment/index.js';
import { type FormState, toHash } from '../form/form-state.js';
import type {
  ComparedPictures,
  ErrorReport,
  Finished,
  LossCurves,
  Rollout,
  TrainingEvent,
} from '../protocol.js';

/** `elsewhere`: another tab has it, and trains it or will. */
export type RunStatus =
  | 'waiting'
  | 'running'
  | 'paused'
  | 'elsewhere'
  | 'finished'
  | 'stopped'
  | 'failed';

export const hasEnded = (status: RunStatus): boolean =>
  status === 'finished' || status === 'stopped' || status === 'failed';

/** What speaks against a run, whatever its status. */
export type Flaw = 'diverged' | 'worse than at the start';

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
/** Of a run of hours every other one is left out, again and again. */
const MOST_PACES = 2000;

/** Of 128 bits, as `crypto.randomUUID` gives it where a page is from https or this machine. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))]
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('');

export class Run {
  readonly colour: string;
  /** Of its lines: with the colour, what tells it from other runs. */
  readonly dash: readonly number[];
  /** The address that shows its form again. */
  readonly hash: string;
  readonly name: Signal<string>;
  readonly status = signal<RunStatus>('waiting');
  /** Those that wait are taken in the order of their turns. */
  readonly turn: Signal<number>;
  /** Whether charts and predictions show it. */
  readonly isShown = signal(true);
  readonly progress = signal<Progress>({ update: 0, total: 0, phase: '' });
  readonly losses = signal(NO_LOSSES);
  readonly rollouts = signal<readonly Rollout[]>([]);
  /** A trajectory by the network of the update. */
  readonly pictures = signal<{ update: number; of: ComparedPictures } | null>(null);
  readonly result = signal<Finished | null>(null);
  readonly error = signal<ErrorReport | null>(null);
  pace: Pace[] = [];
  /** The loss at the last update made that was recorded; NaN where there is none. */
  readonly lastLoss = computed(() => this.lossAt(this.lastRecorded()));
  readonly flaw = computed(() => this.findFlaw());
  private runningSince: number | null = null;

  constructor(
    /** 1, 2, …: what it is called beside its name. */
    readonly number: number,
    readonly state: FormState,
    readonly basis: RunBasis,
    /** In this browser, for ever. */
    readonly id: string = newId(),
  ) {
    this.colour = runColour(number - 1);
    this.dash = runDash(number - 1);
    this.name = signal([state.scenario, state.net, state.train].join(' · '));
    this.turn = signal(number);
    this.hash = `#${toHash(state)}`;
  }

  take(event: TrainingEvent): void {
    if (event.kind === 'phase') {
      this.progress.value = { ...this.progress.peek(), phase: event.text };
    } else if (event.kind === 'progress') {
      const { update, total, losses, every, last } = event;
      this.notePace(update, last);
      this.progress.value = { update, total, phase: '' };
      this.losses.value = { losses, every };
    } else if (event.kind === 'rollout') {
      this.rollouts.value = event.rollouts;
    } else {
      const { update, choice, prediction } = event;
      const reference = event.reference ?? this.pictures.peek()?.of.reference;
      if (reference === undefined) return;
      this.pictures.value = { update, of: { choice, reference, prediction } };
    }
  }

  /** `since`: when it makes updates at once; else its data are made before. */
  goOn(since: number | null = null): void {
    this.runningSince = since;
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

  /** Seconds of training so far; from the first news on, since data are made before that. */
  get seconds(): number {
    return this.pace.at(-1)?.seconds ?? 0;
  }

  private notePace(update: number, losses: readonly number[]): void {
    const now = performance.now();
    const since = this.runningSince ?? now;
    this.pace.push({ update, seconds: this.seconds + (now - since) / 1000, losses });
    this.runningSince = now;
    if (this.pace.length > MOST_PACES) {
      const last = this.pace.length - 1;
      this.pace = this.pace.filter((_, i) => i % 2 === 0 || i === last);
    }
  }

  /** Where the last loss stands; losses of updates not yet made are NaN. */
  private lastRecorded(): number {
    const { losses, every } = this.losses.value;
    const { update } = this.progress.value;
    const last = (losses[0]?.length ?? 0) - 1;
    return update === 0 ? last : Math.min(last, Math.floor((update - 1) / every));
  }

  private lossAt(index: number): number {
    const at = this.losses.value.losses.map((seed) => seed.slice(index, index + 1));
    return index < 0 ? Number.NaN : (medians(at)[0] ?? Number.NaN);
  }

  private findFlaw(): Flaw | null {
    const last = this.lastRecorded();
    if (last < 0) return null;
    const stayed = this.losses.value.losses.every((seed) => Number.isFinite(seed[last]));
    if (!stayed || (this.result.value?.diverged.length ?? 0) > 0) return 'diverged';
    const isWorse = hasEnded(this.status.value) && this.lastLoss.value > this.lossAt(0);
    return isWorse ? 'worse than at the start' : null;
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
