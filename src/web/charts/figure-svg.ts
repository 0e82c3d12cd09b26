/**
 * A figure as an SVG element that stands by itself: with its title, the names of its lines and its
 * remarks inside, in the light colours of paper.
 */

import { svgElement } from '../elements.js';
import type { AlignedValues } from './aligned-lines.js';
import { type Figure, xTicks, yTicks } from './figure.js';
import type { Line } from './line.js';
import { marksOf, type Places, placesOf, SEAM, TAG, tagsOf } from './marks.js';
import { isWithin } from './value-range.js';

const PAPER = '#ffffff';
const INK = '#1b1e23';
const MUTED = '#5c636e';
const GRID = '#ebecee';
const FONT = '"Helvetica Neue", Arial, sans-serif';

/** In pixels. */
const MARGIN = { left: 56, right: 34, top: 34, bottom: 40 };
const LINE = 16;
/** About the width of a character. */
const CHARACTER = 6;

export interface SvgSize {
  readonly width: number;
  /** Of the plot alone. */
  readonly height: number;
}

export function figureSvg(figure: Figure, size: SvgSize): SVGSVGElement {
  const width = size.width - MARGIN.left - MARGIN.right;
  const places = placesOf(figure, width, size.height);
  const { title } = figure.options;
  const below = MARGIN.top + size.height + MARGIN.bottom;
  const names = namesOf(figure.lines, size.width, below);
  const remarks = wrapped(figure.notes.join(' '), Math.floor((size.width - 16) / CHARACTER));
  const remarksTop = below + names.height;
  const height = remarksTop + remarks.length * LINE + 8;
  const plot = svgElement(
    'g',
    { transform: `translate(${MARGIN.left} ${MARGIN.top})` },
    ...gridOf(figure, { places, width }),
    ...curvesOf(figure, { places, width }),
    ...marksOn(figure, { places, width }),
  );
  return svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${size.width} ${height}`,
      ...{ width: String(size.width), height: String(height) },
      ...{ 'font-family': FONT, 'font-size': '12', fill: INK, role: 'img', 'aria-label': title },
    },
    svgElement('rect', { width: '100%', height: '100%', fill: PAPER }),
    text(title, { x: 8, y: 18, 'font-weight': '600', 'font-size': '13' }),
    plot,
    ...names.elements,
    ...remarks.map((remark, i) =>
      text(remark, { x: 8, y: remarksTop + (i + 0.7) * LINE, fill: MUTED }),
    ),
  );
}

interface Plot {
  readonly places: Places;
  readonly width: number;
}

function gridOf(figure: Figure, { places, width }: Plot): SVGElement[] {
  const { height } = places;
  const horizontal = yTicks(figure, height).flatMap(([value, label]) => {
    const y = rounded(places.y(value));
    return [
      svgElement('line', { x1: '0', x2: String(width), y1: y, y2: y, stroke: GRID }),
      text(label, { x: -6, y: Number(y) + 4, 'text-anchor': 'end', fill: MUTED }),
    ];
  });
  const vertical = xTicks(figure, width).flatMap(([value, label]) => {
    const x = rounded(places.x(value));
    return [
      svgElement('line', { x1: x, x2: x, y1: '0', y2: String(height), stroke: GRID }),
      text(label, { x: Number(x), y: height + 16, 'text-anchor': 'middle', fill: MUTED }),
    ];
  });
  const middle = { x: width / 2, y: height + 32, 'text-anchor': 'middle', fill: MUTED };
  return [...horizontal, ...vertical, text(figure.options.xLabel, middle)];
}

function curvesOf({ strokes, table }: Figure, { places, width }: Plot): SVGElement[] {
  const drawn = strokes.flatMap(({ line, kind }, i): SVGElement[] => {
    const values = table.values[i]!;
    if (kind === 'high') {
      const d = areaOf(table.x, table.values[i - 1]!, values, places);
      return [svgElement('path', { d, fill: line.colour, 'fill-opacity': '0.2' })];
    }
    if (kind === 'low') return [];
    const isMain = kind === 'main';
    return [
      svgElement('path', {
        ...{ d: pathOf(table.x, values, places), fill: 'none', stroke: line.colour },
        ...{ 'stroke-width': isMain ? '1.75' : '1', 'stroke-opacity': isMain ? '1' : '0.35' },
        // A stroke of no length, by which a point without neighbours is seen.
        ...{ 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
        'stroke-dasharray': (isMain && line.dash?.join(' ')) || 'none',
      }),
    ];
  });
  // Cut at the edges of the plot, by a picture of its own: an id could be another's in a page.
  const box = { width: String(width), height: String(places.height), overflow: 'hidden' };
  return [svgElement('svg', box, ...drawn)];
}

function marksOn(figure: Figure, { places, width }: Plot): SVGElement[] {
  const { reference } = figure.options;
  const at = reference && isWithin(reference.value, figure.y) ? places.y(reference.value) : null;
  const rule =
    at === null
      ? []
      : [
          svgElement('line', {
            ...{ x1: '0', x2: String(width), y1: rounded(at), y2: rounded(at) },
            ...{ stroke: MUTED, 'stroke-dasharray': '4 3' },
          }),
          text(reference!.text, {
            ...{ x: 6, y: at > 16 ? at - 4 : at + 13, fill: MUTED },
            ...{ stroke: PAPER, 'stroke-width': SEAM, 'stroke-linejoin': 'round' },
            'paint-order': 'stroke',
          }),
        ];
  const marks = marksOf(figure, places).map(({ x, y, colour, shape, isFilled }) =>
    svgElement('path', {
      ...{ d: shape, transform: `translate(${rounded(x)} ${rounded(y)})`, stroke: colour },
      ...{ fill: isFilled ? colour : 'none', 'stroke-width': isFilled ? '0' : '1.75' },
    }),
  );
  const tags = tagsOf(figure, places).flatMap((tag) => [
    svgElement('rect', {
      ...{ x: rounded(width + TAG.mark), y: rounded(tag.y - 1.5), height: '3', fill: tag.colour },
      width: rounded(TAG.text - TAG.mark - 2),
    }),
    text(tag.text, {
      ...{ x: width + TAG.text, y: tag.y + 4, fill: MUTED },
      ...{ 'font-size': '11', 'font-weight': '600' },
    }),
  ]);
  return [...rule, ...marks, ...tags];
}

/** In columns as wide as the longest name. */
function namesOf(lines: readonly Line[], width: number, top: number) {
  const most = Math.floor((width - 54) / CHARACTER);
  const labels = lines.map(({ label }) =>
    label.length > most ? `${label.slice(0, most - 1)}…` : label,
  );
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  const columns = Math.max(1, Math.floor((width - 8) / (46 + CHARACTER * longest)));
  const elements = lines.flatMap(({ colour, dash }, i) => {
    const x = 8 + ((i % columns) * (width - 8)) / columns;
    const y = top + (Math.floor(i / columns) + 0.5) * LINE;
    return [
      svgElement('line', {
        ...{ x1: rounded(x), x2: rounded(x + 26), y1: rounded(y), y2: rounded(y) },
        ...{ stroke: colour, 'stroke-width': '3', 'stroke-dasharray': dash?.join(' ') || 'none' },
      }),
      text(labels[i]!, { x: x + 34, y: y + 4 }),
    ];
  });
  return { elements, height: Math.ceil(lines.length / columns) * LINE + 6 };
}

function pathOf(x: readonly number[], values: AlignedValues, places: Places): string {
  let d = '';
  let command = 'M';
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    if (value === null) {
      command = 'M';
      continue;
    }
    const point = `${rounded(places.x(x[i]!))} ${rounded(places.y(value))}`;
    d += command === 'M' ? `M${point}L${point}` : `L${point}`;
    command = 'L';
  }
  return d;
}

/** Between two edges, where both have values. */
function areaOf(
  x: readonly number[],
  low: AlignedValues,
  high: AlignedValues,
  places: Places,
): string {
  const pieces: number[][] = [[]];
  for (const [i, value] of low.entries()) {
    if (value === undefined || high[i] === undefined) continue;
    if (value === null || high[i] === null) pieces.push([]);
    else pieces.at(-1)!.push(i);
  }
  const point = (values: AlignedValues) => (i: number) =>
    `${rounded(places.x(x[i]!))} ${rounded(places.y(values[i]!))}`;
  return pieces
    .filter((piece) => piece.length > 0)
    .map((piece) => {
      const edge = [...piece.map(point(high)), ...[...piece].reverse().map(point(low))];
      return `M${edge.join('L')}Z`;
    })
    .join('');
}

function wrapped(sentence: string, length: number): string[] {
  const rows: string[] = [];
  for (const word of sentence.split(' ').filter(Boolean)) {
    const last = rows.at(-1);
    if (last === undefined || last.length + word.length >= length) rows.push(word);
    else rows[rows.length - 1] = `${last} ${word}`;
  }
  return rows;
}

function text(content: string, attributes: Readonly<Record<string, string | number>>) {
  const texts = Object.entries(attributes).map(([name, value]): [string, string] => [
    name,
    typeof value === 'number' ? rounded(value) : value,
  ]);
  return svgElement('text', Object.fromEntries(texts), content);
}

/** To a hundredth of a pixel. */
const rounded = (value: number): string => String(Number(value.toFixed(2)));
