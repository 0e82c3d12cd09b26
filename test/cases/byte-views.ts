/**
 * Bytes as programs come by them: a Buffer in Node's pool, a view that begins at an odd byte, memory
 * that threads share. Every reader of files gives the same of all of them and leaves them as they
 * are; every writer gives its own bytes alone, also of arrays that lie inside of a larger store.
 */

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { node, onnxModel, tensor, value } from './onnx-model.js';

export type Library = typeof import('../../src/index.js');

/**
 * Numbers in a file, of some 200 B and 20 KB: Node keeps buffers of the first size in a pool, newer
 * versions those of the second, too.
 */
const COUNTS = [9, 2484];

/** What stands around the bytes, so that reading a neighbour is noticed. */
const AROUND = 0xa5;

/** The bytes once in each way. */
function views(bytes: Uint8Array): Record<string, Uint8Array> {
  const inside = <T extends ArrayBufferLike>(store: T, at: number): T => {
    new Uint8Array(store).fill(AROUND).set(bytes, at);
    return store;
  };
  const { length } = bytes;
  const store = () => new ArrayBuffer(length + 64);
  const shared = () => new SharedArrayBuffer(length + 64);
  // Takes the first place of the pool, where there is one.
  Buffer.from('apebench');
  return {
    'a Uint8Array of its own': bytes.slice(),
    'a Buffer': Buffer.from(bytes),
    'a Buffer inside of a store': Buffer.from(inside(store(), 24), 24, length),
    'a Buffer at an odd byte': Buffer.from(inside(store(), 13), 13, length),
    'a view at an odd byte': new Uint8Array(inside(store(), 7), 7, length),
    'a view at an odd byte of shared memory': new Uint8Array(inside(shared(), 5), 5, length),
    'a Buffer over shared memory': Buffer.from(inside(shared(), 16), 16, length),
  };
}

/** Numbers that are told apart, in the middle of a larger store. */
const numbers = <T extends Float32Array | Float64Array>(
  kind: new (length: number) => T,
  count: number,
): T => {
  const store = new kind(count + 5).fill(Number.NaN);
  for (let i = 0; i < count; i++) store[i + 3] = (i % 2048) / 8 - 3;
  return store.subarray(3, count + 3) as T;
};

/** A file, and what must be read from it. */
interface File {
  readonly bytes: Uint8Array;
  readonly expected: unknown;
  read(bytes: Uint8Array): unknown;
}

type Maker = (library: Library, count: number) => Promise<File>;

const plain = <T>(values: Iterable<T> | ArrayLike<T>): T[] => Array.from(values);

const npy =
  (kind: typeof Float32Array | typeof Float64Array): Maker =>
  async ({ readNpy, writeNpy }, count) => {
    const array = { shape: [count], data: numbers<Float32Array | Float64Array>(kind, count) };
    const expected = { shape: [count], data: array.data.slice() };
    return { bytes: writeNpy(array), expected, read: readNpy };
  };

const safetensors: Maker = async ({ readSafetensors, writeSafetensors }, count) => {
  const tensors = new Map([
    ['single', { shape: [3], data: numbers(Float32Array, 3) }],
    ['double', { shape: [count], data: numbers(Float64Array, count) }],
  ]);
  const read = (bytes: Uint8Array) =>
    plain(readSafetensors(bytes).tensors).map(([name, { data }]) => [name, plain(data)]);
  const expected = plain(tensors).map(([name, { data }]) => [name, plain(data)]);
  return { bytes: writeSafetensors({ metadata: {}, tensors }), expected, read };
};

const table =
  (format: 'Parquet' | 'Arrow'): Maker =>
  async ({ Table }, count) => {
    const values = numbers(Float64Array, count);
    const made = new Table([['x', { type: 'float', values }]]);
    const bytes = await made[`to${format}`]();
    const read = async (given: Uint8Array) =>
      plain((await Table[`from${format}`](given)).numbers('x'));
    return { bytes, expected: plain(values), read };
  };

const eqx: Maker = async ({ random, scenarios, writeEqx }, count) => {
  const scenario = new scenarios.scenarioDict.diff_adv!();
  const net = count > 100 ? 'Conv;38;2;relu' : 'Pure;3;identity';
  const stepper = await scenario.getNeuralStepper('predict', net, await random.PRNGKey(0));
  const read = async (bytes: Uint8Array) =>
    (await scenario.loadModel(bytes, { net })).params.map((values) => plain(values));
  return { bytes: writeEqx(stepper), expected: stepper.params.map((one) => plain(one)), read };
};

const onnx: Maker = async ({ loadOnnx }, count) => {
  const factors = { data: numbers(Float32Array, 2 * count), shape: [1, 1, 2 * count] };
  const axes = ['B', 1, 2 * count];
  const bytes = onnxModel({
    nodes: [node('Mul', ['x', 'factors'], 'y')],
    inputs: [value('x', axes)],
    outputs: [value('y', axes)],
    tensors: [tensor('factors', factors)],
  });
  const two = { data: new Float64Array(2 * count).fill(2), shape: [1, 1, 2 * count] };
  const read = async (given: Uint8Array) => {
    const model = await loadOnnx(given);
    const { data } = await model.step(two);
    await model.release();
    return plain(data);
  };
  return { bytes, expected: plain(factors.data).map((factor) => 2 * factor), read };
};

/** ONNX models are read alone; all others are written by the library. */
const FORMATS: Readonly<Record<string, Maker>> = {
  '.npy of f32': npy(Float32Array),
  '.npy of f64': npy(Float64Array),
  '.safetensors': safetensors,
  '.eqx': eqx,
  '.onnx': onnx,
  '.parquet': table('Parquet'),
  '.arrow': table('Arrow'),
};

/** Checks one library; what was checked, a line for each file. */
export async function checkByteViews(library: Library): Promise<string[]> {
  const checked: string[] = [];
  for (const [format, make] of Object.entries(FORMATS)) {
    for (const count of COUNTS) {
      const { bytes, expected, read } = await make(library, count);
      const file = `${format} of ${bytes.length} B`;
      assert.deepEqual([bytes.byteOffset, bytes.buffer.byteLength], [0, bytes.length], file);
      const ways = Object.entries(views(bytes));
      for (const [way, view] of ways) {
        const store = new Uint8Array(view.buffer).slice();
        assert.deepEqual(await read(view), expected, `${file}: ${way}`);
        assert.ok(
          Buffer.from(store).equals(new Uint8Array(view.buffer)),
          `${file}: ${way} changed`,
        );
      }
      checked.push(`${file}: ${ways.length} ways`);
    }
  }
  return checked;
}
