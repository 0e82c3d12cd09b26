/**
 * Reading and writing safetensors: eight bytes with the length of the heading, the heading as JSON
 * padded with spaces to a multiple of eight, the tensors one behind the other, little-endian.
 * Tensors keep the order in which they are given. Only F32 and F64.
 *
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */

import { type Floats, type NdArray, sizeOf } from './arrays.js';
import { BYTES, check, checkNdArray, oneOf, wholeFrom } from './checks.js';
import { UserError } from './errors.js';

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NdArray<Floats>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Writes numbers with one bit pattern for NaN, since that of a computed NaN is the processor's. */
export function putFloats(view: DataView, at: number, data: Floats): void {
  if (data instanceof Float32Array) {
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

/** The bytes of a safetensors file. */
export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const heading: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  check('tensors', tensors, { allowed: 'a Map', fits: (value) => value instanceof Map });
  for (const [name, tensor] of tensors) {
    checkNdArray(`tensor ${name}`, tensor, 0);
    const { shape, data } = tensor;
    check(
      `the type of tensor ${name}`,
      data.constructor.name,
      oneOf('Float32Array', 'Float64Array'),
    );
    heading[name] = {
      dtype: data instanceof Float32Array ? 'F32' : 'F64',
      shape,
      data_offsets: [offset, offset + data.byteLength],
    };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(heading));
  const headingLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headingLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headingLength), true);
  bytes.fill(0x20, 8, 8 + headingLength);
  bytes.set(text, 8);
  let at = 8 + headingLength;
  for (const { data } of tensors.values()) {
    putFloats(view, at, data);
    at += data.byteLength;
  }
  return bytes;
}

function readHeading(bytes: Uint8Array, fail: (what: string) => never): [object, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) fail('it is shorter than eight bytes');
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) fail('its heading is cut off');
  try {
    return [JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))), 8 + length];
  } catch {
    return fail('its heading is no JSON');
  }
}

/**
 * The tensors and metadata of a safetensors file. Throws a `UserError` that says what is wrong if
 * the file is cut off, no safetensors file or holds another type than F32 and F64.
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const fail = (what: string): never => {
    throw new UserError(`not a whole safetensors file: ${what}`);
  };
  check('a safetensors file', bytes, BYTES);
  const [heading, start] = readHeading(bytes, fail);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { __metadata__: metadata = {}, ...entries } = (heading ?? {}) as Record<string, never>;
  const tensors = new Map<string, NdArray<Floats>>();
  let end = start;
  for (const [name, entry] of Object.entries<Entry>(entries)) {
    const { dtype, shape, data_offsets: offsets } = entry ?? {};
    if (dtype !== 'F32' && dtype !== 'F64') fail(`tensor ${name} has the type ${dtype}`);
    const isList = (list: unknown) => Array.isArray(list) && list.every(wholeFrom(0).fits);
    if (!isList(shape) || !isList(offsets)) fail(`tensor ${name} has no shape or no place`);
    const size = sizeOf(shape);
    const width = dtype === 'F32' ? 4 : 8;
    const at = start + offsets[0];
    if (offsets[1] - offsets[0] !== size * width) fail(`tensor ${name} does not fit its shape`);
    if (at + size * width > bytes.length) fail(`tensor ${name} is cut off`);
    const data = dtype === 'F32' ? new Float32Array(size) : new Float64Array(size);
    for (let i = 0; i < size; i++) {
      data[i] = width === 4 ? view.getFloat32(at + 4 * i, true) : view.getFloat64(at + 8 * i, true);
    }
    tensors.set(name, { shape, data });
    end = Math.max(end, at + size * width);
  }
  if (end !== bytes.length) fail(`it has ${bytes.length} bytes, its tensors end at ${end}`);
  return { tensors, metadata };
}
