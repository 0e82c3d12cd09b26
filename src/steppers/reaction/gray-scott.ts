/** The Gray-Scott reaction of two substances. */

import { combination, laplaceOperator } from '../../spectral/index.js';
import { type EtdrkOptions, SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { GrayScottReaction } from '../nonlinear/gray-scott.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t = D_1 Δu + f (1 - u) - u v², v_t = D_2 Δv + u v² - (f + k) v (exponax: `GrayScott`).
 *
 * v eats u, which is fed; spots of v in u = 1 grow, divide or form stripes, mazes, spirals, as feed
 * and kill rate will have it (Pearson, Science 261, 1993). Two channels, u and v. Good values:
 * L = 1, N = 100 or more, dt = 1, D_1 = 2 D_2, states of blobs of v in [0, 1] and of u = 1 - v.
 */
export class GrayScott extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** D_1, length² per time; default 0.00002. */
        diffusivity1?: number;
        /** D_2, length² per time; default 0.00001. */
        diffusivity2?: number;
        /** f, per time; default 0.04. */
        feedRate?: number;
        /** k, per time; default 0.06. */
        killRate?: number;
      },
  ) {
    const { diffusivity1, diffusivity2, feedRate, killRate, dealiasingFraction, ...options } =
      stepperOptions(
        given,
        {
          diffusivity1: 2e-5,
          diffusivity2: 1e-5,
          feedRate: 0.04,
          killRate: 0.06,
          dealiasingFraction: 1 / 2,
        },
        NONLINEAR,
      );
    super(options, {
      numChannels: 2,
      linear: () =>
        [diffusivity1, diffusivity2].map((rate) => combination([[rate, laplaceOperator(options)]])),
      nonlinear: new GrayScottReaction(options, { feedRate, killRate, dealiasingFraction }),
    });
  }
}
