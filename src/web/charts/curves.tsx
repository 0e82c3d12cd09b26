/** The losses and the error rollouts of the runs that are shown. */

import { Hosted } from '../hosted.js';
import { usePage } from '../state/page-model.js';
import { errorOptions, LOSS_OPTIONS } from './chart-options.js';
import { type Line, LineChart, type LineChartOptions } from './line-chart.js';
import { errorLines, lossLines } from './run-lines.js';

export function Curves() {
  const { runs, view } = usePage();
  const shown = runs.shown.value;
  return (
    <section class="beside" id="curves" aria-label="Training and test">
      <Chart id="loss" options={LOSS_OPTIONS} lines={shown.flatMap((run) => lossLines(run))} />
      <Chart
        id="rollout"
        options={errorOptions(view.metric.value)}
        lines={shown.flatMap((run) => errorLines(run, view.metric.value))}
      />
    </section>
  );
}

function Chart(props: { id: string; options: LineChartOptions; lines: readonly Line[] }) {
  return (
    <Hosted
      id={props.id}
      make={(host) => new LineChart(host, props.options)}
      content={props.lines}
      show={(chart, lines) => chart.show(lines)}
    />
  );
}
