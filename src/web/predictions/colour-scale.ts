/** What the colours of pictures mean: the map with its numbers, and the colours beside it. */

import { type Limits, NOT_FINITE } from '../../drawing/index.js';
import { element } from '../elements.js';
import { threeDigits } from '../number-format.js';
import { ABOVE, BELOW, cssColour, paintScale } from './paint-field.js';

const MARKS = [
  [BELOW, 'below the scale'],
  [ABOVE, 'above'],
  [NOT_FINITE, 'not finite'],
] as const;

/** The colour map with the values at its ends and in its middle. */
export function colourScale([low, high]: Limits, title = ''): HTMLElement {
  const bar = element('canvas', { 'aria-hidden': 'true' });
  paintScale(bar);
  const values = [low, (low + high) / 2, high].map((value) =>
    element('span', {}, threeDigits(value)),
  );
  return element(
    'div',
    { class: 'colour-scale' },
    ...(title === '' ? [] : [element('span', { class: 'colour-scale-title' }, title)]),
    element('div', {}, bar, element('div', { class: 'colour-scale-labels' }, ...values)),
  );
}

/** The colours of what is beyond a scale. */
export function markLegend(): HTMLElement {
  const parts = MARKS.map(([level, text]) => {
    const patch = element('span', { class: 'patch', 'aria-hidden': 'true' });
    patch.style.background = cssColour(level);
    return element('span', {}, patch, text);
  });
  return element('div', { class: 'mark-legend' }, ...parts);
}
