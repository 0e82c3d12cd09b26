/**
 * A trainer for each configuration (trainax has three of these): windows as long as it needs, and
 * its options beside those of all trainers.
 */

import type { NdArray } from '../../arrays.js';
import {
  composite,
  type DivertedChainBranchOneOptions,
  type DivertedChainOptions,
  divertedChain,
  divertedChainBranchOne,
  type MixChainPostPhysicsOptions,
  mixChainPostPhysics,
  type ResiduumOptions,
  type RolloutOptions,
  residuum,
  supervised,
} from '../configurations/index.js';
import type { Methodology } from '../methodology.js';
import { type SubStackingOptions, TrajectorySubStacker } from '../trajectory-sub-stacker.js';
import { GeneralTrainer, type TrainerSettings } from './general-trainer.js';

export interface ReadySettings extends TrainerSettings, SubStackingOptions {
  /** R; default 1. */
  readonly numRolloutSteps?: number;
}

/** A trainer of a configuration whose windows are as long as the configuration says. */
export class ReadyTrainer extends GeneralTrainer {
  constructor(
    trajectories: NdArray,
    configuration: Methodology,
    settings: TrainerSettings & SubStackingOptions,
  ) {
    const length = configuration.numRolloutSteps + 1;
    super(new TrajectorySubStacker(trajectories, length, settings), configuration, settings);
  }
}

/** Trains by `supervised` on trajectories `[samples, time, channels, ...space]`. */
export class SupervisedTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & RolloutOptions) {
    super(trajectories, supervised(settings.numRolloutSteps, settings), settings);
  }
}

/** Trains by `divertedChain`; `refStepper` is the reference solver. */
export class DivertedChainTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & DivertedChainOptions) {
    super(trajectories, divertedChain(settings.numRolloutSteps, settings), settings);
  }
}

/** Trains by `divertedChainBranchOne`; `refStepper` is the reference solver. */
export class DivertedChainBranchOneTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & DivertedChainBranchOneOptions) {
    super(trajectories, divertedChainBranchOne(settings.numRolloutSteps, settings), settings);
  }
}

/** Trains by `mixChainPostPhysics`; `refStepper` is the reference solver. */
export class MixChainPostPhysicsTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & MixChainPostPhysicsOptions) {
    super(trajectories, mixChainPostPhysics(settings.numRolloutSteps, settings), settings);
  }
}

/** Trains by `residuum`; `residuumFn(next, prev)` is the residuum of a step. */
export class ResiduumTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & ResiduumOptions) {
    super(trajectories, residuum(settings.numRolloutSteps, settings), settings);
  }
}

/** Trains by `composite`: several configurations at once, weighted by `weights`. */
export class CompositeTrainer extends ReadyTrainer {
  constructor(
    trajectories: NdArray,
    configurations: readonly Methodology[],
    settings: TrainerSettings & SubStackingOptions & { readonly weights?: readonly number[] },
  ) {
    super(trajectories, composite(configurations, settings.weights), settings);
  }
}
