/** What verifying a store is given, what it tells, and what it comes to. */

import type { GpuOptions } from '../backends/index.js';
import type { HostAbortSignal } from '../host-types.js';
import type { TrainingProgress } from '../training/index.js';
import type { CheckedFile, CheckedResult } from './verify-files.js';
import type { Rerun } from './verify-rerun.js';

/** For `verifyStore`. */
export interface VerifyOptions {
  /** Make so many results again, chosen at random, or those of these names. Default: none. */
  readonly rerun?: number | readonly string[];
  /**
   * Make parts of trainings again, from states that were kept (`digestEvery`) up to the next digest,
   * and not whole results; of all results that have digests, unless `rerun` says of which.
   */
  readonly slices?: boolean;
  /** By which results are chosen; the same number chooses the same ones. Default: at random. */
  readonly choice?: number;
  /** Threads of what is made again; default: all cores. */
  readonly threads?: number;
  /** Which GPU, where it computes anew. */
  readonly gpu?: GpuOptions;
  /** The SHA-256 of the files that have added to the library's dictionaries. */
  readonly plugins?: readonly string[];
  /** Stops the work with a `StoppedError`. */
  readonly signal?: HostAbortSignal;
  /** Is told how far it is. */
  readonly onEvent?: (event: VerifyEvent) => void;
}

/** What verifying tells on its way. */
export type VerifyEvent =
  | {
      readonly kind: 'checking';
      readonly name: string;
      readonly index: number;
      readonly of: number;
    }
  | { readonly kind: 'chosen'; readonly choice: number; readonly names: readonly string[] }
  | {
      readonly kind: 'rerunning';
      readonly name: string;
      /** Scenario, network and training, shorter than the name. */
      readonly label: string;
      readonly index: number;
      readonly of: number;
    }
  | { readonly kind: 'slice'; readonly name: string; readonly from: number; readonly until: number }
  | { readonly kind: 'progress'; readonly name: string; readonly progress: TrainingProgress }
  | { readonly kind: 'rerun'; readonly rerun: Rerun };

/** What `verifyStore` gives. */
export interface Verification {
  /** False where something is damaged, or a result that was made again differs. */
  readonly agrees: boolean;
  /** Each result, with what was found. */
  readonly results: readonly CheckedResult[];
  /** Melted tables, and what else is there. */
  readonly files: readonly CheckedFile[];
  /** What was computed anew. */
  readonly reruns: readonly Rerun[];
  /** By which those were chosen; null where they were not. */
  readonly choice: number | null;
}
