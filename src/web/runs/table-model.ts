/** How the table of runs stands: its order, the best of each column, which rows are open. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ViewModel } from '../state/view-model.js';
import type { Run } from './run.js';
import { bestOf, COLUMNS, type Column, inOrder } from './run-columns.js';
import type { Runs } from './runs.js';

export interface Sorting {
  readonly column: Column;
  readonly isDescending: boolean;
}

export class TableModel {
  /** Null: by number. */
  readonly sorting = signal<Sorting | null>(null);
  readonly opened = signal<ReadonlySet<string>>(new Set());
  /** By column; NaN where there is none. A cell hears of it only when it becomes another one. */
  readonly best: ReadonlyMap<Column, ReadonlySignal<number>> = new Map(
    COLUMNS.map((column) => [
      column,
      computed(() => bestOf(this.runs.all.value, column, this.view.metric.value)),
    ]),
  );
  readonly rows: ReadonlySignal<readonly Run[]>;

  constructor(
    private readonly runs: Runs,
    private readonly view: ViewModel,
  ) {
    // As a text, so that rows are laid out anew only when their order is another one.
    const ids = computed(() =>
      this.sorted()
        .map(({ id }) => id)
        .join(),
    );
    this.rows = computed(() => {
      const byId = new Map(runs.all.value.map((run) => [run.id, run]));
      return ids.value.split(',').flatMap((id) => byId.get(id) ?? []);
    });
  }

  /** Ascending, then descending, then by number again. */
  sortBy(column: Column): void {
    const now = this.sorting.peek();
    if (now?.column !== column) this.sorting.value = { column, isDescending: false };
    else this.sorting.value = now.isDescending ? null : { column, isDescending: true };
  }

  toggle({ id }: Run): void {
    const opened = new Set(this.opened.peek());
    if (!opened.delete(id)) opened.add(id);
    this.opened.value = opened;
  }

  private sorted(): readonly Run[] {
    const sorting = this.sorting.value;
    const all = this.runs.all.value;
    return sorting === null ? all : inOrder(all, sorting, this.view.metric.value);
  }
}
