/** Optimisers on a GPU against their rules written out. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { byHand, byLibrary, optimizerRules } from '../cases/optimizer-rules.js';
import { relativeError } from '../golden/goldens.js';
import { adapterOrReason, forbidWasm } from './gpu.js';

const { adapter, skip } = await adapterOrReason();

describe(`optimisers on WebGPU (${adapter})`, { skip }, () => {
  forbidWasm();
  for (const [name, one] of Object.entries(optimizerRules)) {
    test(name, async () => {
      await loadCore();
      const backend = await createBackend({ backend: 'webgpu' });
      try {
        const expected = byHand(one);
        const ours = await byLibrary(backend, one);
        for (const parameter of Object.keys(expected)) {
          // WGSL's division is good to 2.5 ulp, its root follows from it; nine updates add up.
          const error = relativeError(ours[parameter]!, expected[parameter]!);
          assert.ok(error <= 2e-6, `${parameter}: ${error}`);
        }
      } finally {
        await backend.dispose();
      }
    });
  }
});
