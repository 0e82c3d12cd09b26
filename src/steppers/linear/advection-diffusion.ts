/** The advection-diffusion equation. */

import { combination } from '../../spectral/index.js';
import { SpectralStepper, type StepperOptions } from '../base-stepper.js';
import {
  advectionOperator,
  diffusionOperator,
  type Matrix,
  matrixOf,
  type Vector,
  vectorOf,
} from '../linear-operators.js';
import { LINEAR, MATRIX, stepperOptions } from '../options.js';

/**
 * u_t + c · ∇u = ∇ · (A ∇u), solved exactly (exponax: `AdvectionDiffusion`).
 *
 * The initial state moves with velocity c while it is smoothed out; the mean is kept.
 */
export class AdvectionDiffusion extends SpectralStepper {
  /** @throws UserError for a velocity or diffusivity that does not fit the number of axes. */
  constructor(
    given: StepperOptions & {
      /** c, length per time: a number for all axes or one per axis; default 1. */
      velocity?: Vector;
      /** A, length² per time: a number, the diagonal, or the whole matrix; default 0.01. */
      diffusivity?: Matrix;
    },
  ) {
    const { velocity, diffusivity, ...options } = stepperOptions(
      given,
      { velocity: 1, diffusivity: 0.01 },
      { ...LINEAR, diffusivity: MATRIX },
    );
    const c = vectorOf(options.dims, velocity);
    const a = matrixOf(options.dims, diffusivity);
    super(options, {
      numChannels: 1,
      linear: () =>
        combination([
          [1, advectionOperator(options, c)],
          [1, diffusionOperator(options, a)],
        ]),
    });
  }
}
