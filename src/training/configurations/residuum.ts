/**
 * Training without data (trainax `Residuum`): the steps of the emulator's rollout should satisfy
 * the discrete equation, r(next, prev) = 0. Of the data only the initial state is read.
 */

import { COUNT, check, checkOptions, FLAG, type Rules } from '../../checks.js';
import type { Tensor } from '../../graph/index.js';
import * as ops from '../../graph/ops/index.js';
import { type Configuration, configuration } from '../methodology.js';
import { weightedSum } from '../weighting.js';
import { ROLLOUT, type RolloutOptions, readRollout } from './rollout.js';

/** For `residuum`. */
export interface ResiduumOptions extends RolloutOptions {
  /** Whether no gradient passes through the earlier state of a residuum; default false. */
  readonly cutPrev?: boolean;
  /** Whether none passes through the later one; default false. With both there is none at all. */
  readonly cutNext?: boolean;
}

export const RESIDUUM: Rules = { ...ROLLOUT, cutPrev: FLAG, cutNext: FLAG };

/**
 * With f the emulator, r the residuum, p_0 = u_0 and p_{t+1} = f(p_t),
 * L = Σ_{t<R} w_t ℓ(r(p_{t+1}, p_t), 0). r is given a whole batch at once; `cutPrev` and `cutNext`
 * detach what it is given, not what is carried on.
 *
 * Throws a UserError for options that do not fit; when it is called, for a normalised loss.
 */
export function residuum(numRolloutSteps = 1, options: ResiduumOptions = {}): Configuration {
  check('numRolloutSteps', numRolloutSteps, COUNT);
  checkOptions('residuum', options, RESIDUUM);
  const { cutPrev = false, cutNext = false } = options;
  const { timeWeight, isBatchMean, level, carry } = readRollout(numRolloutSteps, options);
  const cut = (isCut: boolean, state: Tensor) => (isCut ? ops.stopGradient(state) : state);
  return configuration({
    numRolloutSteps,
    numTargets: 0,
    needsResiduum: true,
    isBatchMean,
    loss(emulator, window, { residuumFn }) {
      const levels: Tensor[] = [];
      let state = window(0);
      for (let t = 0; t < numRolloutSteps; t++) {
        const next = emulator(state);
        const rest = residuumFn!(cut(cutNext, next), cut(cutPrev, state));
        levels.push(level(rest, null));
        state = carry(t, next);
      }
      return weightedSum(levels, timeWeight);
    },
  });
}
