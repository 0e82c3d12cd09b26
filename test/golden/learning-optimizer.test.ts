/** Learning-rate schedules and sequences of Adam's updates against the original's (optax). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { trace } from '../../src/graph/index.js';
import { parseOptimConfig } from '../../src/training/index.js';
import { type ArrayRef, namedCases, openGroup, relativeError } from './goldens.js';

interface ScheduleCase {
  optim_config: string;
  counts?: number[];
  lr?: number[];
  error?: string;
}

interface AdamCase {
  optim_config: string;
  p0: ArrayRef;
  grads: ArrayRef;
  params_after_each_update: ArrayRef;
  mu_final: ArrayRef;
  nu_final: ArrayRef;
}

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

const group = openGroup('learning/06_lr');

const schedules = namedCases<ScheduleCase>(
  'learning/06_lr',
  group.index.cases,
  group.whole,
  (c) => c.optim_config,
);

for (const [name, c] of schedules) {
  test(name, () => {
    if (c.counts === undefined) {
      assert.throws(() => parseOptimConfig(c.optim_config), { name: 'UserError' });
      return;
    }
    const { schedule } = parseOptimConfig(c.optim_config);
    if (c.optim_config.endsWith(';true')) {
      // The original takes only `True` as a staircase; we take any case.
      const staircase = parseOptimConfig(c.optim_config.replace(/true$/, 'True')).schedule;
      for (const count of c.counts) assert.equal(schedule(count), staircase(count));
      return;
    }
    for (const [i, count] of c.counts.entries()) {
      const expected = c.lr![i];
      const error = Math.abs(schedule(count) - expected);
      assert.ok(error <= 1e-14 * Math.max(expected, 1e-3), `update ${count}: ${error}`);
    }
  });
}

const sequences = namedCases<AdamCase>(
  'learning/06_lr/adam_sequences',
  group.index.adam_sequences,
  group.whole,
  ({ p0 }) => p0.file.replace(/\..*/, ''),
);

for (const [name, c] of sequences) {
  test(name, async () => {
    const [steps, ...shape] = c.grads.shape;
    const { optimizer } = parseOptimConfig(c.optim_config);
    const program = trace({ steps }, (t) => {
      const tensor = t.state('p', [1, ...shape]);
      optimizer.update(t, [{ name: 'p', tensor }], [t.perStep('g', [1, ...shape])]);
    });
    const executable = await backend.compile(program);
    try {
      await executable.write('p', group.array(c.p0));
      await executable.write('g', group.array(c.grads));
      for (const [name, table] of Object.entries(optimizer.tables(steps))) {
        await executable.write(name, table);
      }
      const expected = group.array(c.params_after_each_update);
      const size = expected.length / steps;
      for (let step = 0; step < steps; step++) {
        await executable.run(1);
        const after = expected.subarray(step * size, (step + 1) * size);
        assert.ok(relativeError(await executable.read('p'), after) <= 1e-13, `update ${step}`);
      }
      const [m, v] = optimizer.stateNames('p');
      assert.ok(relativeError(await executable.read(m), group.array(c.mu_final)) <= 1e-13);
      assert.ok(relativeError(await executable.read(v), group.array(c.nu_final)) <= 1e-13);
    } finally {
      await executable.dispose();
    }
  });
}
