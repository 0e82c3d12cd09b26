/**
 * A painted state, and the text by which a link holds it. Its values are whole numbers divided by a
 * power of two: the same float32 numbers wherever they are read.
 *
 * The text is `DIMS;POINTS;CHANNELS;BITS;DATA`. The data are the levels less their neighbours along
 * every axis, as bytes (zigzag, seven bits each), deflated, in base64 with the letters of addresses.
 */

/** Of one channel after the other: `[C, ...N]`, N points along each axis. */
export interface Grid {
  readonly dims: number;
  readonly numPoints: number;
  readonly numChannels: number;
}

export interface PaintedState extends Grid {
  /** A value is its level / 2^bits. */
  readonly bits: number;
  readonly levels: Int16Array;
}

export type Limits = readonly [low: number, high: number];

const MOST_BITS = 20;
const TOP = 32767;
/** Levels from 0 to the end of what is drawn: in 2D fewer, for the length of the link. */
const FINENESS = { curve: 16384, field: 1024 };
/** Numbers of a state that a text may hold: 512 x 512. */
const MOST_NUMBERS = 1 << 18;
/** Bytes that a level takes: differences along two axes are below 2^17. */
const MOST_BYTES = 3;

/** What is wrong with a text that should be a painted state. */
export class PaintedTextError extends Error {
  constructor(why: string) {
    super(`the painted state of this link cannot be read: ${why}`);
  }
}

export const stateSize = ({ dims, numPoints, numChannels }: Grid): number =>
  numChannels * numPoints ** dims;

export const sameGrid = (a: Grid, b: Grid): boolean =>
  a.dims === b.dims && a.numPoints === b.numPoints && a.numChannels === b.numChannels;

/** The bits of levels that are fine enough for values as large as `reach`. */
export function bitsFor(dims: number, reach: number): number {
  const most = dims === 1 ? FINENESS.curve : FINENESS.field;
  let bits = 0;
  while (bits < MOST_BITS && reach * (1 << (bits + 1)) <= most) bits++;
  return bits;
}

/** The nearest levels of values `[C, ...N]`. */
export function quantised(grid: Grid, values: ArrayLike<number>, bits: number): PaintedState {
  const { dims, numPoints, numChannels } = grid;
  const levels = Int16Array.from(values, (value) =>
    Math.max(-TOP, Math.min(TOP, Math.round(value * (1 << bits)))),
  );
  return { dims, numPoints, numChannels, bits, levels };
}

/** The values, `[C, ...N]`. */
export function valuesOf({ levels, bits }: PaintedState): Float32Array<ArrayBuffer> {
  return Float32Array.from(levels, (level) => level / (1 << bits));
}

export async function toText(state: PaintedState): Promise<string> {
  const { dims, numPoints, numChannels, bits } = state;
  const bytes = await through(new CompressionStream('deflate-raw'), toBytes(differences(state)));
  const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const word = data.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return [dims, numPoints, numChannels, bits, word].join(';');
}

/** Throws a PaintedTextError for what `toText` cannot have written. */
export async function fromText(text: string): Promise<PaintedState> {
  const fields = text.split(';');
  const [dims, numPoints, numChannels, bits] = fields.slice(0, 4).map(wholeNumber);
  const grid = { dims: dims!, numPoints: numPoints!, numChannels: numChannels! };
  if (fields.length !== 5 || bits === undefined) {
    throw new PaintedTextError('it must be DIMS;POINTS;CHANNELS;BITS;DATA');
  }
  if (dims !== 1 && dims !== 2) throw new PaintedTextError('it must have 1 or 2 dimensions');
  const size = stateSize(grid);
  if (!(size >= 1 && size <= MOST_NUMBERS)) {
    throw new PaintedTextError(`it must have from 1 to ${MOST_NUMBERS} numbers`);
  }
  if (!(bits <= MOST_BITS)) throw new PaintedTextError(`BITS must be from 0 to ${MOST_BITS}`);
  const word = fields[4]!;
  if (!/^[\w-]+$/.test(word)) throw new PaintedTextError('its data are not in base64url');
  const levels = summed(grid, fromBytes(await inflated(word, MOST_BYTES * size), size));
  return { ...grid, bits, levels };
}

/** NaN for what is none. */
const wholeNumber = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : Number.NaN);

const damaged = () => new PaintedTextError('its data are cut off or damaged');

async function inflated(word: string, most: number): Promise<Uint8Array> {
  try {
    const bytes = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
    return await through(new DecompressionStream('deflate-raw'), packed, most);
  } catch {
    throw damaged();
  }
}

/** What comes out of a stream that is given these bytes. Throws where it is more than `most`. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: number[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Uint8Array.from(parts);
    for (const byte of value) parts.push(byte);
    if (parts.length > most) {
      await reader.cancel();
      throw damaged();
    }
  }
}

/** How far neighbours along each axis are apart in the levels of one state. */
const strides = ({ dims, numPoints }: Grid): number[] => (dims === 1 ? [1] : [1, numPoints]);

/** Every level less the one before it, along one axis after the other. */
function differences({ levels, ...grid }: PaintedState): Int32Array {
  const result = Int32Array.from(levels);
  for (const stride of strides(grid)) {
    for (let i = result.length - 1; i >= 0; i--) {
      if (hasNeighbour(i, stride, grid)) result[i]! -= result[i - stride]!;
    }
  }
  return result;
}

/** The levels again. Throws where they leave the range of levels. */
function summed(grid: Grid, result: Int32Array): Int16Array {
  for (const stride of strides(grid)) {
    for (let i = 0; i < result.length; i++) {
      if (hasNeighbour(i, stride, grid)) result[i]! += result[i - stride]!;
    }
  }
  if (result.some((level) => Math.abs(level) > TOP)) throw damaged();
  return Int16Array.from(result);
}

/** Whether there is a point before this one on its line. */
const hasNeighbour = (i: number, stride: number, { numPoints }: Grid): boolean =>
  Math.floor(i / stride) % numPoints > 0;

function toBytes(numbers: Int32Array): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number < 0 ? -2 * number - 1 : 2 * number;
    for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

function fromBytes(bytes: Uint8Array, count: number): Int32Array {
  const numbers = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let whole = 0;
    let byte = 128;
    for (let shift = 0; byte > 127; shift += 7) {
      if (at >= bytes.length || shift >= 7 * MOST_BYTES) throw damaged();
      byte = bytes[at++]!;
      whole |= (byte & 127) << shift;
    }
    numbers[i] = whole & 1 ? -(whole + 1) / 2 : whole / 2;
  }
  if (at !== bytes.length) throw damaged();
  return numbers;
}
