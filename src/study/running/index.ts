/** What runs studies and keeps their results: all that a page loads with its first study. */

export { decodeCheckpoint, encodeCheckpoint } from '../checkpoint-file.js';
export { commit, DifferenceError, type Made } from '../commit.js';
export {
  clearFailure,
  type Failure,
  failurePath,
  lastLines,
  readFailure,
  readFailures,
  recordFailure,
} from '../failures.js';
export { configurationOf, type KeyOptions, keyOf, type Place, placeOn } from '../key.js';
export { type KeyedExperiment, keyedIn } from '../keyed.js';
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
  studyEntry,
  writeManifest,
} from '../manifest.js';
export { MELTED_FILES, type Melted, type MeltOptions, meltStore } from '../melt-folder.js';
export { findTable } from '../raw-tables.js';
export {
  digestsPath,
  knownRecord,
  namesByKey,
  type ResultRecord,
  rawPath,
  recordPath,
  standingOf,
  weightsPath,
} from '../record.js';
export { type MetSeeds, withoutRepeatedSeeds } from '../repeated-seeds.js';
export {
  type ExperimentEvent,
  type KeyedOutcome,
  type KeyedRunOptions,
  outcomeThere,
  resultThere,
  runKeyed,
} from '../run-keyed.js';
export { requirePlace, scrapeInto } from '../scrape.js';
export {
  type EntryStatus,
  lostOf,
  type ManifestStatus,
  type MissingEntry,
  namesRunning,
  statusOf,
  storedElsewhere,
} from '../standing-of-manifest.js';
export { finishStudy, type PreparedStudy, prepareStudy, readStudy } from '../study-work.js';
