/** Gradient descent on minibatches, with or without momentum (optax `sgd`). */

import { checkOptions, FLAG } from '../checks.js';
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

/** For `sgd`. */
export interface SgdOptions {
  /** μ, the decay rate of the sum of gradients; none by default. */
  readonly momentum?: number;
  /** Look one update ahead (Nesterov); default false. */
  readonly nesterov?: boolean;
}

/**
 * p' = p - α g with the learning rate α. With momentum m' = g + μ m and p' = p - α m', or
 * p' = p - α (g + μ m') after Nesterov.
 */
export function sgd(learningRate: number | Schedule, options: SgdOptions = {}): Optimizer {
  checkOptions('sgd', options, { momentum: DECAY, nesterov: FLAG });
  const { momentum, nesterov = false } = options;
  const schedule = scheduleOf(learningRate);
  return {
    tables: (numSteps) => ({ 'sgd.lr': tableOf(numSteps, schedule) }),
    stateNames: (parameter) => (momentum === undefined ? [] : [`sgd.m.${parameter}`]),
    update(t, parameters, gradients) {
      const rate = perStepScalar(t, 'sgd.lr');
      for (const [i, { name, tensor }] of parameters.entries()) {
        let direction = gradients[i];
        if (momentum !== undefined) {
          const m = t.state(`sgd.m.${name}`, tensor.shape);
          const next = ops.add(direction, ops.scale(m, momentum));
          direction = nesterov ? ops.add(direction, ops.scale(next, momentum)) : next;
          t.assign(m, flushed(next));
        }
        t.assign(tensor, descend(tensor, rate(tensor.rank), direction));
      }
    },
  };
}
