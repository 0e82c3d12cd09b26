/** The Kuramoto-Sivashinsky equation in its conservative form. */

import { combination, laplaceOperator } from '../spectral/index.js';
import type { EtdrkOptions, StepperOptions } from './base-stepper.js';
import { type ConvectionForm, ConvectionStepper } from './general-convection.js';

/**
 * u_t + b/2 ∇ · (u ⊗ u) + ψ₁ Δu + ψ₂ ∇⁴u = 0: energy is produced at long waves, moved by
 * convection and dissipated at short ones; the dynamics are chaotic.
 */
export class KuramotoSivashinskyConservative extends ConvectionStepper {
  constructor({
    dims,
    domainExtent,
    numPoints,
    dt,
    convectionScale = 1,
    secondOrderScale = 1,
    fourthOrderScale = 1,
    conservative = true,
    ...form
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & {
      convectionScale?: number;
      secondOrderScale?: number;
      fourthOrderScale?: number;
    }) {
    const options = { dims, domainExtent, numPoints, dt };
    const linear = () =>
      combination([
        [-secondOrderScale, laplaceOperator(dims, domainExtent, numPoints)],
        [-fourthOrderScale, laplaceOperator(dims, domainExtent, numPoints, 4)],
      ]);
    super(options, linear, convectionScale, { ...form, conservative });
  }
}
