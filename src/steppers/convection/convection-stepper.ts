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
  singleChannel?: boolean;
  conservative?: boolean;
}

/** A stepper with a linear operator for all channels and a convection term. */
export class ConvectionStepper extends SpectralStepper {
  constructor(
    options: StepperOptions & ConvectionForm & EtdrkOptions,
    { linear, convectionScale }: { linear: () => Float64Array; convectionScale: number },
  ) {
    const { singleChannel = false, conservative = false } = options;
    const { dealiasingFraction } = { ...ETDRK_DEFAULTS, ...options };
    const form = { convectionScale, singleChannel, conservative, dealiasingFraction };
    super(options, {
      numChannels: singleChannel ? 1 : options.dims,
      linear,
      nonlinear: convection(options, form),
    });
  }
}
