/**
 * Trajectories that the page asks for, one after the other: of the data sets' solvers, and of
 * networks from their first states. They have a backend of their own, so that no number of a run
 * depends on them, with half of the threads, so that one which trains goes on.
 */

import { availableThreads, type Backend, createBackend } from '../../backends/index.js';
import { coarseStepper, loadModel, weightsOf } from '../../experiment/index.js';
import { type Experiment, readExperiment, type StudyEntry } from '../../study/index.js';
import type { ErrorReport, Predicted, StepsOf, TrajectoryChoice } from '../protocol.js';
import { reportOf } from './error-report.js';
import type { TrainingRun } from './training.js';
import {
  type Advance,
  byNetwork,
  bySolver,
  extentOf,
  firstState,
  follow,
  type Means,
} from './trajectories.js';

export class Predictions {
  private backend: Promise<Backend> | null = null;
  private stopper = new AbortController();

  /** Ends what is being made; what is asked for later is made. */
  stop(): void {
    this.stopper.abort();
    this.stopper = new AbortController();
  }

  /** Null where it was stopped, or where the network that trains has not been looked at yet. */
  async predict(
    entry: StudyEntry,
    steps: StepsOf,
    choice: TrajectoryChoice,
    current: TrainingRun | null,
  ): Promise<Predicted | { error: ErrorReport } | null> {
    const { signal } = this.stopper;
    try {
      const means = { backend: await this.ownBackend(), signal };
      const experiment = await readExperiment(entry);
      const { scenarioObject: scenario } = experiment;
      const { count, horizon } = extentOf(scenario, choice.set);
      const { update = null, ...made } = await advanceOf(experiment, steps, choice, current, means);
      if (made.advance === null) return null;
      const first = await firstState(scenario, choice, means);
      return { trajectory: await follow(made.advance, first, horizon), count, update };
    } catch (error) {
      return signal.aborted ? null : { error: reportOf(error) };
    }
  }

  private ownBackend(): Promise<Backend> {
    const threads = Math.max(1, availableThreads() >> 1);
    this.backend ??= createBackend({ backend: 'wasm', threads });
    return this.backend;
  }
}

async function advanceOf(
  { scenarioObject: scenario, plan }: Experiment,
  steps: StepsOf,
  choice: TrajectoryChoice,
  current: TrainingRun | null,
  means: Means,
): Promise<{ advance: Advance | null; update?: number }> {
  switch (steps.by) {
    case 'reference':
      return { advance: bySolver(await scenario.getRefStepper(), means) };
    case 'coarse':
      return { advance: bySolver(await coarseStepper(scenario), means) };
    case 'network': {
      const stepper = loadModel(plan.network, plan.emulatorOf, weightsOf(steps.weights));
      return { advance: byNetwork(stepper, means) };
    }
    case 'training': {
      const seen = current?.lookAt(choice) ?? null;
      if (seen === null) return { advance: null };
      return { advance: byNetwork(seen.stepper, means), update: seen.update };
    }
  }
}
