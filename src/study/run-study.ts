/**
 * Many experiments, one after the other or several at once, into one folder. What is there and
 * whole is not made again, so a study that was stopped goes on where it was. What runs it is loaded
 * with the first study.
 */

import type { Experiment, StudyEntry } from './entry.js';
import type {
  ConvenienceOptions,
  ConvenienceResult,
  StudyOptions,
  StudyResult,
} from './study-types.js';

/**
 * Runs a study: for each entry trains and tests its network, unless its table and weights are there
 * and whole, and melts the tables of the folder (apebench: `run_study`).
 *
 * All entries are read and checked before any work, and so are files of others' in the folder, which
 * are melted too. Training that diverges is a result. Throws a `UserError` for a bad entry, a table
 * there that cannot be melted, or a folder that cannot be written to, and a `StoppedError` if the signal
 * fires; what is finished by then stays.
 *
 * ```js
 * const common = {
 *   ...{ scenario: 'diff_adv', task: 'predict', train: 'one', num_points: 32, num_seeds: 2 },
 *   ...{ test_temporal_horizon: 20, optim_config: 'adam;50;constant;3e-3' },
 * };
 * const nets = ['Pure;3', 'Conv;8;2;relu'];
 * const { names, melted } = await runStudy(
 *   nets.map((net) => ({ ...common, net })),
 *   { out: 'results', backend: 'wasm' },
 * );
 * console.log(names.length, melted.metrics.numRows);
 * ```
 *
 * ```
 * 2 80
 * ```
 */
export async function runStudy(
  entries: readonly (StudyEntry | Experiment)[],
  options: StudyOptions = {},
): Promise<StudyResult> {
  return (await import('./study-work.js')).run(entries, options);
}

/**
 * Runs a study and returns its long tables with a column for every attribute that was set. The
 * default folder is `_results_` and a hash of the entries, the same in every process (apebench:
 * `run_study_convenience`).
 *
 * Throws what `runStudy` does.
 */
export async function runStudyConvenience(
  entries: readonly StudyEntry[],
  options: ConvenienceOptions = {},
): Promise<ConvenienceResult> {
  return (await import('./study-work.js')).runConvenience(entries, options);
}
