/** Steps a painted state, at the pace that is asked for or as fast as it goes, and keeps the states. */

import { batch, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import type { PaintStates } from '../protocol.js';

/** Time steps a second that can be chosen. */
export const SPEEDS = [2, 5, 10, 20, 40, 80];
/** Pictures a second, at most. */
const RATE = 20;
/** Numbers that are kept, at most: 64 MiB. */
const MOST_NUMBERS = 1 << 24;

export class Player {
  readonly step = signal(0);
  /** Counts beginnings: what was asked for before the last one is not taken any more. */
  readonly beginnings = signal(0);
  readonly isPlaying = signal(false);
  readonly speed = signal(20);
  /** The first step at which the prediction is not finite. */
  readonly lostAt = signal<number | null>(null);
  /** Why it goes no further. */
  readonly note = signal('');
  /** The states from the painted one on. */
  readonly references: Float32Array<ArrayBuffer>[] = [];
  /** None without a network. */
  readonly predictions: Float32Array<ArrayBuffer>[] = [];
  /** The nRMSE after each step. */
  readonly errors: number[] = [];
  private lastSteps: Promise<void> = Promise.resolve();
  private msPerStep = 0;
  private plays = 0;

  /** `ready` waits for what is to be stepped, if that is still being made. */
  constructor(
    private readonly client: ComputeClient,
    private readonly ready: () => Promise<void>,
  ) {}

  /** Begins with a state; goes on playing if it does. */
  begin(state: Float32Array<ArrayBuffer>, hasNetwork: boolean): void {
    batch(() => {
      this.forget();
      this.references.push(state);
      if (hasNetwork) this.predictions.push(state);
    });
  }

  /** Takes no step until it begins anew. */
  forget(): void {
    this.references.length = 0;
    this.predictions.length = 0;
    this.errors.length = 0;
    this.note.value = '';
    this.lostAt.value = null;
    this.step.value = 0;
    this.beginnings.value = this.beginnings.peek() + 1;
  }

  /** The nRMSE now; undefined before the first step and without a network. */
  get error(): number | undefined {
    return this.errors.at(-1);
  }

  async play(): Promise<void> {
    const play = ++this.plays;
    this.isPlaying.value = true;
    while (this.isPlaying.peek() && play === this.plays) {
      const began = performance.now();
      const speed = this.speed.peek();
      const atOnce = Math.min(speed / RATE, 1000 / RATE / this.msPerStep);
      const count = Math.max(1, Math.floor(atOnce));
      await this.take(count);
      const rest = (1000 * count) / speed - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    }
  }

  pause(): void {
    this.isPlaying.value = false;
  }

  /** Takes the next steps after those that are being taken, from what was asked for before them. */
  async take(count: number): Promise<void> {
    await this.ready();
    const beginning = this.beginnings.peek();
    this.lastSteps = this.lastSteps.then(async () => {
      if (beginning === this.beginnings.peek()) await this.makeSteps(count);
    });
    return this.lastSteps;
  }

  private async makeSteps(count: number): Promise<void> {
    const { references, predictions } = this;
    const beginning = this.beginnings.peek();
    const reference = references.at(-1);
    if (reference === undefined) return;
    const size = reference.length;
    const kept = references.length + predictions.length + 2 * count;
    if (kept * size > MOST_NUMBERS) return this.stop('The page keeps no more states than these.');
    const from: PaintStates = { reference, prediction: predictions.at(-1) ?? null };
    const started = performance.now();
    try {
      const made = await this.client.paintSteps(from, count);
      if (beginning !== this.beginnings.peek()) return;
      const steps = made.reference.length / size;
      this.msPerStep = (performance.now() - started) / steps;
      references.push(...split(made.reference, size));
      if (made.prediction !== null) this.keepPredictions(split(made.prediction, size));
      this.errors.push(...made.errors);
      this.step.value += steps;
    } catch (error) {
      if (beginning === this.beginnings.peek()) this.stop((error as Error).message);
    }
  }

  private keepPredictions(states: readonly Float32Array<ArrayBuffer>[]): void {
    for (const state of states) {
      if (this.lostAt.peek() === null && !state.every(Number.isFinite)) {
        this.lostAt.value = this.predictions.length;
      }
      this.predictions.push(state);
    }
  }

  private stop(why: string): void {
    this.pause();
    this.note.value = why;
  }
}

function split(states: Float32Array<ArrayBuffer>, size: number): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: states.length / size }, (_, i) =>
    states.slice(i * size, (i + 1) * size),
  );
}
