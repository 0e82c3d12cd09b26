/** What is easily wrong in the layers of networks, on WASM and on the reference interpreter. */

import { after, before, describe } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { onBackend, onReference } from './by-hand.js';
import { testConvTraps } from './conv-traps.js';
import { testNetworkTraps } from './network-traps.js';

describe('layers of networks on the reference interpreter', () => {
  testConvTraps(onReference, 2 ** -50);
});

for (const precision of ['f32', 'f64'] as const) {
  describe(`layers of networks on WASM, ${precision}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await createBackend({ backend: 'wasm', precision });
    });
    after(() => backend.dispose());

    const run = onBackend(() => backend);
    testNetworkTraps(run);
    testConvTraps(run, precision === 'f32' ? 2 ** -22 : 2 ** -50);
  });
}
