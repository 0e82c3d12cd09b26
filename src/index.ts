/**
 * The public API, the same in Node and in a browser: scenarios, experiments, studies, tables, and
 * the parts of which one makes scenarios and networks of one's own.
 *
 * Names are the original's in camelCase. Scenario attributes, config strings, column names and keys
 * of entries are spelled as in the original.
 *
 * Whatever computes returns a promise and loads the core by itself. The exception is what code of
 * one's own is made of, which the library calls while it works: `ops` and `layers` describe tensor
 * programs, operators of `spectral` are made for steppers, `draws` are the random numbers without
 * promises, and the dictionaries hold the functions behind the names of config strings.
 */

export type { Floats, NdArray, Numbers } from './arrays.js';
export type { Precision } from './backends/index.js';
export { ConfigReader } from './config/index.js';
export { type Assets, configure } from './core/index.js';
export { MachineError, StoppedError, UserError } from './errors.js';
export type {
  Awaitable,
  CallbackMaker,
  CallbackSource,
  DataOptions,
  InitialNetwork,
  NetworkOptions,
  OnnxOptions,
  OnnxStepper,
  Plan,
  RawResult,
  RolloutStepper,
  RolloutTestOptions,
  RunOptions,
  RunRawOptions,
  RunResult,
  Task,
  TestMetrics,
  Trainer,
  TrainerOptions,
  TrainingPlan,
  TrajectorySet,
} from './experiment/index.js';
export { checkForNan, countNanTrjs, loadOnnx, writeEqx } from './experiment/index.js';
/** The tensor program: ops, tensors, what a backend runs. */
export type * as graph from './graph/index.js';
/** Ops of tensor programs, of which scenarios, networks and metrics of one's own are made. */
export * as ops from './graph/ops/index.js';
export {
  buildIcSet,
  ClampedInitialCondition,
  DiffusedNoise,
  GaussianRandomField,
  type InitialConditionGenerator,
  MultiChannelInitialCondition,
  RandomDiscontinuities,
  RandomGaussianBlobs,
  RandomSineWaves1d,
  RandomTruncatedFourierSeries,
  ScaledInitialCondition,
} from './initial-conditions/index.js';
export { type MetricFunction, ofArrays as metrics } from './metrics/index.js';
export {
  type Activation,
  type Architecture,
  type ArchitectureContext,
  type ArchitectureField,
  type ArchitectureFunction,
  arch,
  blocks,
  type Composition,
  chainReceptiveFields,
  compose,
  countParameters,
  type Layer,
  layers,
  type Network,
  type Parameter,
  type Part,
  part,
} from './nets/index.js';
export {
  type CostOptions,
  type CurveOptions,
  type MetricOptions,
  plotCost,
  plotLoss,
  plotMetrics,
  plotSampleRollout,
  type SampleRolloutOptions,
} from './plots/index.js';
/** Random numbers with JAX's names, keys and values, without promises. */
export * as draws from './random/index.js';
export { promised as random } from './random/index.js';
export * from './registries.js';
/** Small data sets, by the names of trainax. */
export * as sampleData from './sample-data.js';
/** Scenarios, by key and by class. */
export * as scenarios from './scenarios/index.js';
export {
  BaseScenario,
  bool,
  type Declaration,
  float,
  floats,
  int,
  matrix,
  type Overrides,
  type ScenarioClass,
  text,
} from './scenarios/index.js';
/** Fourier pseudo-spectral operators on periodic grids, and what is done to states with them. */
export * as spectral from './spectral/index.js';
/** Reference solvers: Fourier pseudo-spectral ETDRK steppers. */
export * as steppers from './steppers/index.js';
export {
  aggregateGmean,
  BASE_NAMES,
  BASE_NAMES_NO_TRAIN,
  type ConvenienceOptions,
  type ConvenienceResult,
  type CumulativeFunction,
  computePvaluesAgainstBest,
  cumulativeAggregation,
  type ExperimentResult,
  getExperimentName,
  type MeltConcatOptions,
  type MeltedFiles,
  type MeltListOptions,
  type MeltMetricsListOptions,
  MemoryStore,
  type Metadata,
  meltConcatFromList,
  meltConcatLossFromList,
  meltConcatMetricsFromList,
  meltConcatSampleRolloutsFromList,
  meltData,
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  openStore,
  type PivotOptions,
  type PvalueOptions,
  pivotMedian,
  readInKwargs,
  readNpy,
  readSafetensors,
  relativeByConfig,
  runExperiment,
  runStudy,
  runStudyConvenience,
  SaveNetwork,
  type ScrapedData,
  type ScrapedFile,
  type ScrapedFiles,
  type ScrapeEntry,
  type ScrapeEvent,
  type ScrapeOptions,
  type Store,
  type StudyEntry,
  type StudyEvent,
  type StudyOptions,
  type StudyResult,
  scrapeDataAndMetadata,
  splitTrain,
  type TensorFile,
  type Verification,
  type VerifyEvent,
  type VerifyOptions,
  verifyStore,
  writeNpy,
  writeSafetensors,
} from './study/index.js';
export type { Melted, MeltOptions } from './study/running/index.js';
export {
  type Cell,
  type Column,
  type CsvOptions,
  type ParquetOptions,
  type Row,
  Table,
} from './tables/index.js';
export {
  type AdamOptions,
  type AdamWOptions,
  type AuxEntry,
  adam,
  adamw,
  type CallbackContext,
  CallbackError,
  type Callbacks,
  type Checkpoint,
  type CheckpointSink,
  CompositeCallback,
  CompositeTrainer,
  type Configuration,
  composite,
  configuration,
  constantSchedule,
  type DivertedChainBranchOneOptions,
  DivertedChainBranchOneTrainer,
  type DivertedChainOptions,
  DivertedChainTrainer,
  divertedChain,
  divertedChainBranchOne,
  type Emulator,
  type EmulatorMaker,
  type ExponentialDecayOptions,
  exponentialDecay,
  GeneralTrainer,
  GetNetwork,
  GradNorm,
  type GradNormOptions,
  type InitialStepperOptions,
  initialStepper,
  type Keys,
  type LionOptions,
  Loss,
  type LossAndGradient,
  type LossOptions,
  lion,
  lossAndGradientOnArrays,
  losses,
  lossOnArrays,
  type Methodology,
  type Minibatch,
  type MixChainPostPhysicsOptions,
  MixChainPostPhysicsTrainer,
  mixChainPostPhysics,
  type NetworkLike,
  NetworkSnapshot,
  NeuralStepper,
  type OnArraysOptions,
  type Optimizer,
  type ParametricStepper,
  PermutationMixer,
  type Physics,
  type RawWeight,
  type ResiduumFn,
  type ResiduumOptions,
  ResiduumTrainer,
  type RolloutOptions,
  residuum,
  type Schedule,
  type SgdOptions,
  type SubStackerOptions,
  SupervisedTrainer,
  sgd,
  supervised,
  type Trainable,
  type Trained,
  type TrainerCallOptions,
  type TrainerSettings,
  type TrainingCallback,
  type TrainingProgress,
  type TrainOptions,
  TrajectorySubStacker,
  type WarmupCosineDecayOptions,
  WeightNorm,
  warmupCosineDecaySchedule,
} from './training/index.js';
export type * from './type-names.js';
export { VERSION } from './version.js';
