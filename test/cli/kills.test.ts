/** A few kills; `npx tsx test/kills` does hundreds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import seedrandom from 'seedrandom';
import { kill } from '../kills/kills.js';

test('runs that were killed go on to the same files, and leave no others', async () => {
  const { counts } = await kill(8, { random: seedrandom('apebench') });
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count),
    8,
  );
});
