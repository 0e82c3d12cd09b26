/**
 * ONNX models as bytes: what there is of protobuf and of ONNX's messages for models of some nodes.
 *
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

import { type Floats, isSingle, type NdArray } from '../../src/arrays.js';
import type { RawWeight } from '../../src/training/index.js';

type Value = number | string | Uint8Array;

const utf8 = (text: string) => new TextEncoder().encode(text);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** A message of fields by number: whole numbers, texts, bytes, other messages; lists repeat. */
function message(fields: Readonly<Record<number, Value | readonly Value[]>>): Uint8Array {
  const bytes: number[] = [];
  for (const [number, given] of Object.entries(fields)) {
    for (const value of (Array.isArray(given) ? given : [given]) as Value[]) {
      if (typeof value === 'number') {
        bytes.push(...varint(8 * Number(number)), ...varint(value));
      } else {
        const content = typeof value === 'string' ? utf8(value) : value;
        bytes.push(...varint(8 * Number(number) + 2), ...varint(content.length), ...content);
      }
    }
  }
  return Uint8Array.from(bytes);
}

export const TYPES = { float32: 1, int32: 6, int64: 7, float64: 11 };
export type TypeName = keyof typeof TYPES;

/** A tensor of a model, its values in it. */
export function tensor(name: string, { data, shape }: NdArray<Floats> | NdArray<Int32Array>) {
  const type = isSingle(data) ? 'float32' : data instanceof Int32Array ? 'int64' : 'float64';
  const values = data instanceof Int32Array ? BigInt64Array.from(data, BigInt) : data;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message({ 1: shape as number[], 2: TYPES[type], 8: name, 9: raw });
}

/** A node; its attributes are texts, whole numbers or lists of them. */
export function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, string | number | readonly number[]>> = {},
): Uint8Array {
  const all = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'string') return message({ 1: name, 4: value, 20: 3 });
    if (typeof value === 'number') return message({ 1: name, 3: value, 20: 2 });
    return message({ 1: name, 8: value, 20: 7 });
  });
  return message({ 1: inputs, 2: output, 4: operator, 5: all });
}

/** An input or output; an axis is a number or a name for any number, no shape is any. */
export function value(
  name: string,
  shape?: readonly (number | string)[],
  type: TypeName = 'float32',
) {
  const axes = (shape ?? []).map((axis) => message({ [typeof axis === 'number' ? 1 : 2]: axis }));
  const known = shape === undefined ? [] : [message({ 1: axes })];
  return message({ 1: name, 2: message({ 1: message({ 1: TYPES[type], 2: known }) }) });
}

export interface ModelParts {
  nodes: readonly Uint8Array[];
  inputs: readonly Uint8Array[];
  outputs: readonly Uint8Array[];
  tensors?: readonly Uint8Array[];
}

/** The bytes of a model, of version 19 of ONNX's operators, which can pad in circles. */
export function onnxModel({ nodes, inputs, outputs, tensors = [] }: ModelParts): Uint8Array {
  const graph = message({ 1: nodes, 2: 'step', 5: tensors, 11: inputs, 12: outputs });
  return message({ 1: 9, 2: 'apebench tests', 7: graph, 8: message({ 1: '', 2: 19 }) });
}

/** `y = factor * x`, of states of this shape. */
export function scaling(
  factor: number,
  shape: readonly (number | string)[],
  type: 'float32' | 'float64' = 'float32',
): Uint8Array {
  const data = type === 'float32' ? Float32Array.of(factor) : Float64Array.of(factor);
  return onnxModel({
    nodes: [node('Mul', ['x', 'factor'], 'y')],
    inputs: [value('x', shape, type)],
    outputs: [value('y', shape, type)],
    tensors: [tensor('factor', { data, shape: [] })],
  });
}

/** A network `Conv;…;relu` on a periodic grid, from its weights, for any batch and grid. */
export function convModel(weights: readonly RawWeight[], dims: number): Uint8Array {
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  const depth = weights.filter(({ path }) => path.endsWith('.weight')).length;
  const [nodes, tensors]: [Uint8Array[], Uint8Array[]] = [[], []];
  const none = Array<number>(2).fill(0);
  const ones = Array<number>(dims).fill(1);
  const pads = { data: Int32Array.of(...none, ...ones, ...none, ...ones), shape: [2 * (dims + 2)] };
  tensors.push(tensor('pads', pads));
  let at = 'x';
  for (let i = 0; i < depth; i++) {
    const [weight, bias] = ['weight', 'bias'].map((name) => byPath.get(`layers.${i}.${name}`)!);
    const [, out] = weight!.shape;
    const single = (name: string, { data }: NdArray, shape: readonly number[]) =>
      tensors.push(tensor(`${name}${i}`, { data: Float32Array.from(data), shape }));
    single('weight', weight!, weight!.shape.slice(1));
    single('bias', bias!, [out!]);
    nodes.push(node('Pad', [at, 'pads'], `padded${i}`, { mode: 'wrap' }));
    const isLast = i === depth - 1;
    const sum = isLast ? 'y' : `sum${i}`;
    nodes.push(node('Conv', [`padded${i}`, `weight${i}`, `bias${i}`], sum));
    at = `relu${i}`;
    if (!isLast) nodes.push(node('Relu', [sum], at));
  }
  const [, , channels] = byPath.get('layers.0.weight')!.shape;
  const axes = ['batch', channels!, ...['N', 'M', 'L'].slice(0, dims)];
  const [inputs, outputs] = [[value('x', axes)], [value('y', axes)]];
  return onnxModel({ nodes, tensors, inputs, outputs });
}
