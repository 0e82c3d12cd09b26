/** A few kills; `npx tsx test/kills` does hundreds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import seedrandom from 'seedrandom';
import { canTrace, kill } from '../kills/kills.js';
import { noProc } from '../kills/processes.js';
import { killStudies } from '../kills/studies.js';

test('runs that were killed go on to the same files, and leave no others', async (t) => {
  if (!canTrace()) t.diagnostic('at random moments alone: strace is not there');
  const { counts } = await kill(8, { random: seedrandom('apebench') });
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count),
    8,
  );
});

test('studies whose processes were killed go on to the same store', { skip: noProc }, async () => {
  const counts = await killStudies(15, { random: seedrandom('apebench'), each: 5 });
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count),
    15,
  );
});
