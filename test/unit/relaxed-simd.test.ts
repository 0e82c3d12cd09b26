/**
 * The build with relaxed SIMD: found by a probe that agrees with the engine, and says what it is.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { assetUrl, hasRelaxedSimd, loadCore } from '../../src/core/index.js';
import { trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';

before(() => loadCore());

test('the probe says what the engine makes of the build', () => {
  const build = readFileSync(assetUrl('core-relaxed.wasm'));
  assert.equal(hasRelaxedSimd(), WebAssembly.validate(build));
});

test('both builds agree to rounding, and results are labelled', { skip: skipped() }, async () => {
  const program = trace({ steps: 1 }, (t) => {
    const x = t.input('x', [1, 3, 9, 40]);
    const w = t.input('w', [1, 10, 9, 3]);
    t.record('y', ops.conv(x, w, null));
  });
  const results: Float64Array[] = [];
  for (const relaxedSimd of [false, true]) {
    for (const threads of [1, 2]) {
      const backend = await createBackend({ backend: 'wasm', relaxedSimd, threads });
      assert.equal(backend.build, relaxedSimd ? 'relaxed-simd' : 'simd');
      const executable = await backend.compile(program);
      await executable.write('x', randomArray('x', 3 * 9 * 40));
      await executable.write('w', randomArray('w', 10 * 9 * 3));
      await executable.run(1);
      results.push(await executable.readRecord('y', 0, 1));
      await backend.dispose();
    }
  }
  const [plain, plainShared, relaxed, relaxedShared] = results;
  assert.deepEqual(plainShared, plain);
  assert.deepEqual(relaxedShared, relaxed);
  // 27 products of size at most 1, as Winograd F(4,3), whose transforms magnify rounding about ten times.
  const bound = 10 * 27 * 2 ** -23;
  assert.ok(relaxed.every((v, i) => Math.abs(v - plain[i]) <= bound));
});

function skipped(): string | false {
  return hasRelaxedSimd() ? false : 'this engine has no relaxed SIMD';
}
