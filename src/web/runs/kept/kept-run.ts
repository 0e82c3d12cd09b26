/** A run as it is kept: all that its row and the charts show of it, and its files. */

import { fromHash } from '../../form/form-state.js';
import type { ErrorReport, Finished, LossCurves, Rollout } from '../../protocol.js';
import { type Pace, type Progress, Run, type RunBasis, type RunStatus } from '../run.js';

export interface KeptRun {
  readonly id: string;
  readonly number: number;
  /** The form, as an address tells it: its texts outlast every form of this program's data. */
  readonly hash: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly turn: number;
  readonly isShown: boolean;
  readonly basis: RunBasis;
  readonly progress: Progress;
  readonly losses: LossCurves;
  readonly rollouts: readonly Rollout[];
  readonly pace: readonly Pace[];
  readonly error: ErrorReport | null;
  readonly result: Finished | null;
}

export function keptOf(run: Run): KeptRun {
  const { id, number, hash, basis, pace } = run;
  return {
    ...{ id, number, hash, basis, pace },
    name: run.name.peek(),
    status: run.status.peek(),
    turn: run.turn.peek(),
    isShown: run.isShown.peek(),
    progress: run.progress.peek(),
    losses: run.losses.peek(),
    rollouts: run.rollouts.peek(),
    error: run.error.peek(),
    result: run.result.peek(),
  };
}

/** The run that was kept, under a number of this page. */
export function runOf(kept: KeptRun, number: number): Run {
  const run = new Run(number, fromHash(kept.hash).state, kept.basis, kept.id);
  run.isShown.value = kept.isShown;
  refresh(run, kept);
  return run;
}

/** Takes over what is kept of a run, but for whether it is shown here. */
export function refresh(run: Run, kept: KeptRun): void {
  run.name.value = kept.name;
  run.status.value = kept.status;
  run.turn.value = kept.turn;
  run.pace = [...kept.pace];
  run.progress.value = kept.progress;
  run.losses.value = kept.losses;
  run.rollouts.value = kept.rollouts;
  run.error.value = kept.error;
  run.result.value = kept.result;
}
