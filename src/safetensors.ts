/**
 * Reading and writing safetensors: eight bytes with the length of the heading, the heading as JSON
 * padded with spaces to a multiple of eight, the tensors one behind the other, little-endian.
 * Tensors keep the order in which they are given. Written are F32 and F64, read are also other
 * floats and whole numbers that a float64 holds exactly.
 *
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */

import { type Floats, isSingle, type NdArray, sizeOf, typeOf } from './arrays.js';
import { BYTES, check, checkNdArray, OBJECT, oneOf, PLAIN, TEXT, wholeFrom } from './checks.js';
import { type JsonValue, parseJson } from './config/index.js';
import { clipped, UserError } from './errors.js';
import { NUMBER_KINDS, type NumberKind } from './number-kinds.js';

/** What a safetensors file holds. */
export interface TensorFile {
  /** In the order in which they stand in the file. */
  readonly tensors: ReadonlyMap<string, NdArray<Floats>>;
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

type Fail = (what: string) => never;

const METADATA = '__metadata__';

/** A float of 16 bits with the exponent of float32: its upper half. */
const BF16: NumberKind = {
  bytes: 2,
  array: Float32Array,
  read(view, at, little) {
    word.setUint32(0, view.getUint16(at, little) << 16);
    return word.getFloat32(0);
  },
};
const word = new DataView(new ArrayBuffer(4));

/** The kinds that are read: `F32` is NumPy's f4. */
const KINDS: ReadonlyMap<string, NumberKind> = new Map([
  ...[...NUMBER_KINDS].map(
    ([name, kind]) => [`${name[0]!.toUpperCase()}${8 * kind.bytes}`, kind] as const,
  ),
  ['BF16', BF16],
]);

/** Writes numbers with one bit pattern for NaN, since that of a computed NaN is the processor's. */
export function putFloats(view: DataView, at: number, data: Floats): void {
  if (isSingle(data)) {
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i]!)) view.setUint32(at + 4 * i, 0x7fc00000, true);
      else view.setFloat32(at + 4 * i, data[i]!, true);
    }
    return;
  }
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i]!)) view.setBigUint64(at + 8 * i, 0x7ff8000000000000n, true);
    else view.setFloat64(at + 8 * i, data[i]!, true);
  }
}

function checkFile(file: TensorFile): void {
  check('a safetensors file', file, { ...OBJECT, allowed: '{ tensors, metadata }' });
  const { tensors, metadata } = file;
  check('tensors', tensors, {
    allowed: 'a Map',
    fits: (value) => Object.prototype.toString.call(value) === '[object Map]',
  });
  check('metadata', metadata, {
    allowed: 'an object of texts',
    fits: (value) => PLAIN.fits(value) && Object.values(metadata).every(TEXT.fits),
  });
  for (const [name, tensor] of tensors) {
    check('the name of a tensor', name, {
      allowed: `a text other than ${METADATA}`,
      fits: (value) => TEXT.fits(value) && value !== METADATA,
    });
    checkNdArray(`tensor ${name}`, tensor, 0);
    const type = typeOf(tensor.data);
    check(`the type of tensor ${name}`, type, oneOf('Float32Array', 'Float64Array'));
  }
}

/** The bytes of a safetensors file. */
export function writeSafetensors(file: TensorFile): Uint8Array<ArrayBuffer> {
  checkFile(file);
  // Written by hand: objects have another order of their keys, and no plain `__proto__`.
  const entries: string[] = [];
  const put = (name: string, value: unknown) =>
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  put(METADATA, file.metadata);
  let offset = 0;
  for (const [name, { shape, data }] of file.tensors) {
    const end = offset + data.byteLength;
    put(name, { dtype: isSingle(data) ? 'F32' : 'F64', shape, data_offsets: [offset, end] });
    offset = end;
  }
  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headingLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headingLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headingLength), true);
  bytes.fill(0x20, 8, 8 + headingLength);
  bytes.set(text, 8);
  let at = 8 + headingLength;
  for (const { data } of file.tensors.values()) {
    putFloats(view, at, data);
    at += data.byteLength;
  }
  return bytes;
}

type Heading = ReadonlyMap<string, JsonValue>;

/** The heading, and where it ends. */
function readHeading(bytes: Uint8Array, fail: Fail): [Heading, number] {
  if (bytes.length < 8) fail('it is shorter than eight bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + Number(view.getBigUint64(0, true));
  if (end > bytes.length) fail('its heading is cut off');
  let heading: JsonValue = null;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    // A copy, since browsers decode no text in memory that threads share.
    heading = parseJson(decoder.decode(new Uint8Array(bytes.subarray(8, end))));
  } catch (error) {
    fail(`its heading can't be read: ${error instanceof UserError ? error.message : 'no UTF-8'}`);
  }
  if (!(heading instanceof Map)) fail('its heading is no object');
  return [heading as Heading, end];
}

function readMetadata(value: JsonValue | undefined, fail: Fail): Record<string, string> {
  if (value === undefined) return {};
  if (!(value instanceof Map)) return fail(`its ${METADATA} is no object`);
  for (const [key, text] of value) {
    if (typeof text !== 'string') fail(`'${clipped(key)}' of its ${METADATA} is no text`);
  }
  return Object.fromEntries(value);
}

/** What the heading says of a tensor. */
interface Place {
  readonly name: string;
  readonly kind: NumberKind;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

const isCounts = (value: JsonValue | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every(wholeFrom(0).fits);

function readPlace(name: string, entry: JsonValue, failed: Fail): Place {
  const fail: Fail = (what) => failed(`tensor '${clipped(name)}' ${what}`);
  if (!(entry instanceof Map)) return fail('is no object');
  const [dtype, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((key) => entry.get(key));
  if (typeof dtype !== 'string') return fail('has no type');
  const kind = KINDS.get(dtype);
  if (kind === undefined) {
    throw new UserError(
      `a safetensors file whose tensor '${clipped(name)}' has the type ${clipped(dtype)}; ` +
        `${[...KINDS.keys()].join(', ')} are read`,
    );
  }
  if (!isCounts(shape)) return fail('has no shape of whole numbers');
  if (!isCounts(offsets) || offsets.length !== 2) {
    return fail('has no data_offsets of two whole numbers');
  }
  const [from, to] = offsets as [number, number];
  const size = sizeOf(shape) * kind.bytes;
  if (to - from !== size) fail(`has ${to - from} bytes; its shape needs ${size}`);
  return { name, kind, shape, from, to };
}

/** The tensors as they follow each other in `size` bytes, of which each belongs to one. */
function readPlaces(heading: Heading, size: number, fail: Fail): Place[] {
  const places = [...heading]
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => readPlace(name, entry, fail))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from !== end) {
      const fault = from < end ? 'overlaps the one before it' : 'leaves a hole before it';
      fail(`tensor '${clipped(name)}' ${fault}: it begins at ${from}, not at ${end}`);
    }
    end = to;
  }
  if (end !== size) fail(`its tensors take ${end} bytes, ${size} are there`);
  return places;
}

/**
 * The tensors and metadata of a safetensors file. Throws a `UserError` that says what is wrong if
 * the file is cut off, no safetensors file, not as its heading says, or holds numbers that no
 * float64 is. Float64 and whole numbers are a Float64Array, others a Float32Array.
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const fail: Fail = (what) => {
    throw new UserError(`not a whole safetensors file: ${what}`);
  };
  check('a safetensors file', bytes, BYTES);
  const [heading, start] = readHeading(bytes, fail);
  const metadata = readMetadata(heading.get(METADATA), fail);
  const places = readPlaces(heading, bytes.length - start, fail);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tensors = new Map<string, NdArray<Floats>>();
  for (const { name, kind, shape, from } of places) {
    const [at, size] = [start + from, sizeOf(shape)];
    const data = kind.array === Float32Array ? new Float32Array(size) : new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const value = kind.read(view, at + kind.bytes * i, true);
      data[i] = Number(value);
      if (typeof value !== 'bigint' || Number.isSafeInteger(data[i])) continue;
      throw new UserError(
        `a safetensors file whose tensor '${clipped(name)}' holds ${value}; whole numbers are ` +
          'read up to 2^53 - 1',
      );
    }
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}
