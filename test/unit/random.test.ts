/** What the golden draws do not show: edges of seeds, sizes and permutations. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import {
  choice,
  normal,
  PRNGKey,
  permutation,
  randint,
  randomBits,
  seedFromString,
  split,
  uniform,
} from '../../src/random/index.js';

before(() => loadCore());

const layouts = {
  original: { partitionable: false },
  partitionable: { partitionable: true },
};

test('seeds are reduced modulo 2^32', () => {
  assert.deepEqual(PRNGKey(0), [0, 0]);
  assert.deepEqual(PRNGKey(-1), [0, 4294967295]);
  assert.deepEqual(PRNGKey(2 ** 32 + 5), [0, 5]);
  assert.deepEqual(PRNGKey(2 ** 31), [0, 2 ** 31]);
  for (const bad of [0.5, Number.NaN, 2 ** 53]) assert.throws(() => PRNGKey(bad), UserError);
});

test('a text is a seed', () => {
  // The package's documentation gives 0.9282578795792454 for this text.
  assert.equal(seedFromString('hello.'), Math.floor(0.9282578795792454 * 2 ** 32));
  assert.notEqual(seedFromString('a'), seedFromString('b'));
});

test('in the partitionable layout a value does not depend on how many are drawn', () => {
  const key = PRNGKey(3);
  const { original, partitionable } = layouts;
  const head = (n: number, options: object) => [...randomBits(key, n, options).slice(0, 3)];
  assert.deepEqual(head(3, partitionable), head(100, partitionable));
  assert.notDeepEqual(head(4, original), head(100, original));
  const [first] = split(key, 2, partitionable);
  assert.deepEqual(split(key, 5, partitionable)[0], first);
});

for (const [layout, options] of Object.entries(layouts)) {
  test(`every size works, none included, ${layout}`, () => {
    for (const n of [0, 1, 2, 3, 17]) {
      assert.equal(randomBits(PRNGKey(1), n, options).length, n);
      assert.equal(normal(PRNGKey(1), [n, 2], options).length, 2 * n);
      assert.equal(randint(PRNGKey(1), n, 0, 5, options).length, n);
      assert.equal(permutation(PRNGKey(1), n, options).length, n);
    }
    assert.equal(uniform(PRNGKey(1), [], 0, 1, options).length, 1);
  });

  test(`uniform draws stay inside their interval and are spread evenly, ${layout}`, () => {
    const values = uniform(PRNGKey(7), 100_000, -2, 3, options);
    let sum = 0;
    for (const value of values) {
      assert.ok(value >= -2 && value < 3);
      sum += value;
    }
    assert.ok(Math.abs(sum / values.length - 0.5) < 0.02);
    assert.deepEqual([...uniform(PRNGKey(7), 3, 4, 4, options)], [4, 4, 4]);
  });

  test(`normal draws have mean 0 and variance 1, and are finite, ${layout}`, () => {
    let sum = 0;
    let squares = 0;
    for (const value of normal(PRNGKey(5), 100_000, options)) {
      assert.ok(Number.isFinite(value));
      sum += value;
      squares += value * value;
    }
    assert.ok(Math.abs(sum / 100_000) < 0.015);
    assert.ok(Math.abs(squares / 100_000 - 1) < 0.02);
  });

  test(`integers of every span, ${layout}`, () => {
    const key = PRNGKey(11);
    assert.deepEqual([...randint(key, 3, 5, 5, options)], [5, 5, 5]);
    assert.deepEqual([...randint(key, 3, 5, 2, options)], [5, 5, 5]);
    const wide = randint(key, 1000, -(2 ** 31), 2 ** 31 - 1, options);
    assert.ok(wide.some((value) => value < -1e9) && wide.some((value) => value > 1e9));
    const seen = new Set(randint(key, 200, -3, 4, options));
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      [-3, -2, -1, 0, 1, 2, 3],
    );
  });

  test(`permutations are stable sorts by bits: one round to 1625, two from 1626, ${layout}`, () => {
    for (const [n, rounds] of [
      [1, 0],
      [2, 1],
      [1625, 1],
      [1626, 2],
    ]) {
      let expected = Array.from({ length: n }, (_, i) => i);
      let key = PRNGKey(n);
      for (let round = 0; round < rounds; round++) {
        const [next, used] = split(key, 2, options);
        const bits = randomBits(used, n, options);
        const order = Array.from(bits.keys()).sort((a, b) => bits[a] - bits[b]);
        expected = order.map((i) => expected[i]);
        key = next;
      }
      assert.deepEqual([...permutation(PRNGKey(n), n, options)], expected);
    }
  });
}

test('choice with and without replacement', () => {
  const key = PRNGKey(2);
  assert.equal(choice(key, 3, 10).length, 10);
  const distinct = choice(key, 10, [2, 5], false);
  assert.equal(new Set(distinct).size, 10);
  assert.throws(() => choice(key, 3, 4, false), UserError);
  assert.throws(() => choice(key, 0, 4), UserError);
});
