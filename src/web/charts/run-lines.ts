/** The curves of runs as lines of a chart. */

import type { LossCurves, Rollout } from '../protocol.js';
import { medians, type Pace, type Run } from '../runs/run.js';
import type { Line } from './line.js';
import { seedBand } from './seed-band.js';
import { smoothed } from './smoothing.js';

/** What the losses are drawn over. */
export type LossAxis = 'updates' | 'seconds';

export interface LossOptions {
  readonly axis?: LossAxis;
  /** How far smoothing reaches, as a part of the curve; 0 for none. */
  readonly smoothing?: number;
}

/** Losses of all seeds at some updates, `[seed][i]`. */
interface Points {
  readonly x: readonly number[];
  readonly seeds: readonly Float64Array[];
}

/** A finished run with fewer losses than these in its files keeps the others that it was seen to have. */
const FEW_LOSSES = 3;

/** None where there are no losses, or none that are known by their seconds. */
export function lossLines(run: Run, options: LossOptions = {}): Line[] {
  const { axis = 'updates', smoothing = 0 } = options;
  const points = lossesOf(run);
  const line = lineOf(run, axis === 'seconds' ? inSeconds(run, points) : points);
  if (line === null) return [];
  const { x, y } = line;
  const width = smoothing * (x.at(-1)! - x[0]!);
  return [width > 0 ? { ...line, smoothed: smoothed(x, y, width) } : line];
}

export function errorLines(run: Run, metric: string): Line[] {
  const rollout = rolloutOf(run, metric);
  if (rollout === undefined) return [];
  const seeds = rollout.errors;
  const line = lineOf(
    run,
    kept(seeds, () => ({ x: Array.from(seeds[0]!, (_, i) => i + 1), seeds })),
  );
  return line === null ? [] : [line];
}

/** By a metric, or by the first where there is none of this name. */
export function rolloutOf(run: Run, metric: string): Rollout | undefined {
  const rollouts = run.rollouts.value;
  return rollouts.find((one) => one.metric === metric) ?? rollouts[0];
}

/** Whether the seconds of its updates are known: they are not of a run from before a reload. */
export const hasSeconds = ({ pace }: Run): boolean => standing(pace).length > 1;

/** Without the updates that were made anew, as from a checkpoint after a reload. */
function standing(pace: readonly Pace[]): Pace[] {
  const stood: Pace[] = [];
  for (const one of pace) {
    while (stood.length > 0 && stood.at(-1)!.update >= one.update) stood.pop();
    stood.push(one);
  }
  return stood;
}

/**
 * The losses that a run records, up to the updates that it made, and while it trains also those of the last
 * update of each of its pieces, which come sooner.
 */
function lossesOf(run: Run): Points {
  const curves = run.losses.value;
  const { update, total } = run.progress.value;
  const hasEnded = run.status.value === 'finished';
  return kept(curves, () => {
    const count = curves.losses[0]?.length ?? 0;
    const isWhole = hasEnded || total === 0;
    const made = isWhole ? count : Math.min(count, Math.ceil(update / curves.every));
    const recorded = Array.from({ length: made }, (_, i) => i * curves.every);
    const own = { x: recorded, seeds: curves.losses.map((losses) => losses.subarray(0, made)) };
    return isWhole && made >= FEW_LOSSES ? own : withPieces(run, curves, own);
  });
}

function withPieces({ pace }: Run, { every }: LossCurves, { x, seeds }: Points): Points {
  const pieces = standing(pace).filter(
    ({ update, losses }) => losses && (update - 1) % every !== 0,
  );
  const all = [
    ...x.map((at, i) => ({ at, losses: seeds.map((seed) => seed[i]!) })),
    ...pieces.map(({ update, losses = [] }) => ({ at: update - 1, losses })),
  ].sort((a, b) => a.at - b.at);
  return {
    x: all.map(({ at }) => at),
    seeds: seeds.map((_, e) => Float64Array.from(all, ({ losses }) => losses[e]!)),
  };
}

/** Updates by the seconds after which they were made; between two that are known, evenly. */
function inSeconds(run: Run, { x, seeds }: Points): Points {
  const pace = standing(run.pace);
  if (pace.length < 2) return { x: [], seeds };
  let at = 0;
  const seconds = x.map((update) => {
    while (at < pace.length - 2 && pace[at + 1]!.update < update) at++;
    const [from, to] = [pace[at]!, pace[at + 1]!];
    const part = (update - from.update) / (to.update - from.update);
    return from.seconds + Math.min(1, Math.max(0, part)) * (to.seconds - from.seconds);
  });
  return { x: seconds, seeds };
}

/** The median over the seeds, and where there are several how they are spread. */
function lineOf(run: Run, { x, seeds }: Points): Line | null {
  if (x.length === 0) return null;
  const { y, band } = spread(seeds);
  const { colour, dash, number } = run;
  return { label: `${number}: ${run.name.value}`, tag: String(number), colour, dash, x, y, band };
}

const spreads = new WeakMap<readonly Float64Array[], Pick<Line, 'y' | 'band'>>();

/** Made once of the same seeds. */
function spread(seeds: readonly Float64Array[]): Pick<Line, 'y' | 'band'> {
  let found = spreads.get(seeds);
  if (found === undefined) {
    found =
      seeds.length === 1
        ? { y: seeds[0]! }
        : { y: Float64Array.from(medians(seeds)), band: seedBand(seeds) };
    spreads.set(seeds, found);
  }
  return found;
}

const points = new WeakMap<object, Points>();

/** What was made of a message of the worker is kept for as long as that is: other runs have not changed. */
function kept(of: object, make: () => Points): Points {
  let found = points.get(of);
  if (found === undefined) {
    found = make();
    points.set(of, found);
  }
  return found;
}
