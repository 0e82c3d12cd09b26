/**
 * Every op on the WASM backend against the reference interpreter, in both precisions, forward and
 * with gradients.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type OpName, opTable } from '../../src/graph/index.js';
import { compareOp } from './compare-ops.js';

for (const precision of ['f32', 'f64'] as const) {
  describe(`ops on WASM, ${precision}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await createBackend({ backend: 'wasm', precision });
    });
    after(() => backend.dispose());

    for (const op of Object.keys(opTable) as OpName[]) {
      test(op, async () => {
        assert.deepEqual(await compareOp(backend, op), []);
      });
    }
  });
}
