/** Reading and writing .npy. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NdArray, Numbers } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import { readNpy, writeNpy } from '../../src/study/npy.js';

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

test('says what is wrong with a file', () => {
  const bytes = writeNpy(arrays[0]!);
  const changed = (from: string, to: string) => {
    const text = new TextDecoder('latin1').decode(bytes).replace(from, to);
    return Uint8Array.from(text, (char) => char.charCodeAt(0));
  };
  assert.throws(() => readNpy(changed("'<f4'", "'>f4'")), /its type is >f4; only <f4/);
  const fields = changed("'<f4', ", "[('a', '<f4')],");
  assert.throws(() => readNpy(fields), /in fields \(a structured type\)/);
  const version = bytes.slice();
  version[6] = 4;
  assert.throws(() => readNpy(version), /its version is 4\.0; only 1\.0, 2\.0 and 3\.0 are read/);
  assert.throws(() => readNpy(changed('False', 'True ')), /Fortran order/);
  assert.throws(() => readNpy(bytes.subarray(0, 130)), /needs 16 bytes, 2 are there/);
  assert.throws(() => readNpy(new TextEncoder().encode('a,b\n1,2,3,4\n')), /does not begin with/);
  assert.throws(() => readNpy(new Uint8Array(3)), UserError);
});
