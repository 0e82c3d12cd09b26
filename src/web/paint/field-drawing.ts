/** Draws fields as colours, a pixel for each point of the grid; what is beyond the scale is marked. */

import { COLOURS, markedLevel } from '../predictions/paint-field.js';
import type { Limits } from './painted-state.js';

/**
 * Draws `value(column, row)`, the first row at the bottom; what is undefined stays empty. The
 * colours go from one limit to the other.
 */
function drawValues(
  canvas: HTMLCanvasElement,
  columns: number,
  rows: number,
  limits: Limits,
  value: (column: number, row: number) => number | undefined,
): void {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    const at = (rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      const found = value(column, row);
      if (found !== undefined) pixels[at + column] = COLOURS[markedLevel(found, limits)]!;
    }
  }
  context.putImageData(image, 0, 0);
}

/** A field `[N, N]`: its first axis to the right, its second one up. */
export function drawField(
  canvas: HTMLCanvasElement,
  field: ArrayLike<number>,
  limits: Limits,
): void {
  const n = Math.sqrt(field.length);
  drawValues(canvas, n, n, limits, (x, y) => field[x * n + y]!);
}

/** Fields `[N]` of some time steps: time to the right, space up. */
export function drawTimes(
  canvas: HTMLCanvasElement,
  fields: readonly ArrayLike<number>[],
  columns: number,
  limits: Limits,
): void {
  const rows = fields[0]?.length ?? 1;
  drawValues(canvas, columns, rows, limits, (step, x) => fields[step]?.[x]);
}
