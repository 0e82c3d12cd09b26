/** The Kuramoto-Sivashinsky equation in its conservative form. */

import { combination, laplaceOperator } from '../../spectral/index.js';
import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b/2 ∇ · (u ⊗ u) + ψ₁ Δu + ψ₂ ∇⁴u = 0: energy is produced at long waves, moved by
 * convection and dissipated at short ones; the dynamics are chaotic.
 */
export class KuramotoSivashinskyConservative extends ConvectionStepper {
  constructor({
    convectionScale = 1,
    secondOrderScale = 1,
    fourthOrderScale = 1,
    conservative = true,
    ...options
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & {
      convectionScale?: number;
      secondOrderScale?: number;
      fourthOrderScale?: number;
    }) {
    const linear = () =>
      combination([
        [-secondOrderScale, laplaceOperator(options)],
        [-fourthOrderScale, laplaceOperator(options, 4)],
      ]);
    super({ ...options, conservative }, { linear, convectionScale });
  }
}
