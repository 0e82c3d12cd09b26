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
      /** The result whose files are read. */
      readonly name: string;
      /** Its place among the results, from 0 on. */
      readonly index: number;
      /** How many results there are. */
      readonly of: number;
    }
  | {
      readonly kind: 'chosen';
      /** The number by which they were chosen. */
      readonly choice: number;
      /** The results that will be made again. */
      readonly names: readonly string[];
    }
  | {
      readonly kind: 'rerunning';
      /** The result that is made again. */
      readonly name: string;
      /** Scenario, network and training, shorter than the name. */
      readonly label: string;
      /** Its place among those that are made again, from 0 on. */
      readonly index: number;
      /** How many are made again. */
      readonly of: number;
    }
  | {
      readonly kind: 'slice';
      /** The result a part of which is made again. */
      readonly name: string;
      /** The update that the part begins with. */
      readonly from: number;
      /** The update that it ends before. */
      readonly until: number;
    }
  | {
      readonly kind: 'progress';
      /** The result that is made again. */
      readonly name: string;
      /** How far its training is. */
      readonly progress: TrainingProgress;
    }
  | {
      readonly kind: 'rerun';
      /** What came of making one again. */
      readonly rerun: Rerun;
    };

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
