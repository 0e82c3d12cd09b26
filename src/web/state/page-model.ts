/** What the page knows: shared by all that it shows, and drawn anew where a signal changes. */

import { computed, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ComputeClient } from '../compute-client.js';
import { Speeds } from '../data/speeds.js';
import { FormModel } from '../form/form-model.js';
import { Offline } from '../offline/offline.js';
import { PaintModel } from '../paint/paint-model.js';
import type { Choices, Machine } from '../protocol.js';
import { Runs } from '../runs/runs.js';
import { TableModel } from '../runs/table-model.js';
import { ViewModel } from './view-model.js';

export class PageModel {
  readonly form: FormModel;
  readonly runs: Runs;
  readonly table: TableModel;
  readonly paint: PaintModel;
  readonly speeds: Speeds;
  readonly view = new ViewModel();
  /** How many runs were started by hand or by an address: the page turns to each. */
  readonly started = signal(0);
  readonly offline = new Offline(
    computed(() => this.runs.current.value !== null),
    () => !this.hasBegun && !this.form.isEdited,
  );
  private hasBegun = false;

  constructor(
    readonly client: ComputeClient,
    readonly choices: Choices,
    readonly machine: Machine,
  ) {
    this.form = new FormModel(client, choices);
    this.runs = new Runs(client);
    this.table = new TableModel(this.runs, this.view);
    this.paint = new PaintModel(client, this.form, this.runs);
    this.speeds = new Speeds(client, this.form, this.runs);
  }

  /** Trains what the form says, once it is right: now, or after the runs that wait. */
  async train(): Promise<void> {
    this.hasBegun = true;
    const { state, ...rest } = await this.form.checkNow();
    if ('error' in rest) {
      document.querySelector<HTMLElement>('[aria-invalid=true], #form-error pre')?.focus();
      return;
    }
    // The pressing of the button and what becomes of it have a turn each: with many runs both take long.
    await new Promise((resolve) => setTimeout(resolve));
    this.runs.add(state, rest);
    this.started.value++;
  }
}

export const PageContext = createContext<PageModel | null>(null);

export function usePage(): PageModel {
  const page = useContext(PageContext);
  if (page === null) throw new Error('outside of the page');
  return page;
}
