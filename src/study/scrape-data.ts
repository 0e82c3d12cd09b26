/** The data of scenarios, in memory or as files. What makes it is loaded on demand. */

import type { ScrapeEntry, ScrapeOptions } from './scrape-entry.js';
import type { ScrapedData, ScrapedFiles } from './scrape-types.js';
import type { Store } from './store/index.js';

/**
 * Makes the train and test data of a scenario: into a folder or a store, as `NAME_train.npy`,
 * `NAME_test.npy`, `NAME.json` and `NAME.record.json`, or where that is null, in memory (apebench:
 * `scrape_data_and_metadata`). Throws what `readScrape` and `scrapeInto` throw.
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
