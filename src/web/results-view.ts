/** What runs have come to: losses and errors of all of them in two charts, the pictures of one. */

import { byId, element } from './elements.js';
import { FieldView } from './field-view.js';
import { LineChart, type LineChartOptions } from './line-chart.js';
import { threeDigits, whole } from './number-format.js';
import { metricName, RunList } from './run-list.js';
import type { Run } from './runs.js';

/** An error of 1 is that of a prediction of nothing. */
const RELATIVE_RANGE = [-0.05, 1.05] as const;

export const LOSS_OPTIONS: LineChartOptions = {
  title: 'Training loss',
  xLabel: 'update',
  log: true,
};

export function errorOptions(metric: string): LineChartOptions {
  const name = metricName(metric);
  const isRelative = name.startsWith('nRMSE');
  return {
    title: `Error of the test rollout: ${name}`,
    xLabel: 'time step',
    ...(isRelative ? { range: RELATIVE_RANGE } : {}),
  };
}

export class ResultsView {
  private readonly loss = new LineChart(byId('loss'), LOSS_OPTIONS);
  private metric = 'mean_nRMSE';
  private readonly error = new LineChart(byId('rollout'), errorOptions(this.metric));
  private readonly metricChoice = element('select', { 'aria-label': 'metric', hidden: true });
  private readonly fields = new FieldView(byId('comparison'));
  private readonly list = new RunList(byId('runs'), {
    onShow: () => this.showCurves(),
    onPicture: (run) => {
      this.pictured = run;
      this.showPictures();
      byId('picture-section').scrollIntoView();
    },
  });
  private pictured: Run | null = null;
  private runs: readonly Run[] = [];

  constructor() {
    byId('rollout').append(this.metricChoice);
    this.metricChoice.addEventListener('change', () => {
      this.metric = this.metricChoice.value;
      this.error.setOptions(errorOptions(this.metric));
      this.showCurves();
    });
    this.showCurves();
  }

  /** Shows the pictures of a new run as soon as there are any. */
  begin(run: Run): void {
    this.pictured = run;
  }

  update(runs: readonly Run[]): void {
    this.runs = runs;
    byId('training-note').hidden = runs.length > 0;
    byId('curves').hidden = runs.length === 0;
    this.list.update(runs);
    this.showCurves();
  }

  showPictures(): void {
    const run = this.pictured;
    if (run === null || run.pictures === null) return;
    const [low, high] = run.limits;
    const { reference, prediction, difference } = run.pictures;
    byId('picture-section').hidden = false;
    byId('picture-note').textContent =
      `Run ${run.index + 1}, first seed, after ${whole(run.picturesAt)} updates, on the first test trajectory.`;
    this.fields.show(
      [
        { title: 'Reference', picture: reference },
        { title: 'Prediction', picture: prediction },
        { title: `Difference (± ${threeDigits((high - low) / 2)})`, picture: difference },
      ],
      run.limits,
    );
  }

  private showCurves(): void {
    const shown = this.runs.filter(({ isShown }) => isShown);
    this.chooseMetric([...new Set(shown.flatMap((run) => run.rollouts.map((r) => r.metric)))]);
    this.loss.show(shown.flatMap((run) => run.lossLines()));
    this.error.show(shown.flatMap((run) => run.errorLines(this.metric)));
  }

  private chooseMetric(metrics: readonly string[]): void {
    this.metricChoice.hidden = metrics.length < 2;
    const options = metrics.map((metric) => element('option', { value: metric }, metric));
    if (this.metricChoice.options.length !== options.length) {
      this.metricChoice.replaceChildren(...options);
    }
    const metric = metrics.includes(this.metric) ? this.metric : metrics[0];
    if (metric === undefined) return;
    this.metricChoice.value = metric;
    if (metric === this.metric) return;
    this.metric = metric;
    this.error.setOptions(errorOptions(metric));
  }
}
