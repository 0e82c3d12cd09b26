/** The hyper-diffusion equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { hyperDiffusionOperator } from '../linear-operators.js';
import { stepperOptions } from '../options.js';

/**
 * u_t = -μ sum_i ∂_i⁴u, or u_t = -μ Δ²u, solved exactly (exponax: `HyperDiffusion`).
 *
 * Short waves decay much faster than under diffusion, long ones hardly; the mean is kept, but the
 * extremes of a state may be passed.
 */
export class HyperDiffusion extends SpectralStepper {
  constructor(
    given: StepperOptions & {
      /** μ, length⁴ per time; default 0.0001. */
      hyperDiffusivity?: number;
      /** Mixed derivatives, too: -μ Δ²u; default false. */
      diffuseOnDiffuse?: boolean;
    },
  ) {
    const { hyperDiffusivity, diffuseOnDiffuse, ...options } = stepperOptions(given, {
      hyperDiffusivity: 0.0001,
      diffuseOnDiffuse: false,
    });
    super(options, {
      numChannels: 1,
      linear: () => hyperDiffusionOperator(options, hyperDiffusivity, diffuseOnDiffuse),
    });
  }
}
