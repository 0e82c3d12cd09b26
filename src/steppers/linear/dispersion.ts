/** The dispersion (Airy) equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { dispersionOperator, type Vector, vectorOf } from '../linear-operators.js';
import { stepperOptions } from '../options.js';

/**
 * u_t = ξ · ∇³u, solved exactly (exponax: `Dispersion`).
 *
 * Every wave moves at a speed of its own, short waves faster than long ones, so that a pulse falls
 * apart into ripples; no energy is lost.
 */
export class Dispersion extends SpectralStepper {
  /** @throws UserError for a dispersivity of another length than the number of axes. */
  constructor(
    given: StepperOptions & {
      /** ξ, length³ per time: a number for all axes or one per axis; default 1. */
      dispersivity?: Vector;
      /** Mixed derivatives, too: (ξ · ∇) Δu in place of ξ · ∇³u; default false. */
      advectOnDiffusion?: boolean;
    },
  ) {
    const { dispersivity, advectOnDiffusion, ...options } = stepperOptions(given, {
      dispersivity: 1,
      advectOnDiffusion: false,
    });
    const xi = vectorOf(options.dims, dispersivity);
    super(options, {
      numChannels: 1,
      linear: () => dispersionOperator(options, xi, advectOnDiffusion),
    });
  }
}
