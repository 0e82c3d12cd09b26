/** The losses and the error rollouts of the runs that are shown. */

import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import { errorOptions, LOSS_OPTIONS, metricName } from './chart-options.js';
import { type Choice, ChoiceView } from './choice.js';
import { type Line, LineChart, type LineChartOptions } from './line-chart.js';
import { errorLines, hasSeconds, type LossAxis, lossLines } from './run-lines.js';

export function Curves() {
  return (
    <section class="curves" id="curves" aria-label="Training and test">
      <LossChart />
      <ErrorChart />
    </section>
  );
}

const AXES: Choice['options'] = [
  ['updates', 'updates'],
  ['seconds', 'seconds'],
];

/** How far smoothing reaches, as a part of the curve. */
const SMOOTHINGS: Choice['options'] = [
  ['0', 'raw'],
  ['0.005', 'smooth'],
  ['0.02', 'smoother'],
  ['0.08', 'smoothest'],
];

function LossChart() {
  const { runs, view } = usePage();
  const shown = runs.shown.value;
  const axis = view.lossAxis.value;
  const smoothing = view.smoothing.value;
  const lines = shown.flatMap((run) => lossLines(run, { axis, smoothing }));
  const isBySeconds = axis === 'seconds';
  const without = isBySeconds ? shown.filter((run) => !hasSeconds(run)) : [];
  const numbers = without.map(({ number }) => `run ${number}`).join(', ');
  return (
    <Chart
      id="loss"
      lines={lines}
      options={isBySeconds ? IN_SECONDS : OVER_UPDATES}
      remarks={without.length === 0 ? [] : [`No times are known of ${numbers}.`]}
      choices={[
        {
          ...{ label: 'axis of the loss', value: axis, options: AXES },
          choose: (value) => {
            view.lossAxis.value = value as LossAxis;
          },
        },
        {
          ...{ label: 'smoothing', value: String(smoothing), options: SMOOTHINGS },
          choose: (value) => {
            view.smoothing.value = Number(value);
          },
        },
      ]}
    />
  );
}

const OVER_UPDATES: LineChartOptions = { ...LOSS_OPTIONS, legend: false };
const IN_SECONDS: LineChartOptions = {
  ...OVER_UPDATES,
  ...{ xLabel: 'seconds of training', place: 'second', isFractional: true },
};

function ErrorChart() {
  const { runs, view } = usePage();
  const shown = runs.shown.value;
  const metrics = [...new Set(shown.flatMap((run) => run.rollouts.value.map((one) => one.metric)))];
  const chosen = view.metric.value;
  const metric = metrics.includes(chosen) ? chosen : (metrics[0] ?? chosen);
  const choice: Choice = {
    ...{ label: 'metric', value: metric },
    options: metrics.map((one) => [one, metricName(one)]),
    choose: (value) => {
      view.metric.value = value;
    },
  };
  return (
    <Chart
      id="rollout"
      lines={shown.flatMap((run) => errorLines(run, metric))}
      options={{ ...errorOptions(metric), legend: false }}
      remarks={[]}
      choices={metrics.length < 2 ? [] : [choice]}
    />
  );
}

interface ChartProps {
  readonly id: string;
  readonly options: LineChartOptions;
  readonly lines: readonly Line[];
  readonly remarks: readonly string[];
  readonly choices: readonly Choice[];
}

function Chart({ id, options, lines, remarks, choices }: ChartProps) {
  const host = useRef<HTMLElement>(null);
  const chart = useRef<LineChart | null>(null);
  useEffect(() => {
    chart.current ??= new LineChart(host.current!, options);
    chart.current.setOptions(options);
    chart.current.show(lines, remarks);
    render(
      choices.map((choice) => <ChoiceView key={choice.label} {...choice} />),
      chart.current.tools,
    );
  });
  return <figure id={id} ref={host} />;
}
