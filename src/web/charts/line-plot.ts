/** A figure on a canvas, by uPlot: built once for its curves and its scale, then given new values. */

import uPlot from 'uplot';
import { lonelyPoints } from './aligned-lines.js';
import { type Figure, type Stroke, xTicks, yTicks } from './figure.js';
import { marksOf, type Places, placesOf, SEAM, TAG, tagsOf } from './marks.js';
import type { ReadPlot } from './readout.js';
import { isWithin } from './value-range.js';

const FONT = '12px "Helvetica Neue", Arial, sans-serif';
const TAG_FONT = '600 11px "Helvetica Neue", Arial, sans-serif';

/** With more lines, each is as thin as a pixel: it is easier to read, and drawn many times faster. */
const MOST_THICK = 12;

/** Room for the names of lines at the right, and for marks at the top. */
const PADDING = { top: 8, right: 28 };

interface Colours {
  readonly ink: string;
  readonly paper: string;
}

/** Beside the vertical axis: as much as its longest text takes, and as others have. */
const roomFor = (texts: readonly string[] | null): number =>
  Math.max(54, 14 + 6.5 * Math.max(0, ...(texts ?? []).map((text) => text.length)));

export class LinePlot implements ReadPlot {
  private readonly plot: uPlot;
  private readonly layout: string;

  constructor(
    private readonly host: HTMLElement,
    private figure: Figure,
  ) {
    this.layout = layoutOf(figure);
    // Drawn at once: by itself it would draw when whoever shares out the time thinks that it has been done.
    this.plot = new uPlot(this.uplotOptions(), dataOf(figure), (plot, init) => {
      host.append(plot.root);
      plot.batch(init);
    });
    this.plot.root.setAttribute('aria-hidden', 'true');
  }

  /** Draws another figure, if it has the same curves and scale. */
  show(figure: Figure): boolean {
    if (layoutOf(figure) !== this.layout) return false;
    this.figure = figure;
    this.plot.batch(() => this.plot.setData(dataOf(figure)));
    return true;
  }

  /** False where it has its size already. */
  resize(): boolean {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === this.plot.width && height === this.plot.height) return false;
    this.plot.batch(() => this.plot.setSize({ width, height }));
    return true;
  }

  destroy(): void {
    this.plot.destroy();
  }

  get area(): HTMLElement {
    return this.plot.over;
  }

  get places(): Places {
    return this.placesIn(this.plot);
  }

  /** Not asked of the page, which would have to be laid out for it in the middle of a drawing. */
  private placesIn({ bbox: { width, height } }: uPlot): Places {
    return placesOf(this.figure, width / uPlot.pxRatio, height / uPlot.pxRatio);
  }

  private uplotOptions(): uPlot.Options {
    const { host, figure } = this;
    const style = getComputedStyle(host);
    const ink = style.getPropertyValue('--muted');
    const paper = style.getPropertyValue('--paper');
    const grid = { stroke: style.getPropertyValue('--grid'), width: 1 };
    const axis = { stroke: ink, font: FONT, labelFont: FONT, grid, ticks: { ...grid, size: 4 } };
    const ticks = (of: (plot: uPlot) => readonly (readonly [number, string])[]) => ({
      splits: (plot: uPlot) => of(plot).map(([value]) => value),
      filter: (_: uPlot, splits: number[]) => splits,
      values: (plot: uPlot) => of(plot).map(([, text]) => text),
    });
    const { strokes } = figure;
    return {
      width: host.clientWidth,
      height: host.clientHeight,
      padding: [PADDING.top, PADDING.right, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...this.figure.x] as [number, number] },
        y: {
          distr: figure.scale === 'log' ? 3 : 1,
          range: () => [...this.figure.y] as [number, number],
        },
      },
      axes: [
        {
          ...axis,
          ...ticks(({ width }) => xTicks(this.figure, width)),
          label: figure.options.xLabel,
          labelSize: 16,
          size: 26,
        },
        {
          ...axis,
          ...ticks(({ height }) => yTicks(this.figure, height - 42)),
          size: (_, texts) => roomFor(texts),
        },
      ],
      series: [{}, ...strokes.map((stroke, i) => this.seriesOf(stroke, i))],
      bands: strokes.flatMap(({ line, kind }, i) =>
        kind === 'high'
          ? [{ series: [i + 1, i] as [number, number], fill: `${line.colour}33` }]
          : [],
      ),
      hooks: {
        drawAxes: [(plot) => this.drawReference(plot, ink)],
        draw: [
          (plot) => this.drawReferenceText(plot, { ink, paper }),
          (plot) => this.drawMarks(plot, ink),
        ],
      },
    };
  }

  private seriesOf({ line, kind }: Stroke, index: number): uPlot.Series {
    if (kind === 'low' || kind === 'high') return { width: 0, points: { show: false } };
    const isMain = kind === 'main';
    return {
      stroke: isMain ? line.colour : `${line.colour}59`,
      width: isMain && this.figure.lines.length <= MOST_THICK ? 1.75 : 1,
      dash: isMain ? line.dash?.map((length) => length * uPlot.pxRatio) : undefined,
      // A point without neighbours would not be seen of a line.
      points: {
        show: isMain,
        size: 5,
        fill: line.colour,
        filter: () => lonelyPoints(this.figure.table.values[index]!),
      },
    };
  }

  private drawReference(plot: uPlot, ink: string): void {
    const { ctx, bbox } = plot;
    const { reference } = this.figure.options;
    const places = this.placesIn(plot);
    if (reference === undefined || !isWithin(reference.value, this.figure.y)) return;
    const y = places.y(reference.value);
    inPlot(ctx, bbox, () => {
      ctx.strokeStyle = ink;
      ctx.lineWidth = 1;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(0, y);
      ctx.lineTo(bbox.width / uPlot.pxRatio, y);
      ctx.stroke();
    });
  }

  /** On top of the curves, each letter in a seam of paper. */
  private drawReferenceText(plot: uPlot, { ink, paper }: Colours): void {
    const { ctx, bbox } = plot;
    const { reference } = this.figure.options;
    if (reference === undefined || !isWithin(reference.value, this.figure.y)) return;
    const y = this.placesIn(plot).y(reference.value);
    inPlot(ctx, bbox, () => {
      ctx.font = FONT;
      // Above the line where there is room for a line of text.
      ctx.textBaseline = y > 16 ? 'bottom' : 'top';
      const at = [6, y > 16 ? y - 2 : y + 3] as const;
      ctx.strokeStyle = paper;
      ctx.lineWidth = SEAM;
      ctx.lineJoin = 'round';
      ctx.strokeText(reference.text, ...at);
      ctx.fillStyle = ink;
      ctx.fillText(reference.text, ...at);
    });
  }

  private drawMarks(plot: uPlot, ink: string): void {
    const { ctx, bbox } = plot;
    const places = this.placesIn(plot);
    inPlot(ctx, bbox, () => {
      ctx.lineWidth = 1.75;
      for (const { x, y, colour, shape, isFilled } of marksOf(this.figure, places)) {
        const path = new Path2D();
        path.addPath(new Path2D(shape), new DOMMatrix([1, 0, 0, 1, x, y]));
        ctx.strokeStyle = colour;
        ctx.fillStyle = colour;
        if (isFilled) ctx.fill(path);
        else ctx.stroke(path);
      }
      ctx.font = TAG_FONT;
      ctx.textBaseline = 'middle';
      const right = bbox.width / uPlot.pxRatio;
      for (const { y, colour, text } of tagsOf(this.figure, places)) {
        ctx.fillStyle = colour;
        ctx.fillRect(right + TAG.mark, y - 1.5, TAG.text - TAG.mark - 2, 3);
        ctx.fillStyle = ink;
        ctx.fillText(text, right + TAG.text, y);
      }
    });
  }
}

/** Draws in pixels of the page from the top left of the plot. */
function inPlot(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, draw: () => void): void {
  ctx.save();
  ctx.translate(bbox.left, bbox.top);
  ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
  ctx.textAlign = 'left';
  draw();
  ctx.restore();
}

/** What cannot be changed without building the plot anew. */
const layoutOf = ({ strokes, scale, options: { xLabel } }: Figure): string =>
  JSON.stringify([
    ...[scale, xLabel],
    ...strokes.map(({ line, kind }) => [kind, line.colour, line.dash]),
  ]);

const dataOf = ({ table: { x, values } }: Figure): uPlot.AlignedData => [x, ...values];
