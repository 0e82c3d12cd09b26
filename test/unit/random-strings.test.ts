/** Strings made at random are read, or refused in a word. `bench/fuzz-strings.ts` goes on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRandom } from '../cases/random-strings.js';

test('20,000 strings made at random', { timeout: 120_000 }, async () => {
  const { read, refused } = await readRandom('npm test', 20_000);
  assert.equal(read + refused, 20_000);
  assert.ok(read > 2_000 && refused > 2_000, `${read} read, ${refused} refused`);
});
