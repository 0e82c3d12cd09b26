/**
 * What all charts have in common: an SVG element that stands by itself, with its title, legend and
 * note drawn inside of it. Text, axes and rules have the colour of the text around it.
 */

import * as Plot from '@observablehq/plot';
import { svgDocument } from '#platform';
import { clipped, UserError } from '../errors.js';
import type { HostDocument, HostSvgElement } from '../host-types.js';

export interface FrameOptions {
  readonly title?: string;
  /** Below the chart, small. */
  readonly note?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly width: number;
  readonly height: number;
  readonly marginLeft?: number;
  readonly document?: HostDocument;
  /** What its marks are called, each with its colour. */
  readonly legend?: readonly { readonly label: string; readonly colour: string }[];
  /** What the chart says, for those who do not see it. */
  readonly description?: string;
}

/** Of a legend, in pixels. */
const LINE = 15;
const LONGEST_LABEL = 36;
const CHARACTER = 5.8;

/** Pixels around the marks: of ticks, and more where there is a label, a title, a note. */
const MARGIN = { top: 12, right: 14, bottom: 22, left: 52 };
const LABEL = { top: 14, bottom: 14 };
const TITLE = 20;
const NOTE = 16;

/** From the edges of the picture to its text. */
const INDENT = 4;

/** A chart of these marks in a frame; `options` are Plot's own. */
export async function drawFrame(
  frame: FrameOptions,
  { marks = [], ...options }: Plot.PlotOptions,
): Promise<HostSvgElement> {
  const { title, note, xLabel, yLabel, legend = [], description = '' } = frame;
  const labels = legend.map(({ label }) => clipped(label, LONGEST_LABEL));
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const marginLeft = frame.marginLeft ?? MARGIN.left;
  const labelTop = yLabel === undefined ? 0 : LABEL.top;
  const marginTop = MARGIN.top + labelTop + (title === undefined ? 0 : TITLE);
  const labelBottom = xLabel === undefined ? 0 : LABEL.bottom;
  const marginBottom = MARGIN.bottom + labelBottom + (note ? NOTE : 0);
  const least = marginTop + marginBottom + LINE * legend.length;
  const right = legend.length === 0 ? 0 : 24 + CHARACTER * longest;
  const left = { frameAnchor: 'top-left', dx: INDENT - marginLeft, facet: 'super' } as const;
  const below = { frameAnchor: 'bottom-right', facet: 'super', lineAnchor: 'bottom' } as const;
  return drawSvg(frame.document, {
    width: frame.width,
    height: Math.max(frame.height, least),
    marginRight: MARGIN.right + right,
    ...{ marginLeft, marginTop, marginBottom },
    ...options,
    ariaLabel: title ?? null,
    ariaDescription: [description, note].filter(Boolean).join('; ') || null,
    marks: [
      ...marks,
      ...legend.flatMap(({ colour }, i) => legendLine(labels[i]!, colour, i)),
      title === undefined
        ? null
        : Plot.text([title], {
            ...left,
            ...{ dy: INDENT - marginTop, fontSize: 13, fontWeight: 600, lineAnchor: 'top' },
          }),
      yLabel === undefined
        ? null
        : Plot.text([`↑ ${yLabel}`], { ...left, dy: -MARGIN.top, lineAnchor: 'bottom' }),
      xLabel === undefined
        ? null
        : Plot.text([`${xLabel} →`], { ...below, dy: MARGIN.bottom + labelBottom }),
      note
        ? Plot.text([note], {
            ...{ ...left, frameAnchor: 'bottom-left', lineAnchor: 'bottom' },
            ...{ dy: marginBottom - INDENT, fillOpacity: 0.75 },
          })
        : null,
    ],
  });
}

/** An axis of whole numbers. Where it is short, Plot would put ticks between them. */
export function wholeAxis([low, high]: readonly [number, number]) {
  const domain = [low, high];
  if (high - low >= 8) return { domain, ticks: 6 };
  const ticks = Array.from({ length: 9 }, (_, i) => Math.ceil(low) + i);
  return { domain, ticks: ticks.filter((tick) => tick <= high), tickFormat: 'd' };
}

function legendLine(label: string, colour: string, index: number): Plot.Markish[] {
  const at = { frameAnchor: 'top-right', facet: 'super', dy: 6 + LINE * index } as const;
  return [
    Plot.dot([0], { ...at, dx: 14, r: 4, fill: colour }),
    Plot.text([label], { ...at, textAnchor: 'start', dx: 22 }),
  ];
}

/**
 * What Plot draws, as an element whose text is an SVG file. Throws a `UserError` where there is no
 * document to draw in.
 */
export async function drawSvg(
  given: HostDocument | undefined,
  options: Plot.PlotOptions,
): Promise<HostSvgElement> {
  const document = (given ?? (await svgDocument())) as Document | undefined;
  if (document === undefined) {
    throw new UserError('there is no document to draw in: give one as the option document');
  }
  const svg = Plot.plot({ document, ...options }) as unknown as SVGSVGElement;
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const path of svg.querySelectorAll('path')) {
    // A hundredth of a pixel is seen by nobody, and takes half the bytes.
    const d = path.getAttribute('d') ?? '';
    path.setAttribute(
      'd',
      d.replace(/\d+\.\d{3,}/g, (long) => String(Number(Number(long).toFixed(2)))),
    );
  }
  return svg as HostSvgElement;
}
