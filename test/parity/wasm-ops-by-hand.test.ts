/** The examples by hand of every op: on the reference interpreter, and on the WASM backend. */

import { after, before, describe } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { onBackend, onReference, testByHand } from './by-hand.js';

/** Transcendental functions are off by a few units in the last place; all else here is exact. */
const ULPS = 4;

describe('ops by hand on the reference interpreter', () => {
  testByHand(onReference, () => ULPS * 2 ** -52);
});

for (const [precision, unit] of [
  ['f32', 2 ** -23],
  ['f64', 2 ** -52],
] as const) {
  describe(`ops by hand on WASM, ${precision}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await createBackend({ backend: 'wasm', precision });
    });
    after(() => backend.dispose());

    testByHand(
      onBackend(() => backend),
      () => ULPS * unit,
    );
  });
}
