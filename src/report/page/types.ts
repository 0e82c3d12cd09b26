/** What goes into a report, and what it says in numbers. */

import type { Store } from '../../study/index.js';

/** Over the seeds whose value is a number. */
export interface Spread {
  readonly seeds: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** An experiment that both studies have. */
export interface Pair {
  readonly scenario: string;
  readonly kwargs: string;
  /** Network, training and task. */
  readonly label: string;
  readonly here: Spread;
  readonly there: Spread;
  /** Of the medians, here by there. */
  readonly ratio: number;
  /** Of the Mann-Whitney test. */
  readonly pValue: number;
  /** Where the quartiles of the two do not touch, whether it is better or worse here. */
  readonly moved?: 'better' | 'worse';
}

export interface Comparison {
  /** The folder of the other study. */
  readonly other: string;
  readonly pairs: readonly Pair[];
  /** Experiments that one study has alone. */
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
}

export interface ReportOptions {
  /** Another study, to be held against. */
  readonly compare?: Store;
}

/** What a report is about. */
export interface ReportSummary {
  readonly experiments: number;
  readonly seeds: number;
  readonly sections: number;
  readonly failed: readonly string[];
  readonly diverged: readonly { readonly name: string; readonly seeds: readonly number[] }[];
  /** What differs from the other study, where there is one. */
  readonly comparison?: Comparison;
  /** What is left out of the folder, and what is taken although something is amiss. */
  readonly notices: readonly string[];
}
