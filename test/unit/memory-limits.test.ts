/** What needs more memory than WebAssembly has is refused with its bytes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_BYTES, memoryNeeded } from '../../src/backends/wasm/executor.js';
import type { LoweredProgram } from '../../src/backends/wasm/lower.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';

test('the memory of a program holds the core and its spare pages too', () => {
  const program = {
    words: new Uint32Array(1),
    scratchBytes: 0,
    ownBytes: 0,
    arenaBytes: 0,
  } as LoweredProgram;
  const beyond = memoryNeeded(program, 2);
  assert.ok(beyond > 16 * 65536);
  assert.ok(memoryNeeded({ ...program, arenaBytes: MAX_BYTES - beyond }, 2) <= MAX_BYTES);
  assert.ok(memoryNeeded({ ...program, arenaBytes: MAX_BYTES - 16 * 65536 }, 2) > MAX_BYTES);
});

test('the core refuses what it cannot grow to', async () => {
  const { withScratch } = await loadCore();
  assert.throws(
    () => withScratch(2 * MAX_BYTES, () => 0),
    (error) => error instanceof UserError && /would take \d+ bytes/.test(error.message),
  );
  assert.equal(
    withScratch(8, (ptr) => typeof ptr),
    'number',
  );
});
