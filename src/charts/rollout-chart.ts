/** Pictures of a rollout: its prediction, and where there is a reference that and the error. */

import * as Plot from '@observablehq/plot';
import { float64Of, type NdArray } from '../arrays.js';
import {
  colour,
  encodePng,
  type Limits,
  NOT_FINITE,
  type Picture,
  pictureOf,
  type SampleRolloutOptions,
} from '../drawing/index.js';
import type { HostSvgElement } from '../host-types.js';
import { drawFrame, wholeAxis } from './frame.js';

/** One picture of the chart, in its column and row. */
interface Panel {
  readonly column: string;
  readonly row: string;
  readonly src: string;
}

/** What is drawn of a trajectory, and how far its colours reach. */
interface Part {
  readonly name: string;
  readonly trajectory: NdArray;
  readonly limits: Limits;
}

const LEVELS = 256;

/** The colours of all levels. */
function palette(): Uint8Array {
  const bytes = new Uint8Array(3 * LEVELS);
  const pixel = new Uint8ClampedArray(4);
  for (let level = 0; level < LEVELS; level++) {
    colour(pixel, 0, level);
    bytes.set(pixel.subarray(0, 3), 3 * level);
  }
  return bytes;
}

async function dataUrl(
  { rows, columns, levels }: Picture,
  from: number,
  colours: Uint8Array,
): Promise<string> {
  const pixels = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    // The first row of a picture is at the bottom.
    const start = from + (rows - 1 - row) * columns;
    pixels.set(levels.subarray(start, start + columns), row * columns);
  }
  const bytes = await encodePng({ width: columns, height: rows, pixels }, colours);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return `data:image/png;base64,${btoa(pieces.join(''))}`;
}

/** The greatest finite absolute value of a channel. */
function sizeOfChannel({ data, shape }: NdArray, channel: number): number {
  const [states, channels, ...space] = shape as [number, number, ...number[]];
  const points = space.reduce((product, extent) => product * extent, 1);
  let size = 0;
  for (let state = 0; state < states; state++) {
    const from = (state * channels + channel) * points;
    for (let i = from; i < from + points; i++) {
      const value = Math.abs(data[i]!);
      if (value > size && value < Number.POSITIVE_INFINITY) size = value;
    }
  }
  return size;
}

/** The prediction, and beside it a reference of as many states, and the difference. */
function partsOf(prediction: NdArray, options: SampleRolloutOptions): Part[] {
  const { channel = 0, vlim } = options;
  const reference = options.reference && float64Of(options.reference);
  const size = sizeOfChannel(reference ?? prediction, channel) || 1;
  const limits: Limits = vlim ?? [-size, size];
  const own: Part = { name: 'Prediction', trajectory: prediction, limits };
  if (reference === undefined) return [own];
  const difference = prediction.data.map((value, i) => value - reference.data[i]!);
  const error = { data: difference, shape: prediction.shape };
  const most = Math.min(sizeOfChannel(error, channel), limits[1] - limits[0]) || 1;
  return [
    own,
    { name: 'Reference', trajectory: reference, limits },
    { name: 'Error', trajectory: error, limits: [-most, most] },
  ];
}

const short = (value: number) => String(Number(value.toPrecision(3)));

/** What the colours mean, and what has none. */
function noteOf(parts: readonly Part[], pictures: readonly Picture[], dims: number): string {
  const [
    {
      limits: [low, high],
    },
  ] = parts as [Part];
  const error = parts.find(({ name }) => name === 'Error');
  const grey = pictures.reduce(
    (sum, { levels }) => sum + levels.reduce((n, level) => n + (level === NOT_FINITE ? 1 : 0), 0),
    0,
  );
  return [
    `from ${short(low)} (blue) to ${short(high)} (red)`,
    error === undefined
      ? ''
      : `the error from ${short(error.limits[0])} to ${short(error.limits[1])}`,
    dims === 3 ? 'the slice through the middle of the third axis' : '',
    grey > 0 ? 'grey is not finite' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/**
 * In 1D space over time, the parts side by side. In 2D and 3D a row for each part, of states from the
 * first to the last; in 3D of a slice through the middle.
 */
export async function rolloutChart(
  prediction: NdArray,
  options: SampleRolloutOptions,
): Promise<HostSvgElement> {
  const { channel = 0, frames = 5, title, width = 640, document } = options;
  const parts = partsOf(prediction, options);
  const pictures = parts.map(({ trajectory, limits }) => pictureOf(trajectory, limits));
  const [{ dims, steps, rows: points }] = pictures as [Picture];
  const colours = palette();
  const panels: Panel[] = [];
  const states = framesOf(steps, dims === 1 ? 1 : frames);
  for (const [part, picture] of pictures.entries()) {
    const { channels, slices, rows, columns } = picture;
    for (const state of states) {
      const frame = dims === 1 ? 0 : state;
      const plane = (frame * channels + channel) * slices + (slices - 1);
      const src = await dataUrl(picture, plane * rows * columns, colours);
      const { name } = parts[part]!;
      panels.push(
        dims === 1 ? { column: name, row: '', src } : { column: `step ${state}`, row: name, src },
      );
    }
  }
  const across = dims === 1 ? parts.length : states.length;
  const side = (width - 90) / across;
  const image = Plot.image(panels, {
    ...{ fx: 'column', fy: 'row', src: 'src', frameAnchor: 'middle', width: 1 },
    preserveAspectRatio: 'none',
    imageRendering: 'pixelated',
    render(index, scales, values, dimensions, context, next) {
      const drawn = next!(index, scales, values, dimensions, context)!;
      const { marginLeft, marginRight, marginTop, marginBottom } = dimensions;
      for (const one of drawn.querySelectorAll('image')) {
        one.setAttribute('x', String(marginLeft));
        one.setAttribute('y', String(marginTop));
        one.setAttribute('width', String(dimensions.width - marginLeft - marginRight));
        one.setAttribute('height', String(dimensions.height - marginTop - marginBottom));
      }
      return drawn;
    },
  });
  const isLine = dims === 1;
  return drawFrame(
    {
      ...{ title, width, document },
      ...(isLine ? { xLabel: 'time step', yLabel: 'space' } : { marginLeft: 72 }),
      height: isLine ? 250 : 110 + side * parts.length,
      note: noteOf(parts, pictures, dims),
      description: `${parts.map(({ name }) => name.toLowerCase()).join(', ')} of a sample rollout`,
    },
    {
      fx: {
        domain: [...new Set(panels.map(({ column }) => column))],
        label: null,
        padding: across > 1 ? 0.06 : 0,
        axis: 'top',
      },
      fy: {
        domain: [...new Set(panels.map(({ row }) => row))],
        label: null,
        padding: 0.04,
        axis: isLine ? null : 'left',
      },
      x: isLine
        ? { label: null, ...wholeAxis([-0.5, steps + 0.5]) }
        : { axis: null, domain: [0, 1] },
      y: isLine
        ? { label: null, ...wholeAxis([-0.5, points - 0.5]) }
        : { axis: null, domain: [0, 1] },
      marks: [image],
    },
  );
}

/** So many steps from the first to the last, each once. */
function framesOf(steps: number, count: number): number[] {
  const last = Math.max(1, count - 1);
  return [...new Set(Array.from({ length: count }, (_, i) => Math.round((i * steps) / last)))];
}
