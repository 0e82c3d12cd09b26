/** Training: losses, methodologies, minibatches, optimisers, the trainer. */

export { type AdamOptions, type AdamWOptions, adam, adamw } from './adam.js';
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
export { fullLoss } from './full-loss.js';
export { type LionOptions, lion } from './lion.js';
export { type BatchReduction, batchLoss, losses, type SampleLoss } from './losses.js';
export type { Emulator, Methodology } from './methodology.js';
export { minibatch, permutationMixer, planEpochs } from './mixer.js';
export { type EmulatorMaker, NeuralStepper, type RawWeight } from './neural-stepper.js';
export type { Optimizer, TrainedParameter } from './optimizer.js';
export { type OptimConfig, optimizers, parseOptimConfig } from './optimizers.js';
export { type Minibatch, PermutationMixer } from './permutation-mixer.js';
export {
  constantSchedule,
  type ExponentialDecayOptions,
  exponentialDecay,
  type Schedule,
  schedules,
  type WarmupCosineDecayOptions,
  warmupCosineDecaySchedule,
} from './schedules.js';
export { type SgdOptions, sgd } from './sgd.js';
export { type SupervisedOptions, supervised } from './supervised.js';
export { methodologies, parseTrainConfig } from './train-config.js';
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
export {
  type SubStackerOptions,
  type SubStackingOptions,
  TrajectorySubStacker,
} from './trajectory-sub-stacker.js';
export { firstRow, subStack, type Windows } from './windows.js';
