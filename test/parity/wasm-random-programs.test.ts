// Random programs on the WASM backend: what the memory plan shares, writes in place, hoists or copies must never show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { compareProgram } from './compare-programs.js';

for (const precision of ['f32', 'f64'] as const) {
  test(`random programs, ${precision}`, async (context) => {
    const backend = await createBackend({ backend: 'wasm', precision });
    context.after(() => backend.dispose());
    for (let i = 0; i < 100; i++) assert.equal(await compareProgram(backend, i), null);
  });
}
