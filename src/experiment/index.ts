/** One experiment on a scenario: its plan, data, training, tests and result. */

export {
  type CallbackMaker,
  type CallbackSource,
  type CallbackType,
  callbacks,
  parseCallbacks,
} from './callbacks.js';
export { icGeneratorOf } from './checks.js';
export { type RunCost, runCost } from './cost.js';
export {
  coarseData,
  coarseStepper,
  type DataSet,
  dataShape,
  dataShards,
  initialStates,
  produceTrajectories,
  referenceData,
  referenceStepper,
  requireStates,
  sampleCount,
  trajectorySet,
} from './data.js';
export * as defaults from './defaults.js';
export { writeEqx } from './eqx.js';
export {
  LazyTestSet,
  performTests,
  performTestsOnRollout,
  sampleTrajectories,
  testErrorRollout,
  testTrajectories,
} from './evaluate.js';
export { firstNonFinite } from './finite.js';
export { guardClass, guardScenario } from './guard-scenario.js';
export {
  type LoadOptions,
  loadModel,
  readWeightsFile,
  type Weights,
  WeightsError,
  weightsOf,
} from './load-model.js';
export { loadOnnx } from './load-onnx.js';
export { checkForNan, countNanTrjs } from './nan.js';
export type {
  OnnxOptions,
  OnnxRuntime,
  OnnxSession,
  OnnxStepper,
  OnnxTensor,
  OnnxValue,
} from './onnx-stepper.js';
export {
  checkRunOptions,
  meantBy,
  RUN_OPTIONS,
  RUN_RAW_OPTIONS,
  WATCHED_RUN_OPTIONS,
} from './option-rules.js';
export type {
  Awaitable,
  ComputeOptions,
  ExperimentStrings,
  RunOptions,
  RunRawOptions,
  WatchedRunOptions,
  WatchOptions,
} from './options.js';
export { DEFAULT_NET, defineNetwork, makePlan, readTask, requirePlan } from './plan.js';
export type { RawResult, RunInfo } from './result.js';
export type { TestMetrics } from './rollout-metrics.js';
export { carryOut, type RunResult, runPlan, runRaw, runWithTable } from './run.js';
export type {
  CommonAttributes,
  DataOptions,
  InitialNetwork,
  NetworkOptions,
  Plan,
  RolloutStepper,
  RolloutTestOptions,
  Scenario,
  ScenarioMethods,
  TestSet,
  Trainer,
  TrainerOptions,
  TrainingPlan,
  TrajectorySet,
} from './scenario.js';
export {
  canonicalTask,
  describeTask,
  parseTask,
  type Task,
  type TaskDescription,
  type TaskField,
  type TaskType,
  tasks,
} from './tasks.js';
export { type Slice, trainSlice } from './train-slice.js';
export { fullLoss, makeTrainer } from './trainer.js';
export { updateWorkload } from './update-workload.js';
export { type WideTableLabels, wideTable } from './wide-table.js';
