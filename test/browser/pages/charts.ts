/** A chart of the page's, to be given lines. */

import { runColour, runDash } from '../../../src/drawing/index.js';
import { type Line, LineChart, type LineChartOptions } from '../../../src/web/charts/line-chart.js';

/** Runs by the values of their lines, over 0, 1, … or what is given. */
type Values = readonly (number | null)[];

const figure = document.querySelector<HTMLElement>('figure')!;
let chart: LineChart | null = null;

const api = {
  /** Makes the chart. */
  make(options: Partial<LineChartOptions>): void {
    chart = new LineChart(figure, { title: 'Curves', xLabel: 'step', legend: false, ...options });
  },

  /** Lines of runs 1, 2, … */
  show(runs: readonly { y: Values; x?: readonly number[] }[]): void {
    chart!.show(runs.map(({ y, x }, i) => lineOf(i, y.map(Number), x)));
  },

  /** Goes on showing curves of `runs` runs with so many points, one of which grows, for so long. */
  async busy(runs: number, points: number, ms: number): Promise<void> {
    const lines = Array.from({ length: runs }, (_, i) => lineOf(i, noise(points, i)));
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const part = 1 - (end - performance.now()) / ms;
      const grown = lineOf(0, noise(Math.ceil(points * part), 0));
      chart!.show([grown, ...lines.slice(1)]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },
};

function lineOf(i: number, y: readonly number[], given?: readonly number[]): Line {
  const x = given ?? y.map((_, at) => at);
  const tag = String(i + 1);
  return { label: `${tag}: run`, tag, colour: runColour(i), dash: runDash(i), x, y };
}

const noise = (points: number, seed: number): number[] =>
  Array.from(
    { length: points },
    (_, i) => Math.exp((-(seed + 5) * i) / points / 4) * (1 + Math.abs(Math.sin(i * i + seed))),
  );

declare global {
  var chartPage: typeof api;
}

globalThis.chartPage = api;
