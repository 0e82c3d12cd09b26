/** A short piece of a line, in its colour and dashes: what tells runs apart wherever they are named. */

import { svgElement } from '../elements.js';

export interface SwatchStyle {
  readonly colour: string;
  readonly dash?: readonly number[];
}

const SIZE = { width: 26, height: 8 };

export function swatchOf({ colour, dash = [] }: SwatchStyle): SVGSVGElement {
  const { width, height } = SIZE;
  const middle = String(height / 2);
  const stroke = svgElement('line', {
    ...{ x1: '0', y1: middle, x2: String(width), y2: middle },
    ...{ stroke: colour, 'stroke-width': '3', 'stroke-dasharray': dash.join(' ') || 'none' },
  });
  const size = { width: String(width), height: String(height) };
  return svgElement('svg', { class: 'swatch', 'aria-hidden': 'true', ...size }, stroke);
}
