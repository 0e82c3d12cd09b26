/** The Korteweg-de Vries equation. */

import { combination } from '../../spectral/index.js';
import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import {
  diffusionOperator,
  dispersionOperator,
  hyperDiffusionOperator,
} from '../linear-operators.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b (u · ∇) u + ξ · ∇³u = ν Δu - μ ∇⁴u, with b = -6 by default: solitons, each of which
 * keeps its shape. `advectOverDiffuse` and `diffuseOverDiffuse` choose the mixed forms of the
 * third and fourth derivatives (the original fails on the first of them).
 */
export class KortewegDeVries extends ConvectionStepper {
  constructor({
    convectionScale = -6,
    diffusivity = 0,
    dispersivity = 1,
    hyperDiffusivity = 0.01,
    advectOverDiffuse = false,
    diffuseOverDiffuse = false,
    ...options
  }: StepperOptions &
    ConvectionForm &
    EtdrkOptions & {
      convectionScale?: number;
      diffusivity?: number;
      dispersivity?: number;
      hyperDiffusivity?: number;
      advectOverDiffuse?: boolean;
      diffuseOverDiffuse?: boolean;
    }) {
    const linear = () =>
      combination([
        [1, diffusionOperator(options, diffusivity)],
        [-1, dispersionOperator(options, dispersivity, advectOverDiffuse)],
        [1, hyperDiffusionOperator(options, hyperDiffusivity, diffuseOverDiffuse)],
      ]);
    super(options, { linear, convectionScale });
  }
}
