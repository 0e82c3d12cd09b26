/**
 * Curves over a common axis, in a frame: a caption with the switch between a logarithmic and a linear
 * axis and with what copies the chart, the curves, what had to be left out of them, and for screen
 * readers all of it in words.
 */

import type { Scale } from '../../drawing/index.js';
import { button, element } from '../elements.js';
import { forget, paintSoon } from '../paint-queue.js';
import { inWords } from './chart-notes.js';
import type { LineChartOptions } from './chart-options.js';
import { type Copied, copyAsPng, copyAsSvg } from './copy-figure.js';
import { type Figure, figureOf } from './figure.js';
import type { SvgSize } from './figure-svg.js';
import { isSameLine, type Line } from './line.js';
import { LinePlot } from './line-plot.js';
import { Readout } from './readout.js';
import { swatchOf } from './swatch.js';

export type { LineChartOptions } from './chart-options.js';
export type { Line } from './line.js';

/** Between two drawings while values come: a page has more to do than that. */
const PAUSE_MS = 150;

/** How long it is said that a chart was copied. */
const SAID_MS = 4000;

/** Of copies, in pixels: as wide as a column of text, and as high as charts on the page. */
const COPY: SvgSize = { width: 640, height: 260 };

export class LineChart {
  /** In the caption, for what else may be chosen. */
  readonly tools = element('span', { class: 'chart-tools' });
  private readonly title = element('span', { class: 'chart-title' });
  private readonly scaleSwitch = button('log', () => this.switchScale(), {
    title: 'logarithmic or linear vertical axis',
  });
  private readonly said = element('span', { class: 'chart-said', role: 'status' });
  private readonly legend = element('ul', { class: 'chart-legend', hidden: true });
  private readonly plotHost = element('div', {
    ...{ class: 'plot', tabindex: '0', role: 'application' },
    'aria-roledescription': 'chart',
  });
  private readonly words = element('p', { class: 'visually-hidden' });
  private readonly notes = element('p', { class: 'chart-notes' });
  private readonly readout = new Readout(this.plotHost);
  private scale: Scale;
  private plot: LinePlot | null = null;
  private figure: Figure | null = null;
  private lines: readonly Line[] = [];
  private remarks: readonly string[] = [];
  /** The options as a text. */
  private told = '';
  /** Of the plot, in pixels; asked when it changes, where the page is laid out anyway. */
  private width = 0;
  private isWaiting = false;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private timer = 0;

  constructor(
    host: HTMLElement,
    private options: LineChartOptions,
  ) {
    this.scale = options.log ? 'log' : 'linear';
    const copies = [
      button('SVG', () => void this.copy(copyAsSvg), { title: 'copy as SVG' }),
      button('PNG', () => void this.copy(copyAsPng), { title: 'copy as PNG' }),
    ];
    const caption = element(
      'figcaption',
      { class: 'chart-caption' },
      ...[this.title, this.said, this.tools, this.scaleSwitch, ...copies],
    );
    host.classList.add('chart');
    host.append(caption, this.legend, this.plotHost, this.notes, this.words);
    this.setOptions(options);
    new ResizeObserver(() => this.resize()).observe(this.plotHost);
    // Paper is light, whatever the screen is.
    for (const medium of ['(prefers-color-scheme: dark)', 'print']) {
      matchMedia(medium).addEventListener('change', () => this.rebuild());
    }
  }

  /** Changes the title or what the axes say; the scale stays as it was switched to. */
  setOptions(options: LineChartOptions): void {
    const told = JSON.stringify(options);
    if (told === this.told) return;
    this.told = told;
    this.options = options;
    this.title.textContent = options.title;
    this.plotHost.ariaLabel = `${options.title}: arrow keys, Home and End read its values`;
    this.scaleSwitch.ariaPressed = String(this.scale === 'log');
    this.requestDrawing();
  }

  /** `remarks` are said below, before what the chart has to say of the lines itself. */
  show(lines: readonly Line[], remarks: readonly string[] = []): void {
    const isSame =
      lines.length === this.lines.length &&
      lines.every((line, i) => isSameLine(line, this.lines[i]!)) &&
      remarks.join() === this.remarks.join();
    if (isSame) return;
    this.lines = lines;
    this.remarks = remarks;
    const words = lines.map(inWords).join(' ');
    if (words !== this.words.textContent) this.words.textContent = words;
    this.requestDrawing();
  }

  private switchScale(): void {
    this.scale = this.scale === 'log' ? 'linear' : 'log';
    this.scaleSwitch.ariaPressed = String(this.scale === 'log');
    this.draw();
  }

  /** Draws in a while, however often it is asked to. */
  private requestDrawing(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    const wait = Math.max(0, this.drawnAt + PAUSE_MS - performance.now());
    setTimeout(() => paintSoon(this, () => this.prepare()), wait);
  }

  /** Works out what is drawn; the drawing has a turn of its own, for with many curves both take long. */
  private prepare(): void {
    const figure = this.figureNow();
    if (figure !== null) paintSoon(this, () => this.drawFigure(figure));
  }

  private draw(): void {
    forget(this);
    const figure = this.figureNow();
    if (figure !== null) this.drawFigure(figure);
  }

  /** Null for a chart that is not seen, and has no size yet: it is drawn once it has one. */
  private figureNow(): Figure | null {
    this.isWaiting = false;
    this.drawnAt = performance.now();
    const { width: columns, scale } = this;
    return columns === 0 ? null : figureOf(this.lines, { ...this.options, scale, columns });
  }

  private drawFigure(figure: Figure): void {
    this.figure = figure;
    if (!this.plot?.show(figure)) {
      this.plot?.destroy();
      this.plot = new LinePlot(this.plotHost, figure);
    }
    this.readout.attach(figure, this.plot);
    const notes = [...this.remarks, ...figure.notes].join(' ');
    if (notes !== this.notes.textContent) this.notes.textContent = notes;
    this.showLegend();
  }

  private showLegend(): void {
    const isShown = this.options.legend !== false && this.lines.length > 1;
    this.legend.hidden = !isShown;
    if (!isShown) return;
    this.legend.replaceChildren(
      ...this.lines.map((line) => element('li', {}, swatchOf(line), line.label)),
    );
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = null;
    this.draw();
  }

  private resize(): void {
    this.width = this.plotHost.clientWidth;
    if (this.plot?.resize() !== false) this.requestDrawing();
  }

  private async copy(as: (figure: Figure, size: SvgSize) => Promise<Copied>): Promise<void> {
    if (this.figure === null) return;
    const notes = [...this.remarks, ...this.figure.notes];
    const said = await as({ ...this.figure, notes }, COPY).catch(
      () => 'this page does not allow that',
    );
    this.said.textContent = said;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.said.textContent = '';
    }, SAID_MS);
  }
}
