/**
 * Pictures of trajectories side by side, with one colour scale: time and space in 1D, animated in
 * 2D and 3D.
 */

import type { Limits } from '../../drawing/index.js';
import { button, element } from '../elements.js';
import type { Trajectory } from '../protocol.js';
import { axesOf, SLICES } from './axes.js';
import { colourScale, markLegend } from './colour-scale.js';
import { paintField } from './paint-field.js';

export interface Panel {
  readonly title: string;
  readonly picture: Trajectory;
}

const FRAMES_PER_SECOND = 12;

export class FieldView {
  private readonly panels = element('div', { class: 'panels' });
  private readonly channel = element('select', { 'aria-label': 'channel' });
  private readonly time = element('input', { type: 'range', min: '0', 'aria-label': 'time step' });
  private readonly timeText = element('output');
  private readonly play = button('Play', () => this.setPlaying(this.timer === 0));
  private readonly controls = element('div', { class: 'field-controls', hidden: true });
  private readonly scale = element('div', { class: 'colour-scales' });
  /** Shown from the first value on that is beyond the scale. */
  private readonly legend = markLegend();
  private shown: readonly Panel[] = [];
  private canvases: HTMLCanvasElement[][] = [];
  private layout = '';
  private timer = 0;
  private everPlayed = false;
  private limits: Limits = [-1, 1];

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
  show(panels: readonly Panel[], limits: Limits): void {
    this.shown = panels;
    this.limits = limits;
    const { values: _, ...extents } = panels[0]!.picture;
    const frames = framesOf(panels[0]!.picture);
    const layout = JSON.stringify([extents, panels.map(({ title }) => title), limits]);
    if (layout !== this.layout) this.build(panels, limits);
    this.layout = layout;
    this.paint();
    if (!this.everPlayed && frames > 1) {
      this.everPlayed = true;
      this.setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
    }
  }

  private build(panels: readonly Panel[], limits: Limits): void {
    const { dims, channels } = panels[0]!.picture;
    const frames = framesOf(panels[0]!.picture);
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
    this.scale.replaceChildren(colourScale(limits), this.legend);
    this.legend.hidden = true;
  }

  /** One figure, or in 3D a heading and one for each slice. */
  private buildPanel(title: string, picture: Trajectory) {
    const { dims } = picture;
    if (dims === 3) this.panels.append(element('h3', {}, title));
    return Array.from({ length: dims === 3 ? 3 : 1 }, (_, slice) => {
      const caption = dims === 3 ? SLICES[slice]! : title;
      const label = dims === 3 ? `${title}, ${caption}` : title;
      const canvas = element('canvas', { role: 'img', 'aria-label': label });
      const { x, y } = axesOf(picture, slice);
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
      this.canvases[i]!.forEach((canvas, axis) => {
        const choice = { frame, channel, axis, at: picture.points >> 1 };
        const hasMarks = paintField(canvas, { trajectory: picture }, choice, this.limits);
        if (hasMarks) this.legend.hidden = false;
      });
    });
    const { every = 1 } = this.shown[0]?.picture ?? {};
    const [now, last] = [this.time.value, this.time.max].map((frame) => Number(frame) * every);
    this.timeText.textContent = `time step ${now} of ${last}`;
  }
}

const span = (text: string) => element('span', {}, text);

/** Images one after the other; in 1D all of the time is in one. */
const framesOf = ({ dims, frames }: Trajectory): number => (dims === 1 ? 1 : frames);
