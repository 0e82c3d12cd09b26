/** Reading and writing safetensors. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
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
