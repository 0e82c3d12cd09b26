/** The Kuramoto-Sivashinsky equation in its conservative form. */

import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { kuramotoSivashinskyOperator } from '../linear-operators.js';
import { CONVECTIVE, stepperOptions } from '../options.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b/2 ∇ · (u ⊗ u) + ψ₁ Δu + ψ₂ ∇⁴u = 0 (exponax: `KuramotoSivashinskyConservative`).
 *
 * Energy is produced at long waves, moved by convection and dissipated at short ones: in domains of
 * more than about 20 the dynamics are chaotic. Made for 1D; with an extent of 60 and 100 points,
 * dt = 0.5 is enough.
 */
export class KuramotoSivashinskyConservative extends ConvectionStepper {
  constructor(
    given: StepperOptions &
      ConvectionForm &
      EtdrkOptions & {
        /** b; default 1. */
        convectionScale?: number;
        /** ψ₁, length² per time; default 1. */
        secondOrderScale?: number;
        /** ψ₂, length⁴ per time; default 1. */
        fourthOrderScale?: number;
      },
  ) {
    const { convectionScale, secondOrderScale, fourthOrderScale, conservative, ...options } =
      stepperOptions(
        given,
        { convectionScale: 1, secondOrderScale: 1, fourthOrderScale: 1, conservative: true },
        CONVECTIVE,
      );
    const linear = () => kuramotoSivashinskyOperator(options, secondOrderScale, fourthOrderScale);
    super({ ...options, conservative }, { linear, convectionScale });
  }
}
