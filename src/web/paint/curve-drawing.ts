/** Draws curves over the domain, as wide and as high as their canvas. */

import type { Limits } from './painted-state.js';

export interface Curve {
  readonly values: ArrayLike<number>;
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface CurvePicture {
  readonly curves: readonly Curve[];
  readonly limits: Limits;
  /** A point of the grid that is marked on the first curve. */
  readonly cursor: number | null;
}

const FONT = '11px "Helvetica Neue", Arial, sans-serif';
const TICKS = 4;

export function drawCurves(canvas: HTMLCanvasElement, picture: CurvePicture): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  const [low, high] = picture.limits;
  const yOf = (value: number) => height * (1 - (value - low) / (high - low));
  drawTicks(context, picture.limits, width, yOf);
  context.lineWidth = 2;
  context.lineJoin = 'round';
  for (const { values, colour, dashed = false } of picture.curves) {
    context.strokeStyle = colour;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    // The domain is periodic: its right end is its left end.
    for (let i = 0; i <= values.length; i++) {
      context.lineTo((i / values.length) * width, yOf(values[i % values.length]!));
    }
    context.stroke();
  }
  const [first] = picture.curves;
  if (picture.cursor !== null && first !== undefined) {
    const at = (picture.cursor / first.values.length) * width;
    drawCursor(context, at, yOf(first.values[picture.cursor]!), height);
  }
}

/** Lines at round values, with the values. */
function drawTicks(
  context: CanvasRenderingContext2D,
  [low, high]: Limits,
  width: number,
  yOf: (value: number) => number,
): void {
  const style = getComputedStyle(context.canvas);
  context.strokeStyle = style.getPropertyValue('--grid');
  context.fillStyle = style.getPropertyValue('--muted');
  context.font = FONT;
  context.lineWidth = 1;
  const step = roundStep((high - low) / TICKS);
  for (let i = Math.ceil(low / step); i * step <= high; i++) {
    const y = Math.round(yOf(i * step)) + 0.5;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
    context.fillText(String(Number((i * step).toPrecision(3))), 4, y - 3);
  }
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((digit) => digit * power >= step) ?? 10);
}

function drawCursor(context: CanvasRenderingContext2D, x: number, y: number, height: number) {
  const ink = getComputedStyle(context.canvas).getPropertyValue('--accent');
  context.setLineDash([]);
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fill();
}
