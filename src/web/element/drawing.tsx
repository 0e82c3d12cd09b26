/** What an `<ape-experiment>` draws: loaded with the first picture, for it is most of the weight. */

import { errorOptions, LOSS_OPTIONS } from '../charts/chart-options.js';
import { type Line, LineChart, type LineChartOptions } from '../charts/line-chart.js';
import { errorLines, lossLines } from '../charts/run-lines.js';
import { Hosted } from '../hosted.js';
import { FieldView, type Panel } from '../predictions/field-view.js';
import type { Trajectory } from '../protocol.js';
import type { Run } from '../runs/run.js';

export interface PicturesProps {
  readonly reference: Trajectory | null;
  readonly prediction: Trajectory | null;
  readonly limits: readonly [number, number];
}

export function Pictures({ reference, prediction, limits }: PicturesProps) {
  const panels: Panel[] = [
    ...(reference === null ? [] : [{ title: 'Reference', picture: reference }]),
    ...(prediction === null ? [] : [{ title: 'Prediction', picture: prediction }]),
  ];
  return (
    <Hosted
      make={(host) => new FieldView(host)}
      content={panels}
      show={(fields, content) => fields.show(content, limits)}
    />
  );
}

export function Curves({ run }: { run: Run }) {
  const { metric } = run.rollouts.value[0] ?? { metric: 'mean_nRMSE' };
  return (
    <div class="beside">
      <div data-chart="loss">
        <Chart options={LOSS_OPTIONS} lines={lossLines(run)} />
      </div>
      <div data-chart="rollout">
        <Chart key={metric} options={errorOptions(metric)} lines={errorLines(run, metric)} />
      </div>
    </div>
  );
}

function Chart({ options, lines }: { options: LineChartOptions; lines: readonly Line[] }) {
  return (
    <Hosted
      make={(host) => new LineChart(host, options)}
      content={lines}
      show={(chart, content) => chart.show(content)}
    />
  );
}
