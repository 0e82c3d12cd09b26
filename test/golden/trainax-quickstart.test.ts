/**
 * trainax' documents: its sample data, the quickstart of its README (a stencil of two taps learns
 * advection), the notebook of one step; and pdequinox' Poisson problem.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NdArray, Precision } from '../../src/index.js';
import {
  adam,
  draws,
  initialStepper,
  layers,
  random,
  SupervisedTrainer,
  sampleData,
  type Trained,
} from '../../src/index.js';
import { type ArrayRef, namedCases, once, openGroup, relativeError } from './goldens.js';

const group = openGroup('learning/12_trainax_quickstart');

function assertNear(ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number): void {
  const error = relativeError(ours, theirs);
  assert.ok(error <= tolerance, `${error}`);
}

const advection = once(() =>
  sampleData.advection1dPeriodic({ cfl: -0.75, key: random.PRNGKey(0) }),
);

/** `y_i = w_0 u_i + w_1 u_{i+1}` */
const stencil = layers.convLayer(1, 1, 1, 2, { useBias: false });

function trainStencil(numRolloutSteps: number, precision: Precision): Promise<Trained> {
  const train = async () => {
    const trainer = new SupervisedTrainer(await advection(), {
      numRolloutSteps,
      optimizer: adam(1e-2),
      numTrainingSteps: 1000,
      batchSize: 32,
    });
    const initial = await initialStepper(stencil, [1, 30], random.PRNGKey(73), { precision });
    return trainer.train(initial, random.PRNGKey(42));
  };
  return train();
}

interface RolloutCase {
  num_windows: number;
  minibatches_per_epoch: number;
  num_epochs: number;
  epoch_permutations_first2: ArrayRef;
  final_weight: ArrayRef;
  loss_history: ArrayRef;
  norm_to_stencil: number;
}

/** The distances that trainax' README prints, by the number of unrolled steps. */
const PRINTED: Record<number, string> = { 1: '0.033', 5: '0.025', 20: '0.017' };

function quickstart(name: string, c: RolloutCase): void {
  const steps = Number(/rollout_(\d+)$/.exec(name)![1]);
  const trained = once(() => trainStencil(steps, 'f64'));

  test(`${name}: losses and weights in f64`, async () => {
    const { losses, stepper } = await trained();
    assertNear(losses[0], group.array(c.loss_history), 1e-9);
    assertNear(stepper.params[0], group.array(c.final_weight), 1e-9);
  });

  test(`${name}: the distance to the upwind stencil that README prints`, async () => {
    const [a, b] = (await trained()).stepper.params[0];
    const distance = Math.hypot(a - 0.25, b - 0.75);
    assert.ok(Math.abs(distance - c.norm_to_stencil) < 1e-9);
    assert.equal(distance.toFixed(3), PRINTED[steps]);
  });

  test(`${name}: weights in f32`, async () => {
    // The reference in float32 differs from that in float64 by at most 8e-8; ours may by as much,
    // the other way.
    const { stepper } = await trainStencil(steps, 'f32');
    const weights = group.array(c.final_weight);
    for (const i of [0, 1]) assert.ok(Math.abs(stepper.params[0][i] - weights[i]) < 5e-7);
  });

  test(`${name}: windows and minibatches`, async () => {
    const data = await advection();
    const settings = { numRolloutSteps: steps, optimizer: adam(1), numTrainingSteps: 1 };
    const trainer = new SupervisedTrainer(data, { ...settings, batchSize: 32 });
    assert.equal(trainer.trajectorySubStacker.numTotalSamples, c.num_windows);
    assert.equal(Math.ceil(c.num_windows / 32), c.minibatches_per_epoch);
    const expected = group.array(c.epoch_permutations_first2);
    const key = draws.PRNGKey(42);
    const [next] = draws.split(key);
    const orders = [key, next].flatMap((k) => [...draws.permutation(k, c.num_windows)]);
    assert.deepEqual(orders, [...expected]);
  });
}

interface NotebookCase {
  trajectory: ArrayRef;
  exact: number[];
  init: number[];
  cases: { rollout: number; windows: number; w: number[]; loss_0_100_1000_2999: number[] }[];
  original_trainer_rollout1: { full_loss_before: number };
}

/** A convolution with zeros beyond the ends, from [0.4, 0.5]. */
async function fromStencil(init: readonly number[], precision: Precision) {
  const conv = layers.convLayer(1, 1, 1, 2, { useBias: false, boundaryMode: 'dirichlet' });
  const drawn = await initialStepper(conv, [1, 40], random.PRNGKey(0), { precision });
  return drawn.with([Float64Array.from(init)]);
}

function notebook(name: string, c: NotebookCase): void {
  const [times, points] = c.trajectory.shape;
  const data: NdArray = { data: group.array(c.trajectory), shape: [1, times, 1, points] };
  const trainerOf = (numRolloutSteps: number) =>
    new SupervisedTrainer(data, {
      ...{ numRolloutSteps, optimizer: adam(1e-2), numTrainingSteps: 3000, batchSize: 200 },
    });

  test(`${name}: the trajectory is one of the upwind scheme`, async () => {
    const exact = await fromStencil(c.exact, 'f64');
    const first = { data: data.data.slice(0, points), shape: [1, points] };
    const { data: rolled } = await exact.rollout(first, times - 1);
    assertNear(rolled, data.data.slice(points), 1e-13);
  });

  for (const { rollout, windows, w, loss_0_100_1000_2999: losses } of c.cases) {
    test(`${name}: ${rollout} unrolled steps in f64`, async () => {
      const trainer = trainerOf(rollout);
      assert.equal(trainer.trajectorySubStacker.numTotalSamples, windows);
      assert.match(String(trainer.notice), /Performing full batch training/);
      const trained = await trainer.train(await fromStencil(c.init, 'f64'), random.PRNGKey(0));
      assertNear(trained.stepper.params[0], c.exact, 1e-9);
      assertNear(trained.stepper.params[0], w, 1e-11);
      // Late losses are what is left of errors of 1e-12, squared.
      const early = [0, 100, 1000].map((update) => trained.losses[0][update]);
      for (const [i, loss] of early.entries()) assertNear([loss], [losses[i]], 1e-7);
      assert.ok(trained.losses[0][2999] < 1e-20);
    });

    test(`${name}: ${rollout} unrolled steps in f32`, async () => {
      const initial = await fromStencil(c.init, 'f32');
      const { stepper } = await trainerOf(rollout).train(initial, random.PRNGKey(0));
      for (const i of [0, 1]) assert.ok(Math.abs(stepper.params[0][i] - c.exact[i]) < 5e-6);
    });
  }

  test(`${name}: the loss over all windows`, async () => {
    const [loss] = await trainerOf(1).fullLoss(await fromStencil(c.init, 'f64'));
    assertNear([loss], [c.original_trainer_rollout1.full_loss_before], 1e-12);
  });
}

interface DataCase {
  first_trajectory: ArrayRef;
  all_initial_states: ArrayRef;
  sample_keys: ArrayRef;
  sample0_sine_amplitudes: ArrayRef;
  sample0_cosine_amplitudes: ArrayRef;
  sum_sq: number;
}

function sampled(name: string, c: DataCase): void {
  test(`${name}: keys and draws`, async () => {
    await advection();
    const keys = draws.split(draws.PRNGKey(0), 20);
    assert.deepEqual(
      keys.flat(),
      Array.from(group.array(c.sample_keys), (word) => word >>> 0),
    );
    const [sine, cosine] = draws.split(keys[0], 3);
    const amplitudes = (key: typeof sine) => [...draws.uniform(key, 5, -1, 1)];
    assert.deepEqual(amplitudes(sine), [...group.array(c.sample0_sine_amplitudes)]);
    assert.deepEqual(amplitudes(cosine), [...group.array(c.sample0_cosine_amplitudes)]);
  });

  test(`${name}: trajectories`, async () => {
    const { data, shape } = await advection();
    assert.deepEqual(shape, [20, 100, 1, 30]);
    assertNear(data.slice(0, 3000), group.array(c.first_trajectory), 1e-12);
    const initial = Array.from({ length: 20 }, (_, s) => [...data.slice(3000 * s, 3000 * s + 30)]);
    assertNear(initial.flat(), group.array(c.all_initial_states), 1e-13);
    const squares = data.reduce((sum, u) => sum + u * u, 0);
    assertNear([squares], [c.sum_sq], 1e-12);
  });
}

interface LorenzCase {
  args: { num_samples: number; temporal_horizon: number; num_warmup_steps: number; dt: number };
  out: ArrayRef;
  initial: ArrayRef;
}

function lorenz(name: string, c: LorenzCase): void {
  const { num_samples: numSamples, temporal_horizon, num_warmup_steps, dt } = c.args;
  const key = random.PRNGKey(0);
  test(name, async () => {
    const drawn = await random.normal(key, [numSamples, 3]);
    assertNear(drawn, group.array(c.initial), 5e-7);
    const { data, shape } = await sampleData.lorenzRk4({
      ...{ key, numSamples, dt, temporalHorizon: temporal_horizon },
      numWarmupSteps: num_warmup_steps,
    });
    assert.deepEqual(shape, c.out.shape);
    assertNear(data, group.array(c.out), 1e-12);
  });
}

interface PoissonCase {
  args: { num_points: number; num_samples: number; domain_extent: number };
  force: ArrayRef;
  displacement: ArrayRef;
}

function poisson(name: string, c: PoissonCase): void {
  const { num_points: numPoints, num_samples: numSamples, domain_extent: domainExtent } = c.args;
  test(name, async () => {
    const key = random.PRNGKey(0);
    const options = { key, numPoints, numSamples, domainExtent };
    const [force, displacement] = await sampleData.poisson1dDirichlet(options);
    assert.deepEqual(force.shape, c.force.shape);
    assert.deepEqual(force.data, group.array(c.force));
    assertNear(displacement.data, group.array(c.displacement), 1e-12);
  });
}

interface InitialCase {
  weight: ArrayRef;
}

function initialWeights(name: string, c: InitialCase): void {
  test(name, async () => {
    const { params } = await initialStepper(stencil, [1, 30], random.PRNGKey(73));
    assert.deepEqual(params[0], group.array(c.weight));
  });
}

const cases = namedCases<{ name: string }>(
  'learning/12_trainax_quickstart',
  group.index.cases,
  group.whole,
  ({ name }) => name,
);

// biome-ignore lint/suspicious/noExplicitAny: each case is of its own form
const kinds: [pattern: RegExp, check: (name: string, c: any) => void][] = [
  [/ data$/, sampled],
  [/ conv_init$/, initialWeights],
  [/ rollout_\d+$/, quickstart],
  [/ fou_notebook$/, notebook],
  [/ lorenz$/, lorenz],
  [/ pdequinox_poisson$/, poisson],
];

for (const [name, c] of cases) {
  const kind = kinds.find(([pattern]) => pattern.test(name));
  assert.ok(kind, `no test for ${name}`);
  kind[1](name, c);
}
