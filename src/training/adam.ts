/** Adam, and Adam with weights that decay (optax `adam`, `adamw`). */

import { checkOptions, NOT_NEGATIVE, type Rules } from '../checks.js';
import { core } from '../core/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { DECAY, descend, type Optimizer, perStepScalar, scheduleOf, tableOf } from './optimizer.js';
import type { Schedule } from './schedules.js';

/** For `adam`. */
export interface AdamOptions {
  /** Decay rate of the mean of gradients; default 0.9. */
  readonly b1?: number;
  /** Decay rate of the mean of their squares; default 0.999. */
  readonly b2?: number;
  /** Added outside the root; default 1e-8. */
  readonly eps?: number;
}

/** For `adamw`. */
export interface AdamWOptions extends AdamOptions {
  /** λ; default 1e-4. */
  readonly weightDecay?: number;
}

const ADAM: Rules = { b1: DECAY, b2: DECAY, eps: NOT_NEGATIVE };
const ADAMW: Rules = { ...ADAM, weightDecay: NOT_NEGATIVE };

/**
 * Adam (Kingma & Ba 2015, algorithm 1): m' = b1 m + (1 - b1) g, v' = b2 v + (1 - b2) g²,
 * p' = p - α (c1 m') / (√(c2 v') + ε) with the learning rate α. The bias corrections are
 * c1 = 1 / (1 - b1^t) and c2 = 1 / (1 - b2^t) with t from 1 on, the powers by the core's own `pow`.
 */
export function adam(learningRate: number | Schedule, options: AdamOptions = {}): Optimizer {
  checkOptions('adam', options, ADAM);
  return decayedAdam(learningRate, options, 0);
}

/** Adam whose parameters shrink by α λ p in each update (Loshchilov & Hutter 2019). */
export function adamw(learningRate: number | Schedule, given: AdamWOptions = {}): Optimizer {
  checkOptions('adamw', given, ADAMW);
  const { weightDecay = 1e-4, ...options } = given;
  return decayedAdam(learningRate, options, weightDecay);
}

function decayedAdam(
  learningRate: number | Schedule,
  { b1 = 0.9, b2 = 0.999, eps = 1e-8 }: AdamOptions,
  weightDecay: number,
): Optimizer {
  const schedule = scheduleOf(learningRate);
  const moments = (parameter: string) => [`adam.m.${parameter}`, `adam.v.${parameter}`];
  return {
    tables: (numSteps) => ({
      'adam.lr': tableOf(numSteps, schedule),
      'adam.c1': tableOf(numSteps, (count) => 1 / (1 - core().pow(b1, count + 1))),
      'adam.c2': tableOf(numSteps, (count) => 1 / (1 - core().pow(b2, count + 1))),
    }),
    stateNames: moments,
    update(t, parameters, gradients) {
      const rate = perStepScalar(t, 'adam.lr');
      const lr = rate(1);
      const c1 = t.perStep('adam.c1', [1]);
      const c2 = t.perStep('adam.c2', [1]);
      const decayed = (p: Tensor) =>
        weightDecay === 0 ? p : descend(p, rate(p.rank), ops.scale(p, weightDecay));
      for (const [i, { name, tensor }] of parameters.entries()) {
        const [m, v] = moments(name).map((moment) => t.state(moment, tensor.shape));
        const next = ops.adam(decayed(tensor), gradients[i], m, v, lr, c1, c2, { b1, b2, eps });
        for (const [j, state] of [tensor, m, v].entries()) t.assign(state, next[j]);
      }
    },
  };
}
