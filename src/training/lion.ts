/** Lion (Chen et al. 2023, algorithm 2; optax `lion`). */

import { checkOptions, NOT_NEGATIVE } from '../checks.js';
import * as ops from '../graph/ops/index.js';
import {
  DECAY,
  descend,
  flushed,
  type Optimizer,
  perStepScalar,
  scheduleOf,
  tableOf,
} from './optimizer.js';
import type { Schedule } from './schedules.js';

/** For `lion`. */
export interface LionOptions {
  /** Weight of the momentum in an update; default 0.9. */
  readonly b1?: number;
  /** Decay rate of the momentum; default 0.99. */
  readonly b2?: number;
  /** λ; default 1e-3. */
  readonly weightDecay?: number;
}

/**
 * p' = p - α (sign(b1 m + (1 - b1) g) + λ p), m' = b2 m + (1 - b2) g with the learning rate α: a
 * good one is a third to a tenth of Adam's.
 */
export function lion(learningRate: number | Schedule, options: LionOptions = {}): Optimizer {
  checkOptions('lion', options, { b1: DECAY, b2: DECAY, weightDecay: NOT_NEGATIVE });
  const { b1 = 0.9, b2 = 0.99, weightDecay = 1e-3 } = options;
  const schedule = scheduleOf(learningRate);
  return {
    tables: (numSteps) => ({ 'lion.lr': tableOf(numSteps, schedule) }),
    stateNames: (parameter) => [`lion.m.${parameter}`],
    update(t, parameters, gradients) {
      const rate = perStepScalar(t, 'lion.lr');
      for (const [i, { name, tensor }] of parameters.entries()) {
        const m = t.state(`lion.m.${name}`, tensor.shape);
        const mix = (b: number) => ops.add(ops.scale(gradients[i], 1 - b), ops.scale(m, b));
        const direction = ops.add(ops.sign(mix(b1)), ops.scale(tensor, weightDecay));
        t.assign(tensor, descend(tensor, rate(tensor.rank), direction));
        t.assign(m, flushed(mix(b2)));
      }
    },
  };
}
