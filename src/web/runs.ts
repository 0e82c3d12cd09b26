/** The runs of this page: what is known of each, and their curves. */

import { runColour } from '../drawing/index.js';
import { differences, type FormState, toHash } from './form-state.js';
import type { Line } from './line-chart.js';
import type {
  ComparedPictures,
  ErrorReport,
  Finished,
  Rollout,
  TrainingEvent,
} from './protocol.js';

export type RunStatus = 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

export class Run {
  readonly colour: string;
  readonly label: string;
  /** The address that runs it again. */
  readonly hash: string;
  status: RunStatus = 'running';
  isShown = true;
  update = 0;
  total = 0;
  every = 1;
  losses: readonly Float64Array[] = [];
  rollouts: readonly Rollout[] = [];
  pictures: ComparedPictures | null = null;
  /** The update at which the pictures were made. */
  picturesAt = 0;
  result: Finished | null = null;
  error: ErrorReport | null = null;

  constructor(
    readonly index: number,
    readonly state: FormState,
    /** The ends of the colour scale. */
    readonly limits: readonly [number, number],
    /** The runs from which its label has to tell it. */
    others: readonly Run[] = [],
  ) {
    this.colour = runColour(index);
    const changed = differences(
      state,
      others.map((run) => run.state),
    );
    this.label = [state.scenario, state.net, state.train, ...changed].join(' · ');
    this.hash = `#${toHash(state, true)}`;
  }

  take(event: TrainingEvent): void {
    if (event.kind === 'progress') {
      this.update = event.update;
      this.total = event.total;
      this.losses = event.losses;
      this.every = event.every;
    } else if (event.kind === 'rollout') {
      this.rollouts = event.rollouts;
    } else if (event.kind === 'picture') {
      this.pictures = event.pictures;
      this.picturesAt = event.update;
    }
  }

  finish(result: Finished): void {
    this.status = 'finished';
    this.result = result;
    this.losses = result.losses;
    this.every = result.every;
    this.rollouts = result.rollouts;
  }

  fail(error: ErrorReport): void {
    this.status = 'failed';
    this.error = error;
  }

  /** The last loss, the median over the seeds. */
  get lastLoss(): number {
    const median = medians(this.losses).filter(Number.isFinite);
    return median[median.length - 1] ?? Number.NaN;
  }

  lossLines(): Line[] {
    const x = Array.from(this.losses[0] ?? [], (_, i) => i * this.every);
    return this.lines(x, this.losses);
  }

  errorLines(metric: string): Line[] {
    const errors = this.rollouts.find((one) => one.metric === metric)?.errors ?? [];
    const x = Array.from(errors[0] ?? [], (_, i) => i + 1);
    return this.lines(x, errors);
  }

  /** The median over the seeds, and thinly every seed. */
  private lines(x: readonly number[], seeds: readonly Float64Array[]): Line[] {
    if (seeds.length === 0) return [];
    const { colour } = this;
    const label = `${this.index + 1}: ${this.label}`;
    const main: Line = { label, colour, x, y: medians(seeds) };
    if (seeds.length === 1) return [main];
    const faint = seeds.map((y, e): Line => ({ label: `seed ${e}`, colour, x, y, faint: true }));
    return [...faint, main];
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
