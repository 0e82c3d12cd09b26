/**
 * Supervised training on a rollout of R steps (trainax `Supervised`): with f the emulator and
 * u_0 … u_R a window of data, p_0 = u_0, p_{t+1} = f(p_t),
 * L = Σ_{t<R} w_t ℓ(p_{t+1}, u_{t+1}): summed over time, not averaged.
 *
 * The R evaluations of f are written out one after the other. What the backward pass keeps grows
 * with R whichever way the loop is written, since every step's activations are needed; written
 * out, the memory plan sees exactly which of them live how long, and nothing is computed twice.
 */

import type { Tensor } from '../graph/index.js';
import * as ops from '../graph/ops/index.js';
import { type BatchReduction, batchLoss, losses, type SampleLoss } from './losses.js';
import type { Emulator, Methodology } from './methodology.js';

export interface SupervisedOptions {
  readonly numRolloutSteps: number;
  /** Default MSE. */
  readonly loss?: SampleLoss;
  readonly batchReduction?: BatchReduction;
  /** One weight per step, default ones. */
  readonly timeLevelWeights?: readonly number[];
  /** Detach the carried state after the loss of every `cutBpttEvery`-th step. */
  readonly cutBptt?: boolean;
  readonly cutBpttEvery?: number;
}

/** The supervised methodology. `window(t)` is u_t, `[E, B, C, ...N]`. */
export function supervised(options: SupervisedOptions): Methodology {
  const { numRolloutSteps, cutBptt = false, cutBpttEvery = 1 } = options;
  const loss = options.loss ?? losses.get('MSE');
  const weights = options.timeLevelWeights;
  if (weights !== undefined && weights.length < numRolloutSteps) {
    throw new Error(`${weights.length} time weights for ${numRolloutSteps} rollout steps`);
  }
  return {
    numRolloutSteps,
    loss(emulator: Emulator, window: (t: number) => Tensor): Tensor {
      let total: Tensor | null = null;
      let state = window(0);
      for (let t = 0; t < numRolloutSteps; t++) {
        state = emulator(state);
        const raw = batchLoss(loss, state, window(t + 1), options.batchReduction);
        const weight = weights?.[t] ?? 1;
        const term = weight === 1 ? raw : ops.scale(raw, weight);
        total = total === null ? term : ops.add(total, term);
        if (cutBptt && (t + 1) % cutBpttEvery === 0) state = ops.stopGradient(state);
      }
      return total!;
    },
  };
}
