/** Training: losses, methodologies, minibatches, optimisers, the trainer. */

export {
  type AuxEntry,
  type NetworkArrays,
  netCallback,
  type TrainingCallback,
  weightNormCallback,
} from './callbacks.js';
export type { Checkpoint, CheckpointSink } from './checkpoint.js';
export { type BatchReduction, batchLoss, getLoss, lossDict, type SampleLoss } from './losses.js';
export type { Emulator, Methodology } from './methodology.js';
export { minibatch, permutationMixer, planEpochs } from './mixer.js';
export { type OptimConfig, type Optimizer, optimizerDict, parseOptimConfig } from './optimizers.js';
export { lrSchedulerDict, type Schedule } from './schedules.js';
export { type SupervisedOptions, supervised } from './supervised.js';
export { parseTrainConfig } from './train-config.js';
export {
  type TrainingProgress,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
  train,
} from './trainer.js';
export { stateShape, type TrainingTask, windowLoss } from './training-program.js';
export { subStack, type Windows } from './windows.js';
