/** The page of experiments: the form, its data, and the runs that it starts. */

import { ComputeClient } from './compute-client.js';
import { showCost } from './cost-view.js';
import { SampleDataView } from './data-view.js';
import { byId } from './elements.js';
import { ExperimentForm } from './form.js';
import { fromHash, toComputeOptions, toEntry, toHash } from './form-state.js';
import type { Checked, TrainingEvent } from './protocol.js';
import { ResultsView } from './results-view.js';
import { Run } from './runs.js';
import { TrainingControl } from './training-control.js';
import { VerifyView } from './verify-view.js';

/** Typing is not checked at every key. */
const CHECK_AFTER_MS = 250;

/** Attributes that the first test trajectory does not depend on. */
const NOT_OF_DATA =
  /^(num_train_samples|train_.*|num_test_samples|num_trjs_returned|optim_config|batch_size|record_loss_every|report_metrics|callbacks)$/;

class Page {
  private readonly client = new ComputeClient((message) => this.control.say(message));
  private readonly data = new SampleDataView();
  private readonly results = new ResultsView();
  private readonly control = new TrainingControl({
    pause: () => this.pause(),
    goOn: () => this.goOn(),
    stop: () => void this.client.stop(),
  });
  private readonly runs: Run[] = [];
  private form!: ExperimentForm;
  private running: Run | null = null;
  private checkTimer = 0;
  private checks = 0;
  private shownData = '';

  async start(): Promise<void> {
    showCost(null);
    new VerifyView(this.client);
    const [choices, machine] = await Promise.all([this.client.choices(), this.client.machine()]);
    this.form = new ExperimentForm(choices, machine, () => this.edited());
    byId('version').textContent = `apebench ${machine.version}`;
    this.control.ready();
    byId('experiment').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.train();
    });
    addEventListener('hashchange', () => this.readAddress());
    // A link to where the page is already changes no address, and still means to run.
    byId('runs').addEventListener('click', ({ target }) => {
      if (target instanceof HTMLAnchorElement && target.hash === location.hash) this.readAddress();
    });
    this.readAddress();
  }

  private readAddress(): void {
    const { state, run } = fromHash(location.hash);
    this.form.state = state;
    if (run && this.running === null) void this.train();
    else void this.check();
  }

  private edited(): void {
    history.replaceState(null, '', `#${toHash(this.form.state)}`);
    clearTimeout(this.checkTimer);
    this.checkTimer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** Checks what the form says, shows its error or its cost and data; null if it was outrun. */
  private async check(): Promise<Checked | null> {
    clearTimeout(this.checkTimer);
    const check = ++this.checks;
    const { state } = this.form;
    const checked = await this.client.check(toEntry(state), toComputeOptions(state));
    if (check !== this.checks) return null;
    const error = 'error' in checked ? checked.error : null;
    this.form.showError(error);
    showCost('cost' in checked ? checked.cost : null);
    if ('cost' in checked) void this.preview(checked.vlim);
    return checked;
  }

  private async preview(limits: readonly [number, number]): Promise<void> {
    const { state } = this.form;
    const attributes = [...state.attributes].filter(([name]) => !NOT_OF_DATA.test(name));
    const key = JSON.stringify([state.scenario, attributes]);
    if (key === this.shownData) return;
    this.shownData = key;
    this.data.say('Computing sample data …');
    try {
      const preview = await this.client.preview(toEntry(state));
      if (preview !== null && key === this.shownData) this.data.show(preview, limits);
    } catch (error) {
      this.data.say((error as Error).message);
    }
  }

  private async train(): Promise<void> {
    if (this.running !== null) return;
    const checked = await this.check();
    if (checked === null || this.running !== null) return;
    if ('error' in checked) {
      document.querySelector<HTMLElement>('[aria-invalid]')?.focus();
      return;
    }
    const { state } = this.form;
    history.replaceState(null, '', `#${toHash(state, true)}`);
    const run = new Run(this.runs.length, state, checked.vlim, this.runs);
    this.runs.push(run);
    this.running = run;
    this.control.begin();
    this.results.begin(run);
    const outcome = await this.client
      .train(toEntry(state), toComputeOptions(state), (event) => this.take(run, event))
      .catch((error: Error) => ({
        kind: 'error' as const,
        error: { key: null, message: error.message },
      }));
    this.running = null;
    if (outcome.kind === 'finished') run.finish(outcome.result);
    else if (outcome.kind === 'stopped') run.status = 'stopped';
    else run.fail(outcome.error);
    this.control.show(run);
    this.control.end(run.status);
    this.results.update(this.runs);
  }

  private take(run: Run, event: TrainingEvent): void {
    if (event.kind === 'phase') {
      if (run.status === 'running') this.control.say(event.text);
      return;
    }
    run.take(event);
    if (event.kind === 'progress') {
      if (run.status === 'running' && run.update < run.total) this.control.say('training');
      this.control.show(run);
    }
    if (event.kind === 'picture') this.results.showPictures();
    this.results.update(this.runs);
  }

  private pause(): void {
    this.running!.status = 'paused';
    this.control.say('paused');
    this.results.update(this.runs);
    void this.client.pause();
  }

  private goOn(): void {
    this.running!.status = 'running';
    this.control.say('training');
    this.results.update(this.runs);
    void this.client.goOn();
  }
}

void new Page().start();
