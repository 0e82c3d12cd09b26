/** Boxes and arrows of drawings. */

import { text } from './theme.js';

const BOX_HEIGHT = 30;

/** A box around words, its middle at (x, y). */
export function box(x: number, y: number, words: string, width = 56): string {
  const edges = `x="${x - width / 2}" y="${y - BOX_HEIGHT / 2}" width="${width}" height="${BOX_HEIGHT}"`;
  return `<rect ${edges} rx="5" class="box"/>${text(x, y + 5, words, 'class="text" text-anchor="middle"')}`;
}

/** Words alone, their middle at (x, y). */
export const label = (x: number, y: number, words: string, colour = 'faint-text'): string =>
  text(x, y + 4, words, `class="${colour}" text-anchor="middle"`);

/** An arrow from one point to another. */
export function arrow(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  colour = 'ink',
  more = '',
): string {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const side = (turn: number) =>
    `${(x2 - 8 * dx + turn * 4 * dy).toFixed(1)} ${(y2 - 8 * dy - turn * 4 * dx).toFixed(1)}`;
  const head = `M${side(1)}L${x2} ${y2}L${side(-1)}`;
  return `<path d="M${x1} ${y1}L${x2} ${y2}${head}" class="${colour}" fill="none" stroke-width="1.5" ${more}/>`;
}

/** A line that two states are compared along, with the word for it. */
export function compared(x: number, from: number, to: number): string {
  const middle = (from + to) / 2;
  const line = `<path d="M${x} ${from}V${to}" class="two" stroke-width="1.5" stroke-dasharray="3 3"/>`;
  return `${line}${text(x + 6, middle + 4, 'ℓ', 'class="two-fill"')}`;
}
