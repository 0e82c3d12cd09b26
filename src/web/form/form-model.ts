/** What the form says, what is wrong with it, what it would cost, and its data. */

import { computed, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import type { Checked, Choices, Preview } from '../protocol.js';
import {
  DEFAULT_STATE,
  type FormState,
  toComputeOptions,
  toEntry,
  toHash,
  withPainted,
} from './form-state.js';

/** Typing is not checked at every key. */
const CHECK_AFTER_MS = 250;

/** Attributes that the first test trajectory does not depend on. */
export const NOT_OF_DATA =
  /^(num_train_samples|train_.*|num_test_samples|num_trjs_returned|optim_config|batch_size|record_loss_every|report_metrics|callbacks)$/;

export class FormModel {
  readonly state = signal<FormState>(DEFAULT_STATE);
  /** Of the state that was checked last; null before the first one. */
  readonly checked = signal<Checked | null>(null);
  readonly error = computed(() => {
    const checked = this.checked.value;
    return checked !== null && 'error' in checked ? checked.error : null;
  });
  readonly cost = computed(() => {
    const checked = this.checked.value;
    return checked !== null && 'cost' in checked ? checked.cost : null;
  });
  /** The text of the painted state, which the address holds, too. */
  readonly painted = signal('');
  readonly preview = signal<Preview | null>(null);
  /** Why there is no preview, or that it is being made. */
  readonly previewNote = signal('');
  private timer = 0;
  private checks = 0;
  private previewed = '';

  /** Of the page with this state. */
  get address(): string {
    return `#${withPainted(toHash(this.state.peek()), this.painted.peek())}`;
  }

  constructor(
    private readonly client: ComputeClient,
    readonly choices: Choices,
  ) {}

  /** A change by the user. */
  edit(change: Partial<FormState>): void {
    this.state.value = { ...this.state.peek(), ...change };
    history.replaceState(null, '', this.address);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** Takes a whole state, as of an address. */
  replace(state: FormState): void {
    this.state.value = state;
    void this.check();
  }

  /** The state as it is now, and what a check of it finds. */
  async checkNow(): Promise<Checked & { readonly state: FormState }> {
    for (;;) {
      const state = this.state.peek();
      const checked = await this.check();
      if (checked !== null) return { ...checked, state };
    }
  }

  /** Null where it was outrun by a later check. */
  private async check(): Promise<Checked | null> {
    clearTimeout(this.timer);
    const check = ++this.checks;
    const state = this.state.peek();
    const checked = await this.client.check(toEntry(state), toComputeOptions(state));
    if (check !== this.checks) return null;
    this.checked.value = checked;
    if ('cost' in checked) void this.makePreview(state);
    return checked;
  }

  private async makePreview(state: FormState): Promise<void> {
    const attributes = [...state.attributes].filter(([name]) => !NOT_OF_DATA.test(name));
    const key = JSON.stringify([state.scenario, attributes]);
    if (key === this.previewed) return;
    this.previewed = key;
    this.previewNote.value = 'Computing sample data …';
    try {
      const preview = await this.client.preview(toEntry(state));
      if (preview === null || key !== this.previewed) return;
      this.preview.value = preview;
      this.previewNote.value = '';
    } catch (error) {
      if (key === this.previewed) this.previewNote.value = (error as Error).message;
    }
  }
}
