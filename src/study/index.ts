/** Running experiments and studies, and what is made of their tables. */

export { readNpy, writeNpy } from '../npy.js';
export { readSafetensors, type TensorFile, writeSafetensors } from '../safetensors.js';
export {
  aggregateGmean,
  BASE_NAMES_NO_TRAIN,
  relativeByConfig,
  splitTrain,
} from './aggregate.js';
export { commit, DifferenceError, type Made } from './commit.js';
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
export {
  clearFailure,
  type Failure,
  failurePath,
  lastLines,
  readFailure,
  readFailures,
  recordFailure,
} from './failures.js';
export { type Group, groupBy, headingOf } from './group.js';
export type { Alternative } from './hypothesis-tests.js';
export { type KeyOptions, keyOf, type Place, placeOn } from './key.js';
export { type KeyedExperiment, keyedIn } from './keyed.js';
export { readInKwargs } from './kwargs.js';
export {
  type Manifest,
  type ManifestEntry,
  type ManifestOptions,
  type ManifestRun,
  manifestPath,
  manifestsIn,
  type PluginFile,
  readManifest,
  readManifestEntry,
  runOptionsOf,
  writeManifest,
} from './manifest.js';
export {
  BASE_NAMES,
  meltData,
  meltLoss,
  meltMetrics,
  meltSampleRollouts,
  metricNames,
} from './melt.js';
export { MELTED_FILES, type Melted, type MeltOptions, meltStore } from './melt-folder.js';
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
export { findTable } from './raw-tables.js';
export {
  digestsPath,
  knownRecord,
  namesByKey,
  type ResultRecord,
  rawPath,
  recordPath,
  standingOf,
  weightsPath,
} from './record.js';
export { type MetSeeds, withoutRepeatedSeeds } from './repeated-seeds.js';
export {
  type ExperimentResult,
  type ExperimentRun,
  runChecked,
  runExperiment,
} from './run-experiment.js';
export {
  type ExperimentEvent,
  type KeyedOutcome,
  type KeyedRunOptions,
  outcomeThere,
  resultThere,
  runKeyed,
} from './run-keyed.js';
export {
  type ConvenienceOptions,
  type ConvenienceResult,
  runStudy,
  runStudyConvenience,
  type StudyEvent,
  type StudyOptions,
  type StudyResult,
} from './run-study.js';
export { SaveNetwork } from './save-network.js';
export { requirePlace, scrapeInto } from './scrape.js';
export {
  type ScrapedData,
  type ScrapedFile,
  type ScrapedFiles,
  scrapeDataAndMetadata,
} from './scrape-data.js';
export {
  type Metadata,
  readScrape,
  type Scrape,
  type ScrapeEntry,
  type ScrapeEvent,
  type ScrapeOptions,
} from './scrape-entry.js';
export {
  type EntryStatus,
  type ManifestStatus,
  namesRunning,
  statusOf,
} from './standing-of-manifest.js';
export { geometricMean, median, quantile } from './statistics.js';
export { MemoryStore, openStore, type Store } from './store/index.js';
export type { Content, Digest, Lock, Peek, Stamp, Stray } from './store/types.js';
export { finishStudy, type PreparedStudy, prepareStudy, readStudy } from './study-work.js';
export type { Verification, VerifyEvent, VerifyOptions } from './verification.js';
export { verifyStore } from './verify.js';
export type { CheckedFile, CheckedResult, Verdict } from './verify-files.js';
export type { Rerun, RerunSlice } from './verify-rerun.js';
