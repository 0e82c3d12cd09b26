/** Files as views of bytes that begin and end anywhere. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as library from '../../src/index.js';
import { checkByteViews } from '../cases/byte-views.js';

test('files in a pool, at an odd byte and in shared memory are read alike', async (t) => {
  const checked = await checkByteViews(library);
  t.diagnostic(checked.join('\n'));
  assert.equal(checked.length, 14);
});
