/** What the page of the bench knows: what is to be measured, and what has been. */

import { computed, signal } from '@preact/signals';
import type { BackendFacts, TaskReport } from '../../profiling/index.js';
import type { ComputeClient } from '../compute-client.js';
import { fromHash, toEntry } from '../form/form-state.js';
import { Offline } from '../offline/offline.js';
import type { Machine } from '../protocol.js';
import type { BenchEvent, BenchOutcome } from './bench-protocol.js';

/** The texts of the form. */
export interface BenchForm {
  readonly backend: string;
  readonly tasks: string;
  readonly milliseconds: string;
  /** The address of an experiment, without its `#`; empty for none. */
  readonly experiment: string;
}

const DEFAULTS: BenchForm = { backend: 'auto', tasks: 'auto', milliseconds: '500', experiment: '' };
const KEYS = Object.keys(DEFAULTS) as (keyof BenchForm)[];
/** In an address: measure at once. */
const RUN = 'run';

export type Status = 'ready' | 'starting' | 'measuring' | 'finished' | 'stopped' | 'failed';

/** A task of which the report is there, or not yet. */
export interface MeasuredTask {
  readonly task: string;
  readonly title: string;
  readonly report: TaskReport | null;
}

export class BenchModel {
  readonly form = signal(DEFAULTS);
  readonly status = signal<Status>('ready');
  /** What is wrong, and with which field of the form. */
  readonly error = signal<{ readonly key: string | null; readonly message: string } | null>(null);
  readonly places = signal<readonly BackendFacts[]>([]);
  readonly leftOut = signal<string | null>(null);
  readonly tasks = signal<readonly MeasuredTask[]>([]);
  readonly isMeasuring = computed(() => ['starting', 'measuring'].includes(this.status.value));
  readonly offline = new Offline(this.isMeasuring, () => this.status.peek() === 'ready');

  constructor(
    private readonly client: ComputeClient,
    readonly machine: Machine,
  ) {}

  /** Of the page with this form. */
  get address(): string {
    const form = this.form.peek();
    const set = KEYS.filter((key) => form[key] !== defaultOf(form, key));
    return `#${new URLSearchParams(set.map((key) => [key, form[key]]))}`;
  }

  edit(change: Partial<BenchForm>): void {
    this.form.value = { ...this.form.peek(), ...change };
    this.error.value = null;
    history.replaceState(null, '', this.address);
  }

  /** An address that says `run` starts once; to go back to it does not start it again. */
  readAddress(hash: string): void {
    const params = new URLSearchParams(hash.replace(/^#/, ''));
    const experiment = params.get('experiment') ?? '';
    const given = KEYS.flatMap((key) => (params.has(key) ? [[key, params.get(key)]] : []));
    const base = { ...DEFAULTS, experiment };
    this.edit({ ...base, tasks: defaultOf(base, 'tasks'), ...Object.fromEntries(given) });
    if (params.get(RUN) === '1') void this.start();
  }

  async start(): Promise<void> {
    if (this.isMeasuring.peek()) return;
    const { backend, tasks, milliseconds, experiment } = this.form.peek();
    const budget = Number(milliseconds);
    if (!Number.isInteger(budget) || budget < 1 || budget > 60_000) {
      this.error.value = { key: 'milliseconds', message: 'must be a whole number from 1 to 60000' };
      return;
    }
    this.error.value = null;
    this.places.value = [];
    this.tasks.value = [];
    this.status.value = 'starting';
    const entry = toEntry(fromHash(experiment).state);
    const outcome = await this.client
      .bench({ backend, tasks, milliseconds: budget, experiment: entry }, (event) =>
        this.take(event),
      )
      .catch(
        ({ message }: Error): BenchOutcome => ({ kind: 'error', error: { key: null, message } }),
      );
    this.tasks.value = this.tasks.peek().filter(({ report }) => report !== null);
    this.status.value = outcome.kind === 'error' ? 'failed' : outcome.kind;
    if (outcome.kind === 'error') this.error.value = outcome.error;
  }

  stop(): void {
    void this.client.stopBench();
  }

  private take(event: BenchEvent): void {
    if (event.kind === 'places') {
      this.places.value = event.places;
      this.leftOut.value = event.leftOut;
    } else if (event.kind === 'measuring') {
      const { task, title } = event;
      this.status.value = 'measuring';
      this.tasks.value = [...this.tasks.peek(), { task, title, report: null }];
    } else {
      const { report } = event;
      this.tasks.value = this.tasks
        .peek()
        .map((one) => (one.task === report.task ? { ...one, report } : one));
    }
  }
}

/** Whoever comes with an experiment wants it measured. */
function defaultOf({ experiment }: BenchForm, key: keyof BenchForm): string {
  return key === 'tasks' && experiment !== '' ? 'experiment' : DEFAULTS[key];
}
