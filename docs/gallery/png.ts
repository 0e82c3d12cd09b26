/** PNG files of images whose pixels are indices into a palette (ISO/IEC 15948). */

import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const EIGHT_BITS = 8;
const PALETTE = 3;
const UP = 2;

/** Rows of pixels from the top, `[height, width]`; a pixel is a colour's place in the palette. */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The bytes of a PNG file; the palette holds red, green, blue of at most 256 colours. */
export function encodePng(image: IndexedImage, palette: Uint8Array): Buffer {
  const { width, height } = image;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([EIGHT_BITS, PALETTE, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(filtered(image), { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Each row as its difference from the one above: fields are smooth, which packs well. */
function filtered({ width, height, pixels }: IndexedImage): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    const at = row * (width + 1);
    rows[at] = UP;
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const above = row === 0 ? 0 : pixels[pixel - width]!;
      rows[at + 1 + column] = pixels[pixel]! - above;
    }
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
