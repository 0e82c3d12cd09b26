/** On which backends the updates of a run were made, and why it moved. */

import type { Stay } from './checkpoint.js';

export class BackendHistory {
  readonly stays: Stay[] = [];
  private why: string | null = null;

  /** `current` names the backend on which updates are made just now. */
  constructor(private readonly current: () => string) {}

  /** Every move so far: from which update on, to what, and why. */
  get moves(): readonly Stay[] {
    return this.stays.filter(({ why }) => why !== null);
  }

  /** Takes over what happened before the run was stopped. */
  restore(stays: readonly Stay[]): void {
    this.stays.unshift(...stays);
  }

  /** Forgets all stays: training starts anew, where it is now. */
  restart(): void {
    this.stays.length = 0;
    this.arrive(0);
  }

  /** Notes why the next updates are made elsewhere, or on something new. */
  leave(why: string): void {
    this.why = why;
  }

  /** Notes on what the updates from this one on are made. */
  arrive(update: number): void {
    const on = this.current();
    const before = this.stays.at(-1);
    if (before?.on === on && this.why === null) return;
    const why = this.why ?? (before === undefined ? null : 'it was stopped, and went on here');
    this.stays.push({ update, on, why });
    this.why = null;
  }
}
