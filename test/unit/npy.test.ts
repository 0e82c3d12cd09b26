/** Reading and writing .npy. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import type { NdArray, Numbers } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import { readNpy, writeNpy } from '../../src/npy.js';

const arrays: NdArray<Numbers>[] = [
  { shape: [2, 1, 2], data: Float32Array.of(0.1, Number.NaN, -0, 4) },
  { shape: [3], data: Float64Array.of(0.1, Number.POSITIVE_INFINITY, 2) },
  { shape: [], data: Int32Array.of(-7) },
  { shape: [0, 3], data: new Float64Array(0) },
];

test('reads what it writes', () => {
  for (const array of arrays) {
    assert.deepEqual(readNpy(writeNpy(array)), array);
    assert.deepEqual(readNpy(Buffer.from(writeNpy(array))), array);
  }
});

test('writes the heading as NumPy does', () => {
  const bytes = writeNpy(arrays[1]!);
  assert.equal(bytes.length, 128 + 24);
  assert.equal(
    new TextDecoder('latin1').decode(bytes.subarray(0, 128)),
    "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }".padEnd(127) +
      '\n',
  );
});

/** A file with this heading as it stands. */
function npy(heading: string, data: ArrayBufferLike, major = 1): Uint8Array {
  const text = new TextEncoder().encode(heading);
  const start = major === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + text.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]);
  const view = new DataView(bytes.buffer);
  if (major === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, start);
  bytes.set(new Uint8Array(data), start + text.length);
  return bytes;
}

const heading = (descr: string, shape = '(3,)', fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

test('reads every type of numbers in both byte orders', () => {
  const put = (width: number, set: (view: DataView, at: number, i: number) => void) => {
    const view = new DataView(new ArrayBuffer(3 * width));
    for (let i = 0; i < 3; i++) set(view, i * width, i);
    return view.buffer;
  };
  const small = [1, 2, 127];
  const negative = [1, -2, -128];
  const large = [2 ** 53 - 1, 0, 1];
  const types: [string, Numbers, (little: boolean) => ArrayBuffer][] = [
    ['i1', Int32Array.from(negative), () => put(1, (v, at, i) => v.setInt8(at, negative[i]!))],
    ['u1', Int32Array.of(1, 2, 255), () => put(1, (v, at, i) => v.setUint8(at, [1, 2, 255][i]!))],
    ['i2', Int32Array.from(negative), (l) => put(2, (v, at, i) => v.setInt16(at, negative[i]!, l))],
    [
      'u2',
      Int32Array.of(1, 2, 65535),
      (l) => put(2, (v, at, i) => v.setInt16(at, [1, 2, -1][i]!, l)),
    ],
    ['i4', Int32Array.from(negative), (l) => put(4, (v, at, i) => v.setInt32(at, negative[i]!, l))],
    [
      'u4',
      Float64Array.of(1, 2, 2 ** 32 - 1),
      (l) => put(4, (v, at, i) => v.setInt32(at, [1, 2, -1][i]!, l)),
    ],
    [
      'i8',
      Float64Array.from(negative),
      (l) => put(8, (v, at, i) => v.setBigInt64(at, BigInt(negative[i]!), l)),
    ],
    [
      'u8',
      Float64Array.from(large),
      (l) => put(8, (v, at, i) => v.setBigUint64(at, BigInt(large[i]!), l)),
    ],
    ['f4', Float32Array.from(small), (l) => put(4, (v, at, i) => v.setFloat32(at, small[i]!, l))],
    ['f8', Float64Array.from(small), (l) => put(8, (v, at, i) => v.setFloat64(at, small[i]!, l))],
  ];
  for (const [type, data, write] of types) {
    for (const order of type.endsWith('1') ? ['|', '<', '>'] : ['<', '>']) {
      const file = npy(heading(`${order}${type}`), write(order === '<'));
      assert.deepEqual(readNpy(file), { shape: [3], data }, order + type);
    }
  }
});

test('reads half precision', () => {
  const halves = new Map([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 1365 / 4096],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ]);
  const { data } = readNpy(
    npy(heading('<f2', `(${halves.size},)`), Uint16Array.from(halves.keys()).buffer),
  );
  assert.deepEqual(data, Float32Array.from(halves.values()));
});

test('reads Fortran order and headings of versions 2 and 3', () => {
  // As NumPy lays out arange(6).reshape(1, 2, 3).T, and the array without .T in Fortran order.
  const c = Int32Array.of(0, 1, 2, 3, 4, 5);
  const transposed = readNpy(npy(heading('<i4', '(3, 2, 1)', 'True'), c.buffer));
  assert.deepEqual(transposed, { shape: [3, 2, 1], data: Int32Array.of(0, 3, 1, 4, 2, 5) });
  const turned = Int32Array.of(0, 3, 1, 4, 2, 5);
  const array = readNpy(npy(heading('<i4', '(1, 2, 3)', 'True'), turned.buffer));
  assert.deepEqual(array, { shape: [1, 2, 3], data: c });
  for (const empty of ['(0, 3)', '(3, 0)']) {
    assert.equal(readNpy(npy(heading('<i4', empty, 'True'), new ArrayBuffer(0))).data.length, 0);
  }
  assert.deepEqual(readNpy(npy(heading('<i4', '()', 'True'), c.buffer.slice(20))), {
    shape: [],
    data: Int32Array.of(5),
  });
  for (const major of [2, 3]) {
    assert.deepEqual(readNpy(npy(heading('<i4', '(6,)'), c.buffer, major)), {
      shape: [6],
      data: c,
    });
  }
});

test('writes arrays of another realm, and none whose shape is not that of its data', () => {
  for (const type of ['Float64Array', 'Float32Array', 'Int32Array']) {
    const data = vm.runInNewContext(type).from([1, 2, 3]);
    const again = readNpy(writeNpy({ shape: [3], data }));
    assert.equal(again.data.constructor.name, type);
    assert.deepEqual([...again.data], [1, 2, 3]);
  }
  assert.throws(() => writeNpy({ shape: [4], data: Float64Array.of(1, 2, 3) }), {
    name: 'UserError',
    message: /the shape \[4\] takes 4 numbers, not the 3 of data/,
  });
});

test('headings of Python 2 are read: their whole numbers end with L', () => {
  const data = new Float32Array(32).fill(0.5);
  const old = npy(heading('<f4', '(1L, 1L, 32L)'), data.buffer);
  assert.deepEqual(readNpy(old), { shape: [1, 1, 32], data });
  for (const shape of ['(1LL,)', '(L,)', '(1.0L,)', '(-1L,)']) {
    assert.throws(() => readNpy(npy(heading('<f4', shape), data.buffer)), UserError);
  }
});

test('every field of the heading is checked', () => {
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => readNpy(npy(text, new ArrayBuffer(64))), { name: 'UserError', message });
  const shapes = [
    '(2.0, 1, 16)',
    '(0.5,)',
    "('2',)",
    '(True,)',
    '(None,)',
    '(-1, -1, 16)',
    '(-0.0,)',
    '16',
    '[16]',
    '(1e400,)',
    '((16,),)',
  ];
  for (const shape of shapes) refused(heading('<f4', shape), /its shape is .*whole numbers/);
  refused(heading('<f4', '[16]'), /its shape is \[16\];/);
  refused(heading('<f4', `(${'1, '.repeat(65)})`), /has 65 axes/);
  refused(heading('<f4', '(9007199254740991, 9007199254740991)'), /bytes, 64 are there/);
  refused(heading('<f4', '(15,)'), /needs 60 bytes, 64 are there/);
  for (const fortran of ['0', 'None', "'False'", '[]']) {
    refused(heading('<f4', '(16,)', fortran), /fortran_order is neither/);
  }
  for (const descr of ['<f16', '<c8', '|b1', '|S4', '=f4', '|f4', 'f4', '', '<']) {
    refused(heading(descr, '(16,)'), /its type is .*only f2, f4, f8, i1/);
  }
  refused("{'descr': 3, 'fortran_order': False, 'shape': (16,)}", /its type is no text/);
  refused("{'descr': '<f4', 'shape': (16,)}", /must have descr, fortran_order, shape alone/);
  refused(heading('<f4', '(16,)').replace(', }', ", 'x': 1}"), /must have/);
  for (const none of ['', 'None', '[]', '{', "{'descr': '<f4', 'descr': '<f8'}"]) {
    refused(none, /heading cannot be read/);
  }
  const beyond = npy(heading('<i8', '(1,)'), BigInt64Array.of(-(2n ** 53n)).buffer);
  assert.throws(() => readNpy(beyond), /it holds -9007199254740992; .* up to 2\^53 - 1/);
});

test('says what is wrong with a file', () => {
  const bytes = writeNpy(arrays[0]!);
  const changed = (from: string, to: string) => {
    const text = new TextDecoder('latin1').decode(bytes).replace(from, to);
    return Uint8Array.from(text, (char) => char.charCodeAt(0));
  };
  const fields = changed("'<f4', ", "[('a', '<f4')],");
  assert.throws(() => readNpy(fields), /in fields \(a structured type\)/);
  const version = bytes.slice();
  version[6] = 4;
  assert.throws(() => readNpy(version), /its version is 4\.0; only 1\.0, 2\.0 and 3\.0 are read/);
  assert.throws(() => readNpy(bytes.subarray(0, 130)), /needs 16 bytes, 2 are there/);
  assert.throws(() => readNpy(new TextEncoder().encode('a,b\n1,2,3,4\n')), /does not begin with/);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => readNpy(bytes.subarray(0, length)), UserError);
  }
});
