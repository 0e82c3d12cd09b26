/** What is painted, what steps it, and the link that holds it. */

import { computed, effect, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import type { FormModel } from '../form/form-model.js';
import { type FormState, paintedIn, toEntry } from '../form/form-state.js';
import type { Run } from '../runs/run.js';
import type { Runs } from '../runs/runs.js';
import { fromText, PaintedTextError, toText } from './painted-state.js';
import { Painting } from './painting.js';
import { Player } from './player.js';

/** Strokes and keys that follow each other fast are written into the address once. */
const WRITE_AFTER_MS = 300;

/** In the place of a run: what the form says, whose reference solver steps alone. */
export const FORM = 'form';

/** What steps the painted state. */
interface Source {
  /** The same for what steps alike. */
  readonly key: string;
  readonly state: FormState;
  /** Whose network steps beside the solver. */
  readonly run: Run | null;
}

export class PaintModel {
  readonly isOpen = signal(false);
  /** The id of a run, or FORM; null: the last run that finished, and before one has, the form. */
  readonly choice = signal<string | null>(null);
  readonly painting = new Painting();
  readonly player: Player;
  /** What has been made ready to step. */
  readonly source = signal<Source | null>(null);
  /** Why nothing can be painted now. */
  readonly note = signal('');
  /** What is wrong with the painted state of the address. */
  readonly linkError = signal('');
  readonly finishedRuns = computed(() =>
    this.runs.all.value.filter(({ result }) => result.value !== null),
  );
  /** The run that is chosen. */
  readonly run = computed((): Run | null => {
    const choice = this.choice.value;
    if (choice === FORM) return null;
    const runs = this.finishedRuns.value;
    return runs.find(({ id }) => id === choice) ?? runs.at(-1) ?? null;
  });
  /** Of the source that is chosen; empty while the form is wrong. */
  private readonly key = computed(() => {
    const run = this.run.value;
    if (run !== null) return run.id;
    const checked = this.form.checked.value;
    if (checked === null || 'error' in checked) return '';
    const { scenario, attributes } = this.form.state.peek();
    return JSON.stringify([scenario, ...attributes]);
  });
  /** Of sources and states that are being made: each has its turn, and steps come after them. */
  private turns: Promise<void> = Promise.resolve();
  private writing = 0;

  constructor(
    private readonly client: ComputeClient,
    private readonly form: FormModel,
    private readonly runs: Runs,
  ) {
    this.player = new Player(client, () => this.turns);
    effect(() => {
      const key = this.key.value;
      if (!this.isOpen.value) this.player.pause();
      else if (key !== '') void this.inTurn(() => this.open(key));
    });
    effect(() => {
      const { state, isInStroke } = this.painting;
      if (state.value !== null || this.form.painted.peek() !== '') this.write();
      if (isInStroke.value) this.player.forget();
      else this.begin();
    });
  }

  /** Takes the painted state of an address, if it has one. */
  async readAddress(hash: string): Promise<void> {
    const text = paintedIn(hash);
    if (text === '' || text === this.form.painted.peek()) return;
    this.isOpen.value = true;
    this.form.painted.value = text;
    try {
      const state = await fromText(text);
      this.linkError.value = '';
      this.painting.replace(state);
    } catch (error) {
      if (!(error instanceof PaintedTextError)) throw error;
      this.linkError.value = error.message;
    }
  }

  takeTestState(): Promise<void> {
    return this.inTurn(async () => {
      const stage = this.painting.stage.peek();
      if (stage === null) return;
      this.painting.copy(stage, await this.client.paintTestState());
    });
  }

  /** Leaves only the waves of up to so many periods. */
  smooth(modes: number): Promise<void> {
    return this.inTurn(async () => {
      const { painting } = this;
      const stage = painting.stage.peek();
      if (stage === null) return;
      const values = await this.client.paintSmooth(painting.values.peek(), modes);
      painting.change(() => painting.setValues(stage, values));
    });
  }

  /** Sets the time back to 0. */
  begin(): void {
    const { painting, player, source } = this;
    const canStep = painting.stage.peek() !== null && !painting.isElsewhere.peek();
    if (!canStep) player.forget();
    else player.begin(Float32Array.from(painting.values.peek()), source.peek()?.run != null);
  }

  /** Stops, and sets the time back. */
  reset(): void {
    this.player.pause();
    this.begin();
  }

  /** One that fails is no reason to leave out those that follow it. */
  private async inTurn(make: () => Promise<void>): Promise<void> {
    const turn = this.turns.then(make);
    this.turns = turn.catch(() => {});
    await turn;
  }

  /** Makes ready what is chosen, unless something else is by now. */
  private async open(key: string): Promise<void> {
    if (key !== this.key.peek() || key === this.source.peek()?.key) return;
    const run = this.run.peek();
    const state = run?.state ?? this.form.state.peek();
    const weights = run?.result.peek()?.weights ?? null;
    this.player.forget();
    this.note.value = 'Making the solver ready …';
    const stage = await this.client.paintOpen({ entry: toEntry(state), weights });
    const isOpened = !('error' in stage);
    this.note.value = isOpened ? '' : stage.error.message;
    this.source.value = isOpened ? { key, state, run } : null;
    this.painting.stage.value = isOpened ? stage : null;
    this.begin();
  }

  /** Writes the painted state into the address. */
  private write(): void {
    clearTimeout(this.writing);
    this.writing = window.setTimeout(async () => {
      const state = this.painting.state.peek();
      const text = state === null ? '' : await toText(state);
      if (state !== this.painting.state.peek()) return;
      this.linkError.value = '';
      this.form.painted.value = text;
      history.replaceState(null, '', this.form.address);
    }, WRITE_AFTER_MS);
  }
}
