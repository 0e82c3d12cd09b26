/**
 * When a message about wrong input is shown. Who types is not interrupted at every key: it comes
 * after a pause, or once the field is left. It goes as soon as nothing is wrong any more.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { ErrorReport } from '../protocol.js';

/** A pause after which one is not about to press the next key. */
const PAUSE_MS = 1000;

export class PatientError {
  private readonly signal = signal<ErrorReport | null>(null);
  private latest: ErrorReport | null = null;
  /** Of the pause that is waited for; 0 where nobody types. */
  private timer = 0;

  get shown(): ReadonlySignal<ErrorReport | null> {
    return this.signal;
  }

  /** A key was pressed. */
  typed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.show(), PAUSE_MS);
  }

  /** What a check found. */
  found(error: ErrorReport | null): void {
    this.latest = error;
    if (error === null || this.timer === 0) this.signal.value = error;
  }

  /** What is found from now on is shown at once. */
  hurry(): void {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Shows what was found last. */
  show(): void {
    this.hurry();
    this.signal.value = this.latest;
  }
}
