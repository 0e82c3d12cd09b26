/** Reading and writing safetensors. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import type { Floats } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import { readSafetensors, writeSafetensors } from '../../src/safetensors.js';

const file = {
  tensors: new Map([
    ['layers.1.weight', { shape: [2, 1, 2], data: Float32Array.of(0.1, Number.NaN, -0, 4) }],
    ['layers.0.bias', { shape: [1], data: Float64Array.of(Number.NEGATIVE_INFINITY) }],
    ['empty', { shape: [0, 3], data: new Float32Array(0) }],
  ]),
  metadata: { config: '{"net": "Conv;26;10;relu"}', version: '0.1.0' },
};

test('writes the format', () => {
  const bytes = writeSafetensors(file);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  assert.equal(length % 8, 0);
  const heading = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.deepEqual(heading, {
    __metadata__: file.metadata,
    'layers.1.weight': { dtype: 'F32', shape: [2, 1, 2], data_offsets: [0, 16] },
    'layers.0.bias': { dtype: 'F64', shape: [1], data_offsets: [16, 24] },
    empty: { dtype: 'F32', shape: [0, 3], data_offsets: [24, 24] },
  });
  assert.equal(bytes.length, 8 + length + 24);
  assert.equal(new DataView(bytes.buffer).getUint32(8 + length + 4, true), 0x7fc00000);
});

test('reads what it writes, in order', () => {
  const again = readSafetensors(writeSafetensors(file));
  assert.deepEqual([...again.tensors], [...file.tensors]);
  assert.deepEqual(again.metadata, file.metadata);
});

test('refuses what is cut off or no such file', () => {
  const bytes = writeSafetensors(file);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => readSafetensors(bytes.subarray(0, length)), UserError);
  }
  assert.throws(() => readSafetensors(new Uint8Array([...bytes, 0])), UserError);
  assert.throws(() => readSafetensors(new TextEncoder().encode('a,b,c\n1,2,3\n')), UserError);
});

/** A file with this heading, and so many bytes of data. */
function withHeading(heading: string | Uint8Array, size = 0): Uint8Array {
  const text = typeof heading === 'string' ? new TextEncoder().encode(heading) : heading;
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** A heading of tensors: name, offsets, shape. */
const headingOf = (...tensors: [string, unknown, unknown?][]) =>
  `{${tensors
    .map(([name, data_offsets, shape = [1]]) =>
      [JSON.stringify(name), JSON.stringify({ dtype: 'F32', shape, data_offsets })].join(':'),
    )
    .join()}}`;

test('every tensor has its own place inside the file, and every byte its tensor', () => {
  const refused = (heading: string, size: number, message: RegExp) =>
    assert.throws(() => readSafetensors(withHeading(heading, size)), {
      name: 'UserError',
      message,
    });
  refused(headingOf(['a', [-12, 0], [1, 1, 3]]), 0, /'a' has no data_offsets of two whole numbers/);
  for (const offsets of [[0.5, 4.5], ['0', '4'], [0], [0, 4, 8], null, {}, [0, null], undefined]) {
    refused(headingOf(['a', offsets]), 4, /'a' has no data_offsets of two whole numbers/);
  }
  for (const shape of [[-1], [1.5], ['1'], [true], [null], null, 1, {}, [[1]]]) {
    refused(headingOf(['a', [0, 4], shape]), 4, /'a' has no shape of whole numbers/);
  }
  refused(headingOf(['a', [4, 0]]), 4, /'a' has -4 bytes; its shape needs 4/);
  refused(headingOf(['a', [0, 8]]), 8, /'a' has 8 bytes; its shape needs 4/);
  const many = [2 ** 53 - 1, 2 ** 53 - 1];
  refused(headingOf(['a', [0, 4], many]), 4, /'a' has 4 bytes; its shape needs/);
  refused(headingOf(['a', [0, 4]], ['b', [0, 4]]), 4, /'b' overlaps the one before it/);
  refused(headingOf(['a', [0, 8], [2]], ['b', [4, 8]]), 8, /'b' overlaps the one before it/);
  refused(headingOf(['a', [4, 8]]), 8, /'a' leaves a hole before it: it begins at 4, not at 0/);
  refused(headingOf(['a', [0, 4]]), 8, /its tensors take 4 bytes, 8 are there/);
  refused(headingOf(['a', [0, 4]]), 0, /its tensors take 4 bytes, 0 are there/);
});

test('the order in the heading need not be that of the data, which is taken', () => {
  const file = withHeading(headingOf(['b', [4, 8]], ['a', [0, 4]]), 8);
  assert.deepEqual([...readSafetensors(file).tensors.keys()], ['a', 'b']);
});

test('every field of the heading is checked', () => {
  const refused = (heading: string | Uint8Array, message: RegExp) =>
    assert.throws(() => readSafetensors(withHeading(heading)), { name: 'UserError', message });
  for (const none of ['null', '[]', '3', '"a"']) refused(none, /its heading is no object/);
  for (const none of ['', '{', '{"a":}', "{'a': 1}"])
    refused(none, /its heading can't be read: no JSON/);
  refused(Uint8Array.of(0x22, 0xff, 0x22), /its heading can't be read: no UTF-8/);
  refused('['.repeat(50_000) + ']'.repeat(50_000), /over 200 levels/);
  refused('{"a":null}', /tensor 'a' is no object/);
  refused('{"a":[]}', /tensor 'a' is no object/);
  refused('{"a":{"shape":[0],"data_offsets":[0,0]}}', /'a' has no type$/);
  for (const type of ['null', '3', '["F32"]']) {
    refused(`{"a":{"dtype":${type},"shape":[0],"data_offsets":[0,0]}}`, /'a' has no type$/);
  }
  for (const type of ['F8_E4M3', 'f32', 'constructor', 'F128', 'BOOL']) {
    refused(
      `{"a":{"dtype":"${type}","shape":[0],"data_offsets":[0,0]}}`,
      new RegExp(
        `^a safetensors file whose tensor 'a' has the type ${type}; F16, .*, BF16 are read`,
      ),
    );
  }
  refused('{"a":{"dtype":"F32","data_offsets":[0,0]}}', /'a' has no shape/);
  refused('{"a":{"dtype":"F32","shape":[0]}}', /'a' has no data_offsets/);
  const twice = headingOf(['a', [0, 0], [0]], ['a', [0, 0], [0]]);
  refused(twice, /: its heading can't be read: the key 'a' stands twice in an object/);
  refused('{"__metadata__":{"a":"1","a":"2"}}', /the key 'a' stands twice/);
  refused('{"__metadata__":{"a":3}}', /'a' of its __metadata__ is no text/);
  for (const none of ['null', '[]', '"a"']) {
    refused(`{"__metadata__":${none}}`, /its __metadata__ is no object/);
  }
});

test('reads halves and whole numbers where float64 has them', () => {
  const of = (dtype: string, data: ArrayBufferView) => {
    const { byteLength: size } = data;
    const width = size / (data as Uint8Array).length;
    const entry = { dtype, shape: [size / width], data_offsets: [0, size] };
    const bytes = withHeading(JSON.stringify({ a: entry }), size);
    bytes.set(new Uint8Array(data.buffer), bytes.length - size);
    return () => readSafetensors(bytes).tensors.get('a')!.data;
  };
  assert.deepEqual(
    of('F16', Uint16Array.of(0x3c00, 0xc100, 1, 0x7c00))(),
    Float32Array.of(1, -2.5, 2 ** -24, Infinity),
  );
  const brain = Uint16Array.of(0x3f80, 0xc020, 0x0001, 0xff80, 0x7f7f);
  const upper = new Float32Array(Uint32Array.from(brain, (bits) => bits << 16).buffer);
  assert.deepEqual(of('BF16', brain)(), upper);
  assert.deepEqual(upper.slice(0, 2), Float32Array.of(1, -2.5));
  assert.deepEqual(
    of('I64', BigInt64Array.of(-3n, 2n ** 53n - 1n))(),
    Float64Array.of(-3, 2 ** 53 - 1),
  );
  assert.deepEqual(of('I32', Int32Array.of(-7, 8))(), Float64Array.of(-7, 8));
  assert.deepEqual(of('U8', Uint8Array.of(255))(), Float64Array.of(255));
  assert.throws(
    of('U64', BigUint64Array.of(2n ** 63n)),
    /tensor 'a' holds 9223372036854775808; whole numbers/,
  );
});

test('keeps every name, in order', () => {
  const names = ['__proto__', '2', '10', '1', 'constructor', '', 'a"b', 'é\u2028'];
  const data = Float32Array.of(1);
  const tensors = new Map(names.map((name) => [name, { shape: [1], data }]));
  const metadata = Object.fromEntries([['__proto__', 'a']]);
  const again = readSafetensors(writeSafetensors({ tensors, metadata }));
  assert.deepEqual([...again.tensors.keys()], names);
  assert.deepEqual(Object.entries(again.metadata), [['__proto__', 'a']]);
});

test('metadata that would be dropped is refused', () => {
  for (const [metadata, given] of [
    [new Map([['a', 'b']]), 'a Map'],
    [['a'], "\\['a'\\]"],
    [new Date(0), 'a Date'],
  ] as const) {
    assert.throws(() => writeSafetensors({ tensors: new Map(), metadata: metadata as never }), {
      name: 'UserError',
      message: new RegExp(`^metadata must be an object of texts, not ${given}$`),
    });
  }
});

test('what is no file of tensors is refused', () => {
  for (const none of [undefined, null, 3, 'x', {}]) {
    assert.throws(() => writeSafetensors(none as never), { name: 'UserError' });
  }
});

test('writes arrays of another realm, and refuses what would be no such file', () => {
  const foreign = (type: string): Floats => vm.runInNewContext(type).from([1, 2, 3]);
  for (const [type, own] of [
    ['Float32Array', Float32Array],
    ['Float64Array', Float64Array],
  ] as const) {
    const tensors = new Map([['a', { shape: [3], data: foreign(type) }]]);
    const { data } = readSafetensors(writeSafetensors({ tensors, metadata: {} })).tensors.get('a')!;
    assert.deepEqual(data, own.of(1, 2, 3));
  }
  const refused = (name: string, shape: number[], data: Floats, message: RegExp) =>
    assert.throws(
      () => writeSafetensors({ tensors: new Map([[name, { shape, data }]]), metadata: {} }),
      { name: 'UserError', message },
    );
  refused('a', [4], new Float32Array(3), /the shape \[4\] takes 4 numbers, not the 3/);
  refused('a', [-3], new Float32Array(3), /shape/);
  refused('a', [3], foreign('Int32Array'), /the type of tensor a must be/);
  refused('__metadata__', [3], new Float32Array(3), /the name of a tensor/);
  assert.throws(
    () => writeSafetensors({ tensors: new Map(), metadata: { a: 3 as unknown as string } }),
    /metadata must be an object of texts/,
  );
});

test('files at an odd place of a buffer, of its pool, and in memory that threads share', () => {
  const large = new Map([['w', { shape: [5000], data: new Float64Array(5000).fill(0.1) }]]);
  for (const whole of [file, { tensors: large, metadata: {} }]) {
    const bytes = writeSafetensors(whole);
    const expected = readSafetensors(bytes);
    assert.deepEqual(readSafetensors(Buffer.from(bytes)), expected);
    for (const kind of [ArrayBuffer, SharedArrayBuffer]) {
      const odd = new Uint8Array(new kind(bytes.length + 9), 3, bytes.length);
      odd.set(bytes);
      assert.deepEqual(readSafetensors(odd), expected);
    }
  }
});
