/** What a study on this machine is told, and tells. */

import { freemem } from 'node:os';
import { availableThreads } from '../backends/index.js';
import type { StudyEvent } from '../study/index.js';
import type { Failure, KeyedOutcome, KeyedRunOptions } from '../study/running/index.js';
import type { Command, RunEvent } from './child.js';
import type { Resources } from './placement.js';

/** How far a study is. */
export interface LocalStanding {
  readonly of: number;
  /** Whole, those that were before it too. */
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly secondsLeft: number;
}

/** What is told of a study while it runs. */
export type LocalEvent =
  | RunEvent
  | Extract<StudyEvent, { kind: 'considering' }>
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly failure: Failure;
      /** False for one that failed before this run of the study and is left alone. */
      readonly isNew: boolean;
    }
  | { readonly kind: 'standing'; readonly standing: LocalStanding };

export interface LocalOptions extends Pick<KeyedRunOptions, 'backend' | 'overwrite' | 'signal'> {
  /** How processes for experiments are started: they must answer as `run-one` does. */
  readonly command: Command;
  /** At most so many experiments at once, in place of as many as are fastest. */
  readonly parallel?: number;
  /** Threads of every experiment, in place of those that are fastest. */
  readonly threads?: number;
  /** Run also what failed before. */
  readonly retryFailed?: boolean;
  readonly onEvent?: (event: LocalEvent) => void;
}

export interface LocalResult {
  /** Of what is whole, in the order of the manifest. */
  readonly outcomes: readonly KeyedOutcome[];
  /** Of the others. */
  readonly failures: readonly Failure[];
}

/** Of free memory we leave something to others. */
const SHARE_OF_MEMORY = 0.9;

/** What this machine has for a study. */
export function resourcesOf({ parallel, threads }: LocalOptions): Resources {
  const cores = availableThreads();
  const bytes = SHARE_OF_MEMORY * (process.availableMemory?.() ?? freemem());
  return { cores, bytes, most: parallel ?? cores, threads };
}
