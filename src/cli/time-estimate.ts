/** How long training will take on this machine, found out by training for moments. */

import { availableThreads } from '../backends/index.js';
import { StoppedError } from '../errors.js';
import type { RunOptions } from '../experiment/index.js';
import { type Experiment, runChecked } from '../study/index.js';
import type { KeyedExperiment } from '../study/running/index.js';

/** Of training; by then its rate has settled. */
const LOOK_MS = 1000;

/** Seconds of one experiment, without its tests, which are short beside full-length training. */
async function secondsOf(experiment: Experiment, { signal }: RunOptions): Promise<number> {
  const enough = new AbortController();
  const started = performance.now();
  let first: { at: number; update: number } | undefined;
  let seconds: number | undefined;
  const onProgress = ({ update, total }: { update: number; total: number }) => {
    const at = performance.now();
    first ??= { at, update };
    if (update === first.update || at - first.at < LOOK_MS || update === total) return;
    const perUpdate = (at - first.at) / (update - first.update);
    seconds = (first.at - started + (total - first.update) * perUpdate) / 1000;
    enough.abort(new StoppedError());
  };
  try {
    const signals = signal === undefined ? [enough.signal] : [enough.signal, signal];
    await runChecked(experiment, { signal: AbortSignal.any(signals), onProgress });
  } catch (error) {
    if (seconds === undefined || signal?.aborted) throw error;
  }
  return seconds ?? (performance.now() - started) / 1000;
}

/** Seconds of all of them, as many side by side as there are cores. */
export async function estimateSeconds(
  experiments: readonly KeyedExperiment[],
  options: RunOptions,
): Promise<number> {
  let sum = 0;
  for (const { experiment } of experiments) sum += await secondsOf(experiment, options);
  return sum / Math.min(availableThreads(), experiments.length);
}
