/**
 * Reading and writing .npy, version 1.0: little-endian f4, f8 and i4, in C order.
 *
 * Source: numpy.lib.format, "Format Version 1.0".
 */

import { type NdArray, type Numbers, sizeOf } from '../arrays.js';
import { BYTES, check, checkNdArray } from '../checks.js';
import { PyTuple, type PyValue, parsePython } from '../config/index.js';
import { UserError } from '../errors.js';
import { putFloats } from '../safetensors.js';

/** The types of numbers that are written and read. */
export type NpyType = '<f4' | '<f8' | '<i4';

const KNOWN = 'only <f4, <f8 and <i4 are read; numpy.astype makes them';

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

/** The bytes of numbers as they follow the heading. */
export function npyBytes(data: Numbers): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(data.byteLength));
  if (data instanceof Int32Array) {
    data.forEach((value, i) => {
      view.setInt32(4 * i, value, true);
    });
  } else {
    putFloats(view, 0, data);
  }
  return new Uint8Array(view.buffer);
}

/** The bytes of a .npy file. */
export function writeNpy(array: NdArray<Numbers>): Uint8Array<ArrayBuffer> {
  checkNdArray('an array', array, 0);
  const { shape, data } = array;
  const descr = data instanceof Float32Array ? '<f4' : data instanceof Float64Array ? '<f8' : '<i4';
  const [heading, numbers] = [npyHeading(descr, shape), npyBytes(data)];
  const bytes = new Uint8Array(heading.length + numbers.length);
  bytes.set(heading);
  bytes.set(numbers, heading.length);
  return bytes;
}

function readHeading(text: string, fail: (what: string) => never): [string, readonly number[]] {
  let heading: PyValue = null;
  try {
    heading = parsePython(text.trim());
  } catch {
    fail('its heading cannot be read');
  }
  if (!(heading instanceof Map)) fail('its heading cannot be read');
  const {
    descr,
    fortran_order: fortran,
    shape,
  } = Object.fromEntries(heading as Map<string, PyValue>);
  if (fortran !== false) fail('it is in Fortran order; save it with numpy.ascontiguousarray');
  if (Array.isArray(descr)) fail(`its numbers are in fields (a structured type); ${KNOWN}`);
  if (typeof descr !== 'string' || !(shape instanceof PyTuple)) fail('its heading is incomplete');
  return [descr as string, (shape as PyTuple).items as readonly number[]];
}

/**
 * The array of a .npy file. Throws a `UserError` that says what is wrong if the file is cut off, no
 * .npy file, in Fortran order or of another type than f4, f8 and i4.
 */
export function readNpy(bytes: Uint8Array): NdArray<Numbers> {
  const fail = (what: string): never => {
    throw new UserError(`not a .npy file that can be read: ${what}`);
  };
  check('a .npy file', bytes, BYTES);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    fail('it does not begin with \\x93NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [bytes[6]!, bytes[7]!];
  if (major < 1 || major > 3 || minor > 0) {
    fail(`its version is ${major}.${minor}; only 1.0, 2.0 and 3.0 are read`);
  }
  const wide = major > 1;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (start > bytes.length) fail('it is cut off');
  const text = new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start));
  const [descr, shape] = readHeading(text, fail);
  const size = sizeOf(shape);
  const width = descr === '<f8' ? 8 : 4;
  if (!['<f4', '<f8', '<i4'].includes(descr)) {
    fail(`its type is ${descr}; ${KNOWN}`);
  }
  if (start + size * width !== bytes.length) {
    fail(
      `shape (${shape.join(', ')}) needs ${size * width} bytes, ${bytes.length - start} are there`,
    );
  }
  // A copy of its own: Node's buffers are parts of a larger one, and may start anywhere in it.
  const raw = new Uint8Array(bytes.subarray(start)).buffer;
  if (descr === '<f4') return { shape, data: new Float32Array(raw) };
  if (descr === '<f8') return { shape, data: new Float64Array(raw) };
  return { shape, data: new Int32Array(raw) };
}
