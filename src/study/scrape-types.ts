/** What scraping gives. */

import type { NdArray } from '../arrays.js';
import type { Metadata } from './scrape-entry.js';

export interface ScrapedFile {
  /** Its path as the user would type it. */
  readonly file: string;
  readonly shape: readonly number[];
  /** Whether it was there already. */
  readonly skipped: boolean;
}

export interface ScrapedFiles {
  readonly metadata: Metadata;
  readonly json: string;
  /** Train data, then test data. */
  readonly files: readonly ScrapedFile[];
}

export interface ScrapedData {
  readonly metadata: Metadata;
  readonly train: NdArray;
  readonly test: NdArray;
}
