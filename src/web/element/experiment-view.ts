/** What one embedded experiment shows: its title, buttons and progress, its curves and pictures. */

import { errorOptions, LOSS_OPTIONS } from '../charts/chart-options.js';
import { LineChart } from '../charts/line-chart.js';
import { errorLines, lossLines } from '../charts/run-lines.js';
import { button, element } from '../elements.js';
import { threeDigits, whole } from '../number-format.js';
import { FieldView, type Panel } from '../predictions/field-view.js';
import type { Run } from '../runs/run.js';

export interface ExperimentViewOptions {
  readonly title: string;
  /** Null: there is nothing to start. */
  readonly start: (() => void) | null;
  readonly stop: () => void;
}

export class ExperimentView {
  /**
   * Charts measure themselves, so they are drawn once the style is there, or is known not to come.
   */
  readonly isStyled: Promise<unknown>;
  private readonly title = element('p', { class: 'title' });
  private readonly startButton: HTMLButtonElement;
  private readonly stopButton: HTMLButtonElement;
  private readonly bar = element('progress', { value: '0', 'aria-label': 'updates made' });
  private readonly status = element('span', { role: 'status' });
  private readonly numbers = element('span');
  private readonly error = element('pre', { class: 'error', role: 'alert', hidden: true });
  private readonly lossFigure = element('figure', { 'data-chart': 'loss' });
  private readonly errorFigure = element('figure', { 'data-chart': 'rollout' });
  private readonly curves: HTMLElement;
  private readonly pictures = element('div', { hidden: true });
  private charts: { loss: LineChart; error: LineChart; fields: FieldView } | null = null;
  private readonly canStart: boolean;
  private metric = '';

  constructor(
    private readonly root: ShadowRoot,
    { title, start, stop }: ExperimentViewOptions,
  ) {
    this.startButton = button('Train', () => start?.(), { class: 'primary' });
    this.stopButton = button('Stop', stop, { hidden: true });
    this.canStart = start !== null;
    this.startButton.hidden = !this.canStart;
    this.bar.hidden = true;
    this.curves = element('div', { class: 'beside' }, this.lossFigure, this.errorFigure);
    this.curves.hidden = true;
    this.setTitle(title);
    const status = element('p', { class: 'status' }, this.status, ' ', this.numbers);
    const style = element('link', {
      rel: 'stylesheet',
      href: new URL('./style.css', import.meta.url).href,
    });
    this.isStyled = new Promise((resolve) => {
      style.addEventListener('load', resolve);
      style.addEventListener('error', resolve);
    });
    const buttons = [this.startButton, this.stopButton];
    const actions = element('div', { class: 'actions' }, this.title, ...buttons, status, this.bar);
    const parts = [actions, this.error, this.curves, this.pictures];
    root.append(style, element('div', { class: 'embedded' }, ...parts));
  }

  setTitle(text: string): void {
    this.title.textContent = text;
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  begin(): void {
    this.error.hidden = true;
    this.swap(this.startButton, this.stopButton);
    this.bar.hidden = false;
    this.say('loading');
  }

  end(text: string): void {
    this.say(text);
    this.bar.hidden = true;
    if (this.canStart && !text.startsWith('finished')) this.swap(this.stopButton, this.startButton);
    else this.stopButton.hidden = true;
  }

  /** Shows a button in the place of another one, which hands its focus on. */
  private swap(from: HTMLButtonElement, to: HTMLButtonElement): void {
    const hadFocus = this.root.activeElement === from;
    to.hidden = false;
    from.hidden = true;
    if (hadFocus) to.focus({ preventScroll: true });
  }

  fail(message: string): void {
    this.end('');
    this.error.textContent = message;
    this.error.hidden = false;
  }

  show(run: Run): void {
    if (run.losses.value.losses.length === 0) return;
    const { loss, error } = this.drawn();
    const { metric } = run.rollouts.value[0] ?? { metric: 'mean_nRMSE' };
    if (metric !== this.metric) error.setOptions(errorOptions(metric));
    this.metric = metric;
    loss.show(lossLines(run));
    error.show(errorLines(run, metric));
    const { update, total } = run.progress.value;
    this.bar.max = total || 1;
    this.bar.value = update;
    const done = total === 0 ? '' : `${whole(update)} of ${whole(total)} updates · `;
    this.numbers.textContent = `${done}loss ${threeDigits(run.lastLoss.value)}`;
    const pictures = run.pictures.value;
    if (pictures === null) return;
    const { reference, prediction } = pictures.of;
    const panels = [
      { title: 'Reference', picture: reference },
      { title: 'Prediction', picture: prediction },
    ];
    this.showPanels(panels, run.basis.vlim);
  }

  showPanels(panels: readonly Panel[], limits: readonly [number, number]): void {
    this.pictures.hidden = false;
    this.drawn().fields.show(panels, limits);
  }

  /** The charts, made when there is first something to draw. */
  private drawn() {
    this.curves.hidden = false;
    this.charts ??= {
      loss: new LineChart(this.lossFigure, LOSS_OPTIONS),
      error: new LineChart(this.errorFigure, errorOptions('mean_nRMSE')),
      fields: new FieldView(this.pictures),
    };
    return this.charts;
  }
}
