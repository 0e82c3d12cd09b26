/**
 * Whole training runs against the original's trainer in float64: data, losses, final weights, the
 * loss over all windows, test metrics and sample rollouts; in float64, and in float32 within its
 * rounding.
 */

import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { namedCases, openGroup } from './goldens.js';
import { checkTrace, isSmooth, nameOf, rounding, type TraceCase } from './trace-case.js';

let f64: Backend;
let f32: Backend;
before(async () => {
  await loadCore();
  f64 = await createBackend({ backend: 'wasm', precision: 'f64' });
  f32 = await createBackend({ backend: 'wasm', precision: 'f32' });
});
after(async () => {
  await f64.dispose();
  await f32.dispose();
});

const group = openGroup('learning/05_traces');
const cases = namedCases<TraceCase>('learning/05_traces', group.index.cases, group.whole, nameOf);

for (const [name, c] of cases) {
  test(name, () => checkTrace(f64, c, group, { data: 1e-11, run: 1e-9 }));
  if (!isSmooth(c)) continue;
  test(`${name}, float32`, () => checkTrace(f32, c, group, rounding(c, group)));
}
