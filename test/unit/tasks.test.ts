/** Tasks: how they are read, what an emulator is made of, and what it costs. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import {
  makePlan,
  parseTask,
  type RunRawOptions,
  readTask,
  runCost,
} from '../../src/experiment/index.js';
import { costOf, type Tensor, trace } from '../../src/graph/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { normal, PRNGKey } from '../../src/random/index.js';
import { makeScenario, physical } from '../../src/scenarios/index.js';
import { type Emulator, type EmulatorMaker, NeuralStepper } from '../../src/training/index.js';

before(() => loadCore());
const backend = createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
const single = createBackend({ backend: 'wasm', threads: 1 });
after(async () => {
  await (await backend).dispose();
  await (await single).dispose();
});

const MODES = ['sequential', 'parallel', 'sequential_with_bypass'];
const SMALL = {
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 3,
  test_temporal_horizon: 5,
  num_trjs_returned: 2,
  optim_config: 'adam;6;constant;1e-2',
  batch_size: 4,
  record_loss_every: 1,
  callbacks: 'weight_norm;2,net;3,sample_rollout;4',
};
const NET = 'Conv;4;1;tanh';

const wrong: [config: string, says: RegExp][] = [
  ['correct', /'mode' is missing; expected: task;mode\n {2}correct\n {9}\^$/],
  ['correct;', /mode must be one of sequential, parallel, sequential_with_bypass, not ''/],
  ['correct;serial', /mode must be one of sequential, .*not 'serial'.*\n.*\n {10}\^$/],
  ['correct;Sequential', /not 'Sequential'; did you mean 'sequential'\?/],
  ['correct;sequential;2', /there are 3 fields; expected: task;mode/],
  ['correct;toString', /not 'toString'/],
  ['Correct;sequential', /unknown task 'Correct'; did you mean 'correct'\?/],
  ['predict;sequential', /predict takes no parameters\n {2}predict;sequential\n {2} {8}\^$/],
];

for (const [config, says] of wrong) {
  test(`the task '${config}' is refused`, () => {
    assert.throws(() => parseTask(config), { name: 'UserError', message: says });
  });
}

test('a scenario without a coarse stepper is refused when the experiment is read', async () => {
  const task = 'correct;sequential';
  await assert.rejects(makePlan(new physical.Poisson({ num_points: 8 }), { task, net: NET }), {
    name: 'UserError',
    key: 'task',
    message: /Poisson has no coarse stepper/,
  });
  class Bare extends physical.Poisson {}
  Object.defineProperty(Bare.prototype, 'getCoarseStepper', { value: undefined });
  await assert.rejects(makePlan(new Bare({ num_points: 8 }), { task, net: NET }), {
    name: 'UserError',
    key: 'task',
    message: /Bare.getCoarseStepper is missing: there is no coarse solver to correct/,
  });
});

/** What a function of states [1, samples, 1, 16] gives for a network's initial parameters. */
async function evaluate(states: Float64Array, build: (network: Emulator, u: Tensor) => Tensor) {
  const network = getNetwork(NET, { numSpatialDims: 1, numPoints: 16, numChannels: 1 });
  const values = network.init(PRNGKey(3));
  const program = trace({ steps: 1 }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
    const u = t.input('u', [1, states.length / 16, 1, 16]);
    t.record(
      'out',
      build((v) => network.apply(params, v), u),
    );
  });
  const executable = await (await backend).compile(program);
  try {
    for (const [i, { path }] of network.parameters.entries()) {
      await executable.write(path, Float64Array.from(values[i]!));
    }
    await executable.write('u', states);
    await executable.run(1);
    return { out: await executable.readRecord('out', 0, 1), costs: costOf(program) };
  } finally {
    await executable.dispose();
  }
}

const states = () => Float64Array.from(normal(PRNGKey(4), 2 * 16));

for (const key of ['diff_adv', 'diff_burgers']) {
  test(`${key}: each mode is what it says, of the network and the solver apart`, async () => {
    const scenario = makeScenario(key, SMALL);
    const solver = await scenario.getCoarseStepper();
    const u = states();
    const { out: v } = await evaluate(u, (_, x) => solver.step(x));
    const { out: ofU } = await evaluate(u, (network, x) => network(x));
    const { out: ofV } = await evaluate(v, (network, x) => network(x));
    const expected: Record<string, Float64Array> = {
      sequential: ofV,
      parallel: v.map((value, i) => value + ofU[i]!),
      sequential_with_bypass: v.map((value, i) => value + ofV[i]!),
    };
    for (const mode of MODES) {
      const emulatorOf = await readTask(scenario, `correct;${mode}`);
      const { out } = await evaluate(u, (network, x) => emulatorOf(network)(x));
      for (const [i, value] of out.entries()) {
        assert.ok(Math.abs(value - expected[mode]![i]!) < 1e-14, `${mode}: ${value}`);
      }
    }
  });

  test(`${key}: a corrected step evaluates its network and its solver once`, async () => {
    const scenario = makeScenario(key, SMALL);
    const solver = await scenario.getCoarseStepper();
    const costs = async (build: (network: Emulator, u: Tensor) => Tensor) => {
      const { costs: all } = await evaluate(states(), build);
      const flops = all.reduce((sum, cost) => sum + cost.flops, 0);
      const kinds = ['conv', 'rfft', 'irfft'].map((op) => all.find((one) => one.op === op));
      return { flops, counts: kinds.map((one) => one?.count ?? 0) };
    };
    const parts = [
      await costs((network, u) => network(u)),
      await costs((_, u) => solver.step(u)),
    ] as const;
    for (const mode of MODES) {
      const emulatorOf = await readTask(scenario, `correct;${mode}`);
      const { flops, counts } = await costs((network, u) => emulatorOf(network)(u));
      assert.deepEqual(
        counts,
        parts[0].counts.map((count, i) => count + parts[1].counts[i]!),
      );
      // The last convolution makes what addition there is.
      assert.equal(flops, parts[0].flops + parts[1].flops, mode);
    }
  });
}

test('the receptive field is infinite where a coarse solver is corrected', async () => {
  const scenario = makeScenario('diff_adv', { ...SMALL, num_spatial_dims: 2 });
  const all = [-1, 1].map(() => [Infinity, Infinity]);
  const layers = [-1, 1].map(() => [2, 2]);
  assert.deepEqual(await scenario.getReceptiveField(NET), layers);
  assert.deepEqual(await scenario.getReceptiveField(NET, 'predict'), layers);
  for (const mode of MODES) {
    assert.deepEqual(await scenario.getReceptiveField(NET, `correct;${mode}`), all);
    const plan = await makePlan(scenario, { task: `correct;${mode}`, net: NET });
    assert.deepEqual((await runCost(plan)).receptiveField, all);
  }
});

const where = { backend: 'wasm', threads: 1 } as const;
const strings: RunRawOptions = { ...where, net: NET, train: 'sup;2', numSeeds: 3 };

for (const mode of MODES) {
  test(`correct;${mode}: weights, norms and nets hold the network alone`, async () => {
    const task = `correct;${mode}`;
    const scenario = makeScenario('diff_burgers', SMALL);
    const { weights, aux, numUpdates } = await scenario.runRaw({ ...strings, task });
    const network = await scenario.defineNetwork(NET);
    assert.deepEqual(
      weights.map(({ path, shape }) => [path, shape]),
      network.parameters.map(({ path, shape }) => [path, [3, ...shape]]),
    );
    const norms = await makeScenario('diff_burgers', SMALL).runRaw({ ...strings, task: 'predict' });
    // Before the first update all tasks have the same network.
    const first = aux.map(([before]) => before as { weight_norm: number; net: { params: object } });
    assert.deepEqual(
      first.map((one) => [one.weight_norm, one.net.params]),
      norms.aux.map(([before]) => {
        const one = before as { weight_norm: number; net: { params: object } };
        return [one.weight_norm, one.net.params];
      }),
    );
    assert.equal(numUpdates, 6);
  });

  test(`correct;${mode}: seeds side by side are those alone, to the bit`, async () => {
    const task = `correct;${mode}`;
    const scenario = makeScenario('diff_burgers', SMALL);
    const together = await scenario.runRaw({ ...strings, task });
    const alone = await scenario.runRaw({ ...strings, task, startSeed: 2, numSeeds: 1 });
    const last = ({ data }: NdArray) => data.slice((data.length / 3) * 2);
    assert.deepEqual(last(together.losses), alone.losses.data);
    assert.deepEqual(last(together.sampleRollouts), alone.sampleRollouts.data);
    together.weights.forEach((weight, i) => {
      assert.deepEqual(last(weight), alone.weights[i]!.data);
    });
  });

  test(`correct;${mode}: a trained stepper steps by itself, also from its weights`, async () => {
    const task = `correct;${mode}`;
    const scenario = makeScenario('diff_burgers', SMALL);
    const { steppers } = await scenario.run({ ...strings, task });
    const { sampleRollouts, weights } = await scenario.runRaw({ ...strings, task });
    const loaded = await scenario.loadModel(weights, { task, net: NET });
    assert.equal(loaded.numSeeds, 3);
    const horizon = SMALL.test_temporal_horizon;
    const [trained, own] = [steppers[1]!, loaded.seed(1)];
    // The second seed's first sample: a state and what follows.
    const frame = 16;
    const start = 2 * (horizon + 1) * frame;
    const initial = sampleRollouts.data.slice(start, start + frame);
    const rest = sampleRollouts.data.slice(start + frame, start + (horizon + 1) * frame);
    const state = { data: initial, shape: [1, 16] };
    const stepped: number[] = [];
    for (let u: NdArray = state, t = 0; t < horizon; t++) {
      u = await trained.step(u, { backend: await single });
      stepped.push(...u.data);
    }
    assert.deepEqual(Float64Array.from(stepped), rest);
    const { data, shape } = await own.rollout(state, horizon, { backend: await single });
    assert.deepEqual(shape, [horizon, 1, 16]);
    assert.deepEqual(data, rest);
    // It is not the network alone.
    const bare: EmulatorMaker = (network) => network;
    const alone = new NeuralStepper(own.network, bare, own.params, 1);
    assert.notDeepEqual(
      (await alone.rollout(state, horizon, { backend: await single })).data,
      rest,
    );
  });
}
