/** Training: losses, methodologies, minibatches, optimisers, the trainer. */

export { BackendHistory } from './backend-history.js';
export {
  type AuxEntry,
  NetworkSnapshot,
  netCallback,
  type TrainingCallback,
  weightNormCallback,
} from './callbacks.js';
export type { Checkpoint, CheckpointSink, Stay } from './checkpoint.js';
export { CheckpointCache } from './checkpoint-cache.js';
export * from './configurations/index.js';
export { fullLoss } from './full-loss.js';
export * as losses from './losses/index.js';
export {
  type Configuration,
  configuration,
  type Emulator,
  type Methodology,
  type Physics,
  type ResiduumFn,
} from './methodology.js';
export { minibatch, permutationMixer, planEpochs } from './mixer.js';
export {
  type LossAndGradient,
  lossAndGradientOnArrays,
  lossOnArrays,
  type OnArraysOptions,
  type ParametricStepper,
} from './on-arrays.js';
export {
  adam,
  type OptimConfig,
  type Optimizer,
  optimizers,
  parseOptimConfig,
} from './optimizers.js';
export { type Schedule, schedules } from './schedules.js';
export {
  describeTraining,
  methodologies,
  parseTrainConfig,
  type TrainingDescription,
  type TrainingField,
  type TrainingType,
} from './train-config.js';
export {
  type TrainingProgress,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
  train,
} from './trainer.js';
export {
  DATA,
  type DataWriter,
  LOSS,
  ROWS,
  rowTable,
  stateShape,
  type TrainingTask,
  trainingProgram,
  windowLoss,
} from './training-program.js';
export { firstRow, subStack, type Windows } from './windows.js';
