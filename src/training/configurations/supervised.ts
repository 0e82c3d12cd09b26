/**
 * Supervised training (trainax `Supervised`): with f the emulator and u_0 … u_R a window of data,
 * p_0 = u_0, p_{t+1} = f(p_t), L = Σ_{t<R} w_t ℓ(p_{t+1}, u_{t+1}).
 *
 * The R evaluations of f are written out one after the other. What the backward pass keeps grows
 * with R whichever way the loop is written, since every step's activations are needed; written
 * out, the memory plan sees exactly which of them live how long, and nothing is computed twice.
 */

import { COUNT, check, checkOptions } from '../../checks.js';
import type { Tensor } from '../../graph/index.js';
import { type Configuration, configuration } from '../methodology.js';
import { weightedSum } from '../weighting.js';
import { ROLLOUT, type RolloutOptions, readRollout } from './rollout.js';

/**
 * Supervised training over R steps: the loss is against the data after each of them. Throws a
 * UserError for an R that is no whole number from 1 on, and options that do not fit.
 */
export function supervised(numRolloutSteps = 1, options: RolloutOptions = {}): Configuration {
  check('numRolloutSteps', numRolloutSteps, COUNT);
  checkOptions('supervised', options, ROLLOUT);
  const { timeWeight, isBatchMean, level, carry } = readRollout(numRolloutSteps, options);
  return configuration({
    numRolloutSteps,
    isBatchMean,
    loss(emulator, window) {
      const levels: Tensor[] = [];
      let state = window(0);
      for (let t = 0; t < numRolloutSteps; t++) {
        const next = emulator(state);
        levels.push(level(next, window(t + 1)));
        state = carry(t, next);
      }
      return weightedSum(levels, timeWeight);
    },
  });
}
