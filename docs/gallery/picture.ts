/** The picture of a scenario: its first test trajectory in each number of dimensions. */

import { type NdArray, partAt, sizeOf } from '../../src/arrays.js';
import type { Backend } from '../../src/backends/index.js';
import {
  colour,
  encodePng,
  type IndexedImage,
  type Picture,
  pictureOf,
  TOP_LEVEL,
} from '../../src/drawing/index.js';
import { trajectorySet } from '../../src/experiment/index.js';
import { HEIGHT, LAYOUT, partOf } from './layout.js';
import type { Entry } from './views.js';

const { gap, tileGap, colours } = LAYOUT;
const GAP = colours - 1;
const TOP_COLOUR = colours - 2;

/** The colours of the page's map, then white. */
function palette(): Uint8Array {
  const bytes = new Uint8Array(3 * colours).fill(255);
  const pixel = new Uint8ClampedArray(4);
  for (let index = 0; index <= TOP_COLOUR; index++) {
    colour(pixel, 0, Math.round((TOP_LEVEL * index) / TOP_COLOUR));
    bytes.set(pixel.subarray(0, 3), 3 * index);
  }
  return bytes;
}

/**
 * Which frame and slice each tile shows, row by row: in 2D states at equal times from the first to
 * the last, in 3D the slices of the first and of the last state.
 */
function tilesOf({ dims, frames, slices }: Picture): { frame: number; slice: number }[] {
  const { rows, columns } = partOf(dims);
  const last = Math.max(1, (rows * columns) / slices - 1);
  return Array.from({ length: rows * columns }, (_, tile) => ({
    frame: Math.round((Math.floor(tile / slices) * (frames - 1)) / last),
    slice: tile % slices,
  }));
}

/** Draws the first channel into the image, from a column of pixels on. */
function draw(image: IndexedImage, left: number, picture: Picture): void {
  const { columns: tilesAcross, width, height } = partOf(picture.dims);
  const { channels, slices, rows, columns, levels } = picture;
  for (const [tile, { frame, slice }] of tilesOf(picture).entries()) {
    const from = (frame * channels * slices + slice) * rows * columns;
    const top = Math.floor(tile / tilesAcross) * (height + tileGap);
    const start = left + (tile % tilesAcross) * (width + tileGap);
    for (let y = 0; y < height; y++) {
      // The first row of a picture is at the bottom.
      const row = rows - 1 - Math.floor((y * rows) / height);
      for (let x = 0; x < width; x++) {
        const column = Math.floor((x * columns) / width);
        const level = levels[from + row * columns + column]!;
        image.pixels[(top + y) * image.width + start + x] = Math.round(
          (TOP_COLOUR * level) / TOP_LEVEL,
        );
      }
    }
  }
}

/** The lowest and the highest value of the first channel of `[T + 1, C, ...N]`. */
function rangeOf({ data, shape: [states, channels, ...space] }: NdArray): [number, number] {
  const size = sizeOf(space);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let state = 0; state < states!; state++) {
    const from = state * channels! * size;
    for (const value of data.subarray(from, from + size)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** The PNG file of a scenario. Throws where a trajectory is not finite. */
export async function drawEntry({ key, views }: Entry, backend: Backend): Promise<Uint8Array> {
  const pictures: Picture[] = [];
  for (const { scenario } of views) {
    const set = trajectorySet(scenario, 'test', await scenario.getRefStepper(), 1);
    const trajectory = partAt(await scenario.produceData(set, { backend }), 0);
    if (!trajectory.data.every(Number.isFinite)) {
      throw new Error(`${key} in ${scenario.num_spatial_dims}D: the trajectory is not finite`);
    }
    pictures.push(pictureOf(trajectory, rangeOf(trajectory)));
  }
  const widths = pictures.map(({ dims }) => {
    const { columns, width } = partOf(dims);
    return columns * (width + tileGap) - tileGap;
  });
  const width = widths.reduce((sum, one) => sum + one + gap, -gap);
  const pixels = new Uint8Array(width * HEIGHT).fill(GAP);
  const image = { width, height: HEIGHT, pixels };
  let left = 0;
  for (const [index, picture] of pictures.entries()) {
    draw(image, left, picture);
    left += widths[index]! + gap;
  }
  return encodePng(image, palette());
}
