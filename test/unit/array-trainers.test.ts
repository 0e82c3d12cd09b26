/**
 * Trainers on arrays: every way of training, nets of every kind, seeds side by side, callbacks, and
 * going on where another call ended.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adam,
  CallbackError,
  CompositeTrainer,
  type Configuration,
  composite,
  DivertedChainBranchOneTrainer,
  DivertedChainTrainer,
  divertedChain,
  divertedChainBranchOne,
  type Emulator,
  GeneralTrainer,
  initialStepper,
  Loss,
  layers,
  lion,
  lossOnArrays,
  MixChainPostPhysicsTrainer,
  mixChainPostPhysics,
  type NdArray,
  type NetworkLike,
  type Optimizer,
  ops,
  PermutationMixer,
  ResiduumTrainer,
  random,
  residuum,
  SupervisedTrainer,
  sampleData,
  sgd,
  supervised,
  type Trained,
  type TrainingCallback,
  TrajectorySubStacker,
  warmupCosineDecaySchedule,
} from '../../src/index.js';
import { relativeError } from '../golden/goldens.js';

const key = (seed: number) => random.PRNGKey(seed);

/** 3 samples of 8 states: 18 windows of 3 states, in minibatches of 5, 5, 5 and 3. */
const data = sampleData.advection1dPeriodic({
  ...{ key: key(0), numSamples: 3, temporalHorizon: 8, numPoints: 16 },
});
const stencil = layers.convLayer(1, 1, 1, 3);
/** Upwind differences: a solver that is not the network. */
const refStepper: Emulator = (u) =>
  ops.sub(ops.scale(u, 0.4), ops.scale(ops.concat([from(u, 15, 16), from(u, 0, 15)], 3), -0.6));
const from = (u: Parameters<Emulator>[0], start: number, end: number) =>
  ops.slice(u, 3, start, end);
const residuumFn = (next: Parameters<Emulator>[0], prev: Parameters<Emulator>[0]) =>
  ops.sub(next, refStepper(prev));

const settings = { optimizer: adam(1e-2), numTrainingSteps: 9, batchSize: 5 };

const everything = ({ stepper, losses, updateSteps, aux, divergedAt, checkpoint }: Trained) => ({
  ...{ params: stepper.params, losses, updateSteps, aux, divergedAt, states: checkpoint.states },
});

/** The windows of each minibatch, and how often anything was called. */
const ids: TrainingCallback = {
  name: 'windows',
  every: 1,
  value: (_, __, { windows }) => windows.map((ofSeed) => [...ofSeed]),
};
const sumOfAll: TrainingCallback = {
  name: 'sum',
  every: 3,
  value: (params, numSeeds) =>
    Array(numSeeds).fill(params.flatMap((values) => [...values]).reduce((a, b) => a + b)),
};

const schedule = warmupCosineDecaySchedule({
  ...{ initValue: 0, peakValue: 1e-2, warmupSteps: 7, decaySteps: 40 },
});
const optimizers: Record<string, Optimizer> = {
  adam: adam(schedule),
  'sgd with momentum': sgd(schedule, { momentum: 0.9 }),
  lion: lion(schedule),
};

for (const [name, optimizer] of Object.entries(optimizers)) {
  test(`40 updates by ${name} are the same in one go and with stops anywhere`, async () => {
    const trainer = new SupervisedTrainer(await data, {
      ...{ numRolloutSteps: 2, optimizer, numTrainingSteps: 40, batchSize: 5 },
      callbacks: [ids, sumOfAll],
    });
    const initial = await initialStepper(stencil, [1, 16], [key(1), key(2)]);
    const keys = [key(3), key(4)];
    const options = { recordLossEvery: 3 };
    const whole = await trainer.train(initial, keys, options);
    assert.equal(whole.losses[0]!.length, 14);
    // At 0, at the end of an epoch, within one, and twice within another.
    let part: Trained | undefined;
    for (const until of [0, 8, 13, 17, 18, 40]) {
      const goOnFrom = part?.checkpoint;
      part = await trainer.train(initial, keys, { ...options, until, goOnFrom });
      assert.equal(part.checkpoint.update, until);
      assert.equal(part.aux[0]!.length, until);
      assert.deepEqual(part.updateSteps, whole.updateSteps.slice(0, part.updateSteps.length));
      assert.equal(part.updateSteps.length, Math.ceil(until / 3));
    }
    assert.deepEqual(everything(part!), everything(whole));
    for (const [seed, shuffleKey] of keys.entries()) {
      const mixer = new PermutationMixer(18, 40, 5, shuffleKey);
      for (let update = 0; update < 40; update++) {
        const { indices } = await mixer.minibatch(update);
        assert.deepEqual(part!.aux[seed]![update]!.windows, [...indices]);
        assert.equal(part!.aux[seed]![update]!.sum === null, update % 3 !== 0);
      }
    }
  });
}

test('a seed has the same bits alone and among three', async () => {
  const trainer = new SupervisedTrainer(await data, { ...settings, callbacks: ids });
  const keys = [5, 6, 7].map(key);
  const shuffle = [8, 9, 10].map(key);
  const three = await trainer.train(await initialStepper(stencil, [1, 16], keys), shuffle);
  for (const seed of [0, 1, 2]) {
    const initial = await initialStepper(stencil, [1, 16], keys[seed]!);
    const alone = await trainer.train(initial, shuffle[seed]!);
    assert.deepEqual(alone.stepper.params, three.stepper.seed(seed).params);
    assert.deepEqual(alone.losses[0], three.losses[seed]);
    assert.deepEqual(alone.aux[0], three.aux[seed]);
  }
});

const physics = { refStepper, residuumFn };
const options = { timeLevelWeights: [1, 0.5, 2], cutBptt: true, cutBpttEvery: 2 };
const long = { numRolloutSteps: 3, ...options, ...settings, ...physics };
const several = [supervised(2), residuum(3)];
const ready: [string, (data: NdArray) => GeneralTrainer, Configuration][] = [
  ['supervised', (d) => new SupervisedTrainer(d, long), supervised(3, options)],
  [
    'diverted chain',
    (d) => new DivertedChainTrainer(d, { ...long, numBranchSteps: 2 }),
    divertedChain(3, { ...options, numBranchSteps: 2 }),
  ],
  [
    'diverted chain of one step',
    (d) => new DivertedChainBranchOneTrainer(d, { ...long, cutDivChain: true }),
    divertedChainBranchOne(3, { ...options, cutDivChain: true }),
  ],
  [
    'mix chain',
    (d) => new MixChainPostPhysicsTrainer(d, { ...long, numRolloutSteps: 2 }),
    mixChainPostPhysics(2, options),
  ],
  [
    'residuum',
    (d) => new ResiduumTrainer(d, { ...long, cutPrev: true }),
    residuum(3, { ...options, cutPrev: true }),
  ],
  [
    'composite',
    (d) => new CompositeTrainer(d, several, { ...settings, ...physics, weights: [0.3, 2] }),
    composite(several, [0.3, 2]),
  ],
];

for (const [name, make, configuration] of ready) {
  test(`the trainer of ${name} trains by that configuration, which alone has its loss`, async () => {
    const initial = await initialStepper(stencil, [1, 16], key(1), { precision: 'f64' });
    const trainer = make(await data);
    const trained = await trainer.train(initial, key(2));
    const stacker = new TrajectorySubStacker(await data, 4);
    assert.equal(stacker.numTotalSamples, 15);
    const general = new GeneralTrainer(stacker, configuration, { ...settings, ...physics });
    assert.deepEqual(everything(trained), everything(await general.train(initial, key(2))));
    const { indices } = await new PermutationMixer(15, 9, 5, key(2)).minibatch(0);
    const first = await lossOnArrays(configuration, initial, stacker.take(indices), physics);
    assert.ok(relativeError(first, [trained.losses[0]![0]!]) < 1e-13);
    const full = await trainer.fullLoss(initial);
    const all = await lossOnArrays(configuration, initial, stacker.dataSubTrajectories, physics);
    assert.ok(relativeError(full, all) < 1e-13);
  });
}

test('one window of each trajectory, where windows are not stacked', async () => {
  const trainer = new SupervisedTrainer(await data, {
    ...{ ...settings, doSubStacking: false, callbacks: ids, batchSize: 2, numTrainingSteps: 4 },
  });
  const initial = await initialStepper(stencil, [1, 16], key(1));
  const { aux } = await trainer.train(initial, key(2));
  const sizes = aux[0]!.map(({ windows }) => (windows as number[]).length);
  assert.deepEqual(sizes, [2, 1, 2, 1]);
  const [first, second] = aux[0]!.map(({ windows }) => windows as number[]);
  assert.deepEqual([...first!, ...second!].sort(), [0, 1, 2]);
});

/** u + W₂ tanh(W₁ u): parameters and a function of one's own, for states without axes of space. */
const perceptron: NetworkLike = {
  parameters: [
    { path: 'inner', shape: [8, 3] },
    { path: 'outer', shape: [3, 8] },
  ],
  init: () => [1, 2].map((part) => Float32Array.from({ length: 24 }, (_, i) => Math.sin(part + i))),
  apply: ([inner, outer], u) =>
    ops.add(u, ops.dense(ops.tanh(ops.dense(ops.scale(u, 0.05), inner!, null)), outer!, null)),
};

test("states without axes of space train, by one's own parameters and function", async () => {
  const trajectories = await sampleData.lorenzRk4({
    ...{ key: key(0), numSamples: 4, temporalHorizon: 60, numWarmupSteps: 100, dt: 0.02 },
  });
  const stepper = await initialStepper(perceptron, [3], key(0), { precision: 'f64' });
  const lorenz = sampleData.makeLorenzStepperRk4(0.02);
  const common = {
    ...{ numRolloutSteps: 3, optimizer: adam(1e-2), numTrainingSteps: 600, batchSize: 20 },
  };
  const trained = await new SupervisedTrainer(trajectories, common).train(stepper, key(1));
  const [losses] = trained.losses;
  assert.ok(losses!.at(-1)! < 0.25 * losses![0]!, `${losses![0]} ${losses!.at(-1)}`);
  const start = { data: Float64Array.of(1, 1, 20), shape: [3] };
  assert.deepEqual((await trained.stepper.rollout(start, 5)).shape, [5, 3]);
  // The data are the solver's, so a branch as long as the rollout is compared with them.
  const chain = new DivertedChainTrainer(trajectories, {
    ...{ ...common, numBranchSteps: 3, refStepper: (u) => lorenz.step(u) },
  });
  const [loss] = await chain.fullLoss(stepper);
  const [same] = await new SupervisedTrainer(trajectories, common).fullLoss(stepper);
  assert.ok(Math.abs(loss! / same! - 1) < 1e-9, `${loss} ${same}`);
});

test('axes of space may have different extents, and config strings are for equal ones', async () => {
  const shape = [2, 4, 1, 4, 6];
  const states = Float64Array.from({ length: 192 }, (_, i) => Math.sin(i * i));
  const trainer = new SupervisedTrainer({ data: states, shape }, settings);
  const layer = layers.convLayer(2, 1, 1, 3);
  const trained = await trainer.train(await initialStepper(layer, [1, 4, 6], key(0)), key(1));
  assert.equal(trained.losses[0]!.length, 9);
  assert.ok(trained.losses[0]!.every(Number.isFinite));
  const conv = await initialStepper('Conv;3;1;relu', [2, 4, 4, 4], key(0));
  assert.equal(conv.params.length, 4);
  for (const wrong of [[3], [1, 4, 6], [1, 2, 2, 2, 2]]) {
    await assert.rejects(initialStepper('Conv;3;1;relu', wrong, key(0)), {
      name: 'UserError',
      message: /'Conv;3;1;relu' is for states \[channels, N, …\]/,
    });
  }
});

test('initial states alone are enough where the loss reads no others', async () => {
  const states = new TrajectorySubStacker(await data, 1);
  const initial = await initialStepper(stencil, [1, 16], key(1), { precision: 'f64' });
  const chain = new GeneralTrainer(states, divertedChain(2), { ...settings, refStepper });
  assert.equal((await chain.train(initial, key(2))).losses[0]!.length, 9);
  const bySolver = new GeneralTrainer(states, residuum(2), { ...settings, residuumFn });
  assert.ok((await bySolver.fullLoss(initial))[0]! > 0);
  const ics = new TrajectorySubStacker(await data, 3, { onlyStoreIc: true });
  const short = new GeneralTrainer(ics, supervised(2), settings);
  await assert.rejects(short.train(initial, key(2)), {
    name: 'UserError',
    message: /compares with 2 states after the initial one; a window of the data has 0/,
  });
});

test('a callback sees the minibatch of each seed, and the network before the update', async () => {
  const stacker = new TrajectorySubStacker(await data, 3);
  const seen: TrainingCallback = {
    name: 'seen',
    every: 4,
    async value(params, numSeeds, { update, stepper, windows, minibatch, backend }) {
      assert.equal(update % 4, 0);
      assert.equal(backend.name, 'wasm');
      assert.deepEqual(stepper.params, params);
      const states = await minibatch();
      for (const seed of Array(numSeeds).keys()) {
        const expected = stacker.take(windows[seed]!);
        assert.deepEqual(states[seed]!.shape, expected.shape);
        assert.deepEqual(states[seed]!.data, expected.data.map(Math.fround));
      }
      return Array(numSeeds).fill(update);
    },
  };
  const trainer = new SupervisedTrainer(await data, {
    ...{ ...settings, numRolloutSteps: 2, callbacks: [[seen]] },
  });
  const initial = await initialStepper(stencil, [1, 16], [key(1), key(2)]);
  const { aux } = await trainer.train(initial, [key(3), key(4)]);
  assert.deepEqual(
    aux[1]!.map(({ seen }) => seen),
    [0, null, null, null, 4, null, null, null, 8],
  );
});

test('a callback takes the supervised loss while a diverted chain trains', async () => {
  const initial = await initialStepper(stencil, [1, 16], key(1), { precision: 'f64' });
  const trainer = new DivertedChainBranchOneTrainer(await data, {
    ...{ ...settings, numRolloutSteps: 2, refStepper, callbacks: new Loss(9, supervised(2)) },
  });
  const { aux } = await trainer.train(initial, key(2));
  const bySteps = new SupervisedTrainer(await data, { ...settings, numRolloutSteps: 2 });
  const { losses } = await bySteps.train(initial, key(2));
  assert.ok(relativeError([aux[0]![0]!.loss as number], [losses[0]![0]!]) < 1e-13);
});

test('the loss on other data is that over all their windows, for each seed', async () => {
  const other = await sampleData.advection1dPeriodic({
    ...{ key: key(9), numSamples: 2, temporalHorizon: 5, numPoints: 16 },
  });
  const trainer = new SupervisedTrainer(await data, {
    ...settings,
    callbacks: new Loss(9, supervised(2), { data: other, name: 'validation' }),
  });
  const initial = await initialStepper(stencil, [1, 16], [key(1), key(2)], { precision: 'f64' });
  const { aux } = await trainer.train(initial, [key(3), key(4)]);
  const expected = await new SupervisedTrainer(other, {
    ...{ ...settings, numRolloutSteps: 2 },
  }).fullLoss(initial);
  const ours = aux.map(([first]) => first!.validation as number);
  assert.ok(relativeError(ours, expected) < 1e-13);
  assert.notEqual(ours[0], ours[1]);
});

test('a callback that throws leaves a checkpoint from which training goes on', async () => {
  let isBroken = true;
  const broken: TrainingCallback = {
    name: 'moody',
    every: 4,
    value: (_, numSeeds, { update }) => {
      if (update === 4 && isBroken) throw new TypeError('not today');
      return Array(numSeeds).fill(update);
    },
  };
  const trainer = new SupervisedTrainer(await data, { ...settings, callbacks: broken });
  const initial = await initialStepper(stencil, [1, 16], key(1));
  let error: unknown;
  await trainer.train(initial, key(2)).catch((thrown) => {
    error = thrown;
  });
  assert.ok(error instanceof CallbackError);
  assert.equal(error.message, "the callback 'moody' failed before update 4: not today");
  isBroken = false;
  const goneOn = await trainer.train(initial, key(2), { goOnFrom: error.checkpoint });
  assert.deepEqual(everything(goneOn), everything(await trainer.train(initial, key(2))));
});

test('what does not fit is refused before any work', async () => {
  const trajectories = await data;
  const initial = await initialStepper(stencil, [1, 16], key(1));
  const trainer = new SupervisedTrainer(trajectories, settings);
  const { checkpoint } = await trainer.train(initial, key(2), { until: 2 });
  const made: [RegExp, () => unknown][] = [
    [
      /batchSize must be a whole number from 1 on, not 0/,
      () => new SupervisedTrainer(trajectories, { ...settings, batchSize: 0 }),
    ],
    [
      /numTrainingSteps must be a whole number/,
      () => new SupervisedTrainer(trajectories, { ...settings, numTrainingSteps: 1.5 }),
    ],
    [
      /windows of 9 states in trajectories of 8; allowed: 1 to 8/,
      () => new SupervisedTrainer(trajectories, { ...settings, numRolloutSteps: 8 }),
    ],
    [
      /trajectories are an array \[samples, time, channels, \.\.\.space\]/,
      () => new TrajectorySubStacker({ data: new Float64Array(6), shape: [2, 3] }, 2),
    ],
    [
      /there is no window 24; allowed: 0 to 23/,
      () => new TrajectorySubStacker(trajectories, 1).take([24]),
    ],
    [
      /callback 'validation': every must be a whole number from 1 on, not 0/,
      () => new Loss(0, supervised(1), { name: 'validation' }),
    ],
    [/windows of 9 states/, () => new Loss(1, supervised(8), { data: trajectories })],
    [/batchSize must be a whole number/, () => new PermutationMixer(5, 5, -1, key(0))],
  ];
  for (const [message, make] of made) assert.throws(make, { name: 'UserError', message });
  const wide = await initialStepper(layers.convLayer(1, 2, 2, 3), [2, 16], key(1));
  const run: [RegExp, () => Promise<unknown>][] = [
    [/2 keys for 1 seeds/, () => trainer.train(initial, [key(1), key(2)])],
    [
      /trajectories are of states \[1, 16\], the stepper is for \[2, 16\]/,
      () => trainer.train(wide, key(1)),
    ],
    [/until must be a whole number from 0 on/, () => trainer.train(initial, key(1), { until: -1 })],
    [
      /goOnFrom is the checkpoint of another run/,
      () =>
        new SupervisedTrainer(trajectories, {
          ...{ ...settings, optimizer: sgd(1e-2) },
        }).train(initial, key(2), { goOnFrom: checkpoint }),
    ],
    [
      /goOnFrom is the checkpoint of another run/,
      () =>
        trainer.train(initial, key(2), {
          ...{ goOnFrom: checkpoint, recordLossEvery: 2 },
        }),
    ],
    [
      /refStepper is missing/,
      () => new DivertedChainTrainer(trajectories, settings).train(initial, key(1)),
    ],
    [
      /residuumFn is missing/,
      () => new ResiduumTrainer(trajectories, settings).train(initial, key(1)),
    ],
    [
      /there is no minibatch 5; allowed: 0 to 4/,
      () => new PermutationMixer(5, 5, 2, key(0)).minibatch(5),
    ],
  ];
  for (const [message, start] of run) {
    await assert.rejects(start, { name: 'UserError', message });
  }
});
