/** Running experiments and studies, and what is made of their tables. */

export { readNpy, writeNpy } from '../npy.js';
export { median, quantile } from '../quantiles.js';
export { readSafetensors, type TensorFile, writeSafetensors } from '../safetensors.js';
export {
  aggregateGmean,
  BASE_NAMES_NO_TRAIN,
  relativeByConfig,
  splitTrain,
} from './aggregate.js';
export { computePvaluesAgainstBest } from './compute-p-values.js';
export { type CumulativeFunction, cumulativeAggregation } from './cumulative.js';
export { curations } from './curations.js';
export {
  EntryError,
  type Experiment,
  getExperimentName,
  readExperiment,
  readScenario,
  type StudyEntry,
} from './entry.js';
export { blaming, loadTable, readCsv } from './experiment-files.js';
export { type Group, groupBy, headingOf } from './group.js';
export type { Alternative } from './hypothesis-tests.js';
export { readInKwargs } from './kwargs.js';
export {
  BASE_NAMES,
  meltData,
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  metricNames,
} from './melt.js';
export {
  type MeltConcatOptions,
  type MeltedFiles,
  type MeltListOptions,
  type MeltMetricsListOptions,
  meltConcatFromList,
  meltConcatLossFromList,
  meltConcatMetricsFromList,
  meltConcatSampleRolloutsFromList,
} from './melt-list.js';
export type { ExperimentConfig } from './names.js';
export type { PvalueOptions } from './p-values.js';
export { type PivotOptions, pivotMedian, toldApart } from './pivot.js';
export {
  type ExperimentResult,
  type ExperimentRun,
  runChecked,
  runExperiment,
} from './run-experiment.js';
export { runStudy, runStudyConvenience } from './run-study.js';
export { SaveNetwork } from './save-network.js';
export { scrapeDataAndMetadata } from './scrape-data.js';
export {
  type Metadata,
  readScrape,
  type Scrape,
  type ScrapeEntry,
  type ScrapeEvent,
  type ScrapeOptions,
} from './scrape-entry.js';
export type { ScrapedData, ScrapedFile, ScrapedFiles } from './scrape-types.js';
export { geometricMean } from './statistics.js';
export { MemoryStore, openStore, type Store } from './store/index.js';
export type { Content, Digest, Lock, Peek, Stamp, Stray } from './store/types.js';
export type {
  ConvenienceOptions,
  ConvenienceResult,
  StudyEvent,
  StudyOptions,
  StudyResult,
} from './study-types.js';
export type { Verification, VerifyEvent, VerifyOptions } from './verification.js';
export { verifyStore } from './verify.js';
export type { CheckedFile, CheckedResult, Verdict } from './verify-files.js';
export type { Rerun, RerunSlice } from './verify-rerun.js';
