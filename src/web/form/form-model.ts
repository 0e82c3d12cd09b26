/** What the form says, what is wrong with it, what it would cost, and its data. */

import { computed, signal } from '@preact/signals';
import type { RunCost } from '../../experiment/index.js';
import type { ComputeClient } from '../compute-client.js';
import type { Checked, Choices, ErrorReport, Preview } from '../protocol.js';
import {
  attributeOf,
  carriedTo,
  completed,
  knownTo,
  OPTIM,
  textOf,
  withAttribute,
} from './attribute-edits.js';
import {
  DEFAULT_STATE,
  type FormState,
  type repeatedIn,
  toComputeOptions,
  toEntry,
  toHash,
  withPainted,
} from './form-state.js';
import { PatientError } from './patient-error.js';
import { updatesOf, withUpdates } from './updates.js';

/** Typing is not checked at every key. */
const CHECK_AFTER_MS = 250;

/** Attributes that the first test trajectory does not depend on. */
export const NOT_OF_DATA =
  /^(num_train_samples|train_.*|num_test_samples|num_trjs_returned|optim_config|batch_size|record_loss_every|report_metrics|callbacks)$/;

/** The attributes on which sample data depend, of those that are set. */
export const ofData = ({ attributes }: FormState) =>
  [...attributes].filter(([name]) => !NOT_OF_DATA.test(name));

/** Sample data and of what they are. */
export interface Sample {
  readonly state: FormState;
  readonly preview: Preview;
  /** The ends of the colour scale. */
  readonly limits: readonly [number, number];
}

/** What an experiment takes, and which one. */
export interface Costed {
  readonly state: FormState;
  readonly cost: RunCost;
}

/** The field of a part of `optim_config`. */
export const UPDATES = 'updates';

export class FormModel {
  readonly state = signal<FormState>(DEFAULT_STATE);
  /** The scenario of the state; undefined where there is none of its key. */
  readonly scenario = computed(() => this.scenarioOf(this.state.value.scenario));
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
  /** Of the state that was right last: what is half typed is wrong, and hides nothing. */
  readonly costed = signal<Costed | null>(null);
  /** The text of the painted state, which the address holds, too. */
  readonly painted = signal('');
  /** The sample data that were made last. */
  readonly sample = signal<Sample | null>(null);
  readonly preview = computed(() => this.sample.value?.preview ?? null);
  /** Why there is no preview, or that it is being made. */
  readonly previewNote = signal('');
  readonly updates = computed(() => this.typedUpdates.value?.text ?? updatesOf(this.optim.value));
  /** The error that the user is told of, at the field that it is about. */
  readonly shownError = computed((): ErrorReport | null => {
    const error = this.patient.shown.value;
    if (error?.key !== OPTIM || this.typedUpdates.value === null) return error;
    return { ...error, key: UPDATES };
  });

  /** Whether its user has changed something. */
  isEdited = false;

  private readonly patient = new PatientError();
  private readonly optim = computed(() => this.attribute(OPTIM));
  /**
   * What stands in the field of updates, and the `optim_config` into which it is put: what is half
   * typed leaves no trace in it.
   */
  private readonly typedUpdates = signal<{ text: string; into: string } | null>(null);
  /** Of the address that was taken, until something is edited. */
  private repeated: ReturnType<typeof repeatedIn> = null;
  private timer = 0;
  private checks = 0;
  private checkedState: FormState | null = null;
  private previewed = '';

  /** Of the page with this state. */
  get address(): string {
    return `#${withPainted(toHash(this.state.peek()), this.painted.peek())}`;
  }

  constructor(
    private readonly client: ComputeClient,
    readonly choices: Choices,
  ) {}

  /** The text of an attribute, set or not; empty where the scenario has none of this name. */
  attribute(name: string): string {
    const { attributes } = this.state.value;
    const info = this.scenario.value && attributeOf(this.scenario.value, name);
    return info === undefined ? (attributes.get(name) ?? '') : textOf(attributes, info);
  }

  /**
   * A change by the user. Attributes that the scenario has not, of an address, are forgotten: no
   * field shows them.
   */
  edit(change: Partial<FormState>): void {
    this.typedUpdates.value = null;
    this.change(change);
  }

  setAttribute(name: string, value: string): void {
    const scenario = this.scenario.peek();
    const info = scenario && attributeOf(scenario, name);
    if (info === undefined) return;
    this.edit({ attributes: withAttribute(this.state.peek().attributes, info, value) });
  }

  setUpdates(text: string): void {
    const scenario = this.scenario.peek();
    const info = scenario && attributeOf(scenario, OPTIM);
    if (info === undefined) return;
    const into = this.typedUpdates.peek()?.into ?? this.optim.peek();
    this.typedUpdates.value = { text, into };
    const { attributes } = this.state.peek();
    this.change({ attributes: withAttribute(attributes, info, withUpdates(into, text)) });
  }

  /** Takes a whole state, as of an address, and what is repeated there. */
  replace(state: FormState, repeated: ReturnType<typeof repeatedIn> = null): void {
    this.typedUpdates.value = null;
    this.repeated = repeated;
    this.state.value = state;
    const scenario = this.scenario.peek();
    if (scenario !== undefined) {
      this.state.value = { ...state, attributes: completed(scenario, state.attributes) };
    }
    this.patient.hurry();
    void this.check();
  }

  /** A field was left: what is wrong is shown at once. */
  leave(): void {
    this.patient.hurry();
    if (this.timer !== 0) void this.check();
    else if (this.checkedState === this.state.peek()) this.patient.show();
  }

  /**
   * The state as it is now, and what a check of it finds: at once where that is known, since the
   * worker may be busy for seconds.
   */
  async checkNow(): Promise<Checked & { readonly state: FormState }> {
    this.patient.hurry();
    for (;;) {
      const state = this.state.peek();
      if (state === this.checkedState) this.patient.show();
      const checked = state === this.checkedState ? this.checked.peek() : await this.check();
      if (checked !== null) return { ...checked, state };
    }
  }

  private scenarioOf(name: string) {
    return this.choices.scenarios.find(
      ({ key, aliases }) => key === name || aliases.includes(name),
    );
  }

  private change(change: Partial<FormState>): void {
    this.isEdited = true;
    this.repeated = null;
    const before = this.state.peek();
    const state = { ...before, ...change };
    const scenario = this.scenarioOf(state.scenario);
    const known = state.scenario === before.scenario ? knownTo : carriedTo;
    this.state.value =
      scenario === undefined ? state : { ...state, attributes: known(scenario, state.attributes) };
    history.replaceState(null, '', this.address);
    this.patient.typed();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** Null where it was outrun by a later check. */
  private async check(): Promise<Checked | null> {
    clearTimeout(this.timer);
    this.timer = 0;
    const check = ++this.checks;
    const state = this.state.peek();
    const checked =
      this.repeated === null
        ? await this.client.check(toEntry(state), toComputeOptions(state))
        : { error: reportOfRepeated(this.repeated) };
    if (check !== this.checks) return null;
    this.checkedState = state;
    this.checked.value = checked;
    this.patient.found('error' in checked ? checked.error : null);
    if ('cost' in checked) {
      this.costed.value = { state, cost: checked.cost };
      void this.makePreview(state, checked.vlim);
    }
    return checked;
  }

  private async makePreview(state: FormState, limits: Sample['limits']): Promise<void> {
    const key = JSON.stringify([state.scenario, ofData(state)]);
    if (key === this.previewed) return;
    this.previewed = key;
    this.previewNote.value = 'Computing sample data …';
    try {
      const preview = await this.client.preview(toEntry(state));
      if (preview === null || key !== this.previewed) return;
      this.sample.value = { state, preview, limits };
      this.previewNote.value = '';
    } catch (error) {
      if (key === this.previewed) this.previewNote.value = (error as Error).message;
    }
  }
}

function reportOfRepeated({ key, texts }: NonNullable<ReturnType<typeof repeatedIn>>): ErrorReport {
  const quoted = texts.map((text) => `'${text}'`).join(' and as ');
  return { key, message: `stands in the address as ${quoted}; it may stand there once` };
}
