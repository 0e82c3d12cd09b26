/** The diffusion (heat) equation. */

import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import { diffusionOperator, type Matrix, matrixOf } from '../linear-operators.js';
import { LINEAR, MATRIX, stepperOptions } from '../options.js';

/**
 * u_t = ∇ · (A ∇u), solved exactly (exponax: `Diffusion`).
 *
 * Every mode decays, short waves faster than long ones, and the mean is kept. A positive definite A
 * is needed, or modes grow.
 */
export class Diffusion extends SpectralStepper {
  /** @throws UserError for a diffusivity that is no vector or square matrix of as many axes. */
  constructor(
    given: StepperOptions & {
      /** A, length² per time: a number, the diagonal, or the whole matrix; default 0.01. */
      diffusivity?: Matrix;
    },
  ) {
    const { diffusivity, ...options } = stepperOptions(
      given,
      { diffusivity: 0.01 },
      { ...LINEAR, diffusivity: MATRIX },
    );
    const a = matrixOf(options.dims, diffusivity);
    super(options, { numChannels: 1, linear: () => diffusionOperator(options, a) });
  }
}
