/** What the page of the bench and the worker say to each other. */

import type { BackendFacts, TaskReport } from '../../profiling/index.js';
import type { StudyEntry } from '../../study/index.js';
import type { ErrorReport } from '../protocol/error-report.js';

export interface BenchChoice {
  /** `auto`: WASM and a GPU that is one; `webgpu`: also one done in software; `wasm`: alone. */
  readonly backend: string;
  /** `auto`: what suits the GPU; or `full`, `small`, `experiment`. */
  readonly tasks: string;
  /** Milliseconds for each task in each place. */
  readonly milliseconds: number;
  /** For `experiment`. */
  readonly experiment: StudyEntry;
}

export type BenchEvent =
  | {
      readonly kind: 'places';
      /** The first one is what the others are compared with; rows of reports are in this order. */
      readonly places: readonly BackendFacts[];
      /** What is not measured, and why. */
      readonly leftOut: string | null;
    }
  | { readonly kind: 'measuring'; readonly task: string; readonly title: string }
  | { readonly kind: 'measured'; readonly report: TaskReport };

export type BenchOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'error'; readonly error: ErrorReport };
