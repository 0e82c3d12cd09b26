/**
 * A trainer for each configuration (trainax has three of these): windows as long as it needs, and
 * its options beside those of all trainers.
 */

import type { NdArray } from '../../arrays.js';
import { COUNT, checkOptions, LATER, pick, type Rules } from '../../checks.js';
import {
  BRANCH_ONE,
  composite,
  DIVERTED_CHAIN,
  type DivertedChainBranchOneOptions,
  type DivertedChainOptions,
  divertedChain,
  divertedChainBranchOne,
  MIX_CHAIN,
  type MixChainPostPhysicsOptions,
  mixChainPostPhysics,
  RESIDUUM,
  type ResiduumOptions,
  ROLLOUT,
  type RolloutOptions,
  residuum,
  supervised,
} from '../configurations/index.js';
import type { Methodology } from '../methodology.js';
import {
  STACKING,
  type SubStackingOptions,
  TrajectorySubStacker,
} from '../trajectory-sub-stacker.js';
import { GeneralTrainer, TRAINER, type TrainerSettings } from './general-trainer.js';

/** How the trainers of one configuration train: the settings of all trainers, and the rollout. */
export interface ReadySettings extends TrainerSettings, SubStackingOptions {
  /** R; default 1. */
  readonly numRolloutSteps?: number;
}

/**
 * A trainer of a configuration that `configure` makes of the settings which have a rule in `own`.
 * Its windows are those of trainax, as long as the rollout with its initial state, even where fewer
 * states of them are read. Where trajectories are shorter, they hold those that are read.
 */
export class ReadyTrainer extends GeneralTrainer {
  constructor(
    kind: string,
    trajectories: NdArray,
    settings: ReadySettings,
    own: Rules,
    configure: (own: object) => Methodology,
  ) {
    checkOptions(kind, settings, { ...TRAINER, ...STACKING, ...own });
    const configuration = configure(pick(settings, own));
    const { numRolloutSteps, numTargets = numRolloutSteps } = configuration;
    const isLong = (trajectories?.shape?.[1] ?? 0) > numRolloutSteps;
    const length = (isLong ? numRolloutSteps : numTargets) + 1;
    const stacker = new TrajectorySubStacker(trajectories, length, pick(settings, STACKING));
    super(stacker, configuration, pick(settings, TRAINER));
  }
}

/** The settings of a configuration with R steps. */
const WITH_STEPS: Rules = { numRolloutSteps: COUNT };
const ofSteps =
  <Options>(make: (numRolloutSteps?: number, options?: Options) => Methodology) =>
  ({ numRolloutSteps, ...options }: { numRolloutSteps?: number }) =>
    make(numRolloutSteps, options as Options);

/** Trains by `supervised` on trajectories `[samples, time, channels, ...space]`. */
export class SupervisedTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & RolloutOptions) {
    const rules = { ...WITH_STEPS, ...ROLLOUT };
    super('SupervisedTrainer', trajectories, settings, rules, ofSteps(supervised));
  }
}

/** Trains by `divertedChain`; `refStepper` is the reference solver. */
export class DivertedChainTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & DivertedChainOptions) {
    const rules = { ...WITH_STEPS, ...DIVERTED_CHAIN };
    super('DivertedChainTrainer', trajectories, settings, rules, ofSteps(divertedChain));
  }
}

/** Trains by `divertedChainBranchOne`; `refStepper` is the reference solver. */
export class DivertedChainBranchOneTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & DivertedChainBranchOneOptions) {
    const rules = { ...WITH_STEPS, ...BRANCH_ONE };
    super(
      'DivertedChainBranchOneTrainer',
      trajectories,
      settings,
      rules,
      ofSteps(divertedChainBranchOne),
    );
  }
}

/** Trains by `mixChainPostPhysics`; `refStepper` is the reference solver. */
export class MixChainPostPhysicsTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & MixChainPostPhysicsOptions) {
    const rules = { ...WITH_STEPS, ...MIX_CHAIN };
    super(
      'MixChainPostPhysicsTrainer',
      trajectories,
      settings,
      rules,
      ofSteps(mixChainPostPhysics),
    );
  }
}

/** Trains by `residuum`; `residuumFn(next, prev)` is the residuum of a step. */
export class ResiduumTrainer extends ReadyTrainer {
  constructor(trajectories: NdArray, settings: ReadySettings & ResiduumOptions) {
    const rules = { ...WITH_STEPS, ...RESIDUUM };
    super('ResiduumTrainer', trajectories, settings, rules, ofSteps(residuum));
  }
}

/** Trains by `composite`: several configurations at once, weighted by `weights`. */
export class CompositeTrainer extends ReadyTrainer {
  constructor(
    trajectories: NdArray,
    configurations: readonly Methodology[],
    settings: TrainerSettings &
      SubStackingOptions & {
        /** One for each configuration; default ones. */
        readonly weights?: readonly number[];
      },
  ) {
    super('CompositeTrainer', trajectories, settings, { weights: LATER }, () =>
      composite(configurations, settings.weights),
    );
  }
}
