/** The runs that the page shows, by their numbers. */

import { computed, effect, signal } from '@preact/signals';
import { differences } from '../form/form-state.js';
import type { Run } from './run.js';

export class RunList {
  readonly all = signal<readonly Run[]>([]);
  readonly shown = computed(() => this.all.value.filter(({ isShown }) => isShown.value));
  /** What sets each apart from those of the same scenario, network and training. */
  readonly distinctions = computed(() => {
    const states = this.all.value.map(({ state }) => state);
    return new Map(this.all.value.map((run) => [run, differences(run.state, states)]));
  });
  /** The first that has finished of each experiment, by what its result says of that. */
  private readonly firsts = computed(() => {
    const firsts = new Map<string, Run>();
    for (const run of this.all.value) {
      const configuration = run.result.value?.configuration;
      if (configuration !== undefined && !firsts.has(configuration)) firsts.set(configuration, run);
    }
    return firsts;
  });
  private readonly watches = new Map<Run, () => void>();
  private highest = 0;

  /** `onChange` is called when the run is renamed, moved or ticked. */
  constructor(private readonly onChange: (run: Run) => void) {}

  /** The first of the experiment of a run that has finished, which may be that run; else that run. */
  firstLike(run: Run): Run {
    const { configuration } = run.result.value ?? {};
    return (configuration === undefined ? undefined : this.firsts.value.get(configuration)) ?? run;
  }

  find(id: string): Run | undefined {
    return this.all.peek().find((run) => run.id === id);
  }

  has(run: Run): boolean {
    return this.all.peek().includes(run);
  }

  /** A number that no run has, or has had. */
  nextNumber(): number {
    return this.highest + 1;
  }

  hasNumber(wanted: number): boolean {
    return this.all.peek().some(({ number }) => number === wanted);
  }

  enter(run: Run): void {
    this.highest = Math.max(this.highest, run.number);
    this.all.value = [...this.all.peek(), run].sort((a, b) => a.number - b.number);
    let isFirst = true;
    const unwatch = effect(() => {
      void [run.name.value, run.isShown.value, run.turn.value];
      if (!isFirst) this.onChange(run);
      isFirst = false;
    });
    this.watches.set(run, unwatch);
  }

  leave(run: Run): void {
    this.watches.get(run)?.();
    this.watches.delete(run);
    this.all.value = this.all.peek().filter((other) => other !== run);
  }
}
