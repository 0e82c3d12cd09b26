/** Incompressible flow in two dimensions by its vorticity, in physical units. */

import {
  KolmogorovFlowVorticity,
  NavierStokesVorticity,
  type Stepper,
} from '../../steppers/index.js';
import { float, int } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import type { Declaration } from '../declaration.js';
import { IntegratedScenario, integrationAttributes } from '../families/integration.js';
import { repeated } from '../families/scaled-step-scenario.js';
import { integrationOf, physicalAttributes, physicalDomain } from '../forms.js';

/** What these have in common: a physical domain in 2D, one channel, the vorticity. */
export abstract class FlowScenario extends IntegratedScenario {
  static override readonly family = 'flow';
  static override readonly dimensions: readonly number[] = [2];
  static override readonly channels: Declaration['channels'] = () => 1;

  /** Length of the domain, L. */
  declare readonly domain_extent: number;
  /** Time step. */
  declare readonly dt: number;
  /** Viscosity ν. */
  declare readonly diffusivity: number;

  /** The options of a stepper of a part of the time step. */
  protected options(proportion: number) {
    return {
      ...physicalDomain(this, { proportion, substeps: this.num_substeps }),
      ...integrationOf(this),
      diffusivity: this.diffusivity,
    };
  }
}

/** Eddies that merge and decay. */
export class DecayingTurbulence extends FlowScenario {
  static override readonly key = 'phy_decay_turb';
  static override readonly equation = 'ω_t + (v·∇)ω = ν Δω, v = (∂₁ψ, -∂₀ψ), Δψ = ω';
  static override readonly behavior =
    'vortices that merge into ever fewer and larger ones and decay';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    ...physicalAttributes,
    diffusivity: float(1e-4, { meaning: 'viscosity, ν', good: [5e-5, 1e-3] }),
    ...integrationAttributes,
  };

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_decay_turb`;
  }

  protected override stepperOf(proportion: number): Stepper {
    return repeated(new NavierStokesVorticity(this.options(proportion)), this.num_substeps);
  }
}

/** A sheared flow that is driven at one wavenumber. */
export class KolmogorovFlow extends FlowScenario {
  static override readonly key = 'phy_kolm_flow';
  static override readonly equation =
    'ω_t + (v·∇)ω = ν Δω + 2λ ω - k γ cos(2πk x₁/L), v = (∂₁ψ, -∂₀ψ), Δψ = ω';
  static override readonly behavior = 'chaotic vortices that a force keeps going';
  static override readonly attributes = {
    ...BaseScenario.attributes,
    num_warmup_steps: {
      ...BaseScenario.attributes.num_warmup_steps!,
      default: 500,
      good: [200, 1000] as const,
    },
    vlim: { ...BaseScenario.attributes.vlim!, default: [-10, 10] },
    domain_extent: {
      ...physicalAttributes.domain_extent,
      default: 2 * Math.PI,
      good: [3, 13] as const,
    },
    dt: { ...physicalAttributes.dt, good: [0.05, 0.2] as const },
    diffusivity: float(0.01, { meaning: 'viscosity, ν', good: [0.005, 0.02] }),
    injection_mode: int(4, { min: 1, meaning: 'wavenumber of the forcing, k', good: [2, 8] }),
    injection_scale: float(1, { meaning: 'strength of the forcing, γ', good: [0.5, 2] }),
    drag: float(-0.1, {
      meaning: 'drag, λ (it acts twice, as in the original)',
      good: [-0.2, -0.05],
    }),
    ...integrationAttributes,
    num_substeps: { ...integrationAttributes.num_substeps, default: 20, good: [10, 40] as const },
  };

  /** Wave number of the forcing. */
  declare readonly injection_mode: number;
  /** Strength of the forcing. */
  declare readonly injection_scale: number;
  /** Coefficient of the linear drag. */
  declare readonly drag: number;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_kolm_flow`;
  }

  protected override stepperOf(proportion: number): Stepper {
    const substep = new KolmogorovFlowVorticity({
      ...this.options(proportion),
      injectionMode: this.injection_mode,
      injectionScale: this.injection_scale,
      drag: this.drag,
    });
    return repeated(substep, this.num_substeps);
  }
}
