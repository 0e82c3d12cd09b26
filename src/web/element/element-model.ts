/** What an `<ape-experiment>` knows: its settings, what is wrong with them, its data and its run. */

import { computed, signal } from '@preact/signals';
import type { ComputeClient } from '../compute-client.js';
import { NOT_OF_DATA } from '../form/form-model.js';
import { DEFAULT_STATE, type FormState, toComputeOptions, toEntry } from '../form/form-state.js';
import type { CheckedRight, Choices, Trajectory } from '../protocol.js';
import { Run } from '../runs/run.js';
import { displayError, readAttributes, type Settings } from './attributes.js';
import { controlsOf } from './controls.js';
import { beginAlike, readText, runOf, stateOf } from './stored-run.js';
import { Turns } from './turns.js';
import { Ended, WorkerLease } from './worker-lease.js';

/** An experiment that can be run, and what it takes. */
export interface Right {
  readonly state: FormState;
  readonly checked: CheckedRight;
}

/**
 * What elements do by themselves, once they are seen: all at once would be slow, and each worker
 * takes of the addresses that a page has for WebAssembly's memory.
 */
const LOOKS = new Turns(4);
const AUTOSTARTS = new Turns(1);

/** By then the reader has stopped typing. */
const CHECK_AFTER_MS = 600;

export class ElementModel {
  readonly display = signal(readAttributes([]).display);
  /** What the attributes say, with the reader's changes. */
  readonly state = signal(DEFAULT_STATE);
  readonly choices = signal<Choices | null>(null);
  /** The state that was found right last; of a stored run what makes it again, if that is known. */
  readonly right = signal<Right | null>(null);
  /** The reference solver's trajectory. */
  readonly reference = signal<Trajectory | null>(null);
  readonly run = signal<Run | null>(null);
  /** The first sample rollout of a run that was made before. */
  readonly prediction = signal<Trajectory | null>(null);
  /** What the reader waits for, in words, where no run says so. */
  readonly waitsFor = signal('');
  /** Whether it trains once its turn has come. */
  readonly isInLine = signal(false);
  readonly isTraining = computed(() => {
    const status = this.run.value?.status.value;
    return this.isStarting.value || status === 'running' || status === 'paused';
  });
  readonly scenario = computed(() => {
    const key = this.state.value.scenario.trim();
    return this.choices.value?.scenarios.find((scenario) => scenario.key === key) ?? null;
  });
  readonly fields = computed(() => {
    const { controls } = this.display.value;
    const choices = this.choices.value;
    if (choices === null) return { controls: [], error: null };
    return controlsOf(controls, this.state.value, choices, this.scenario.value);
  });
  /** The key of the entry that is wrong, or null. */
  readonly wrongKey = signal<string | null>(null);
  /** What is wrong, or null. */
  readonly message = computed(
    () => this.wrongDisplay.value ?? this.wrong.value ?? this.fields.value.error,
  );
  private readonly wrong = signal<string | null>(null);
  private readonly wrongDisplay = signal<string | null>(null);
  private readonly isStarting = signal(false);
  private readonly looker = new WorkerLease();
  private readonly trainer = new WorkerLease();
  private training: ComputeClient | null = null;
  private taken = '';
  private looks = 0;
  private timer = 0;

  /** Takes the attributes as they are now. Where they name another experiment, all begins anew. */
  take(settings: Settings): void {
    const { state, display } = settings;
    this.display.value = display;
    this.wrongDisplay.value = displayError(settings, document.baseURI);
    const taken = JSON.stringify([state, [...state.attributes], display.src, display.vlim]);
    if (taken === this.taken) return;
    this.taken = taken;
    this.leave();
    this.state.value = state;
    this.tell(null);
    for (const one of [this.right, this.reference, this.run, this.prediction]) one.value = null;
  }

  /** Does what there is to do once it is seen, if that has not been done. */
  begin(): void {
    const found = [this.reference, this.run, this.wrong].some((one) => one.peek() !== null);
    if (found || this.isInLine.peek() || this.waitsFor.peek() !== '') return;
    const { src, autostart } = this.display.peek();
    if (src !== null) void this.showStored(src);
    else if (autostart) void this.trainInTurn();
    else void this.look();
  }

  /** A change by the reader, which is checked once they pause. */
  edit(state: FormState): void {
    this.state.value = state;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), CHECK_AFTER_MS);
  }

  /** Checks a change at once, as where the reader leaves its field. */
  checkNow(): void {
    if (this.timer !== 0) void this.look();
  }

  /** Trains now, whatever else of the page does. */
  async train(): Promise<void> {
    if (this.isTraining.peek()) return;
    this.leave();
    await this.work(this.trainer, (client) => this.trainBy(client));
  }

  /** Trains when no other does that has begun by itself, and shows its data until then. */
  private async trainInTurn(): Promise<void> {
    const isNext = AUTOSTARTS.isFree;
    this.isInLine.value = true;
    const trained = this.work(this.trainer, (client) => this.trainBy(client), AUTOSTARTS);
    if (!isNext) void this.look();
    await trained;
  }

  private async trainBy(client: ComputeClient): Promise<void> {
    // A preview that is being made would hold it up.
    this.looker.end();
    this.isInLine.value = false;
    this.isStarting.value = true;
    this.waitsFor.value = 'loading';
    this.run.value = null;
    const right = await this.check(client, this.state.peek());
    if (right === null) return;
    const run = new Run(1, right.state, right.checked);
    this.run.value = run;
    this.waitsFor.value = '';
    await this.carryOut(client, run);
  }

  pause(): void {
    const run = this.run.peek();
    if (run !== null) run.status.value = 'paused';
    void this.training?.pause();
    this.trainer.giveTurnBack();
  }

  goOn(): void {
    this.run.peek()?.goOn(performance.now());
    void this.training?.goOn();
  }

  /** Gives up all work; what there is already stays. */
  leave(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.looker.end();
    this.trainer.end();
    this.isInLine.value = false;
    this.rest();
  }

  private rest(): void {
    this.training = null;
    this.isStarting.value = false;
    this.waitsFor.value = '';
    const run = this.run.peek();
    if (run !== null && isOn(run)) run.status.value = 'stopped';
  }

  /** Checks the state, and makes a picture of its data. */
  private look(): Promise<void> {
    const before = this.right.peek();
    return this.lookWith(async (client) => {
      const right = await this.check(client, this.state.peek());
      if (right === null) return;
      const isSame = before !== null && hasSameData(before.state, right.state);
      // What a run shows is of the data that it was made of.
      if (!isSame) this.run.value = null;
      if (!isSame || this.reference.peek() === null) await this.makeReference(client, right);
    });
  }

  /** Null where the state is wrong, which is told. */
  private async check(client: ComputeClient, state: FormState): Promise<Right | null> {
    clearTimeout(this.timer);
    this.timer = 0;
    const look = ++this.looks;
    this.choices.value ??= await client.choices();
    const checked = await client.check(toEntry(state), toComputeOptions(state));
    if (look !== this.looks) return null;
    if ('error' in checked) {
      const { key, message } = checked.error;
      this.tell(key === null ? message : `${key}: ${message}`, key);
      return null;
    }
    this.tell(null);
    this.right.value = { state, checked };
    return this.right.value;
  }

  private async makeReference(client: ComputeClient, { state }: Right): Promise<void> {
    this.waitsFor.value = 'computing sample data';
    const preview = await client.preview(toEntry(state));
    if (preview !== null) this.reference.value = preview.picture;
  }

  private async carryOut(client: ComputeClient, run: Run): Promise<void> {
    const { state } = run;
    run.status.value = 'running';
    this.training = client;
    // Events come by another way than the outcome, which may overtake the last of them.
    const outcome = await client.train(toEntry(state), toComputeOptions(state), (event) =>
      run.take(event),
    );
    if (outcome.kind === 'finished') run.finish(outcome.result);
    if (outcome.kind === 'error') {
      run.fail(outcome.error);
      this.tell(outcome.error.message, outcome.error.key);
    }
  }

  private showStored(src: string): Promise<void> {
    return this.lookWith(async (client) => {
      const csv = await readText(src, document.baseURI);
      const stored = await client.stored(csv, this.display.peek().vlim);
      if ('error' in stored) throw new Error(`${src}: ${stored.error.message}`);
      this.run.value = runOf(stored);
      this.prediction.value = stored.prediction;
      if (stored.entry === null) return;
      const state = stateOf(stored.entry);
      this.choices.value ??= await client.choices();
      const checked = await client.check(toEntry(state), toComputeOptions(state));
      if ('error' in checked) return;
      this.state.value = state;
      this.right.value = { state, checked };
      if (stored.prediction === null) return;
      this.waitsFor.value = 'computing the reference';
      const reference = (await client.preview(toEntry(state)))?.picture;
      // It may have been made of other data, as by another version.
      if (reference && beginAlike(reference, stored.prediction)) this.reference.value = reference;
    });
  }

  private lookWith(use: (client: ComputeClient) => Promise<void>): Promise<void> {
    return this.work(this.looker, use, LOOKS);
  }

  /** Lends a worker, and tells what goes wrong with it. */
  private async work(
    lease: WorkerLease,
    use: (client: ComputeClient) => Promise<void>,
    turns?: Turns,
  ): Promise<void> {
    this.waitsFor.value = 'loading';
    try {
      await lease.use(use, turns);
    } catch (error) {
      // Who has ended it says what comes next.
      if (error instanceof Ended) return;
      this.tell((error as Error).message);
    }
    this.rest();
  }

  /** Says what is wrong, or that nothing is. */
  tell(message: string | null, key: string | null = null): void {
    this.wrong.value = message;
    this.wrongKey.value = key;
  }
}

function isOn({ status }: Run): boolean {
  return status.peek() === 'running' || status.peek() === 'paused';
}

/** Whether two experiments have the same trajectories. */
function hasSameData(one: FormState, other: FormState): boolean {
  const key = ({ scenario, attributes }: FormState) =>
    JSON.stringify([scenario, [...attributes].filter(([name]) => !NOT_OF_DATA.test(name))]);
  return key(one) === key(other);
}
