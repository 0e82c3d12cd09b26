/** Unrolled training that recomputes what happens inside steps: the same bits, in less memory. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, coreMemory, createBackend, gpuMemory } from '../../src/backends/index.js';
import { costOf, grad, recomputed, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { randomArray } from '../cases/op-case.js';
import { type TrainingPrograms, trainingPrograms } from '../cases/training-task.js';

const backends: Backend[] = [];
before(async () => {
  for (const precision of ['f32', 'f64'] as const) {
    backends.push(await createBackend({ backend: 'wasm', precision, threads: 2 }));
  }
});
after(async () => {
  for (const backend of backends) await backend.dispose();
});

const STEPS = 3;
const SEEDS = 2;
const ROLLOUT = 5;
const attributes = {
  optim_config: `adam;${STEPS};constant;1e-3`,
  batch_size: 7,
  num_train_samples: 3,
  train_temporal_horizon: 8,
};

/** Losses, parameters and moments after some updates on random data. */
async function outcome(
  backend: Backend,
  { task, full, batchSize, stepsPerEpoch }: TrainingPrograms,
) {
  const executable = await backend.compile(full, { stepsPerEpoch });
  try {
    for (const { path, shape } of task.network.parameters) {
      const values = randomArray(path, SEEDS * sizeOf(shape)).map((x) => x / 4);
      await executable.write(path, values);
    }
    for (const [name, t] of full.inputs) await executable.write(name, randomArray(name, t.size));
    for (const [name, table] of Object.entries(task.optimizer.tables(STEPS))) {
      await executable.write(name, table);
    }
    const rows = Int32Array.from(
      { length: STEPS * SEEDS * batchSize },
      (_, i) => 9 * (i % 3) + (i % 4),
    );
    await executable.write('rows', rows);
    await executable.run(STEPS);
    const results = [await executable.readRecord('loss', 0, STEPS)];
    for (const name of full.states.keys()) results.push(await executable.read(name));
    return results;
  } finally {
    await executable.dispose();
  }
}

/** `phy_gs` steps its coarse solver in a loop. */
const CASES: [net: string, of: { key?: string; task?: string; train?: string }, dims: number][] = [
  ['Conv;5;2;relu', {}, 1],
  ['Conv;5;2;gelu', { train: `sup;${ROLLOUT};true` }, 1],
  ['FNO;4;5;2;swish', {}, 1],
  ['Res;4;1;relu', { train: `div;${ROLLOUT}` }, 1],
  ['UNet;3;1;gelu', { train: `div;${ROLLOUT};false;true`, key: 'diff_burgers' }, 1],
  ['Dil;1;4;1;tanh', { key: 'diff_burgers' }, 2],
  ['MoUNet;2;1;swish', { train: `mix;${ROLLOUT};2` }, 1],
  ['FNO;3;4;1;tanh', { key: 'diff_burgers', task: 'correct;sequential' }, 2],
  ['MLP;96;2;sigmoid', { task: 'correct;parallel' }, 1],
  ['Pure;3;identity', { key: 'diff_burgers', task: 'correct;sequential_with_bypass' }, 1],
  ['Conv;4;1;relu', { key: 'phy_gs', task: 'correct;sequential' }, 2],
];

for (const [net, of, dims] of CASES) {
  const grid = { num_spatial_dims: dims, num_points: dims === 1 ? 24 : 10 };
  const given = { train: `sup;${ROLLOUT}`, numSeeds: SEEDS, ...of };
  const programs = (recomputeEvery?: number) =>
    trainingPrograms(net, { ...given, attributes: { ...attributes, ...grid }, recomputeEvery });

  test(`${net} ${JSON.stringify(of)} in ${dims}D: the same bits, however much is kept`, async () => {
    const kept = await programs();
    for (const backend of backends) {
      const expected = await outcome(backend, kept);
      assert.ok(expected.every((values) => values.every(Number.isFinite)));
      for (const every of [1, 2, 3, ROLLOUT]) {
        assert.deepEqual(await outcome(backend, await programs(every)), expected, `${every}`);
      }
    }
  });

  test(`${net} ${JSON.stringify(of)} in ${dims}D: the less is kept, the less memory`, async () => {
    const all = await Promise.all([1, 3, undefined].map(programs));
    for (const memory of [coreMemory, gpuMemory]) {
      const memories = await Promise.all(all.map(({ full }) => memory(full, 'f32', 1)));
      const bytes = memories.map(({ stepBytes }) => stepBytes);
      // One convolution has nothing inside but what it reads, which is a state.
      if (net.startsWith('Pure')) continue;
      assert.ok(bytes[0]! < bytes[1]! && bytes[1]! < bytes[2]!, String(bytes));
    }
  });
}

test('each step but the last ones is computed once more, without what no gradient reads', async () => {
  const LAYERS = 3;
  const counts = async (recomputeEvery?: number) => {
    const { full } = await trainingPrograms('Conv;5;2;relu', {
      train: `sup;${ROLLOUT}`,
      attributes: { ...attributes, num_points: 24 },
      recomputeEvery,
    });
    const of = (op: string) => costOf(full).find((cost) => cost.op === op)?.count ?? 0;
    return ['conv', 'convInputGrad', 'convWeightGrad'].map(of);
  };
  const [forward, ...backward] = await counts();
  assert.equal(forward, ROLLOUT * LAYERS);
  // The last layer makes a state, which is kept.
  assert.deepEqual(await counts(1), [forward + (ROLLOUT - 1) * (LAYERS - 1), ...backward]);
  // Of two steps, the first one's state is made again for the second; and one step is kept.
  assert.deepEqual(await counts(2), [forward + 2 * (2 * LAYERS - 1), ...backward]);
  assert.deepEqual(await counts(ROLLOUT), [forward, ...backward]);
});

test('a step with loops inside loops is recomputed, too', async () => {
  const shape = [1, 2, 1, 4];
  const program = (every: number | null) =>
    trace({ steps: 1 }, (t) => {
      const w = t.input('w', [1, 1, 1, 1]);
      const step = (u: Parameters<typeof ops.tanh>[0]) =>
        ops.repeat(2, { carry: [u] }, ([v]) => {
          const inner = ops.repeat(3, { carry: [v!] }, ([x]) => ({
            carry: [ops.tanh(ops.mul(x!, w))],
          }));
          return { carry: [ops.add(inner.carry[0]!, ops.mul(v!, w))] };
        }).carry[0]!;
      const advance = every === null ? step : recomputed(step, every);
      let u = t.input('u', shape);
      for (let i = 0; i < 3; i++) u = advance(u);
      t.record('dw', grad(ops.mean(ops.square(u), [1, 2, 3]), [w])[0]!);
    });
  for (const backend of backends) {
    const run = async (every: number | null) => {
      const executable = await backend.compile(program(every));
      await executable.write('w', Float64Array.of(0.7));
      await executable.write('u', randomArray('u', 8));
      await executable.run(1);
      const result = await executable.readRecord('dw', 0, 1);
      await executable.dispose();
      return result;
    };
    const expected = await run(null);
    assert.notEqual(expected[0], 0);
    for (const every of [1, 2]) assert.deepEqual(await run(every), expected);
  }
});

test('a run is the same to the bit, with callbacks, tests and sample rollouts', async () => {
  const scenario = makeScenario('diff_burgers', {
    ...attributes,
    num_points: 16,
    num_test_samples: 2,
    test_temporal_horizon: 3,
    callbacks: 'weight_norm;1',
  });
  const strings = { net: 'Conv;4;1;relu', train: 'sup;3', numSeeds: 2, backend: 'wasm' } as const;
  const { info: _, stepper: _s, ...kept } = await scenario.runRaw(strings);
  const {
    info: __,
    stepper: __s,
    ...again
  } = await scenario.runRaw({ ...strings, recomputeEvery: 1 });
  assert.deepEqual(again, kept);
  for (const recomputeEvery of [0, 1.5, -1, Number.NaN]) {
    await assert.rejects(scenario.runRaw({ ...strings, recomputeEvery }), {
      name: 'UserError',
      message: /recomputeEvery must be a whole number from 1 on/,
    });
  }
});
