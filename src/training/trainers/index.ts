/** Trainers on arrays of trajectories (trainax `GeneralTrainer`, `trainer`). */

export {
  GeneralTrainer,
  type Trained,
  type TrainerCallOptions,
  type TrainerSettings,
} from './general-trainer.js';
export {
  type InitialStepperOptions,
  initialStepper,
  type Keys,
  keysOf,
  type NetworkLike,
} from './initial-stepper.js';
export {
  CompositeTrainer,
  DivertedChainBranchOneTrainer,
  DivertedChainTrainer,
  MixChainPostPhysicsTrainer,
  ResiduumTrainer,
  SupervisedTrainer,
} from './ready-trainers.js';
