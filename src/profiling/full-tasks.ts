/** The tasks of the size of APEBench's experiments. */

import { DifficultyConvectionStepper, NavierStokesVorticity } from '../steppers/index.js';
import { convWeights, flow3d, fnoWeights, vorticity2d, waves } from './inputs.js';
import { burgers, meanAbsAfter, networkRollout, solverRollout } from './rollout-workloads.js';
import { type Task, training, trajectory } from './task.js';
import { fixedBatch, lossAt10, minibatches } from './training-workloads.js';

const CONV = 'Conv;26;10;relu';
const line = { numSpatialDims: 1, numPoints: 160, numChannels: 1 };

/** A task of many seeds side by side, of which each makes the steps of `train-minibatches`. */
export const seedsTask = (seeds: number): Task =>
  training('full', {
    key: `train-${seeds}-seeds`,
    title: `training step of ${CONV} on ${seeds} seeds, minibatches of 20 of 2500 windows, N=160`,
    build: () => minibatches(CONV, convWeights(1), seeds),
  });

/** A task of a network with its own initial weights. */
const ofNetwork = (key: string, net: string): Task =>
  training('full', {
    key,
    title: `training step of ${net}, N=160, batch 20`,
    build: () => fixedBatch({ net, shape: line, batch: 20 }),
  });

export const fullTasks: readonly Task[] = [
  training('full', {
    key: 'train-conv',
    title: `training step of ${CONV}, N=160, batch 20`,
    check: lossAt10(0.4041, 4),
    build: () => fixedBatch({ net: CONV, shape: line, batch: 20, weights: convWeights(1) }),
  }),
  training('full', {
    key: 'train-fno',
    title: 'training step of FNO;12;8;4;gelu, N=160, batch 20',
    check: lossAt10(0.400897, 4),
    build: () =>
      fixedBatch({ net: 'FNO;12;8;4;gelu', shape: line, batch: 20, weights: fnoWeights() }),
  }),
  ofNetwork('train-unet', 'UNet;12;2;relu'),
  ofNetwork('train-res', 'Res;26;8;relu'),
  ofNetwork('train-dil', 'Dil;2;26;2;relu'),
  training('full', {
    key: 'train-conv-2d',
    title: `training step of ${CONV} in 2D, N=64, batch 4`,
    check: lossAt10(0.187105, 4),
    build: () => {
      const shape = { numSpatialDims: 2, numPoints: 64, numChannels: 1 };
      return fixedBatch({ net: CONV, shape, batch: 4, weights: convWeights(2) });
    },
  }),
  training('full', {
    key: 'train-conv-sup5',
    title: `training step of ${CONV}, sup;5, N=160, batch 20`,
    check: lossAt10(1.38882, 4),
    build: () =>
      fixedBatch({ net: CONV, shape: line, batch: 20, weights: convWeights(1), unroll: 5 }),
  }),
  training('full', {
    key: 'train-minibatches',
    title: `training step of ${CONV}, minibatches of 20 of 2500 windows, N=160`,
    build: () => minibatches(CONV, convWeights(1)),
  }),
  seedsTask(10),
  trajectory('full', 'rollout', 200, {
    key: 'rollout-conv',
    title: `rollout of ${CONV}, 200 steps of 30 states, N=160`,
    check: meanAbsAfter(20, 200, { name: 'mean|u(20)|', value: 0.0340686, digits: 5 }),
    build: () => {
      const extents = { states: 30, numPoints: 160, steps: 200 };
      return networkRollout(CONV, convWeights(1), waves(30, 160), extents);
    },
  }),
  trajectory('full', 'solver', 50, {
    key: 'burgers-1d',
    title: '1D Burgers, 50 steps of 50 samples, N=160',
    check: meanAbsAfter(50, 50, { name: 'mean|u|', value: 0.60531, digits: 5 }),
    build: () => solverRollout(burgers(1, 160, 1e-3), waves(50, 160), { samples: 50, steps: 50 }),
  }),
  trajectory('full', 'solver', 10, {
    key: 'burgers-2d',
    title: '2D diff_burgers, 10 steps of one sample, N=160',
    build: () => {
      const stepper = new DifficultyConvectionStepper({
        dims: 2,
        numPoints: 160,
        linearDifficulties: [0, 0, 1.5, 0, 0],
        convectionDifficulty: 1.5,
        conservative: true,
      });
      return solverRollout(stepper, waves(2, 160, 2), { samples: 1, steps: 10 });
    },
  }),
  trajectory('full', 'solver', 100, {
    key: 'navier-stokes-2d',
    title: '2D Navier-Stokes as vorticity, 100 steps of one sample, N=160',
    check: meanAbsAfter(100, 100, { name: 'mean|u|', value: 0.87648, digits: 5 }),
    build: () => {
      const grid = { dims: 2, domainExtent: 1, numPoints: 160 };
      const stepper = new NavierStokesVorticity({ ...grid, dt: 0.01, diffusivity: 1e-4 });
      return solverRollout(stepper, vorticity2d(160), { samples: 1, steps: 100 });
    },
  }),
  trajectory('full', 'solver', 50, {
    key: 'burgers-3d',
    title: '3D Burgers, 50 steps of one sample, N=32',
    check: meanAbsAfter(50, 50, { name: 'mean|u|', value: 0.3765, digits: 4 }),
    build: () => solverRollout(burgers(3, 32, 1e-2), flow3d(32), { samples: 1, steps: 50 }),
  }),
];
