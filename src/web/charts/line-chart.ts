/** Curves over a common axis, drawn by uPlot; for screen readers also in words. */

import uPlot from 'uplot';
import { logTicks, tickText } from '../../drawing/index.js';
import { element } from '../elements.js';
import { threeDigits, whole } from '../number-format.js';

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly x: readonly number[];
  /** What is not finite leaves a gap; on a logarithmic axis so does what is not positive. */
  readonly y: ArrayLike<number>;
  /** Drawn thinly and without a place in the legend. */
  readonly faint?: boolean;
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly log?: boolean;
  /** The range of the vertical axis; that of the data where it is not given. */
  readonly range?: readonly [number, number];
}

const HEIGHT = 260;
const FONT = '12px "Helvetica Neue", Arial, sans-serif';

export class LineChart {
  private readonly plot = element('div', { class: 'plot', 'aria-hidden': 'true' });
  private readonly words = element('p', { class: 'visually-hidden' });
  private readonly caption = element('figcaption');
  private chart: uPlot | null = null;
  private drawn = '';
  private lines: readonly Line[] = [];

  constructor(
    host: HTMLElement,
    private options: LineChartOptions,
  ) {
    this.caption.textContent = options.title;
    host.append(this.caption, this.plot, this.words);
    new ResizeObserver(() => this.resize()).observe(this.plot);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
  }

  /** Changes the title or the axes. */
  setOptions(options: LineChartOptions): void {
    this.options = options;
    this.caption.textContent = options.title;
    this.rebuild();
  }

  show(lines: readonly Line[]): void {
    this.lines = lines;
    this.words.textContent = lines
      .filter(({ faint }) => !faint)
      .map(inWords)
      .join(' ');
    const layout = JSON.stringify(lines.map(({ label, colour, faint }) => [label, colour, faint]));
    if (this.chart === null || layout !== this.drawn) this.rebuild();
    else this.chart.setData(this.data());
    this.drawn = layout;
  }

  private rebuild(): void {
    this.chart?.destroy();
    this.chart = null;
    const width = this.plot.clientWidth;
    if (width === 0) return;
    this.chart = new uPlot(this.uplotOptions(width), this.data(), this.plot);
  }

  private resize(): void {
    if (this.chart === null) this.rebuild();
    else this.chart.setSize({ width: this.plot.clientWidth, height: HEIGHT });
  }

  private data(): uPlot.AlignedData {
    if (this.lines.length === 0) return [[], []];
    const visible = (y: number) => Number.isFinite(y) && (!this.options.log || y > 0);
    return uPlot.join(
      this.lines.map(
        ({ x, y }): uPlot.AlignedData => [
          [...x],
          Array.from(y, (value) => (visible(value) ? value : null)),
        ],
      ),
    );
  }

  private uplotOptions(width: number): uPlot.Options {
    const { log, range, xLabel } = this.options;
    const style = getComputedStyle(this.plot);
    const ink = style.getPropertyValue('--muted');
    const grid = { stroke: style.getPropertyValue('--grid'), width: 1 };
    const axis = { stroke: ink, font: FONT, labelFont: FONT, grid, ticks: { ...grid, size: 4 } };
    const series = this.lines.length === 0 ? [{ label: '', colour: ink }] : this.lines;
    return {
      width,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      legend: { show: this.lines.length > 0 },
      scales: {
        x: { time: false },
        y: {
          distr: log ? 3 : 1,
          ...(range === undefined ? {} : { range: [range[0], range[1]] as [number, number] }),
        },
      },
      axes: [
        { ...axis, label: xLabel, labelSize: 20, size: 34 },
        log
          ? {
              ...axis,
              size: 58,
              splits: (_, __, min, max) => logTicks(min, max),
              filter: (_, splits) => splits,
              values: (_, splits) => splits.map(tickText),
            }
          : { ...axis, size: 58 },
      ],
      series: [
        { label: xLabel },
        ...series.map(({ label, colour, ...line }) => ({
          label,
          stroke: 'faint' in line && line.faint ? `${colour}66` : colour,
          width: 'faint' in line && line.faint ? 1 : 2,
          class: 'faint' in line && line.faint ? 'faint' : 'main',
          spanGaps: true,
          value: (_: uPlot, y: number | null) => (y === null ? '' : threeDigits(y)),
        })),
      ],
    };
  }
}

function inWords({ label, x, y }: Line): string {
  const points = x.flatMap((at, i) => (Number.isFinite(y[i]) ? [[at, y[i]!] as const] : []));
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return `${label}: no points yet.`;
  const at = ([position, value]: readonly [number, number]) =>
    `${threeDigits(value)} at ${whole(position)}`;
  return `${label}: ${points.length} points, from ${at(first)} to ${at(last)}.`;
}
