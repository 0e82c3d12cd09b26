/** How the WebGPU kernels fold partial sums and cut channels into tiles. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered, guarded, lane, tileOf } from '../../src/backends/webgpu/kernels/lanes.js';
import { foldText, pairwise } from '../../src/backends/webgpu/kernels/tree-sum.js';

/** p[i] = p[2i] + p[2i+1], an odd last one passing through, until one is left. */
function levels(n: number): string {
  let terms = Array.from({ length: n }, (_, i) => `${i}`);
  while (terms.length > 1) {
    terms = terms.flatMap((term, i) => {
      if (i % 2 === 1) return [];
      return [i + 1 < terms.length ? `(${term} + ${terms[i + 1]})` : term];
    });
  }
  return terms[0];
}

test('the fold is the tree that goes level by level', () => {
  for (let n = 1; n <= 40; n++) assert.equal(pairwise(n, String), levels(n));
  assert.equal(foldText('m', 1), 'm[source]');
  assert.equal(foldText('m', 3), '((m[source] + m[source + 1u * step]) + m[source + 2u * step])');
});

test('tiles cover a range in as few as it takes, with the least left over', () => {
  for (let n = 1; n <= 100; n++) {
    const tile = tileOf(n, 8);
    assert.ok(tile <= 8 && tile <= n);
    assert.equal(Math.ceil(n / tile), Math.ceil(n / 8));
    assert.ok(n - Math.ceil(n / 8) * (tile - 1) > 0);
  }
  assert.deepEqual(
    [26, 20, 5, 3].map((n) => tileOf(n, 4)),
    [4, 4, 3, 3],
  );
});

test('lanes are components, and one lane is a number', () => {
  assert.equal(lane('y', 0, 1), 'y');
  assert.equal(lane('y', 2, 3), 'y.z');
  assert.equal(gathered('m', 'Samples', 1, 'source', 'X'), 'Samples(m[source])');
  assert.equal(gathered('m', 'V', 2, 'source', 'X'), 'V(m[source], m[source + 1u * X])');
  assert.equal(guarded(true, 'mine', 1, 'f();'), 'f();');
  assert.equal(guarded(false, 'mine', 1, 'f();'), 'if (mine <= 1u) { f(); }');
});
