/** What the equations with a convection term have in common. */

import {
  ETDRK_DEFAULTS,
  type EtdrkOptions,
  SpectralStepper,
  type StepperOptions,
} from '../base-stepper.js';
import { convection } from '../nonlinear/convection.js';

/** Which form of the convection term. */
export interface ConvectionForm {
  /** One channel that moves itself along all axes, (u · 1) ∇u: no physics, but cheap in 2D, 3D. */
  singleChannel?: boolean;
  /** Flux form, which keeps the mean. */
  conservative?: boolean;
}

/** A stepper with a linear operator for all channels and a convection term. */
export class ConvectionStepper extends SpectralStepper {
  constructor(
    options: StepperOptions & ConvectionForm & EtdrkOptions,
    { linear, convectionScale }: { linear: () => Float64Array; convectionScale: number },
  ) {
    const { singleChannel = false, conservative = false, ...rest } = options;
    const { dealiasingFraction } = { ...ETDRK_DEFAULTS, ...options };
    const form = { convectionScale, singleChannel, conservative, dealiasingFraction };
    super(rest, {
      numChannels: singleChannel ? 1 : options.dims,
      linear,
      nonlinear: convection(options, form),
    });
  }
}
