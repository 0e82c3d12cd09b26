/**
 * What users' own functions, networks and checkpoints may get wrong, and a plain word is owed for:
 * steppers of other parameters, functions that return something else, runs that are not the same.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as apebench from '../../src/index.js';
import { type Any, place } from '../cases/calls.js';

const { adam, arch, initialStepper, layers, losses, random, scenarios, supervised } = apebench;
const { GeneralTrainer, NeuralStepper, TrajectorySubStacker } = apebench as Any;

const array = (...shape: number[]) => ({
  data: Float64Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => ((7 * i) % 5) - 1,
  ),
  shape,
});
const key = random.PRNGKey(3);
const own = layers.convLayer(1, 1, 1, 3);
const shape = { numSpatialDims: 1, inChannels: 1, outChannels: 1 };
const ofNet = (net: Any, state = [1, 8], options: Any = {}) =>
  initialStepper(net, state, key, options) as Promise<Any>;
const stepper = await ofNet(own);
const other = await ofNet(layers.convLayer(1, 1, 1, 5));
const stacker = new TrajectorySubStacker(array(2, 3, 1, 8), 2);
const train = (given: Any, way: Any = supervised(), options: Any = {}, one: Any = stepper) =>
  new GeneralTrainer(stacker, way, {
    ...{ optimizer: adam(1e-2), numTrainingSteps: 2, batchSize: 2, ...given },
  }).train(one, options.key ?? key, { ...place, goOnFrom: options.goOnFrom, until: options.until });
const callback = (value: Any, every: Any = 1) => ({
  callbacks: { name: 'own', every, value },
});
const { checkpoint } = await train({}, supervised(), { until: 1 });
const scenario = new scenarios.difficulty.Diffusion({
  ...{ num_points: 8, num_train_samples: 2, train_temporal_horizon: 3, num_test_samples: 1 },
  ...{ test_temporal_horizon: 3, batch_size: 2, optim_config: 'adam;2;constant;1e-3' },
});
const trainer: Any = await scenario.getTrainer('one');

const wrong: Record<string, [call: () => Any, message: RegExp]> = {
  'no update ever': [() => train(callback(() => [1], 0)), /every a whole number from 1 on/],
  'half an update': [() => train(callback(() => [1], 1.5)), /every a whole number from 1 on/],
  'a callback of too many values': [
    () => train(callback(() => [1, 2])),
    /it must give 1 values, one for each seed, not \[1, 2\]/,
  ],
  'a callback of nothing': [() => train(callback(() => undefined)), /one for each seed, not und/],
  'a reference that returns nothing': [
    () => train({ refStepper: () => {} }, apebench.divertedChain()),
    /refStepper makes states \[.*\] of \[2, 1, 8\]/,
  ],
  'a residuum that returns nothing': [
    () => train({ residuumFn: () => {} }, apebench.residuum()),
    /residuumFn must give a tensor .* not undefined/,
  ],
  'a loss that returns nothing': [
    () => train({}, supervised(1, { loss: (() => undefined) as Any })),
    /a loss must give a number for each of 2 samples, .* not undefined/,
  ],
  'a rollout without end': [
    () => train({ refStepper: (u: Any) => u }, apebench.divertedChain(1e9)),
    /numRolloutSteps must be a whole number from 1 to 10000/,
  ],
  'a rate that is no number': [
    () => train({ optimizer: adam((count) => (count < 1 ? 1 : Number.NaN)) }),
    /learning rate of update 1 must be a finite number, not NaN/,
  ],
  'parameters of other lengths': [
    () => stepper.with([new Float64Array(2), ...stepper.params.slice(1)]),
    /'weight' must have 3 numbers, not 2/,
  ],
  'no parameters': [() => stepper.with([]), /a list of 2 arrays, .* not \[\]/],
  'parameters of one seed for two': [
    () => stepper.with(stepper.params, 2),
    /6 numbers for 2 seeds/,
  ],
  'a seed that is not there': [() => stepper.seed(5), /from 0 to 0, not 5/],
  'unlike steppers': [() => NeuralStepper.stack([stepper, other]), /must not differ/],
  'no steppers': [() => NeuralStepper.stack([]), /a list of one NeuralStepper or more, not \[\]/],
  'a perceptron of another grid': [
    () => ofNet(arch.mlp({ ...shape, numPoints: 4 })),
    /can't be applied to states \[1, 8\]/,
  ],
  'other channels': [() => ofNet(own, [2, 8]), /can't be applied to states \[2, 8\]/],
  'another number of channels out': [
    () => ofNet(arch.convNet({ ...shape, outChannels: 2 })),
    /makes states \[1, 2, 8\] of \[1, 1, 8\]/,
  ],
  'an activation that returns nothing': [
    () => ofNet(arch.convNet({ ...shape, activation: (() => undefined) as Any })),
    /an activation must give a tensor of the same shape, .* not undefined/,
  ],
  'a network that draws too little': [
    () => ofNet({ parameters: [{ path: 'w', shape: [3] }], init: () => [], apply: () => null }),
    /a list of 1 arrays/,
  ],
  'a network beyond memory': [
    () => ofNet(arch.convNet({ ...shape, hiddenChannels: 1e6 })),
    /the parameters of the network would take [\d,]{12,} bytes/,
  ],
  'an emulator that is none': [
    () => ofNet(own, [1, 8], { emulator: () => 5 }),
    /the stepper must be a function, not 5/,
  ],
  'the checkpoint of another rate': [
    () => train({ optimizer: adam(1e-3) }, supervised(), { goOnFrom: checkpoint }),
    /another run, which must not differ in: rates of the optimiser$/,
  ],
  'the checkpoint of another key': [
    () => train({}, supervised(), { goOnFrom: checkpoint, key: random.PRNGKey(4) }),
    /another run, which must not differ in: shuffle keys$/,
  ],
  'the checkpoint of another network': [
    () => train({}, supervised(), { goOnFrom: checkpoint }, other),
    /another run, which must not differ in: network and optimiser$/,
  ],
  'a batch of nothing': [
    () => losses.ofBatch(losses.MSE, { data: new Float64Array(0), shape: [0, 1, 8] }),
    /must be a list, each a whole number from 1 on/,
  ],
  'a batch without channels': [() => losses.ofBatch(losses.MSE, array(8)), /\[batch, channels/],
  'sample data beyond memory': [
    () => apebench.sampleData.advection1dPeriodic({ key, temporalHorizon: 1e9 }),
    /would take [\d,]{12,} bytes/,
  ],
  'an order beyond memory': [
    () => new apebench.PermutationMixer(10, 1e12, 5, key).minibatch(0),
    /would take [\d,]{12,} bytes/,
  ],
  'no way of training': [() => scenario.getTrainer(undefined as Any), /must be a text, not undef/],
  'null as a way of training': [() => scenario.getTrainer(null as Any), /must be a text, not null/],
  'a stepper of another grid': [
    async () => trainer.train(await ofNet(own, [1, 16]), key),
    /trains neural steppers of states \[1, 8\], not one of \[1, 16\]/,
  ],
  'too many keys': [() => trainer.train(stepper, [key, key]), /2 keys for 1 seeds/],
  'no attributes': [() => new scenarios.difficulty.Diffusion(null as Any), /must be an object/],
  'no list of entries': [() => apebench.runStudy({} as Any), /must be a list, not an object/],
};

for (const [what, [call, message]] of Object.entries(wrong)) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(
      async () => call(),
      (error: Error) => {
        assert.ok(error instanceof apebench.UserError, error.stack);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("a scenario's trainer takes one key, and the promise of one", async () => {
  const params = async (keys: Any) => (await trainer.train(stepper, keys, place)).result.params;
  const ofOne = await params(key);
  assert.deepEqual(await params([key]), ofOne);
  assert.deepEqual(await params(Promise.resolve(key)), ofOne);
});
