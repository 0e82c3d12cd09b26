/**
 * Whole training runs against the original's trainer in float64: data, losses, final weights, the
 * loss over all windows, test metrics and sample rollouts.
 */

import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { namedCases, openGroup } from './goldens.js';
import { checkTrace, nameOf, type TraceCase } from './trace-case.js';

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

const group = openGroup('learning/05_traces');
const cases = namedCases<TraceCase>('learning/05_traces', group.index.cases, group.whole, nameOf);

for (const [name, c] of cases) {
  test(name, () => checkTrace(backend, c, group, { data: 1e-11, run: 1e-9 }));
}
