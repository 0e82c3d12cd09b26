/**
 * Training that hands the prediction on to the reference solver (trainax `MixChainPostPhysics`): R
 * steps of the emulator, then Q of the solver, all compared with data.
 */

import { COUNT, check, checkOptions, type Rules } from '../../checks.js';
import type { Tensor } from '../../graph/index.js';
import { type Configuration, configuration } from '../methodology.js';
import { weightedSum } from '../weighting.js';
import { ROLLOUT, type RolloutOptions, readRollout } from './rollout.js';

/** For `mixChainPostPhysics`. */
export interface MixChainPostPhysicsOptions extends RolloutOptions {
  /** Steps of the reference solver, Q; default 1. */
  readonly numPostPhysicsSteps?: number;
}

export const MIX_CHAIN: Rules = { ...ROLLOUT, numPostPhysicsSteps: COUNT };

/**
 * With f the emulator and P the reference solver, p_0 = u_0, p_{t+1} = f(p_t) for t < R and
 * P(p_t) for R ≤ t < R + Q, L = Σ_{t<R+Q} w_t ℓ(p_{t+1}, u_{t+1}). There are R + Q time level
 * weights; `cutBptt` acts on the emulator's steps alone.
 *
 * Throws a UserError for options that do not fit.
 */
export function mixChainPostPhysics(
  numRolloutSteps = 1,
  options: MixChainPostPhysicsOptions = {},
): Configuration {
  check('numRolloutSteps', numRolloutSteps, COUNT);
  checkOptions('mixChainPostPhysics', options, MIX_CHAIN);
  const { numPostPhysicsSteps = 1 } = options;
  const numSteps = numRolloutSteps + numPostPhysicsSteps;
  const { timeWeight, isBatchMean, level, carry } = readRollout(numSteps, options);
  return configuration({
    numRolloutSteps: numSteps,
    needsReference: true,
    isBatchMean,
    loss(emulator, window, { refStepper }) {
      const levels: Tensor[] = [];
      let state = window(0);
      for (let t = 0; t < numSteps; t++) {
        const learned = t < numRolloutSteps;
        const next = learned ? emulator(state) : refStepper!(state);
        levels.push(level(next, window(t + 1)));
        state = learned ? carry(t, next) : next;
      }
      return weightedSum(levels, timeWeight);
    },
  });
}
