/** The curves of runs as lines of a chart. */

import type { LossCurves, Rollout } from '../protocol.js';
import { medians, type Run } from '../runs/run.js';
import type { Line } from './line-chart.js';

export const lossLines = (run: Run, { losses, every }: LossCurves = run.losses.value): Line[] =>
  linesOf(
    run,
    Array.from(losses[0] ?? [], (_, i) => i * every),
    losses,
  );

export function errorLines(run: Run, metric: string): Line[] {
  const errors = rolloutOf(run, metric)?.errors ?? [];
  const steps = Array.from(errors[0] ?? [], (_, i) => i + 1);
  return linesOf(run, steps, errors);
}

/** By a metric, or by the first where there is none of this name. */
export function rolloutOf(run: Run, metric: string): Rollout | undefined {
  const rollouts = run.rollouts.value;
  return rollouts.find((one) => one.metric === metric) ?? rollouts[0];
}

/** The median over the seeds, and thinly every seed. */
function linesOf(run: Run, x: readonly number[], seeds: readonly Float64Array[]): Line[] {
  if (seeds.length === 0) return [];
  const { colour } = run;
  const label = `${run.number}: ${run.name.value}`;
  const main: Line = { label, colour, x, y: medians(seeds) };
  if (seeds.length === 1) return [main];
  const faint = seeds.map((y, e): Line => ({ label: `seed ${e}`, colour, x, y, faint: true }));
  return [...faint, main];
}
