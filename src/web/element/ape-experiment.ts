/**
 * `<ape-experiment scenario="diff_adv" net="Conv;26;10;relu">`: an experiment inside an article.
 * One script tag, `<script type="module" src="…/ape-experiment.js">`, is all that it needs.
 *
 * Attributes are the keys of an entry and the attributes of its scenario, as on the command line;
 * also `backend` and `threads`. The reader starts it; with `autostart` it starts once it is seen.
 * With `src`, the address of a `raw/NAME.csv`, it shows that run instead (`vlim` are the ends of
 * its colours). It reads its attributes when it is put into a page.
 */

import type { HostElementClass } from '../../host-types.js';
import { ComputeClient } from '../compute-client.js';
import {
  DEFAULT_STATE,
  type FormState,
  OWN_KEYS,
  toComputeOptions,
  toEntry,
} from '../form/form-state.js';
import type { Outcome } from '../protocol.js';
import { Run } from '../runs/run.js';
import { ExperimentView } from './experiment-view.js';

/** Attributes that any element may have, and those of this one that are no settings. */
const NOT_SETTINGS =
  /^(id|class|style|title|lang|dir|hidden|slot|part|role|tabindex|translate|src|autostart|(data|aria)-.*)$/;

/** By a type that programs without the DOM's have, too. */
const Base: HostElementClass = HTMLElement;

export class ApeExperiment extends Base {
  private compute: ComputeClient | null = null;
  private view: ExperimentView | null = null;
  private readonly sight = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) {
      this.sight.disconnect();
      void this.train();
    }
  });

  async connectedCallback(): Promise<void> {
    if (this.view !== null) return;
    const shadow = this.attachShadow({ mode: 'open' });
    const src = this.getAttribute('src');
    const view = new ExperimentView(shadow, {
      title: src === null ? titleOf(this.settings()) : '',
      start: src === null ? () => void this.train() : null,
      stop: () => void this.compute?.stop(),
    });
    this.view = view;
    await view.isStyled;
    if (src !== null) await this.showStored(src, view);
    else if (this.hasAttribute('autostart')) this.sight.observe(this);
  }

  disconnectedCallback(): void {
    this.sight.disconnect();
    this.compute?.close();
    this.compute = null;
    this.view?.end('stopped');
  }

  /** What the attributes say, as the form of the page would. */
  private settings(): FormState {
    const given = [...this.attributes]
      .filter(({ name }) => !NOT_SETTINGS.test(name))
      .map(({ name, value }) => [name, value] as const);
    const isOwn = (name: string) => (OWN_KEYS as readonly string[]).includes(name);
    return {
      ...DEFAULT_STATE,
      ...Object.fromEntries(given.filter(([name]) => isOwn(name))),
      attributes: new Map(given.filter(([name]) => !isOwn(name))),
    };
  }

  private async train(): Promise<void> {
    const view = this.view;
    if (view === null || this.compute !== null) return;
    const { compute, failure } = startCompute();
    this.compute = compute;
    view.begin();
    const outcome = await Promise.race([this.outcome(compute, view), failure]).catch(
      ({ message }: Error): Outcome => ({ kind: 'error', error: { key: null, message } }),
    );
    compute.close();
    if (this.compute === compute) this.compute = null;
    if (outcome.kind === 'error') {
      const { key, message } = outcome.error;
      view.fail(key === null ? message : `${key}: ${message}`);
    } else {
      view.end(
        outcome.kind === 'finished' ? `finished on ${outcome.result.computedOn}` : 'stopped',
      );
    }
  }

  private async outcome(compute: ComputeClient, view: ExperimentView): Promise<Outcome> {
    const state = this.settings();
    const entry = toEntry(state);
    const options = toComputeOptions(state);
    const checked = await compute.check(entry, options);
    if ('error' in checked) return { kind: 'error', error: checked.error };
    const run = new Run(1, state, checked);
    const outcome = await compute.train(entry, options, (event) => {
      // Events come by another way than the outcome, which may overtake them.
      if (event.kind === 'phase' && run.status.value !== 'finished') view.say(event.text);
      run.take(event);
      view.show(run);
    });
    if (outcome.kind === 'finished') run.finish(outcome.result);
    else run.status.value = 'stopped';
    view.show(run);
    return outcome;
  }

  private async showStored(src: string, view: ExperimentView): Promise<void> {
    view.say('loading');
    const response = await fetch(new URL(src, document.baseURI)).catch(() => null);
    if (response === null || !response.ok) {
      const why = response === null ? '' : `: status ${response.status}`;
      view.fail(`cannot read ${src}${why}`);
      return;
    }
    const { compute, failure } = startCompute();
    const reading = compute.stored(await response.text(), this.getAttribute('vlim'));
    const stored = await Promise.race([reading, failure]).catch(({ message }: Error) => ({
      error: { key: null, message },
    }));
    compute.close();
    if ('error' in stored) {
      view.fail(`${src}: ${stored.error.message}`);
      return;
    }
    const { scenario, net, train, prediction, limits, losses, every, rollouts } = stored;
    const state = { ...DEFAULT_STATE, scenario, net, train };
    const run = new Run(1, state, { vlim: limits, cost: null });
    run.losses.value = { losses, every };
    run.rollouts.value = rollouts;
    view.setTitle(run.name.value);
    view.end('');
    view.show(run);
    if (prediction !== null) {
      view.showPanels([{ title: 'Prediction', picture: prediction }], limits);
    }
  }
}

/** A worker; `failure` rejects if it can't be started. */
function startCompute(): { compute: ComputeClient; failure: Promise<never> } {
  let fail: (message: string) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = (message) => reject(new Error(message));
  });
  return { compute: new ComputeClient((message) => fail(message)), failure };
}

const titleOf = ({ scenario, net, train }: FormState) => `${scenario} · ${net} · ${train}`;

if (customElements.get('ape-experiment') === undefined) {
  customElements.define('ape-experiment', ApeExperiment);
}
