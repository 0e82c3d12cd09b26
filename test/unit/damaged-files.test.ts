/** Damaged files are refused in a word, or what is read of them is sound. `npx tsx test/damage` goes on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDamaged } from '../damage/damaged-files.js';

test('500 damaged files', { timeout: 60_000 }, async () => {
  const { read, refused } = await readDamaged('npm test', 500);
  assert.equal(read + refused, 500);
  assert.ok(read > 100 && refused > 100, `${read} read, ${refused} refused`);
});
