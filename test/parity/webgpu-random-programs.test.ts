/**
 * Random programs on the WebGPU backend: what its passes fold, fuse and merge must never show, nor
 * what the memory plan shares.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { compareProgram } from './compare-programs.js';
import { adapterOrReason, forbidWasm } from './gpu.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

describe(`random programs on WebGPU (${adapter})`, { skip }, () => {
  test('a hundred of them', async (context) => {
    const backend = await createBackend({ backend: 'webgpu' });
    context.after(() => backend.dispose());
    for (let i = 0; i < 100; i++) assert.equal(await compareProgram(backend, i), null);
  });
});
