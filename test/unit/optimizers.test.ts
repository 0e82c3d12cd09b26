/** Optimisers against their rules written out, their states, and bad input. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { trace } from '../../src/graph/index.js';
import { difficulty } from '../../src/scenarios/index.js';
import {
  adam,
  adamw,
  lion,
  parseOptimConfig,
  sgd,
  warmupCosineDecaySchedule,
} from '../../src/training/index.js';
import { byHand, byLibrary, optimizerRules } from '../cases/optimizer-rules.js';
import { relativeError } from '../golden/goldens.js';

/**
 * An update rounds a handful of times, and Adam's division by √v, equal to |g| at first, passes on
 * what v's rounding is; nine updates add up. Measured: at most 8.5e-16 and 2.6e-7.
 */
const TOLERANCES = { f64: 2e-15, f32: 1e-6 } as const;

for (const precision of ['f64', 'f32'] as const) {
  let backend: Backend;
  before(async () => {
    await loadCore();
    backend = await createBackend({ backend: 'wasm', precision, threads: 1 });
  });
  after(() => backend.dispose());

  for (const [name, one] of Object.entries(optimizerRules)) {
    test(`${name} in ${precision}`, async () => {
      const expected = byHand(one);
      const ours = await byLibrary(backend, one);
      for (const parameter of Object.keys(expected)) {
        const error = relativeError(ours[parameter]!, expected[parameter]!);
        assert.ok(error <= TOLERANCES[precision], `${parameter}: ${error}`);
      }
    });
  }
}

/** Momentum and parameter after `updates` updates of which only the first has a gradient. */
async function coast(optimizer: ReturnType<typeof sgd>, updates: number) {
  const backend = await createBackend({ backend: 'wasm', precision: 'f32', threads: 1 });
  try {
    const executable = await backend.compile(
      trace({ steps: updates }, (t) => {
        const parameters = [{ name: 'p', tensor: t.state('p', [1, 2]) }];
        optimizer.update(t, parameters, [t.perStep('g', [1, 2])]);
      }),
    );
    await executable.write('g', Float64Array.of(1, -1e-3));
    for (const [name, table] of Object.entries(optimizer.tables(updates))) {
      await executable.write(name, table);
    }
    await executable.run(updates);
    const [momentum] = optimizer.stateNames('p');
    return { momentum: [...(await executable.read(momentum!))] };
  } finally {
    await backend.dispose();
  }
}

test('a momentum that decays gets to 0 and is no number without all digits on its way', async () => {
  // The smallest number that has all digits is 2^-126; it is flushed, too.
  const optimizer = sgd(1e-2, { momentum: 0.5 });
  assert.deepEqual((await coast(optimizer, 126)).momentum[0], 2 ** -125);
  assert.deepEqual((await coast(optimizer, 127)).momentum, [0, 0]);
  assert.deepEqual((await coast(lion(1e-2, { b2: 0.5 }), 200)).momentum, [0, 0]);
});

test('strings name the optimisers, with the defaults of Optax', () => {
  const tablesOf = (name: string) =>
    Object.keys(parseOptimConfig(`${name};3;constant;1e-2`).optimizer.tables(3));
  assert.deepEqual(tablesOf('SGD'), ['sgd.lr']);
  assert.deepEqual(tablesOf('AdamW'), ['adam.lr', 'adam.c1', 'adam.c2']);
  assert.deepEqual(tablesOf('lion'), ['lion.lr']);
  const { optimizer, schedule } = parseOptimConfig('sgd;10;exp;1;2;0.25;false');
  assert.deepEqual(optimizer.stateNames('p'), []);
  assert.deepEqual([...optimizer.tables(4)['sgd.lr']!], [0, 1, 2, 3].map(schedule));
  assert.equal(schedule(1), 0.5);
});

test('what a string names is what its function makes with nothing but the rate', () => {
  /** The ops of an update, with their options. */
  const program = (optimizer: ReturnType<typeof sgd>) =>
    JSON.stringify(
      trace({ steps: 1 }, (t) => {
        const parameters = [{ name: 'p', tensor: t.state('p', [1, 2]) }];
        optimizer.update(t, parameters, [t.perStep('g', [1, 2])]);
      }).graph.nodes.map(({ op, attrs }) => [op, attrs]),
    );
  const made = { adam: adam(1e-3), adamw: adamw(1e-3), lion: lion(1e-3), sgd: sgd(1e-3) };
  for (const [name, optimizer] of Object.entries(made)) {
    const ofString = parseOptimConfig(`${name};5;constant;1e-3`).optimizer;
    assert.equal(program(ofString), program(optimizer), name);
    assert.deepEqual(ofString.tables(5), optimizer.tables(5), name);
  }
});

test('what is no learning rate and what is no rate of decay is refused', () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => adam(Number.NaN), /a learning rate must be a finite number or a function/],
    [() => sgd(Number.POSITIVE_INFINITY), /a learning rate must be a finite number or a function/],
    [() => adam(1e-2, { b1: 1 }), /b1 must be a number from 0 to 1, less than 1, not 1/],
    [() => adamw(1e-2, { b2: -0.1 }), /b2 must be a number from 0 to 1/],
    [() => lion(1e-2, { b2: Number.NaN }), /b2 must be a number from 0 to 1/],
    [() => sgd(1e-2, { momentum: 1 }), /momentum must be a number from 0 to 1/],
    [
      () =>
        warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 3, decaySteps: 3 }),
      /3 warm-up steps leave none of the 3 steps/,
    ],
  ];
  for (const [make, message] of wrong) assert.throws(make, { name: 'UserError', message });
});

test('an optimiser whose update() has other states or tables than it names is refused', async () => {
  const small = { num_points: 16, num_train_samples: 2, train_temporal_horizon: 3, batch_size: 2 };
  for (const [changed, says] of [
    [
      { update: () => {} },
      /names the states adam\.m\.weight, adam\.v\.weight, and its update\(\) has none$/,
    ],
    [{ tables: () => ({}) }, /names the tables none, and its update\(\) has adam\.lr, /],
  ] as const) {
    class Own extends difficulty.Advection {
      override getOptimizer() {
        return { ...adam(1e-3), ...changed };
      }
      override numTrainingSteps() {
        return 2;
      }
    }
    await assert.rejects(new Own(small).runRaw({ net: 'Pure;3', backend: 'wasm' }), {
      name: 'UserError',
      message: says,
    });
  }
});
