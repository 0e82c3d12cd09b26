/** The data of scenarios, in memory or as files. What makes it is loaded on demand. */

import type { ScrapeEntry, ScrapeOptions } from './scrape-entry.js';
import type { ScrapedData, ScrapedFiles } from './scrape-types.js';
import type { Store } from './store/index.js';

/**
 * Makes the train and test data of a scenario: into a folder or a store, as `NAME_train.npy`,
 * `NAME_test.npy`, `NAME.json` and `NAME.record.json`, or where that is null, in memory (apebench:
 * `scrape_data_and_metadata`).
 *
 * Throws a `UserError` for an entry that is wrong, with its key, for data that are not finite, and
 * where there is no room or files cannot be written; a `StoppedError` if the signal fires.
 *
 * ```js
 * const entry = { scenario: 'diff_adv', num_points: 32, num_train_samples: 4, num_test_samples: 2 };
 * const { train, test } = await scrapeDataAndMetadata(null, entry);
 * console.log(train.shape, test.shape);
 * ```
 *
 * ```
 * [ 4, 51, 1, 32 ] [ 2, 201, 1, 32 ]
 * ```
 */
export function scrapeDataAndMetadata(
  folder: null,
  entry: ScrapeEntry,
  options?: ScrapeOptions,
): Promise<ScrapedData>;
export function scrapeDataAndMetadata(
  folder: string | Store,
  entry: ScrapeEntry,
  options?: ScrapeOptions,
): Promise<ScrapedFiles>;
export async function scrapeDataAndMetadata(
  folder: string | Store | null,
  entry: ScrapeEntry,
  options: ScrapeOptions = {},
): Promise<ScrapedData | ScrapedFiles> {
  return (await import('./scrape.js')).scrapeAll(folder, entry, options);
}
