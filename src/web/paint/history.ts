/** What can be undone and done again. */

import { signal } from '@preact/signals';

const MOST = 200;

export class History<T> {
  /** States before and after the present one. */
  private readonly past = signal<readonly T[]>([]);
  private readonly future = signal<readonly T[]>([]);

  get canUndo(): boolean {
    return this.past.value.length > 0;
  }

  get canRedo(): boolean {
    return this.future.value.length > 0;
  }

  /** Keeps what was there before a change. */
  keep(before: T): void {
    this.past.value = [...this.past.peek(), before].slice(-MOST);
    this.future.value = [];
  }

  /** What was there before; undefined where there is nothing. */
  undo(present: T): T | undefined {
    return move(this.past, this.future, present);
  }

  redo(present: T): T | undefined {
    return move(this.future, this.past, present);
  }

  forget(): void {
    this.past.value = [];
    this.future.value = [];
  }
}

interface Pile<T> {
  value: readonly T[];
  peek(): readonly T[];
}

function move<T>(from: Pile<T>, to: Pile<T>, present: T): T | undefined {
  const found = from.peek().at(-1);
  if (found === undefined) return undefined;
  from.value = from.peek().slice(0, -1);
  to.value = [...to.peek(), present];
  return found;
}
