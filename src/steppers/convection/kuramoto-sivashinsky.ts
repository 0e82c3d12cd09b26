/** The Kuramoto-Sivashinsky equation in its combustion form. */

import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { kuramotoSivashinskyOperator } from '../linear-operators.js';
import { quadratic } from '../nonlinear/quadratic.js';
import { NONLINEAR, stepperOptions } from '../options.js';

/**
 * u_t + b/2 (|∇u|² - its mean) + ψ₁ Δu + ψ₂ sum_i ∂_i⁴u = 0 (exponax: `KuramotoSivashinsky`).
 *
 * Long waves are unstable, short ones damped, and the gradient norm moves energy between them: a
 * flame front that never comes to rest, chaotic in domains of more than about 20. It takes some
 * hundred steps until that state is reached. One channel, whose mean is kept. Good values: L = 60,
 * N = 100, dt = 0.1 in 1D; L = 30 in 2D.
 */
export class KuramotoSivashinsky extends SpectralStepper {
  constructor(
    given: StepperOptions &
      EtdrkOptions & {
        /** b; default 1. */
        gradientNormScale?: number;
        /** ψ₁, length² per time; default 1. */
        secondOrderScale?: number;
        /** ψ₂, length⁴ per time; default 1. */
        fourthOrderScale?: number;
      },
  ) {
    const {
      gradientNormScale,
      secondOrderScale,
      fourthOrderScale,
      dealiasingFraction,
      ...options
    } = stepperOptions(
      given,
      {
        gradientNormScale: 1,
        secondOrderScale: 1,
        fourthOrderScale: 1,
        dealiasingFraction: ETDRK_DEFAULTS.dealiasingFraction,
      },
      NONLINEAR,
    );
    super(options, {
      numChannels: 1,
      linear: () => kuramotoSivashinskyOperator(options, secondOrderScale, fourthOrderScale),
      nonlinear: quadratic(options, { scales: [0, 0, -gradientNormScale], dealiasingFraction }),
    });
  }
}
