/**
 * Pictures of trajectories side by side, with one colour scale: time and space in 1D, animated in
 * 2D and 3D.
 */

import { colour, type Picture, TOP_LEVEL } from '../../drawing/index.js';
import { button, element } from '../elements.js';
import { threeDigits } from '../number-format.js';

export interface Panel {
  readonly title: string;
  readonly picture: Picture;
}

const FRAMES_PER_SECOND = 12;
const SLICES = ['x = ½', 'y = ½', 'z = ½'];

/** The texts along the axes: the horizontal one from the left, the vertical one from the top. */
function axesOf(dims: number, slice: number, steps: number): { x: string[]; y: string[] } {
  if (dims === 1) return { x: ['0', 'time step', String(steps)], y: ['1', 'x', '0'] };
  const names = dims === 2 ? ['x', 'y'] : ['x', 'y', 'z'].filter((_, axis) => axis !== slice);
  return { x: ['0', names[0]!, '1'], y: ['1', names[1]!, '0'] };
}

export class FieldView {
  private readonly panels = element('div', { class: 'panels' });
  private readonly channel = element('select', { 'aria-label': 'channel' });
  private readonly time = element('input', { type: 'range', min: '0', 'aria-label': 'time step' });
  private readonly timeText = element('output');
  private readonly play = button('Play', () => this.setPlaying(this.timer === 0));
  private readonly controls = element('div', { class: 'field-controls', hidden: true });
  private readonly scale = element('div', { class: 'colour-scale' });
  private shown: readonly Panel[] = [];
  private canvases: HTMLCanvasElement[][] = [];
  private layout = '';
  private timer = 0;
  private everPlayed = false;

  constructor(host: HTMLElement) {
    const channel = element('label', { class: 'channel' }, 'channel ', this.channel);
    this.controls.append(this.play, this.time, this.timeText, channel);
    host.append(this.panels, this.controls, this.scale);
    this.time.addEventListener('input', () => {
      this.setPlaying(false);
      this.paint();
    });
    this.channel.addEventListener('input', () => this.paint());
  }

  /** Shows trajectories of one shape; `limits` are the ends of the colour scale. */
  show(panels: readonly Panel[], limits: readonly [number, number]): void {
    this.shown = panels;
    const { dims, channels, slices, frames, rows, columns } = panels[0]!.picture;
    const titles = panels.map(({ title }) => title);
    const layout = JSON.stringify([dims, channels, slices, frames, rows, columns, titles, limits]);
    if (layout !== this.layout) this.build(panels, limits);
    this.layout = layout;
    this.paint();
    if (!this.everPlayed && frames > 1) {
      this.everPlayed = true;
      this.setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
    }
  }

  private build(panels: readonly Panel[], limits: readonly [number, number]): void {
    const { dims, channels, frames } = panels[0]!.picture;
    this.panels.className = `panels dims-${dims}`;
    this.panels.replaceChildren();
    this.canvases = panels.map(({ title, picture }) => this.buildPanel(title, picture));
    this.channel.replaceChildren(
      ...Array.from({ length: channels }, (_, i) => element('option', { value: `${i}` }, `${i}`)),
    );
    this.channel.parentElement!.hidden = channels === 1;
    this.time.max = String(frames - 1);
    for (const control of [this.play, this.time, this.timeText]) control.hidden = frames === 1;
    this.controls.hidden = frames === 1 && channels === 1;
    if (frames === 1) this.setPlaying(false);
    this.scale.replaceChildren(...scaleParts(limits));
  }

  /** One figure, or in 3D a heading and one for each slice. */
  private buildPanel(title: string, { dims, slices, rows, columns, steps }: Picture) {
    if (dims === 3) this.panels.append(element('h3', {}, title));
    return Array.from({ length: slices }, (_, slice) => {
      const caption = dims === 3 ? SLICES[slice]! : title;
      const label = dims === 3 ? `${title}, ${caption}` : title;
      const canvas = element('canvas', {
        width: `${columns}`,
        height: `${rows}`,
        role: 'img',
        'aria-label': label,
      });
      const { x, y } = axesOf(dims, slice, steps);
      this.panels.append(
        element(
          'figure',
          { class: 'panel' },
          element('figcaption', {}, caption),
          element('div', { class: 'y-axis', 'aria-hidden': 'true' }, ...y.map(span)),
          canvas,
          element('div', { class: 'x-axis', 'aria-hidden': 'true' }, ...x.map(span)),
        ),
      );
      return canvas;
    });
  }

  private setPlaying(playing: boolean): void {
    clearInterval(this.timer);
    this.timer = playing ? window.setInterval(() => this.advance(), 1000 / FRAMES_PER_SECOND) : 0;
    this.play.textContent = playing ? 'Pause' : 'Play';
    this.play.setAttribute('aria-label', playing ? 'pause the animation' : 'play the animation');
  }

  private advance(): void {
    const { left, width, bottom, top } = this.panels.getBoundingClientRect();
    const isVisible = width > 0 && bottom > 0 && top < innerHeight && left < innerWidth;
    if (!isVisible || document.hidden) return;
    const next = (Number(this.time.value) + 1) % (Number(this.time.max) + 1);
    this.time.value = String(next);
    this.paint();
  }

  private paint(): void {
    const channel = Number(this.channel.value || 0);
    this.shown.forEach(({ picture }, i) => {
      const frame = Math.min(Number(this.time.value), picture.frames - 1);
      this.canvases[i]!.forEach((canvas, slice) => {
        const { channels, slices } = picture;
        paintImage(canvas, picture, (frame * channels + channel) * slices + slice);
      });
    });
    this.timeText.textContent = `time step ${this.time.value} of ${this.time.max}`;
  }
}

const span = (text: string) => element('span', {}, text);

/** Draws one image of a picture, its first row at the bottom. */
function paintImage(canvas: HTMLCanvasElement, picture: Picture, index: number): void {
  const { levels, rows, columns } = picture;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  const from = index * rows * columns;
  for (let row = 0; row < rows; row++) {
    const to = 4 * (rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      colour(image.data, to + 4 * column, levels[from + row * columns + column]!);
    }
  }
  context.putImageData(image, 0, 0);
}

/** The colour map with the values at its ends and in its middle. */
function scaleParts([low, high]: readonly [number, number]): HTMLElement[] {
  const bar = element('canvas', {
    width: String(TOP_LEVEL + 1),
    height: '1',
    'aria-hidden': 'true',
  });
  const context = bar.getContext('2d')!;
  const image = context.createImageData(TOP_LEVEL + 1, 1);
  for (let level = 0; level <= TOP_LEVEL; level++) colour(image.data, 4 * level, level);
  context.putImageData(image, 0, 0);
  const labels = [low, (low + high) / 2, high].map((value) => span(threeDigits(value)));
  return [bar, element('div', { class: 'colour-scale-labels' }, ...labels)];
}
