/**
 * Gradients of whole training losses against central differences in float64, along random
 * directions in the space of all parameters.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { readTask } from '../../src/experiment/index.js';
import { grad, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork, type Network } from '../../src/nets/index.js';
import { normal, PRNGKey } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import {
  type Configuration,
  composite,
  divertedChain,
  divertedChainBranchOne,
  losses,
  mixChainPostPhysics,
  type Physics,
  residuum,
  supervised,
} from '../../src/training/index.js';

const SAMPLES = 3;
const FRAMES = 4;
/** Along each axis, in one, two and three dimensions. */
const POINTS = [12, 5, 4];
const STEP = 1e-6;

let backend: Backend;
before(async () => {
  await loadCore();
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

/** A loss of a network's parameters and of the frames of data, `[1, SAMPLES, C, N]` each. */
type Loss = (emulator: (u: Tensor) => Tensor, frame: (t: number) => Tensor) => Tensor;

/** The loss and its gradient, in leaf order, as functions of the parameters. */
async function evaluator(network: Network, loss: Loss, data: ArrayLike<number>) {
  const { parameters, numChannels, numSpatialDims, numPoints } = network;
  const space = Array<number>(numSpatialDims).fill(numPoints);
  const program = trace({ steps: 1 }, (t) => {
    const params = parameters.map(({ path, shape }) => t.state(path, [1, ...shape]));
    const frames = t.input('data', [FRAMES, SAMPLES, numChannels, ...space]);
    const value = loss(
      (u) => network.apply(params, u),
      (step) => ops.slice(frames, 0, step, step + 1),
    );
    t.record('loss', value);
    for (const [i, gradient] of grad(value, params).entries()) t.record(`d${i}`, gradient);
  });
  const executable = await backend.compile(program);
  await executable.write('data', Float64Array.from(data));
  const at = async (values: readonly Float64Array[]) => {
    for (const [i, { path }] of parameters.entries()) await executable.write(path, values[i]);
    await executable.seek(0);
    await executable.run(1);
  };
  return {
    async loss(values: readonly Float64Array[]) {
      await at(values);
      return (await executable.readRecord('loss', 0, 1))[0];
    },
    async gradient(values: readonly Float64Array[]) {
      await at(values);
      const parts: Float64Array[] = [];
      for (const i of parameters.keys()) parts.push(await executable.readRecord(`d${i}`, 0, 1));
      return parts;
    },
    dispose: () => executable.dispose(),
  };
}

/**
 * The gradient of `loss` along random directions against central differences of `differenced`,
 * which is the same function unless gradients are cut.
 */
async function check(
  what: string,
  config: string,
  loss: Loss,
  differenced = loss,
  dims = 1,
  numChannels = 2,
) {
  const numPoints = POINTS[dims - 1];
  const network = getNetwork(config, { numSpatialDims: dims, numPoints, numChannels });
  const points = Array<number>(dims)
    .fill(numPoints)
    .reduce((a, b) => a * b);
  const data = normal(PRNGKey(1), FRAMES * SAMPLES * numChannels * points);
  const params = network.init(PRNGKey(2)).map((values) => Float64Array.from(values));
  const exact = await evaluator(network, loss, data);
  const varied = await evaluator(network, differenced, data);
  const gradient = await exact.gradient(params);
  for (const seed of [3, 4]) {
    const directions = params.map((values, i) => normal(PRNGKey(100 * seed + i), values.length));
    const moved = (h: number) =>
      params.map((values, i) => values.map((value, j) => value + h * directions[i][j]));
    const up = await varied.loss(moved(STEP));
    const down = await varied.loss(moved(-STEP));
    const slope = gradient.reduce(
      (sum, values, i) => values.reduce((part, value, j) => part + value * directions[i][j], sum),
      0,
    );
    const difference = (up - down) / (2 * STEP);
    const error = Math.abs(slope - difference) / Math.max(Math.abs(difference), 1e-3);
    assert.ok(error < 1e-6, `${config} ${what}: ${slope} against ${difference}`);
  }
  await exact.dispose();
  await varied.dispose();
}

const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'swish', 'identity'];
const configs = [
  ...activations.map((activation) => `Conv;4;2;${activation}`),
  ...activations.map((activation) => `MLP;5;1;${activation}`),
  'Pure;3',
  'FNO;4;3;2;gelu',
  'FNO;7;2;1;tanh',
];

const { MSE, MAE, nMSE, nMAE, RMSE, nRMSE, Lp, nLp } = losses;
const sampleLosses = {
  MSE,
  MAE,
  nMSE,
  nMAE,
  RMSE,
  nRMSE,
  'Lp(3)': Lp(3),
  'nLp(1.5)': nLp(1.5),
  composite: losses.composite([MSE, nMAE], [0.5, 2]),
};

for (const [name, loss] of Object.entries(sampleLosses)) {
  test(`one step, ${name}`, async () => {
    const methodology = supervised(1, { loss });
    for (const config of configs) {
      await check(name, config, (emulator, frame) => methodology.loss(emulator, frame, {}));
    }
  });
}

// Smooth activations: among so many points one lies nearer to a kink than the step of the
// difference.
for (const dims of [2, 3]) {
  test(`one step and two in ${dims}D`, async () => {
    for (const config of [
      'Conv;4;2;tanh',
      'Conv;8;1;gelu',
      'MLP;5;1;tanh',
      'Pure;3',
      'FNO;2;3;1;gelu',
    ]) {
      for (const numRolloutSteps of [1, 2]) {
        const { loss } = supervised(numRolloutSteps, { loss: losses.nRMSE });
        const what = `sup;${numRolloutSteps} in ${dims}D`;
        await check(what, config, (emulator, frame) => loss(emulator, frame, {}), undefined, dims);
      }
    }
  });
}

test('three steps with time weights', async () => {
  const methodology = supervised(3, { timeLevelWeights: [1, 0.5, 2] });
  for (const config of configs) {
    await check('sup;3', config, (emulator, frame) => methodology.loss(emulator, frame, {}));
  }
});

for (const mode of ['sequential', 'parallel', 'sequential_with_bypass']) {
  for (const dims of [1, 2]) {
    test(`correct;${mode} in ${dims}D: gradients pass through the coarse solver`, async () => {
      const scenario = makeScenario('diff_burgers', {
        num_spatial_dims: dims,
        num_points: POINTS[dims - 1],
      });
      const emulatorOf = await readTask(scenario, `correct;${mode}`);
      const { loss } = supervised(2);
      for (const config of ['Conv;4;1;tanh', 'FNO;2;3;1;gelu']) {
        const corrected: Loss = (network, frame) => loss(emulatorOf(network), frame, {});
        await check(`correct;${mode}`, config, corrected, undefined, dims, dims);
      }
    });
  }
}

test('a cut gradient is that of a loss whose later steps start from constants', async () => {
  for (const config of ['Conv;4;2;tanh', 'FNO;4;3;1;gelu']) {
    const network = getNetwork(config, { numSpatialDims: 1, numPoints: POINTS[0], numChannels: 2 });
    const params = network.init(PRNGKey(2)).map((values) => Float64Array.from(values));
    const frozen = (u: Tensor) =>
      network.apply(
        network.parameters.map(({ shape }, i) => ops.constant(params[i], [1, ...shape])),
        u,
      );
    const methodology = supervised(2, { cutBptt: true });
    const uncoupled: Loss = (emulator, frame) => {
      const loss = (state: Tensor, t: number) =>
        losses.batchLoss(losses.MSE, emulator(state), frame(t));
      return ops.add(loss(frame(0), 1), loss(frozen(frame(0)), 2));
    };
    await check('sup;2;true', config, (e, frame) => methodology.loss(e, frame, {}), uncoupled);
  }
});

/** A smooth reference solver, and a residuum of its. */
const physics: Physics = {
  refStepper: (u) => ops.tanh(ops.scale(u, 0.8)),
  residuumFn: (next, prev) => ops.sub(ops.scale(ops.mul(next, next), 0.5), ops.tanh(prev)),
};

const everyWay: Record<string, Configuration> = {
  'max over the batch': supervised(2, { batchReduction: 'max' }),
  'std over the batch': supervised(2, { batchReduction: 'std' }),
  'sum over the batch': supervised(2, { batchReduction: 'sum' }),
  'a reduction of its own': supervised(2, {
    batchReduction: (perSample) => ops.sqrt(ops.mean(ops.square(perSample), [1])),
  }),
  'DivertedChainBranchOne, nRMSE': divertedChainBranchOne(3, { loss: nRMSE }),
  DivertedChain: divertedChain(3, {
    numBranchSteps: 2,
    timeLevelWeights: [1, -0.5, 7],
    branchLevelWeights: [0.3, 2],
  }),
  MixChainPostPhysics: mixChainPostPhysics(1, { numPostPhysicsSteps: 2, loss: nMSE }),
  Residuum: residuum(3, { timeLevelWeights: [2, 1, 0.5] }),
  Composite: composite([supervised(2), residuum(1), divertedChain(2)], [0.5, 1, -2]),
};

for (const [name, methodology] of Object.entries(everyWay)) {
  test(name, async () => {
    for (const config of ['Conv;4;1;tanh', 'FNO;4;3;1;gelu']) {
      await check(name, config, (emulator, frame) => methodology.loss(emulator, frame, physics));
    }
  });
}
