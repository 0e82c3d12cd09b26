/**
 * Random numbers against JAX's: keys, bits, uniform draws, integers and permutations to the bit,
 * normal draws to 4 ulp, in both bit layouts.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import {
  choice,
  foldIn,
  type Key,
  normal,
  PRNGKey,
  permutation,
  randint,
  randomBits,
  split,
  uniform,
} from '../../src/random/index.js';
import { type ArrayRef, covered, openGroup } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

before(() => loadCore());

interface LearningCase {
  seed: number;
  partitionable: boolean;
  key: Key;
  split2: Key[];
  split3: Key[];
  split5: Key[];
  fold_in_7: Key;
  bits_7: ArrayRef;
  uniform_3x5: ArrayRef;
  'uniform_m0.3_0.3_9': ArrayRef;
  normal_4x4: ArrayRef;
  randint_11_0_1000: number[];
  permutation_20: number[];
  permutation_2000: ArrayRef;
}

interface SolverCase {
  seed: number;
  key: Key;
  split: Record<string, Key[]>;
  fold_in: Record<string, Key>;
  random_bits: { shape: number[]; bits: number[] }[];
  uniform: { shape: number[]; bits: number[] }[];
  uniform_range: { shape: number[]; minval: number; maxval: number; bits: number[] }[];
  normal: { shape: number[]; bits: number[] }[];
  randint: { shape: number[]; minval: number; maxval: number; values: number[] }[];
  permutation: { n: number; values: number[] }[];
  choice: { a: number; shape: number[]; replace: boolean; values: number[] }[];
}

/** The size of a float32's last place. */
function ulp32(x: number): number {
  const bits = new Uint32Array(new Float32Array([x]).buffer)[0];
  return 2 ** (Math.max(1, (bits >>> 23) & 255) - 150);
}

function assertWithinUlps(actual: Float32Array, expected: ArrayLike<number>, ulps: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]) / ulp32(expected[i]);
    assert.ok(error <= ulps, `${value} is ${error} ulp from ${expected[i]}`);
  });
}

const bitsOf = (values: Float32Array): number[] =>
  Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length));

test('learning/08_rng', () => {
  const group = openGroup('learning/08_rng');
  const floats = (values: ArrayLike<number>): number[] => Array.from(values);
  for (const c of covered<LearningCase>('learning/08_rng', group.index.cases, group.whole)) {
    const options = { partitionable: c.partitionable };
    const key = PRNGKey(c.seed);
    assert.deepEqual(key, c.key);
    for (const n of [2, 3, 5] as const) {
      assert.deepEqual(split(key, n, options), c[`split${n}`]);
    }
    assert.deepEqual(foldIn(key, 7), c.fold_in_7);
    assert.deepEqual(floats(randomBits(key, 7, options)), floats(group.array(c.bits_7)));
    const unit = uniform(key, [3, 5], 0, 1, options);
    assert.deepEqual(floats(unit), floats(group.array(c.uniform_3x5)));
    const limited = uniform(key, 9, -0.3, 0.3, options);
    assert.deepEqual(floats(limited), floats(group.array(c['uniform_m0.3_0.3_9'])));
    assertWithinUlps(normal(key, [4, 4], options), group.array(c.normal_4x4), 4);
    assert.deepEqual(floats(randint(key, 11, 0, 1000, options)), c.randint_11_0_1000);
    assert.deepEqual(floats(permutation(key, 20, options)), c.permutation_20);
    const long = permutation(key, 2000, options);
    assert.deepEqual(floats(long), floats(group.array(c.permutation_2000)));
  }
});

test('learning/04_data: epochs of the minibatch order', () => {
  const group = openGroup('learning/04_data');
  for (const c of group.index.permutation_mixer) {
    const options = { partitionable: c.partitionable };
    const indices = group.array(c.indices);
    let key = c.key as Key;
    const n = c.num_total_samples;
    for (let start = 0; start + n <= indices.length; start += n) {
      const expected = Array.from(indices.subarray(start, start + n));
      assert.deepEqual(Array.from(permutation(key, n, options)), expected, c.name);
      key = split(key, 2, options)[0];
    }
  }
});

test('solver/prng', () => {
  const { index, whole } = openSolverGroup('prng');
  for (const mode of ['original', 'partitionable']) {
    const options = { partitionable: mode === 'partitionable' };
    for (const c of covered<SolverCase>(`solver/prng ${mode}`, index.modes[mode], whole)) {
      const key = PRNGKey(c.seed);
      assert.deepEqual(key, c.key);
      for (const [n, keys] of Object.entries(c.split)) {
        assert.deepEqual(split(key, Number(n), options), keys);
      }
      for (const [data, folded] of Object.entries(c.fold_in)) {
        assert.deepEqual(foldIn(key, Number(data)), folded);
      }
      for (const { shape, bits } of c.random_bits) {
        assert.deepEqual(Array.from(randomBits(key, shape, options)), bits);
      }
      for (const { shape, bits } of c.uniform) {
        assert.deepEqual(bitsOf(uniform(key, shape, 0, 1, options)), bits);
      }
      for (const { shape, minval, maxval, bits } of c.uniform_range) {
        assert.deepEqual(bitsOf(uniform(key, shape, minval, maxval, options)), bits);
      }
      for (const { shape, bits } of c.normal) {
        const expected = new Float32Array(Uint32Array.from(bits).buffer);
        assertWithinUlps(normal(key, shape, options), expected, 4);
      }
      for (const { shape, minval, maxval, values } of c.randint) {
        assert.deepEqual(Array.from(randint(key, shape, minval, maxval, options)), values);
      }
      for (const { n, values } of c.permutation) {
        assert.deepEqual(Array.from(permutation(key, n, options)), values);
      }
      for (const { a, shape, replace, values } of c.choice) {
        assert.deepEqual(Array.from(choice(key, a, shape, replace, options)), values);
      }
    }
  }
});
