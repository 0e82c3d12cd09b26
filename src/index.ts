/**
 * The public API, the same in Node and in a browser: scenarios, experiments, studies, tables, and
 * the parts of which one makes scenarios and networks of one's own.
 *
 * Names are the original's in camelCase. Scenario attributes, config strings, column names and keys
 * of entries are spelled as in the original.
 *
 * Whatever computes returns a promise and loads the core by itself. The exception is what code of
 * one's own is made of, which the library calls while it works: `ops` and `layers` describe tensor
 * programs, `draws` are the random numbers without promises, and the dictionaries hold the functions
 * behind the names of config strings.
 */

export { type Assets, configure } from './core/index.js';
export { StoppedError, UserError } from './errors.js';
export type * as graph from './graph/index.js';
export * as ops from './graph/ops/index.js';
export { type InitialConditionGenerator, icDict } from './initial-conditions/index.js';
export { metricDict } from './metrics/index.js';
export {
  type Activation,
  type Architecture,
  type ArchitectureContext,
  activationFnDict,
  archExtensions,
  architectureDict,
  type Layer,
  layers,
  type Network,
  type Parameter,
} from './nets/index.js';
export * as draws from './random/index.js';
export * as random from './random/promised.js';
export * as scenarios from './scenarios/index.js';
export {
  type Awaitable,
  BaseScenario,
  type DataOptions,
  type Overrides,
  scenarioDict,
} from './scenarios/index.js';
export type { NeuralStepper } from './scenarios/neural-stepper.js';
export type { RawArray, RawResult, RawWeight, RunRawOptions } from './scenarios/raw-result.js';
export type { RunResult } from './scenarios/run.js';
export {
  type Cell,
  type Column,
  type NdArray,
  type Row,
  Table,
} from './scenarios/tables/table.js';
export type {
  InitialNetwork,
  Trainer,
  TrainerOptions,
  TrainingPlan,
} from './scenarios/trainable-scenario.js';
export * as steppers from './steppers/index.js';
export {
  aggregateGmean,
  BASE_NAMES,
  BASE_NAMES_NO_TRAIN,
  type ConvenienceOptions,
  type ConvenienceResult,
  type ExperimentResult,
  type Melted,
  type MeltOptions,
  MemoryStore,
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  type NpyArray,
  openStore,
  type PivotOptions,
  pivotMedian,
  type RunOptions,
  readInKwargs,
  readNpy,
  readSafetensors,
  relativeByConfig,
  runExperiment,
  runStudy,
  runStudyConvenience,
  type Store,
  type StudyEntry,
  type StudyEvent,
  type StudyOptions,
  type StudyResult,
  splitTrain,
  type Tensor,
  type TensorFile,
  writeNpy,
  writeSafetensors,
} from './study/index.js';
export { lrSchedulerDict, optimizerDict } from './training/index.js';
export { VERSION } from './version.js';
