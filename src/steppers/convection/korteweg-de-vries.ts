/** The Korteweg-de Vries equation. */

import { combination } from '../../spectral/index.js';
import type { EtdrkOptions, StepperOptions } from '../base-stepper.js';
import {
  diffusionOperator,
  dispersionOperator,
  hyperDiffusionOperator,
} from '../linear-operators.js';
import { CONVECTIVE, stepperOptions } from '../options.js';
import { type ConvectionForm, ConvectionStepper } from './convection-stepper.js';

/**
 * u_t + b (u · ∇) u + ξ · ∇³u = ν Δu - μ ∇⁴u (exponax: `KortewegDeVries`).
 *
 * With b = -6, ξ = 1 and no diffusion a state falls apart into solitons, which keep their shapes
 * and pass through each other. Channels as in `Burgers`. The scheme is of first order in time as
 * far as the linear part is dispersive, whatever `order` is, as exponax 0.1.0's. Good values: L = 20,
 * N = 100, dt = 0.01, from a state of height 1.
 */
export class KortewegDeVries extends ConvectionStepper {
  constructor(
    given: StepperOptions &
      ConvectionForm &
      EtdrkOptions & {
        /** b; default -6. */
        convectionScale?: number;
        /** ν, length² per time; default 0. */
        diffusivity?: number;
        /** ξ, length³ per time; default 1. */
        dispersivity?: number;
        /** μ, length⁴ per time: damps what the grid cannot resolve; default 0.01. */
        hyperDiffusivity?: number;
        /** (ξ · ∇) Δu in place of ξ · ∇³u (on which the original fails); default false. */
        advectOverDiffuse?: boolean;
        /** Δ²u in place of sum_i ∂_i⁴u; default false. */
        diffuseOverDiffuse?: boolean;
      },
  ) {
    const {
      convectionScale,
      diffusivity,
      dispersivity,
      hyperDiffusivity,
      advectOverDiffuse,
      diffuseOverDiffuse,
      ...options
    } = stepperOptions(
      given,
      {
        convectionScale: -6,
        diffusivity: 0,
        dispersivity: 1,
        hyperDiffusivity: 0.01,
        advectOverDiffuse: false,
        diffuseOverDiffuse: false,
      },
      CONVECTIVE,
    );
    const linear = () =>
      combination([
        [1, diffusionOperator(options, diffusivity)],
        [-1, dispersionOperator(options, dispersivity, advectOverDiffuse)],
        [1, hyperDiffusionOperator(options, hyperDiffusivity, diffuseOverDiffuse)],
      ]);
    super(options, { linear, convectionScale });
  }
}
