/** The same kinds of work in small, for a GPU in software. */

import { convWeights, fnoWeights, waves } from './inputs.js';
import { burgers, networkRollout, solverRollout } from './rollout-workloads.js';
import { type Task, training, trajectory } from './task.js';
import { fixedBatch } from './training-workloads.js';

const CONV = 'Conv;6;2;relu';
const FNO = 'FNO;6;6;2;gelu';
const line = { numSpatialDims: 1, numPoints: 32, numChannels: 1 };

export const smallTasks: readonly Task[] = [
  training('small', {
    key: 'small-train-conv',
    title: `training step of ${CONV}, N=32, batch 4`,
    build: () => fixedBatch({ net: CONV, shape: line, batch: 4, weights: convWeights(1, 6, 2) }),
  }),
  training('small', {
    key: 'small-train-fno',
    title: `training step of ${FNO}, N=32, batch 4`,
    build: () => fixedBatch({ net: FNO, shape: line, batch: 4, weights: fnoWeights(6, 6, 2) }),
  }),
  trajectory('small', 'rollout', 10, {
    key: 'small-rollout-conv',
    title: `rollout of ${CONV}, 10 steps of 3 states, N=32`,
    build: () => {
      const extents = { states: 3, numPoints: 32, steps: 10 };
      return networkRollout(CONV, convWeights(1, 6, 2), waves(3, 32), extents);
    },
  }),
  trajectory('small', 'solver', 10, {
    key: 'small-burgers-1d',
    title: '1D Burgers, 10 steps of 3 samples, N=32',
    build: () => solverRollout(burgers(1, 32, 1e-2), waves(3, 32), { samples: 3, steps: 10 }),
  }),
];
