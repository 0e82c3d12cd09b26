/**
 * An experiment is read once: each string is parsed once and its network made once, whatever the
 * number of seeds; and what a subclass overrides is what a run rests on.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { createBackend } from '../../src/backends/index.js';
import { main } from '../../src/cli/main.js';
import { core, loadCore } from '../../src/core/index.js';
import {
  type Awaitable,
  type DataOptions,
  makePlan,
  type NetworkOptions,
  type RawResult,
  type RunRawOptions,
  readTask,
  runCost,
  runPlan,
  type Scenario,
  type ScenarioMethods,
  type TrainerOptions,
  type TrajectorySet,
  tasks,
} from '../../src/experiment/index.js';
import type { Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import type { MetricFunction } from '../../src/metrics/index.js';
import { type Architecture, activations, architectures } from '../../src/nets/index.js';
import type { Key } from '../../src/random/index.js';
import {
  difficulty,
  type Overrides,
  type ScenarioClass,
  scenarios,
} from '../../src/scenarios/index.js';
import { Advection, buildTrajectories, type Stepper } from '../../src/steppers/index.js';
import { readExperiment, runExperiment } from '../../src/study/index.js';
import {
  losses,
  methodologies,
  NeuralStepper,
  type Optimizer,
  residuum,
} from '../../src/training/index.js';

before(() => loadCore());

const backend = createBackend({ backend: 'wasm', threads: 1 });
after(async () => (await backend).dispose());

const attributes = {
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 4,
  num_test_samples: 3,
  test_temporal_horizon: 5,
  num_trjs_returned: 2,
  num_warmup_steps: 2,
  optim_config: 'adam;6;constant;1e-2',
  batch_size: 4,
  record_loss_every: 1,
  callbacks: 'metrics;2,weight_norm;3',
};
const entry = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;4;1;relu',
  train: 'sup;2',
  num_seeds: 3,
  ...attributes,
};
const where = { backend: 'wasm', threads: 1 } as const;

/** The config strings that are scanned while something is done, and how often each. */
async function scans(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const loaded = core();
  const { scanConfig } = loaded;
  const counts: Record<string, number> = {};
  loaded.scanConfig = (text, length, hyphens, out) => {
    const units = new Uint16Array(loaded.memory.buffer, text, length);
    const config = String.fromCharCode(...units);
    counts[config] = (counts[config] ?? 0) + 1;
    return scanConfig(text, length, hyphens, out);
  };
  try {
    await work();
  } finally {
    loaded.scanConfig = scanConfig;
  }
  return counts;
}

/** How often an architecture builds a network while something is done. */
async function builds(work: () => Promise<unknown>): Promise<number> {
  const conv = architectures.get('conv') as Architecture;
  let count = 0;
  architectures.extensions.counted = {
    ...conv,
    build(context) {
      count++;
      return conv.build(context);
    },
  };
  try {
    await work();
  } finally {
    delete architectures.extensions.counted;
  }
  return count;
}

test('an entry of three seeds is parsed once and has one network, from its reading to its table', async () => {
  const once = {
    predict: 1,
    'Conv;4;1;relu': 1,
    'sup;2': 1,
    mean_nRMSE: 1,
    'fourier;5;true;true': 1,
    'adam;6;constant;1e-2': 1,
    'metrics;2': 1,
    'weight_norm;3': 1,
  };
  assert.deepEqual(await scans(() => runExperiment(entry, where)), once);
  const counted = { ...entry, net: 'counted;4;1;relu' };
  assert.equal(await builds(() => runExperiment(counted, where)), 1);
});

test('reading an entry makes its scenario once, and no other', async () => {
  let made = 0;
  class Counted extends difficulty.Advection {
    constructor(overrides = {}) {
      super(overrides);
      made++;
    }
  }
  await withOwn(Counted, async () => {
    await readExperiment({ ...entry, scenario: 'own' }, where);
    assert.equal(made, 1);
  });
});

const strings: RunRawOptions = { net: 'Conv;4;1;relu', train: 'sup;2', numSeeds: 2, ...where };

/** What a run leaves, without what differs between any two. */
async function outcome(scenario: Scenario): Promise<Omit<RawResult, 'info' | 'stepper'>> {
  const { info: _, stepper: __, ...rest } = await runPlan(await makePlan(scenario, strings));
  return rest;
}

const plain = () => outcome(new difficulty.Advection(attributes));

/** Each method that a run can rest on, overridden so that something comes out otherwise. */
const overridden: {
  [M in Exclude<keyof ScenarioMethods, NotOfARun>]: new (
    given: Overrides,
  ) => Scenario;
} = {
  getRefStepper: class extends difficulty.Advection {
    override getRefStepper(): Stepper {
      return new difficulty.Advection({
        ...attributes,
        advection_gamma: -1,
      }).getRefStepper() as Stepper;
    }
  },
  getIcGenerator: class extends difficulty.Advection {
    override getIcGenerator() {
      const ramp = Float64Array.from({ length: 16 }, (_, i) => i / 16);
      return { dims: 1, numChannels: 1, generate: () => ramp.slice() };
    }
  },
  getMetricFns: class extends difficulty.Advection {
    override getMetricFns() {
      return [
        {
          config: 'zero',
          evaluate: (u: Parameters<typeof ops.sum>[0]) => ops.scale(ops.mean(u, [1, 2, 3]), 0),
        },
      ];
    }
  },
  getOptimizer: class extends difficulty.Advection {
    override async getOptimizer(): Promise<Optimizer> {
      return new difficulty.Advection({ optim_config: 'adam;6;constant;1e-3' }).getOptimizer();
    }
  },
  numTrainingSteps: class extends difficulty.Advection {
    override numTrainingSteps() {
      return 5;
    }
  },
  getActivation: class extends difficulty.Advection {
    override getActivation() {
      return activations.get('tanh')('tanh');
    }
  },
  checkData: class extends difficulty.Advection {
    override async checkData(): Promise<void> {
      throw new Error('checked');
    }
  },
  produceData: class extends difficulty.Advection {
    override async produceData(set: TrajectorySet, options?: DataOptions): Promise<NdArray> {
      return halved(await super.produceData(set, options));
    }
  },
  getTrainIcSet: class extends difficulty.Advection {
    override async getTrainIcSet(options?: DataOptions): Promise<NdArray> {
      return halved(await super.getTrainIcSet(options));
    }
  },
  getTestIcSet: class extends difficulty.Advection {
    override async getTestIcSet(options?: DataOptions): Promise<NdArray> {
      return halved(await super.getTestIcSet(options));
    }
  },
  getTrainData: class extends difficulty.Advection {
    override async getTrainData(options?: DataOptions): Promise<NdArray> {
      return halved(await super.getTrainData(options));
    }
  },
  getTestData: class extends difficulty.Advection {
    override async getTestData(options?: DataOptions): Promise<NdArray> {
      return halved(await super.getTestData(options));
    }
  },
  getRefSampleData: class extends difficulty.Advection {
    override async getRefSampleData(options?: DataOptions): Promise<NdArray> {
      return halved(await super.getRefSampleData(options));
    }
  },
  defineNetwork: class extends difficulty.Advection {
    override defineNetwork() {
      return super.defineNetwork('Conv;3;1;relu');
    }
  },
  getNetwork: class extends difficulty.Advection {
    override async getNetwork(net: string, key: Key, options?: NetworkOptions) {
      const { network, params } = await super.getNetwork(net, key, options);
      return { network, params: params.map((values) => values.map((x) => x / 2)) };
    }
  },
  getNeuralStepper: class extends difficulty.Advection {
    override async getNeuralStepper(
      task: string,
      net: string,
      key: Key,
      options?: DataOptions,
    ): Promise<NeuralStepper> {
      const { network, params } = await super.getNeuralStepper(task, net, key, options);
      return new NeuralStepper(network, (step) => (u) => ops.add(u, step(u)), params, 1);
    }
  },
  getCallbackFn: class extends difficulty.Advection {
    override getCallbackFn() {
      return [
        { name: 'mine', every: 1, value: (_: unknown, seeds: number) => Array(seeds).fill(7) },
      ];
    }
  },
  getTrainer: class extends difficulty.Advection {
    override getTrainer(_train: string, options?: TrainerOptions) {
      return super.getTrainer('one', options);
    }
  },
  testTrajectories: class extends difficulty.Advection {
    override async testTrajectories(stepper: NeuralStepper, options?: DataOptions) {
      return halved(await super.testTrajectories(stepper, options));
    }
  },
  performTestRollout: class extends difficulty.Advection {
    override async performTestRollout(
      stepper: NeuralStepper,
      meanErrorFn?: MetricFunction,
      options?: DataOptions,
    ) {
      return halved(await super.performTestRollout(stepper, meanErrorFn, options));
    }
  },
  performTests: class extends difficulty.Advection {
    override performTests() {
      return new Map([['mine', { data: new Float64Array(10), shape: [2, 5] }]]);
    }
  },
  performTestsOnRollout: class extends difficulty.Advection {
    override async performTestsOnRollout(
      rollout: NdArray,
      testData?: NdArray,
      options?: DataOptions,
    ) {
      return super.performTestsOnRollout(halved(rollout), testData, options);
    }
  },
  sampleTrjs: class extends difficulty.Advection {
    override sampleTrjs() {
      return { data: new Float64Array(2 * 6 * 16), shape: [2, 1, 6, 1, 16] };
    }
  },
};

/**
 * What no run can rest on: names for tables, coarse solvers and their data, numbers
 * to be shown, the run itself.
 */
type NotOfARun =
  | 'getCoarseStepper'
  | 'getTrainDataCoarse'
  | 'getTestDataCoarse'
  | 'getScenarioName'
  | 'getParameterCount'
  | 'getReceptiveField'
  | 'loadModel'
  | 'runRaw';

function halved({ data, shape }: NdArray): NdArray {
  return { data: data.map((value) => value / 2), shape };
}

for (const [method, Subclass] of Object.entries(overridden)) {
  test(`a run rests on ${method}`, async () => {
    const expected = await plain();
    try {
      assert.notDeepEqual(await outcome(new Subclass(attributes)), expected);
    } catch (error) {
      assert.equal((error as Error).message, 'checked');
      assert.equal(method, 'checkData');
    }
  });
}

test('overrides that change nothing give the same bits, by the longer way', async () => {
  class ByArrays extends difficulty.Advection {
    override async getTrainData(options?: DataOptions): Promise<NdArray> {
      return super.getTrainData(options);
    }

    override async getTestData(options?: DataOptions): Promise<NdArray> {
      return super.getTestData(options);
    }
  }
  assert.deepEqual(await outcome(new ByArrays(attributes)), await plain());
});

/** Methods whose override may ask another scenario, with the options that it was given. */
const passedOn = [
  'getTrainIcSet',
  'getTestIcSet',
  'getTrainData',
  'getTestData',
  'getRefSampleData',
  'getTrainer',
  'performTestRollout',
  'performTests',
  'performTestsOnRollout',
  'sampleTrjs',
] as const;

for (const method of passedOn) {
  test(`another scenario's ${method} rests on that scenario, not on the plan`, async () => {
    const other = new difficulty.Advection({
      ...attributes,
      ic_config: 'fourier;2;true;true',
      optim_config: 'adam;6;constant;1e-4',
      report_metrics: 'mean_MSE',
      test_seed: 5,
      train_seed: 9,
    });
    const asking = (keepPlan: boolean) => {
      class Asking extends difficulty.Advection {}
      const ask = (...given: unknown[]) => {
        const { plan, testSet, ...bare } = given.pop() as DataOptions;
        const called = other[method] as (...args: unknown[]) => unknown;
        return called.call(other, ...given, keepPlan ? { ...bare, plan, testSet } : bare);
      };
      Object.assign(Asking.prototype, { [method]: ask });
      return outcome(new Asking(attributes));
    };
    assert.deepEqual(await asking(true), await asking(false));
  });
}

test('the test states are warmed up once, for tests, samples and callbacks', async () => {
  const horizons: number[] = [];
  class Watched extends difficulty.Advection {
    override getTestIcSet(options?: DataOptions) {
      horizons.push(0);
      return super.getTestIcSet(options);
    }
  }
  await outcome(new Watched({ ...attributes, callbacks: 'metrics;1,sample_rollout;2' }));
  assert.equal(horizons.length, 1);
});

test('train data that does not stay finite is refused, and taken where that is allowed', async () => {
  class Broken extends difficulty.Advection {
    override async getTrainIcSet(options?: DataOptions): Promise<NdArray> {
      const { data, shape } = await super.getTrainIcSet(options);
      data[16] = Number.NaN;
      return { data, shape };
    }
  }
  const scenario = new Broken(attributes);
  await assert.rejects(
    scenario.runRaw(strings),
    /initial condition that is not finite \(first at sample 1\)/,
  );
  const { info } = await scenario.runRaw({ ...strings, allowNonFinite: true });
  assert.deepEqual(info.diverged, [0, 1]);
});

/** A scenario of users' own under the key `own`, for as long as `work` lasts. */
async function withOwn(Own: ScenarioClass, work: () => Promise<void>): Promise<void> {
  scenarios.extensions.own = Own;
  try {
    await work();
  } finally {
    delete scenarios.extensions.own;
  }
}

test('a table has the name that a subclass gives, and the run that it makes', async () => {
  class Named extends difficulty.Advection {
    override async runRaw(options?: RunRawOptions): Promise<RawResult> {
      const result = await super.runRaw(options);
      return { ...result, losses: { ...result.losses, data: result.losses.data.map(() => 7) } };
    }

    override getScenarioName(): string {
      return 'named';
    }
  }
  await withOwn(Named, async () => {
    const { table, steppers } = await runExperiment({ ...entry, scenario: 'own' }, where);
    assert.deepEqual(table.texts('scenario'), ['named', 'named', 'named']);
    assert.deepEqual(Array.from(table.numbers('train_loss_000003')), [7, 7, 7]);
    assert.equal(steppers.length, 3);
  });
});

test('the cost of a run is what a subclass counts', async () => {
  class Counted extends difficulty.Advection {
    override getParameterCount(): number {
      return 5;
    }

    override getReceptiveField(): [number, number][] {
      return [[9, 9]];
    }
  }
  const cost = await runCost(await makePlan(new Counted(attributes), strings));
  assert.equal(cost.parameterCount, 5);
  assert.deepEqual(cost.receptiveField, [[9, 9]]);
});

test('a task that corrects steps the coarse solver, in training, tests and afterwards', async () => {
  // A network of zeros: the emulator is the coarse solver alone, here as far as the reference.
  class Exact extends difficulty.Advection {
    override getCoarseStepper() {
      return this.getRefStepper();
    }
  }
  tasks.extensions.add = () => ({
    needsCoarse: true,
    emulator: (network, coarse) => (u) => ops.add(coarse!(u), ops.scale(network(u), 0)),
  });
  try {
    await withOwn(Exact, async () => {
      const given = { ...entry, scenario: 'own', task: 'add', callbacks: '' };
      const { raw, steppers } = await runExperiment(given, where);
      assert.ok(raw.losses.data.every((loss) => loss < 1e-12));
      assert.ok(raw.metrics.get('mean_nRMSE')!.data.every((error) => error < 1e-5));
      const wave = Float64Array.from({ length: 16 }, (_, i) => Number(i < 8));
      const state = { data: wave, shape: [1, 16] };
      const exact = await new Exact(attributes).getRefStepper();
      const expected = await buildTrajectories(await backend, exact, wave, { horizon: 1 });
      const moved = await steppers[0]!.step(state, { backend: await backend });
      assert.deepEqual(moved.data, expected.slice(16));
    });
    await assert.rejects(readTask(undefined, 'add'), /needs a scenario/);
  } finally {
    delete tasks.extensions.add;
  }
});

test('a methodology that needs the reference solver is given it', async () => {
  // The loss of one step against the solver's instead of the data's: the same to rounding.
  methodologies.extensions.solved = () => ({
    numRolloutSteps: 1,
    needsReference: true,
    loss: (emulator, window, { refStepper }) =>
      losses.batchLoss(losses.MSE, emulator(window(0)), refStepper!(window(0))),
  });
  try {
    const scenario = new difficulty.Advection(attributes);
    const lossesOf = async (train: string) =>
      (await scenario.runRaw({ ...strings, train })).losses.data;
    const [solved, one] = [await lossesOf('solved'), await lossesOf('one')];
    for (const [i, loss] of solved.entries()) {
      assert.ok(Math.abs(loss - one[i]!) < 1e-5 * one[i]!, `${loss} ${one[i]}`);
    }
  } finally {
    delete methodologies.extensions.solved;
  }
});

test('a methodology that takes the residuum is given that of the scenario', async () => {
  methodologies.extensions.unsolved = () => residuum(2);
  const { getRefStepper } = difficulty.Advection.prototype;
  class Residual extends difficulty.Advection {
    getResiduumFn() {
      const solver = getRefStepper.call(this) as Stepper;
      return (next: Tensor, prev: Tensor) => ops.sub(next, solver.step(prev));
    }
  }
  class Odd extends difficulty.Advection {
    getResiduumFn() {
      return 7 as never;
    }
  }
  try {
    const lossesOf = async (scenario: Scenario, train: string) =>
      (await scenario.runRaw({ ...strings, train })).losses.data;
    const [unsolved, div] = [
      await lossesOf(new Residual(attributes), 'unsolved'),
      await lossesOf(new Residual(attributes), 'div;2'),
    ];
    assert.deepEqual(unsolved, div);
    await assert.rejects(lossesOf(new Odd(attributes), 'unsolved'), {
      name: 'UserError',
      message: /Odd.getResiduumFn should give a function, not 7/,
    });
    await assert.rejects(lossesOf(new difficulty.Advection(attributes), 'unsolved'), {
      name: 'UserError',
      message: /1d_diff_adv has none: it comes from a subclass with a method getResiduumFn/,
    });
  } finally {
    delete methodologies.extensions.unsolved;
  }
});

/** What overrides must not give, and what is then said; each names the method. */
const wrongOverrides: [method: string, gives: unknown, says: RegExp][] = [
  ['getRefStepper', undefined, /should give a stepper, not undefined/],
  [
    'getRefStepper',
    new Advection({ dims: 1, domainExtent: 1, numPoints: 8, dt: 1 }),
    /of states \[1, 16\], not \[1, 8\]/,
  ],
  ['getScenarioName', null, /should give a text, not null/],
  ['numTrainingSteps', 1.5, /whole number from 1 on, not 1.5/],
  ['numTrainingSteps', 0, /whole number from 1 on, not 0/],
  ['getMetricFns', undefined, /a list of \{ config, evaluate \}/],
  ['getMetricFns', Array(2).fill({ config: 'a', evaluate: () => 0 }), /gives 'a' twice/],
  ['getMetricFns', [{ config: 'aux', evaluate: () => 0 }], /'aux' is no name for a metric/],
  ['getMetricFns', [{ config: 'a', evaluate: (u: unknown) => u }], /a number for each seed/],
  ['getCallbackFn', [{}], /every a whole number from 1 on/],
  ['getTrainData', undefined, /shape \[3, 5, 1, 16\], not undefined/],
  ['getTrainData', { data: new Float64Array(6), shape: [2, 3] }, /not \[2, 3\]/],
  ['getTestData', { data: new Float64Array(6), shape: [2, 3] }, /shape \[3, 6, 1, 16\]/],
  [
    'getTestData',
    { data: new Float64Array(100), shape: [3, 6, 1, 16] },
    /what Wrong.getTestData gives: .* takes 288 numbers, not the 100 of data$/,
  ],
  [
    'getTrainData',
    { data: new BigInt64Array(240), shape: [3, 5, 1, 16] },
    /the data of what Wrong.getTrainData gives must be a Float64Array, a Float32Array or an Int32Array, not a BigInt64Array$/,
  ],
  ['produceData', null, /shape \[3, 5, 1, 16\], not null/],
  ['getNetwork', null, /Wrong.getNetwork should give \{ network, params \}/],
  ['getNetwork', 5, /Wrong.getNetwork should give \{ network, params \}/],
  ['getNetwork', {}, /Wrong.getNetwork should give \{ network, params \}/],
  ['getNeuralStepper', null, /Wrong.getNeuralStepper should give a NeuralStepper/],
  ['getNeuralStepper', 5, /Wrong.getNeuralStepper should give a NeuralStepper/],
  ['getNeuralStepper', {}, /Wrong.getNeuralStepper should give a NeuralStepper/],
  ['getTrainer', null, /Wrong.getTrainer should give \{ plan, train \}/],
  ['getTrainer', 5, /Wrong.getTrainer should give \{ plan, train \}/],
  ['getTrainer', {}, /Wrong.getTrainer should give \{ plan, train \}/],
  ['performTests', null, /Wrong.performTests should give a Map/],
  ['performTests', 5, /Wrong.performTests should give a Map/],
  ['performTests', {}, /Wrong.performTests should give a Map/],
  ['defineNetwork', null, /Wrong.defineNetwork should give a network/],
  ['defineNetwork', 5, /Wrong.defineNetwork should give a network/],
  ['defineNetwork', {}, /Wrong.defineNetwork should give a network/],
  ['getOptimizer', null, /Wrong.getOptimizer should give an optimiser/],
  ['getOptimizer', 5, /Wrong.getOptimizer should give an optimiser/],
  ['getOptimizer', {}, /Wrong.getOptimizer should give an optimiser/],
  ['getTestIcSet', { data: new Float64Array(16), shape: [1, 1, 16] }, /shape \[3, 1, 16\]/],
  ['getTrainIcSet', { data: new Float64Array(16), shape: [1, 1, 16] }, /shape \[3, 1, 16\]/],
  ['getRefSampleData', null, /shape \[2, 6, 1, 16\], not null/],
  ['sampleTrjs', { data: new Float64Array(1), shape: [1] }, /should give .* not \[1\]/],
];

for (const [i, [method, gives, says]] of wrongOverrides.entries()) {
  test(`${method} that gives something else than it should is named (${i})`, async () => {
    class Wrong extends difficulty.Advection {}
    Object.defineProperty(Wrong.prototype, method, { value: () => gives });
    await assert.rejects(outcome(new Wrong(attributes)), { name: 'UserError', message: says });
  });
}

test('what a subclass gives in single precision is taken, as readNpy gives it', async () => {
  const single = async (made: Awaitable<NdArray>) => {
    const { data, shape } = await made;
    return { data: Float32Array.from(data), shape } as never;
  };
  class Single extends difficulty.Advection {
    override async getTrainData(options?: DataOptions) {
      return single(super.getTrainData(options));
    }
    override async getTestData(options?: DataOptions) {
      return single(super.getTestData(options));
    }
    override async getTestIcSet(options?: DataOptions) {
      return single(super.getTestIcSet(options));
    }
    override async testTrajectories(stepper: NeuralStepper, options?: DataOptions) {
      return single(super.testTrajectories(stepper, options));
    }
    override async sampleTrjs(stepper: NeuralStepper, options?: DataOptions) {
      return single(super.sampleTrjs(stepper, options));
    }
  }
  const [got, expected] = [
    await new Single(attributes).runRaw(strings),
    await new difficulty.Advection(attributes).runRaw(strings),
  ];
  assert.deepEqual(got.losses, expected.losses);
  assert.deepEqual(got.sampleRollouts, expected.sampleRollouts);
});

test('a run of a subclass that comes to something else than a result', async () => {
  for (const gives of [null, 5, {}]) {
    class Wrong extends difficulty.Advection {}
    Object.defineProperty(Wrong.prototype, 'runRaw', { value: () => gives });
    await assert.rejects(new Wrong(attributes).run(strings), {
      name: 'UserError',
      message: gives instanceof Object ? /^seeds must be a list/ : /Wrong.runRaw should give the/,
    });
  }
});

test('a run made directly is what a subclass makes of it, too', async () => {
  class Own extends difficulty.Advection {
    override async runRaw(options?: RunRawOptions): Promise<RawResult> {
      const result = await super.runRaw(options);
      return { ...result, losses: { ...result.losses, data: result.losses.data.map(() => 7) } };
    }
  }
  const { table } = await new Own(attributes).run(strings);
  assert.deepEqual(Array.from(table.numbers('train_loss_000003')), [7, 7]);
});

test('a plan records how it computes, whatever its watcher asks for', async () => {
  const plan = await makePlan(new difficulty.Advection(attributes), strings);
  const watch = { partitionable: true, precision: 'f64' } as object;
  const result = await runPlan(plan, watch);
  assert.equal(result.info.partitionable, false);
  assert.equal(result.info.precision, 'f32');
});

test('what does not fit is said of the key that is too large', async () => {
  const about = (given: object) => readExperiment({ ...entry, ...given }, where);
  await assert.rejects(about({ net: 'Conv;20000;10;relu' }), { key: 'net' });
  const steps = { optim_config: 'adam;1_000_000_000;constant;1e-3' };
  await assert.rejects(about(steps), { key: 'optim_config' });
});

test('the command line reads an entry once', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-once-'));
  try {
    const set = Object.entries(attributes).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const net = 'counted;4;1;relu';
    const words = ['run', '--scenario', 'diff_adv', '--net', net, '--quiet', '--json'];
    const out = ['--num-seeds', '3', '--backend', 'wasm', '--out', folder];
    const count = await builds(async () => {
      const said: unknown[] = [];
      const [shown, told] = [process.stdout.write, process.stderr.write];
      process.stdout.write = () => true;
      process.stderr.write = (text: unknown) => said.push(text) > 0;
      try {
        assert.equal(await main([...words, ...set, ...out]), 0, said.join(''));
      } finally {
        process.stdout.write = shown;
        process.stderr.write = told;
      }
    });
    assert.equal(count, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
