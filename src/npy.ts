/**
 * Reading and writing .npy, reading also of several that follow each other in one file. Written is
 * version 1.0: little-endian f4, f8 and i4, in C order. Read are versions 1.0, 2.0 and 3.0 with
 * whole and floating-point numbers of either byte order, in C or in Fortran order.
 *
 * Source: numpy.lib.format, "Format Version 1.0".
 */

import { isSingle, type NdArray, type Numbers, sizeOf, typeOf } from './arrays.js';
import { BYTES, check, checkNdArray, wholeFrom } from './checks.js';
import { PyTuple, type PyValue, parsePython, repr } from './config/index.js';
import { clipped, UserError } from './errors.js';
import { NUMBER_KINDS, type NumberKind } from './number-kinds.js';
import { putFloats } from './safetensors.js';

/** The types of numbers that are written; `<i8` for a single one. */
export type NpyType = '<f4' | '<f8' | '<i4' | '<i8';

type Fail = (what: string) => never;

const KNOWN = `only ${[...NUMBER_KINDS.keys()].join(', ')} are read; numpy.astype makes them`;

const MOST_AXES = 64;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The heading of a .npy file, padded so that the data begin at a multiple of 64. */
export function npyHeading(descr: NpyType, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const extents = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${extents}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  return bytes;
}

const isInt = (data: Numbers): data is Int32Array => typeOf(data) === 'Int32Array';

/** The bytes of numbers as they follow the heading. */
export function npyBytes(data: Numbers): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(data.byteLength));
  if (isInt(data)) {
    data.forEach((value, i) => {
      view.setInt32(4 * i, value, true);
    });
  } else {
    putFloats(view, 0, data);
  }
  return new Uint8Array(view.buffer);
}

/** The bytes of a whole number as NumPy writes one of Python's. */
export function npyOfInt(value: number): Uint8Array<ArrayBuffer> {
  const heading = npyHeading('<i8', []);
  const bytes = new Uint8Array(heading.length + 8);
  bytes.set(heading);
  new DataView(bytes.buffer).setBigInt64(heading.length, BigInt(value), true);
  return bytes;
}

/** The bytes of a .npy file. */
export function writeNpy(array: NdArray<Numbers>): Uint8Array<ArrayBuffer> {
  checkNdArray('an array', array, 0);
  const { shape, data } = array;
  const descr = isInt(data) ? '<i4' : isSingle(data) ? '<f4' : '<f8';
  const [heading, numbers] = [npyHeading(descr, shape), npyBytes(data)];
  const bytes = new Uint8Array(heading.length + numbers.length);
  bytes.set(heading);
  bytes.set(numbers, heading.length);
  return bytes;
}

interface Heading {
  /** `<f4`: byte order, kind and number of bytes. */
  readonly type: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

const FIELDS = ['descr', 'fortran_order', 'shape'];

/** Python 2 wrote the extents of a shape as `32L` (numpy.lib.format, `_filter_header`). */
function withoutLongs(text: string): PyValue {
  try {
    return parsePython(text.replace(/(\d)L\b/g, '$1'));
  } catch {
    return null;
  }
}

function headingOf(text: string, fail: Fail): Heading {
  let fields: PyValue = null;
  try {
    fields = parsePython(text);
  } catch {
    fields = withoutLongs(text);
  }
  if (!(fields instanceof Map)) return fail('its heading cannot be read');
  const names = [...fields.keys()].sort();
  if (names.join() !== FIELDS.join()) fail(`its heading must have ${FIELDS.join(', ')} alone`);
  const [type, fortran, shape] = FIELDS.map((name) => fields.get(name));
  if (typeof fortran !== 'boolean') fail('its fortran_order is neither True nor False');
  if (!(shape instanceof PyTuple) || !shape.items.every(wholeFrom(0).fits)) {
    return fail(
      `its shape is ${clipped(repr(shape ?? null))}; it must be a tuple of whole numbers`,
    );
  }
  if (shape.items.length > MOST_AXES) fail(`it has ${shape.items.length} axes; NumPy has 64`);
  if (Array.isArray(type)) fail(`its numbers are in fields (a structured type); ${KNOWN}`);
  if (typeof type !== 'string') return fail('its type is no text');
  return { type, fortran: fortran as boolean, shape: shape.items as readonly number[] };
}

/** How numbers of a type are read. One byte has no order, and NumPy writes `|u1`. */
function readType(type: string, fail: Fail): { kind: NumberKind; little: boolean } {
  const [order, kind] = [type[0]!, NUMBER_KINDS.get(type.slice(1))];
  if (kind === undefined || !(kind.bytes === 1 ? '<>|' : '<>').includes(order)) {
    return fail(`its type is ${clipped(type)}; ${KNOWN}`);
  }
  return { kind, little: order !== '>' };
}

/** For each number in C order, where it stands among those in Fortran order. */
function* fortranPlaces(shape: readonly number[]): Generator<number> {
  const strides: number[] = [];
  let size = 1;
  for (const extent of shape) {
    strides.push(size);
    size *= extent;
  }
  const index = shape.map(() => 0);
  let place = 0;
  for (let i = 0; i < size; i++) {
    yield place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      place -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

/** The heading that begins at a place, and where it ends. */
function readHeading(bytes: Uint8Array, at: number, fail: Fail): [Heading, number] {
  if (bytes.length < at + 12 || MAGIC.some((byte, i) => bytes[at + i] !== byte)) {
    fail('it does not begin with \\x93NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
  const [major, minor] = [view.getUint8(6), view.getUint8(7)];
  if (major < 1 || major > 3 || minor > 0) {
    fail(`its version is ${major}.${minor}; only 1.0, 2.0 and 3.0 are read`);
  }
  const start = at + (major > 1 ? 12 : 10);
  const end = start + (major > 1 ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) fail('it is cut off');
  // A copy, since browsers decode no text in memory that threads share.
  const text = new TextDecoder().decode(new Uint8Array(bytes.subarray(start, end)));
  return [headingOf(text, fail), end];
}

/** The numbers that begin at a place, in C order. */
function readNumbers(bytes: Uint8Array, at: number, heading: Heading, fail: Fail): Numbers {
  const { type, fortran, shape } = heading;
  const { kind, little } = readType(type, fail);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new kind.array(sizeOf(shape));
  let i = 0;
  for (const place of fortran ? fortranPlaces(shape) : data.keys()) {
    const value = kind.read(view, at + place * kind.bytes, little);
    data[i++] = Number(value);
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) {
      fail(`it holds ${value}; whole numbers are read up to 2^53 - 1`);
    }
  }
  return data;
}

/**
 * The array of a .npy file: single and half precision as a Float32Array, double as a Float64Array,
 * whole numbers as an Int32Array, or a Float64Array where their type has larger ones. Throws a
 * `UserError` that says what is wrong if the file is cut off, no .npy file, of another type, or
 * holds a whole number beyond 2^53, which no Float64Array does.
 */
export function readNpy(bytes: Uint8Array): NdArray<Numbers> {
  const fail: Fail = (what) => {
    throw new UserError(`not a .npy file that can be read: ${what}`);
  };
  check('a .npy file', bytes, BYTES);
  const [heading, start] = readHeading(bytes, 0, fail);
  const { type, shape } = heading;
  const wanted = sizeOf(shape) * readType(type, fail).kind.bytes;
  if (start + wanted !== bytes.length) {
    const extents = clipped(shape.join(', '));
    fail(`shape (${extents}) needs ${wanted} bytes, ${bytes.length - start} are there`);
  }
  return { shape, data: readNumbers(bytes, start, heading, fail) };
}

/** One of several .npy files that follow each other in one. */
export interface NpyRecord {
  /** `<f4`: byte order, kind and number of bytes, as NumPy writes it. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Its numbers, as `readNpy` gives them. Throws a UserError for a type that it does not read. */
  read(): Numbers;
}

/** Whether a file begins as .npy files do. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** Kinds of numbers whose type says how many bytes they take: also those that are not read. */
const WIDTH = /^[<>|][biufcV]([1-9]\d{0,2})$/;

/**
 * The .npy files that follow each other in one, of which each says where the next begins. Throws a
 * UserError that numbers the one at fault, from 1.
 */
export function readNpyRecords(bytes: Uint8Array): NpyRecord[] {
  const records: NpyRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const number = records.length + 1;
    const fail: Fail = (what) => {
      throw new UserError(`record ${number}, at byte ${at}, cannot be read: ${what}`);
    };
    const [heading, start] = readHeading(bytes, at, fail);
    const { type, shape } = heading;
    const width = Number(WIDTH.exec(type)?.[1] ?? fail(`its type is ${clipped(type)}`));
    const end = start + sizeOf(shape) * width;
    if (end > bytes.length) fail('it is cut off');
    records.push({ type, shape, read: () => readNumbers(bytes, start, heading, fail) });
    at = end;
  }
  return records;
}
