/**
 * The values of all lines at one place: a rule and dots on the curves, and a box with the numbers. It
 * follows the pointer, or the arrow keys while the chart has the focus.
 */

import { element } from '../elements.js';
import { threeDigits, whole } from '../number-format.js';
import type { Figure } from './figure.js';
import type { Line } from './line.js';
import type { Places } from './marks.js';
import { endsOf, indexAt, nearestPlace, nextPlace } from './points.js';
import { swatchOf } from './swatch.js';
import { isWithin } from './value-range.js';

/** Where curves are drawn. */
export interface ReadPlot {
  /** Over the curves, within the axes. */
  readonly area: HTMLElement;
  /** From values to pixels of it. */
  readonly places: Places;
}

/** With more lines than this, they are called by their numbers. */
const MOST_NAMED = 8;

/** Of all places, by Page Up and Page Down. */
const PAGE = 0.1;

export class Readout {
  private readonly rule = element('div', { class: 'chart-rule', hidden: true });
  private readonly dots = element('div', { class: 'chart-dots', hidden: true });
  private readonly box = element('div', { class: 'chart-readout', hidden: true });
  private place: number | null = null;
  private figure: Figure | null = null;
  private plot: ReadPlot | null = null;

  /** `host` has the focus. */
  constructor(private readonly host: HTMLElement) {
    host.append(this.box);
    host.addEventListener('keydown', (event) => this.press(event));
    host.addEventListener('blur', () => this.hide());
    // Under the pointer numbers change all the time: nobody wants to hear them.
    host.addEventListener('pointermove', (event) => this.follow(event));
    host.addEventListener('pointerdown', (event) => this.follow(event));
    host.addEventListener('pointerleave', () => this.hide());
  }

  attach(figure: Figure, plot: ReadPlot): void {
    this.figure = figure;
    if (plot !== this.plot) plot.area.append(this.rule, this.dots);
    this.plot = plot;
    if (this.place !== null) this.showAt(this.place);
  }

  private follow(event: PointerEvent): void {
    const { plot, figure } = this;
    if (plot === null || figure === null) return;
    const { left, width, top, bottom } = plot.area.getBoundingClientRect();
    if (event.clientY < top || event.clientY > bottom || event.clientX < left - 8) {
      this.hide();
      return;
    }
    this.box.ariaLive = 'off';
    const part = (event.clientX - left) / width;
    this.showAt(figure.x[0] + part * (figure.x[1] - figure.x[0]));
  }

  private press(event: KeyboardEvent): void {
    const next = event.key === 'Escape' ? null : this.placeAfter(event.key);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (next === null) {
      this.hide();
      return;
    }
    this.box.ariaLive = 'polite';
    this.showAt(next);
  }

  private placeAfter(key: string): number | undefined {
    const lines = this.figure?.lines ?? [];
    const ends = endsOf(lines);
    if (ends === null) return undefined;
    const [first, last] = ends;
    const from = this.place;
    const page = PAGE * (last - first);
    switch (key) {
      case 'Home':
        return first;
      case 'End':
        return last;
      case 'ArrowRight':
        return from === null ? first : (nextPlace(lines, from, 1) ?? last);
      case 'ArrowLeft':
        return from === null ? last : (nextPlace(lines, from, -1) ?? first);
      case 'PageUp':
        return Math.max(first, (from ?? last) - page);
      case 'PageDown':
        return Math.min(last, (from ?? first) + page);
      default:
        return undefined;
    }
  }

  private hide(): void {
    this.place = null;
    for (const part of [this.rule, this.dots, this.box]) part.hidden = true;
  }

  private showAt(near: number): void {
    const { figure, plot, host } = this;
    const place = figure === null ? null : nearestPlace(figure.lines, near);
    if (figure === null || plot === null || place === null) {
      this.hide();
      return;
    }
    this.place = place;
    const { places, area } = plot;
    const { options, lines, y } = figure;
    const at = lines.map((line) => ({ line, value: line.y[indexAt(line, place)] }));
    const left = places.x(place);
    this.rule.style.left = `${left}px`;
    this.dots.replaceChildren(
      ...at.flatMap(({ line, value }) => {
        if (value === undefined || !isWithin(value, y)) return [];
        const dot = element('span');
        dot.style.left = `${places.x(line.x[indexAt(line, place)]!)}px`;
        dot.style.top = `${places.y(value)}px`;
        dot.style.background = line.colour;
        return [dot];
      }),
    );
    const areMany = lines.length > MOST_NAMED;
    this.box.replaceChildren(
      element('p', {}, `${options.place ?? options.xLabel} ${whole(place)}`),
      element('ul', {}, ...at.map(({ line, value }) => entryOf(line, value, areMany))),
    );
    this.box.classList.toggle('many', areMany);
    for (const part of [this.rule, this.dots, this.box]) part.hidden = false;
    // Beside the rule, where there is more room, and never out of the chart.
    const inHost = area.offsetLeft + left;
    const { offsetWidth: width } = this.box;
    const beside = left > area.clientWidth / 2 ? inHost - 12 - width : inHost + 12;
    this.box.style.left = `${Math.max(0, Math.min(host.clientWidth - width, beside))}px`;
  }
}

function entryOf(line: Line, value: number | undefined, areMany: boolean): HTMLElement {
  const name = areMany ? (line.tag ?? line.label) : line.label;
  const number = value === undefined ? '–' : threeDigits(value);
  return element(
    'li',
    {},
    swatchOf(line),
    element('span', {}, name),
    ' ',
    element('b', {}, number),
  );
}
