/** The trajectories that are looked at: asked of the worker one after the other, and kept. */

import { signal } from '@preact/signals';
import type { StudyEntry } from '../../study/index.js';
import type { ComputeClient } from '../compute-client.js';
import type { ErrorReport, Predicted, StepsOf, TrajectoryChoice } from '../protocol.js';

export interface Wanted {
  /** Tells it from all others. */
  readonly key: string;
  readonly entry: StudyEntry;
  /** Null: what is there of it is kept, and nothing can be asked for. */
  readonly steps: StepsOf | null;
  readonly choice: TrajectoryChoice;
  /** What a network predicted after fewer updates is shown until it is there anew. */
  readonly atLeast?: number;
}

export type Loaded =
  | (Pick<Predicted, 'trajectory' | 'update'> & Partial<Predicted>)
  | { readonly error: ErrorReport };

export class TrajectoryLoader {
  /** By key. */
  readonly loaded = signal<ReadonlyMap<string, Loaded>>(new Map());
  /** What is being made. */
  readonly busy = signal<string | null>(null);
  private wanted: readonly Wanted[] = [];

  constructor(private readonly client: ComputeClient) {}

  /** What is looked at from now on, in the order in which it is to come; the rest is forgotten. */
  want(wanted: readonly Wanted[]): void {
    this.wanted = wanted;
    const keys = new Set(wanted.map(({ key }) => key));
    const loaded = this.loaded.peek();
    const kept = new Map([...loaded].filter(([key]) => keys.has(key)));
    if (kept.size < loaded.size) this.loaded.value = kept;
    const busy = this.busy.peek();
    if (busy === null) void this.loadAll();
    else if (!keys.has(busy)) void this.client.stopPredicting();
  }

  /** Takes what came by another way. */
  put(key: string, loaded: Loaded): void {
    this.loaded.value = new Map(this.loaded.peek()).set(key, loaded);
  }

  private async loadAll(): Promise<void> {
    /** What the worker did not give is not asked for again before it is wanted anew. */
    const refused = new Set<Wanted>();
    for (;;) {
      const next = this.wanted.find((one) => !refused.has(one) && !this.has(one));
      this.busy.value = next?.key ?? null;
      if (next === undefined || next.steps === null) return;
      const answer = await this.client
        .predict(next.entry, next.steps, next.choice)
        .catch(({ message }: Error) => ({ error: { key: null, message } }));
      if (answer === null) refused.add(next);
      else if (this.wanted.some(({ key }) => key === next.key)) this.put(next.key, answer);
    }
  }

  private has({ key, steps, atLeast = 0 }: Wanted): boolean {
    if (steps === null) return true;
    const loaded = this.loaded.peek().get(key);
    if (loaded === undefined) return false;
    return 'error' in loaded || (loaded.update ?? Number.POSITIVE_INFINITY) >= atLeast;
  }
}
