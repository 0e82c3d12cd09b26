/** What is easily wrong in the layers of networks, on WebGPU. */

import { after, before, describe } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { onBackend } from './by-hand.js';
import { testConvTraps } from './conv-traps.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { testNetworkTraps } from './network-traps.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

describe(`layers of networks on WebGPU (${adapter})`, { skip }, () => {
  let backend: Backend;
  before(async () => {
    backend = await createBackend({ backend: 'webgpu' });
  });
  after(() => backend.dispose());

  const run = onBackend(() => backend);
  testNetworkTraps(run);
  testConvTraps(run, 2 ** -22);
});
