/**
 * What the training configurations promise of each other, on arrays and in traced programs, and
 * what they refuse. Their numbers are test/golden/learning-losses.test.ts's to check, their
 * gradients test/gradient/training.test.ts's.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { concatenate, type NdArray, partOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { grad, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { normal, PRNGKey } from '../../src/random/index.js';
import { Burgers, rollout } from '../../src/steppers/index.js';
import {
  adam,
  type Configuration,
  composite,
  configuration,
  constantSchedule,
  DivertedChainBranchOneTrainer,
  divertedChain,
  divertedChainBranchOne,
  GeneralTrainer,
  initialStepper,
  Loss,
  lossAndGradientOnArrays,
  losses,
  lossOnArrays,
  mixChainPostPhysics,
  type Physics,
  type RolloutOptions,
  residuum,
  supervised,
  TrajectorySubStacker,
} from '../../src/training/index.js';
import { evaluate } from '../golden/programs.js';

const POINTS = 16;
const BATCH = 3;
const net = () =>
  getNetwork('Conv;4;1;tanh', { numSpatialDims: 1, numPoints: POINTS, numChannels: 1 });

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

/** A network with the parameters of a seed. */
const stepperOf = (seed = 0) => ({ network: net(), params: net().init(PRNGKey(seed)) });

/** Windows of so many states of noise. */
const noise = (times: number): NdArray => ({
  data: Float64Array.from(normal(PRNGKey(1), BATCH * times * POINTS)),
  shape: [BATCH, times, 1, POINTS],
});

const solver = new Burgers({
  dims: 1,
  domainExtent: 1,
  numPoints: POINTS,
  dt: 0.01,
  diffusivity: 0.05,
});
const reference: Physics = { refStepper: (u) => solver.step(u) };

const largest = (values: Iterable<number>) =>
  [...values].reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** The loss of one seed and its gradient in one list. */
async function both(
  of: Configuration,
  data: NdArray,
  physics: Physics = {},
): Promise<{ loss: number; gradient: Float64Array }> {
  const options = { backend, ...physics };
  const { loss, gradient } = await lossAndGradientOnArrays(of, stepperOf(), data, options);
  assert.equal(loss.length, 1);
  assert.deepEqual(loss, await lossOnArrays(of, stepperOf(), data, options));
  return { loss: loss[0]!, gradient: concatenate(gradient) };
}

test('a diverted chain with branches of one step is the one of that name', async () => {
  const options: RolloutOptions & { cutDivChain: boolean }[] = [
    { cutDivChain: false },
    { cutDivChain: true },
  ];
  for (const one of options) {
    assert.deepEqual(
      await both(divertedChain(3, { ...one, numBranchSteps: 1 }), noise(1), reference),
      await both(divertedChainBranchOne(3, one), noise(1), reference),
    );
  }
});

test('a branch over the whole rollout is supervised training on data of the reference', async () => {
  const start = { data: noise(1).data, shape: [BATCH, 1, POINTS] };
  const data = await rollout(solver, 4, { includeInit: true, backend })(start);
  const weights = { branchLevelWeights: [1, 0.5, 2, 3] };
  const a = await both(divertedChain(4, { numBranchSteps: 4, ...weights }), data, reference);
  const b = await both(supervised(4, { timeLevelWeights: weights.branchLevelWeights }), data);
  assert.ok(a.loss > 0.1);
  assert.ok(Math.abs(a.loss - b.loss) <= 1e-13 * b.loss, `${a.loss} ${b.loss}`);
  const error = largest(a.gradient.map((x, i) => x - b.gradient[i]!));
  assert.ok(error <= 1e-12 * largest(b.gradient), `${error}`);
});

/** u_{i - k} of a periodic state, `[E, B, C, N]`. */
const shifted = (u: Tensor, k: number) =>
  k === 0
    ? u
    : ops.concat([ops.slice(u, 3, POINTS - k, POINTS), ops.slice(u, 3, 0, POINTS - k)], 3);

test('a linear residuum is bounded by the singular values of its operator', async () => {
  // Implicit upwind advection: A u = (1 + c) u_i - c u_{i-1}, whose singular values
  // |1 + c - c exp(-iθ)| lie between 1 and 1 + 2c; A⁻¹ is a geometric series around the domain.
  const c = 0.75;
  const q = c / (1 + c);
  const taps = Array.from({ length: POINTS }, (_, k) => q ** k / (1 + c) / (1 - q ** POINTS));
  const inverse = (u: Tensor) =>
    taps.map((tap, k) => ops.scale(shifted(u, k), tap)).reduce((sum, term) => ops.add(sum, term));
  const operator = (u: Tensor) => ops.sub(ops.scale(u, 1 + c), ops.scale(shifted(u, 1), c));
  const physics: Physics = {
    refStepper: inverse,
    residuumFn: (next, prev) => ops.sub(operator(next), prev),
  };
  const { loss } = await both(residuum(3), noise(1), physics);
  const { loss: diverted } = await both(divertedChainBranchOne(3), noise(1), physics);
  assert.ok(diverted < loss && loss < (1 + 2 * c) ** 2 * diverted, `${loss} ${diverted}`);

  // With A = 2 both bounds are met.
  const doubled: Physics = {
    refStepper: (u) => ops.scale(u, 0.5),
    residuumFn: (next, prev) => ops.sub(ops.scale(next, 2), prev),
  };
  const tight = await both(residuum(3), noise(1), doubled);
  const chain = await both(divertedChainBranchOne(3), noise(1), doubled);
  assert.ok(Math.abs(tight.loss - 4 * chain.loss) <= 1e-13 * tight.loss);
  const error = largest(tight.gradient.map((x, i) => x - 4 * chain.gradient[i]!));
  assert.ok(error <= 1e-12 * largest(tight.gradient), `${error}`);
});

test('a residuum that is cut on both sides has a gradient of zeros', async () => {
  const { refStepper } = reference;
  const physics: Physics = { residuumFn: (next, prev) => ops.sub(next, refStepper!(prev)) };
  const { loss, gradient } = await both(
    residuum(3, { cutPrev: true, cutNext: true }),
    noise(1),
    physics,
  );
  assert.ok(loss > 0);
  assert.ok(gradient.every((x) => x === 0));
  const uncut = await both(residuum(3), noise(1), physics);
  assert.equal(uncut.loss, loss);
  assert.ok(largest(uncut.gradient) > 0);
});

test('exponential discounting weighs each step by a power of the discount', async () => {
  const discount = 0.8;
  const data = noise(5);
  // The loss of step t alone is that of t + 1 steps less that of t.
  let sum = 0;
  let before = 0;
  for (let t = 0; t < 4; t++) {
    const { loss } = await both(supervised(t + 1), data);
    sum += discount ** t * (loss - before);
    before = loss;
  }
  const timeLevelWeights = Array.from({ length: 4 }, (_, t) => discount ** t);
  const { loss } = await both(supervised(4, { timeLevelWeights }), data);
  assert.ok(Math.abs(loss - sum) <= 1e-13 * loss, `${loss} ${sum}`);
});

test('a configuration in a traced program is the one on arrays', async () => {
  const network = net();
  const params = network.init(PRNGKey(0));
  const physics: Physics = { ...reference, residuumFn: (next, prev) => ops.sub(next, prev) };
  const ways = [
    supervised(2),
    divertedChain(2, { numBranchSteps: 2 }),
    mixChainPostPhysics(1),
    residuum(2),
    composite([supervised(1), residuum(1)], [2, 3]),
  ];
  for (const way of ways) {
    const expected = await both(way, noise(3), physics);
    const writes = Object.fromEntries(network.parameters.map(({ path }, i) => [path, params[i]!]));
    const names = ['loss', ...params.map((_, i) => `d${i}`)];
    const results = await evaluate(backend, names, { ...writes, u: noise(3).data }, (t) => {
      const leaves = network.parameters.map(({ path, shape }) => t.input(path, [1, ...shape]));
      const u = t.input('u', [1, BATCH, 3, 1, POINTS]);
      const loss = way((state) => network.apply(leaves, state), u, physics);
      t.record('loss', loss);
      for (const [i, gradient] of grad(loss, leaves).entries()) t.record(`d${i}`, gradient);
    });
    assert.deepEqual([...results.loss], [expected.loss]);
    assert.deepEqual(concatenate(params.map((_, i) => results[`d${i}`]!)), expected.gradient);
  }
});

test('no configuration evaluates the emulator twice on one state', async () => {
  const evaluations = async (way: Configuration) => {
    let count = 0;
    const { network, params } = stepperOf();
    const emulatorOf = (step: (u: Tensor) => Tensor) => (u: Tensor) => {
      count++;
      return step(u);
    };
    const physics = {
      ...reference,
      residuumFn: (next: Tensor, prev: Tensor) => ops.sub(next, prev),
    };
    await lossOnArrays(way, { network, params, emulatorOf }, noise(5), { backend, ...physics });
    return count;
  };
  assert.equal(await evaluations(supervised(4)), 4);
  assert.equal(await evaluations(divertedChainBranchOne(4)), 4);
  assert.equal(await evaluations(divertedChain(4, { numBranchSteps: 3 })), 4);
  assert.equal(await evaluations(mixChainPostPhysics(2, { numPostPhysicsSteps: 2 })), 2);
  assert.equal(await evaluations(residuum(4)), 4);
  const all = composite([supervised(4), residuum(3), divertedChain(4), mixChainPostPhysics(3)]);
  assert.equal(await evaluations(all), 4);
});

test('seeds side by side have the losses and gradients that they have alone', async () => {
  const alone = [3, 4].map(stepperOf);
  const params = alone[0]!.params.map((_, i) => concatenate(alone.map((one) => one.params[i]!)));
  const together = { network: net(), params, numSeeds: 2 };
  const options = { backend, ...reference };
  const way = composite([supervised(2), divertedChain(2)]);
  const { loss, gradient } = await lossAndGradientOnArrays(way, together, noise(3), options);
  for (const [seed, one] of alone.entries()) {
    const expected = await lossAndGradientOnArrays(way, one, noise(3), options);
    assert.equal(loss[seed], expected.loss[0]);
    for (const [i, values] of gradient.entries()) {
      assert.deepEqual(partOf(values, seed, 2), expected.gradient[i]);
    }
  }
});

test('without an open backend a configuration opens one, of the precision that is asked for', async () => {
  const way = supervised(2);
  const [exact] = await lossOnArrays(way, stepperOf(), noise(3), { precision: 'f64' });
  const [single] = await lossOnArrays(way, stepperOf(), noise(3));
  assert.equal(exact, (await both(way, noise(3))).loss);
  assert.notEqual(single, exact);
  assert.ok(Math.abs(single! - exact!) <= 1e-5 * exact!);
});

test('a configuration of one’s own is called like the others', async () => {
  const own = configuration({
    numRolloutSteps: 2,
    loss: (emulator, window) =>
      losses.batchLoss(losses.MAE, emulator(emulator(window(0))), window(2)),
  });
  const last = supervised(2, { loss: losses.MAE, timeLevelWeights: [0, 1] });
  assert.equal((await both(own, noise(3))).loss, (await both(last, noise(3))).loss);
});

test('a supervised loss can be watched while a diverted chain trains', async () => {
  const data = noise(4);
  const watched = supervised(2);
  const keys = [PRNGKey(7)];
  const stepper = await initialStepper('Conv;4;1;tanh', [1, POINTS], keys, { precision: 'f64' });
  const trainer = new DivertedChainBranchOneTrainer(data, {
    ...reference,
    numRolloutSteps: 2,
    optimizer: adam(constantSchedule(1e-2)),
    numTrainingSteps: 2,
    batchSize: 100,
    callbacks: [new Loss(1, watched)],
  });
  const { aux } = await trainer.train(stepper, keys, { backend });
  const windows = new TrajectorySubStacker(data, 3).dataSubTrajectories;
  const [expected] = await lossOnArrays(watched, stepper, windows, { backend });
  const [first, second] = aux[0]!.map((entry) => entry.loss as number);
  // The minibatch holds all windows, in another order.
  assert.ok(Math.abs(first! - expected!) <= 1e-13 * expected!, `${first} ${expected}`);
  assert.ok(Math.abs(second! - first!) > 1e-6 * first!);
});

test('the loss over all windows is that of all at once, whatever the reduction', async () => {
  const samples = 24;
  const shape = [samples, 6, 1, POINTS];
  const data = { data: Float64Array.from(normal(PRNGKey(5), samples * 6 * POINTS)), shape };
  const stacker = new TrajectorySubStacker(data, 2);
  // More windows than the loss takes at once.
  assert.equal(stacker.numTotalSamples, 120);
  const stepper = await initialStepper('Conv;4;1;tanh', [1, POINTS], PRNGKey(0), {
    precision: 'f64',
  });
  const settings = { optimizer: adam(constantSchedule(1e-2)), numTrainingSteps: 1, batchSize: 10 };
  for (const batchReduction of ['mean', 'max', 'std', 'sum'] as const) {
    for (const way of [supervised(1, { batchReduction }), divertedChain(1, { batchReduction })]) {
      const trainer = new GeneralTrainer(stacker, way, { ...settings, ...reference });
      const [full] = await trainer.fullLoss(stepper, { backend });
      const options = { backend, ...reference };
      const [whole] = await lossOnArrays(way, stepper, stacker.dataSubTrajectories, options);
      assert.ok(Math.abs(full! - whole!) <= 1e-13 * whole!, `${batchReduction}: ${full} ${whole}`);
    }
  }
});

const lossOf = (way: Configuration, times: number, physics: Physics = {}) =>
  lossOnArrays(way, stepperOf(), noise(times), { backend, ...physics });

const mistakes: [what: string, run: () => unknown, message: RegExp][] = [
  ['no steps', () => supervised(0), /numRolloutSteps must be a whole number from 1 on, not 0/],
  ['half a step', () => residuum(1.5), /not 1.5/],
  ['no step of a branch', () => divertedChain(2, { numBranchSteps: 0 }), /numBranchSteps must be/],
  [
    'a branch that is too long',
    () => divertedChain(2, { numBranchSteps: 3 }),
    /a branch of 3 steps is longer than the rollout of 2/,
  ],
  [
    'no steps after',
    () => mixChainPostPhysics(2, { numPostPhysicsSteps: 0 }),
    /numPostPhysicsSteps must be a whole number from 1 on, not 0/,
  ],
  ['cuts after no step', () => supervised(2, { cutBpttEvery: 0 }), /cutBpttEvery must be/],
  [
    'a time weight too few',
    () => supervised(3, { timeLevelWeights: [1, 2] }),
    /timeLevelWeights must be a list of 3 finite numbers, not \[1, 2\]/,
  ],
  [
    'time weights of a branch',
    () => divertedChain(3, { numBranchSteps: 2, timeLevelWeights: [1, 2] }),
    /timeLevelWeights must be a list of 3 finite numbers/,
  ],
  [
    'a branch weight too many',
    () => divertedChain(3, { numBranchSteps: 2, branchLevelWeights: [1, 2, 3] }),
    /branchLevelWeights must be a list of 2 finite numbers/,
  ],
  [
    'time weights of the learned steps alone',
    () => mixChainPostPhysics(2, { numPostPhysicsSteps: 2, timeLevelWeights: [1, 2] }),
    /timeLevelWeights must be a list of 4 finite numbers/,
  ],
  ['a composite of nothing', () => composite([]), /composite of no configurations/],
  [
    'a composite with a weight too few',
    () => composite([supervised(), supervised()], [1]),
    /weights must be a list of 2 finite numbers, not \[1\]/,
  ],
  [
    'supervised training without its targets',
    () => lossOf(supervised(3), 3),
    /this training compares with 3 states after the initial one; a window of the data has 2/,
  ],
  [
    'a mix chain without its targets',
    () => lossOf(mixChainPostPhysics(1), 2, reference),
    /compares with 2 states after the initial one; a window of the data has 1/,
  ],
  [
    'a composite that has no targets for one part',
    () => lossOf(composite([divertedChain(3), supervised(1)]), 1, reference),
    /compares with 1 states/,
  ],
  ['no reference', () => lossOf(divertedChain(1), 1), /refStepper is missing/],
  ['no reference of a mix chain', () => lossOf(mixChainPostPhysics(1), 3), /refStepper is missing/],
  ['no residuum', () => lossOf(residuum(1), 1, reference), /residuumFn is missing/],
  [
    'no residuum of a part',
    () => lossOf(composite([supervised(1), residuum(1)]), 2),
    /residuumFn is missing/,
  ],
  [
    'a residuum by a normalised loss',
    () => lossOf(residuum(1, { loss: losses.nRMSE }), 1, { residuumFn: (next) => next }),
    /the loss nRMSE needs a target to divide by, and there is none/,
  ],
  [
    'data of other states',
    () =>
      lossOnArrays(
        supervised(),
        stepperOf(),
        { data: new Float64Array(60), shape: [3, 2, 1, 10] },
        { backend },
      ),
    /data of shape \[3, 2, 1, 10\]; allowed: \[batch, time, 1, 16\]/,
  ],
  [
    'data of fewer numbers than its shape',
    () =>
      lossOnArrays(
        supervised(),
        stepperOf(),
        { data: new Float64Array(60), shape: [3, 2, 1, 16] },
        { backend },
      ),
    /takes 96 numbers, not the 60 of data/,
  ],
];

for (const [what, run, message] of mistakes) {
  test(`${what} is refused`, async () => {
    await assert.rejects(async () => run(), { name: 'UserError', message });
  });
}
