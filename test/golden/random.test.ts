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
import { type ArrayRef, namedCases, openGroup } from './goldens.js';
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

interface MixerCase {
  name: string;
  num_total_samples: number;
  key: Key;
  partitionable: boolean;
  indices: ArrayRef;
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

const numbers = (values: ArrayLike<number>): number[] => Array.from(values);

/** How bits are laid out among the elements of an array, in words. */
const layout = (partitionable: boolean) => (partitionable ? 'partitionable' : 'original');

const learning = openGroup('learning/08_rng');
const learningCases = namedCases<LearningCase>(
  'learning/08_rng',
  learning.index.cases,
  learning.whole,
  (c) => `seed ${c.seed} ${layout(c.partitionable)}`,
);

for (const [name, c] of learningCases) {
  test(name, () => {
    const options = { partitionable: c.partitionable };
    const key = PRNGKey(c.seed);
    assert.deepEqual(key, c.key);
    for (const n of [2, 3, 5] as const) {
      assert.deepEqual(split(key, n, options), c[`split${n}`]);
    }
    assert.deepEqual(foldIn(key, 7), c.fold_in_7);
    assert.deepEqual(numbers(randomBits(key, 7, options)), numbers(learning.array(c.bits_7)));
    const unit = uniform(key, [3, 5], 0, 1, options);
    assert.deepEqual(numbers(unit), numbers(learning.array(c.uniform_3x5)));
    const limited = uniform(key, 9, -0.3, 0.3, options);
    assert.deepEqual(numbers(limited), numbers(learning.array(c['uniform_m0.3_0.3_9'])));
    assertWithinUlps(normal(key, [4, 4], options), learning.array(c.normal_4x4), 4);
    assert.deepEqual(numbers(randint(key, 11, 0, 1000, options)), c.randint_11_0_1000);
    assert.deepEqual(numbers(permutation(key, 20, options)), c.permutation_20);
    const long = permutation(key, 2000, options);
    assert.deepEqual(numbers(long), numbers(learning.array(c.permutation_2000)));
  });
}

const data = openGroup('learning/04_data');
const mixers = namedCases<MixerCase>(
  'learning/04_data/permutation_mixer',
  data.index.permutation_mixer,
  data.whole,
  ({ name }) => name,
);

for (const [name, c] of mixers) {
  test(`${name}: permutations of the epochs`, () => {
    const options = { partitionable: c.partitionable };
    const indices = data.array(c.indices);
    let key = c.key;
    const n = c.num_total_samples;
    for (let start = 0; start + n <= indices.length; start += n) {
      const expected = Array.from(indices.subarray(start, start + n));
      assert.deepEqual(Array.from(permutation(key, n, options)), expected);
      key = split(key, 2, options)[0]!;
    }
  });
}

const solver = openSolverGroup('prng');
for (const mode of ['original', 'partitionable']) {
  const options = { partitionable: mode === 'partitionable' };
  const cases = namedCases<SolverCase>(
    `solver/prng/${mode}`,
    solver.index.modes[mode],
    solver.whole,
    ({ seed }) => `seed ${seed}`,
  );
  for (const [name, c] of cases) {
    test(name, () => {
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
    });
  }
}
