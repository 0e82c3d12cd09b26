/** The list of runs: how each stands, its numbers, its files. */

import { download } from './download.js';
import { button, element } from './elements.js';
import { seconds, threeDigits, whole } from './number-format.js';
import { medians, type Run } from './runs.js';

/** Steps of the rollout whose error is told. */
const STEPS = [1, 10, 100];

export interface RunListOptions {
  /** A run is to be shown or hidden in the charts. */
  readonly onShow: () => void;
  /** The pictures of a run are asked for. */
  readonly onPicture: (run: Run) => void;
}

export class RunList {
  constructor(
    private readonly list: HTMLElement,
    private readonly options: RunListOptions,
  ) {}

  update(runs: readonly Run[]): void {
    runs.forEach((run, i) => {
      const old = this.list.children[i];
      const item = this.item(run);
      if (old === undefined) this.list.append(item);
      else if (old.getAttribute('data-state') !== item.getAttribute('data-state'))
        old.replaceWith(item);
      else old.querySelector('dl')!.replaceWith(item.querySelector('dl')!);
    });
  }

  private item(run: Run): HTMLElement {
    const swatch = element('input', { type: 'checkbox', id: `run-${run.index}` });
    swatch.checked = run.isShown;
    swatch.style.accentColor = run.colour;
    swatch.addEventListener('change', () => {
      run.isShown = swatch.checked;
      this.options.onShow();
    });
    const mark = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    mark.style.background = run.colour;
    const state = JSON.stringify([run.status, run.pictures !== null]);
    return element(
      'li',
      { class: 'run', 'data-status': run.status, 'data-state': state },
      element(
        'div',
        { class: 'run-title' },
        swatch,
        mark,
        element('label', { for: swatch.id }, run.label),
      ),
      this.numbers(run),
      this.actions(run),
    );
  }

  private numbers(run: Run): HTMLElement {
    const { result, status } = run;
    const facts: [string, string][] = [
      ['status', status],
      ['updates', run.total === 0 ? '–' : `${whole(run.update)} of ${whole(run.total)}`],
      ['loss', Number.isNaN(run.lastLoss) ? '–' : threeDigits(run.lastLoss)],
    ];
    const first = run.rollouts[0];
    if (first !== undefined) {
      const errors = medians(first.errors);
      const steps = STEPS.filter((step) => step <= errors.length);
      const values = steps.map((step) => threeDigits(errors[step - 1]!));
      facts.push([`${metricName(first.metric)} at step ${steps.join(', ')}`, values.join(', ')]);
    }
    if (result !== null) {
      facts.push(['trained in', seconds(result.trainSeconds)], ['on', result.computedOn]);
      if (result.diverged.length > 0)
        facts.push(['diverged', `seed ${result.diverged.join(', ')}`]);
      facts.push(['SHA-256 of the weights', result.sha256]);
    }
    return element(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { 'data-of': name }, value)),
      ),
    );
  }

  private actions(run: Run): HTMLElement {
    const { result } = run;
    const of = (what: string) => ({ 'aria-label': `${what} of run ${run.index + 1}` });
    const actions = element('div', { class: 'run-actions' });
    if (result !== null) {
      const { name, csv, weights } = result;
      actions.append(
        button('CSV', () => download(`${name}.csv`, csv, 'text/csv'), of('download the CSV')),
        button(
          'Weights',
          () => download(`${name}.safetensors`, weights, 'application/octet-stream'),
          of('download the weights'),
        ),
      );
    }
    if (run.pictures !== null) {
      actions.append(
        button('Pictures', () => this.options.onPicture(run), of('show the pictures')),
      );
    }
    actions.append(element('a', { href: run.hash }, 'Run again'));
    if (run.error !== null) actions.append(element('pre', { class: 'error' }, run.error.message));
    return actions;
  }
}

/** `nRMSE` of `mean_nRMSE`. */
export function metricName(metric: string): string {
  return metric.replace(/^mean_/, '');
}
