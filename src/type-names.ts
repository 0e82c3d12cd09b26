/**
 * Types that signatures of the public API name and that users seldom write: exported so that what
 * a call takes or gives can be declared.
 */

export type {
  Backend,
  BackendName,
  BackendOptions,
  Choice,
  CompileOptions,
  Executable,
  GpuOptions,
  RunOptions as ExecutionOptions,
  WithBackendOptions,
} from './backends/index.js';
export type { Rule, Rules } from './checks.js';
export type {
  ConfigField,
  CountLimits,
  Declared,
  Field as DeclaredField,
  FieldKind,
  Guard,
  PlainValue,
  PyFloat,
  PyKey,
  PyTuple,
  PyValue,
  Registry,
  RegistryOptions,
} from './config/index.js';
export type { AssetName, CoreBuild } from './core/index.js';
export type { ChartOptions, Scale } from './drawing/index.js';
export type { ErrorSubject, MemoryNeed, Remedy } from './errors.js';
export type {
  CallbackType,
  CommonAttributes,
  ComputeOptions,
  ExperimentStrings,
  LoadOptions,
  OnnxRuntime,
  OnnxSession,
  OnnxTensor,
  OnnxValue,
  RunInfo,
  Scenario,
  ScenarioMethods,
  TaskField,
  TaskType,
  TestSet,
  WatchedRunOptions,
  WatchOptions,
  Weights,
} from './experiment/index.js';
export type { HostAbortSignal, HostDocument, HostSvgElement, HostUrl } from './host-types.js';
export type {
  AllChannels,
  ChannelReader,
  DiffusedNoiseOptions,
  DiscontinuitiesOptions,
  FourierOptions,
  GaussianBlobsOptions,
  GaussianRandomFieldOptions,
  NormalizeOptions,
  Range as DrawnRange,
  SineWavesOptions,
  SizeOptions,
} from './initial-conditions/index.js';
export type {
  FourierMetricOptions,
  Metric,
  MetricMaker,
  Normalization,
  NormOptions,
} from './metrics/index.js';
export type {
  ActivationType,
  Application,
  BoundaryName,
  ConvCommonOptions,
  NetworkShape,
  NumberLeaf,
  ReceptiveField,
  Run,
  Watch,
} from './nets/index.js';
export type { Drawn } from './sample-data.js';
export type {
  Alternative,
  CheckedFile,
  CheckedResult,
  Content,
  Digest,
  Experiment,
  ExperimentConfig,
  Lock,
  Peek,
  Rerun,
  RerunSlice,
  Stamp,
  Stray,
  Verdict,
} from './study/index.js';
export type { ExperimentEvent, Place, ResultRecord } from './study/running/index.js';
export type {
  LossType,
  OptimizerMaker,
  OptimizerType,
  ReadySettings,
  ReadyTrainer,
  ScheduleMaker,
  StateDigest,
  StateDigests,
  StatesByName,
  Stay,
  SubStackingOptions,
  TrainedParameter,
  TrainingResult,
  TrainingType,
  Windows,
} from './training/index.js';
