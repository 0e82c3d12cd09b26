/** What the page of the bench and its worker say to each other. */

import type { BackendFacts, TaskReport } from '../../profiling/index.js';

export interface BenchChoice {
  /** `auto`: WASM and a GPU that is one; `webgpu`: also one done in software; `wasm`: alone. */
  readonly backend: string;
  /** `auto`: what suits the GPU; or `full`, `small`. */
  readonly tasks: string;
  /** Milliseconds for each task on each backend. */
  readonly milliseconds: number;
}

export type BenchEvent =
  | {
      readonly kind: 'backends';
      readonly backends: readonly BackendFacts[];
      /** What is not measured, and why. */
      readonly leftOut: string | null;
      readonly tasks: readonly string[];
    }
  | { readonly kind: 'measuring'; readonly task: string; readonly title: string }
  | { readonly kind: 'measured'; readonly report: TaskReport };

export type BenchOutcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'error'; readonly message: string };

export interface BenchCompute {
  bench(choice: BenchChoice, watch: (event: BenchEvent) => void): Promise<BenchOutcome>;
  stop(): Promise<void>;
}
