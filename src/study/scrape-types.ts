/** What scraping gives. */

import type { NdArray } from '../arrays.js';
import type { Metadata } from './scrape-entry.js';

/** An array of a data set. */
export interface ScrapedFile {
  /** Its path as the user would type it. */
  readonly file: string;
  /** [samples, time, channels, ...space]. */
  readonly shape: readonly number[];
  /** Whether it was there already. */
  readonly skipped: boolean;
}

/** A data set in files. */
export interface ScrapedFiles {
  /** Its name, and the attributes of its scenario. */
  readonly metadata: Metadata;
  /** The path of the file that says so. */
  readonly json: string;
  /** Train data, then test data. */
  readonly files: readonly ScrapedFile[];
}

/** A data set in memory. */
export interface ScrapedData {
  /** Its name, and the attributes of its scenario. */
  readonly metadata: Metadata;
  /** [samples, time, channels, ...space]. */
  readonly train: NdArray;
  /** [samples, time, channels, ...space]. */
  readonly test: NdArray;
}
