/** Files from elsewhere: what is wrong is refused with the file's name, what is different is read. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writeNpy, writeSafetensors } from '../../src/study/index.js';
import { apebench, inFolder } from './apebench.js';

const weights = {
  tensors: new Map([['weight', { shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) }]]),
  metadata: {},
};
const input = { shape: [2, 1, 8], data: Float32Array.from({ length: 16 }, (_, i) => i) };

/** Rolls out what these files hold. */
async function predict(folder: string, files: { weights?: Uint8Array; input?: Uint8Array }) {
  const [st, npy, out] = ['w.safetensors', 'ic.npy', 'out.npy'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  writeFileSync(st, files.weights ?? writeSafetensors(weights));
  writeFileSync(npy, files.input ?? writeNpy(input));
  rmSync(out, { force: true });
  const outcome = await apebench(
    ...['predict', '--net', 'Pure;3', '--points', '8', '--weights', st, '--input', npy],
    ...['--steps', '1', '--out', out],
  );
  return { ...outcome, output: existsSync(out) ? readFileSync(out) : undefined };
}

/** A safetensors file with this heading and no data. */
function headed(heading: string): Uint8Array {
  const text = new TextEncoder().encode(heading);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

const seeds = (numSeeds: string) =>
  writeSafetensors({ ...weights, metadata: { config: `{"num_seeds": ${numSeeds}}` } });

/** The states with another shape in the heading, of the same length. */
function shaped(shape: string): Uint8Array {
  const text = new TextDecoder('latin1').decode(writeNpy(input));
  const changed = text.replace(/\(2, 1, 8\), \} */, (all) => `${shape}, }`.padEnd(all.length));
  return Uint8Array.from(changed, (char) => char.charCodeAt(0));
}

const refused: [about: string, files: Parameters<typeof predict>[1], says: RegExp][] = [
  [
    'offsets of the heading',
    { weights: headed('{"weight":{"dtype":"F32","shape":[1,1,3],"data_offsets":[-12,0]}}') },
    /w\.safetensors' is not a whole safetensors file: tensor 'weight' has no data_offsets/,
  ],
  ...[headed('null'), new Uint8Array(), new Uint8Array(64).fill(7)].map(
    (weights): (typeof refused)[number] => [
      `${weights.length} bytes of no file of weights`,
      { weights },
      /w\.safetensors' is neither a safetensors file nor an \.eqx file$/m,
    ],
  ),
  ...['0', '-1', '1.5', '"1"', 'null', '1e400'].map((count): (typeof refused)[number] => [
    `num_seeds ${count}`,
    { weights: seeds(count) },
    /w\.safetensors' .*\bnum_seeds\b/,
  ]),
  ['num_seeds 1000000000', { weights: seeds('1000000000') }, /w\.safetensors' .*\b1000000000\b/],
  ...['(2.0, 1, 8)', "('2', 1, 8)", '(True, 1, 16)', '(-1, -1, 16)', '(None, 1, 8)'].map(
    (shape): (typeof refused)[number] => [
      `shape ${shape}`,
      { input: shaped(shape) },
      /ic\.npy' is not a \.npy file that can be read: its shape is .*whole numbers/,
    ],
  ),
];

for (const [about, files, says] of refused) {
  test(`predict refuses ${about}`, () =>
    inFolder(async (folder) => {
      const { code, stderr, output } = await predict(folder, files);
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(output, undefined);
    }));
}

test('predict takes states in Fortran order, big-endian and of whole numbers', () =>
  inFolder(async (folder) => {
    const expected = (await predict(folder, {})).output!;
    const view = new DataView(new ArrayBuffer(16 * 4));
    // Of [2, 1, 8] in Fortran order the first axis runs fastest.
    for (let i = 0; i < 16; i++) view.setInt32(4 * ((i % 8) * 2 + Math.floor(i / 8)), i);
    const heading = "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 1, 8)}\n";
    const bytes = new Uint8Array(12 + heading.length + 64);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, heading.length]);
    bytes.set(new TextEncoder().encode(heading), 12);
    bytes.set(new Uint8Array(view.buffer), 12 + heading.length);
    const { code, stderr, output } = await predict(folder, { input: bytes });
    assert.equal(code, 0, stderr);
    assert.deepEqual(output, expected);
  }));

test('weights of metadata that are no configuration of ours are taken', () =>
  inFolder(async (folder) => {
    for (const metadata of [{ config: 'model.yaml' }, { config: '[]' }, { format: 'pt' }] as Record<
      string,
      string
    >[]) {
      const { code, stderr } = await predict(folder, {
        weights: writeSafetensors({ tensors: weights.tensors, metadata }),
      });
      assert.equal(code, 0, stderr);
    }
  }));
