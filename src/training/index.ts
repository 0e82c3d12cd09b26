/** Training: losses, methodologies, minibatches, optimisers, callbacks, the trainers. */

export { type AdamOptions, type AdamWOptions, adam, adamw } from './adam.js';
export { BackendHistory } from './backend-history.js';
export * from './callbacks/index.js';
export type { AuxEntry, Checkpoint, CheckpointSink, Stay } from './checkpoint.js';
export { CheckpointCache } from './checkpoint-cache.js';
export * from './configurations/index.js';
export { fullLoss } from './full-loss.js';
export { type LionOptions, lion } from './lion.js';
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
export { type LossType, namedLosses } from './named-losses.js';
export { type EmulatorMaker, NeuralStepper, type RawWeight } from './neural-stepper.js';
export {
  type LossAndGradient,
  lossAndGradientOnArrays,
  lossOnArrays,
  type OnArraysOptions,
  type ParametricStepper,
} from './on-arrays.js';
export { OPTIMIZER, type Optimizer, type TrainedParameter } from './optimizer.js';
export {
  canonicalOptimConfig,
  describeOptimizer,
  type OptimConfig,
  type OptimizerMaker,
  type OptimizerType,
  optimizers,
  parseOptimConfig,
} from './optimizers.js';
export { type Minibatch, PermutationMixer } from './permutation-mixer.js';
export {
  constantSchedule,
  type ExponentialDecayOptions,
  exponentialDecay,
  type Schedule,
  type ScheduleMaker,
  schedules,
  type WarmupCosineDecayOptions,
  warmupCosineDecaySchedule,
} from './schedules.js';
export { type SgdOptions, sgd } from './sgd.js';
export {
  digestOfStates,
  isDigested,
  type StateDigest,
  type StateDigests,
  type StatesByName,
} from './state-digests.js';
export {
  canonicalTraining,
  methodologies,
  parseTrainConfig,
  type TrainingType,
} from './train-config.js';
export { train } from './trainer.js';
export * from './trainers/index.js';
export type { ReadySettings, ReadyTrainer } from './trainers/ready-trainers.js';
export {
  DATA,
  type DataWriter,
  LOSS,
  ROWS,
  rowTable,
  stateShape,
  TRAINABLE,
  type Trainable,
  type TrainingTask,
  trainingProgram,
  windowLoss,
} from './training-program.js';
export {
  SINK,
  TRAIN_OPTIONS,
  type TrainingProgress,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
} from './training-run.js';
export {
  type SubStackerOptions,
  type SubStackingOptions,
  TrajectorySubStacker,
} from './trajectory-sub-stacker.js';
export { checkpointFault, DIGESTS } from './usable-checkpoint.js';
export { firstRow, subStack, type Windows } from './windows.js';
