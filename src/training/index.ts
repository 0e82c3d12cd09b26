/** Training: losses, methodologies, minibatches, optimisers, the trainer. */

export {
  type AuxEntry,
  NetworkSnapshot,
  netCallback,
  type TrainingCallback,
  weightNormCallback,
} from './callbacks.js';
export type { Checkpoint, CheckpointSink, Stay } from './checkpoint.js';
export { fullLoss } from './full-loss.js';
export { type BatchReduction, batchLoss, getLoss, lossDict, type SampleLoss } from './losses.js';
export type { Emulator, Methodology } from './methodology.js';
export { minibatch, permutationMixer, planEpochs } from './mixer.js';
export {
  adam,
  type OptimConfig,
  type Optimizer,
  optimizerDict,
  parseOptimConfig,
} from './optimizers.js';
export { RememberingSink } from './remembering-sink.js';
export { lrSchedulerDict, type Schedule } from './schedules.js';
export { seedOf, stackSeeds } from './seeds.js';
export { type SupervisedOptions, supervised } from './supervised.js';
export { parseTrainConfig } from './train-config.js';
export {
  type TrainingProgress,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
  train,
} from './trainer.js';
export { stateShape, type TrainingTask, trainingProgram, windowLoss } from './training-program.js';
export { firstRow, subStack, type Windows } from './windows.js';
