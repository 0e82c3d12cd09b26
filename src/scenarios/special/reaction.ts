/** Reaction-diffusion systems in two and three dimensions, in physical units. */

import { clipped, UserError } from '../../errors.js';
import type { Stepper } from '../../steppers/index.js';
import { GrayScott as GrayScottStepper, SwiftHohenberg as Pattern } from '../../steppers/index.js';
import { float, floats, type GoodRange, text } from '../attributes.js';
import { BaseScenario } from '../base-scenario.js';
import { substeps } from '../families/integration.js';
import {
  coarseAttributes,
  repeated,
  ScaledStepScenario,
} from '../families/scaled-step-scenario.js';
import { physicalAttributes, physicalDomain } from '../forms.js';

/** What these have in common: a physical domain in 2D or 3D, substeps. */
export abstract class ReactionScenario extends ScaledStepScenario {
  static override readonly family = 'reaction';
  static override readonly dimensions: readonly number[] = [2, 3];

  /** Length of the domain, L. */
  declare readonly domain_extent: number;
  /** Time step. */
  declare readonly dt: number;
  /** Steps of the solver in a time step. */
  declare readonly num_substeps: number;

  /** The options of a stepper of a part of the time step. */
  protected domain(proportion: number) {
    return physicalDomain(this, { proportion, substeps: this.num_substeps });
  }
}

const domain = (
  extent: number,
  dt: number,
  good: { readonly extent: GoodRange; readonly dt: GoodRange },
) => ({
  ...BaseScenario.attributes,
  domain_extent: { ...physicalAttributes.domain_extent, default: extent, good: good.extent },
  dt: { ...physicalAttributes.dt, default: dt, good: good.dt },
});
const manySubsteps = (count: number, good: GoodRange) => ({
  num_substeps: { ...substeps, default: count, good },
});

/** Stripes and spots of a preferred wavelength. */
export class SwiftHohenberg extends ReactionScenario {
  static override readonly key = 'phy_sh';
  static override readonly equation = 'u_t = r u - (k + Δ)² u + Σ_k c_k u^k';
  static override readonly behavior = 'settles into a pattern of stripes or spots of one width';
  static override readonly attributes = {
    ...domain(10 * Math.PI, 0.1, { extent: [15, 65], dt: [0.05, 0.5] }),
    ...manySubsteps(5, [2, 10]),
    reactivity: float(0.7, { meaning: 'growth rate, r', good: [0.3, 1] }),
    critical_number: float(1, { meaning: 'critical wavenumber, k', good: [0.7, 1.5] }),
    polynomial_coefficients: floats([0, 0, 1, -1], undefined, {
      meaning: 'coefficients of 1, u, u², …',
      good: [
        [-0.1, 0.1],
        [-0.2, 0.2],
        [0, 1.5],
        [-2, -0.5],
      ],
    }),
    ...coarseAttributes,
  };
  /** One, whatever the number of dimensions. */
  static override readonly channels = () => 1;

  /** The coefficient r. */
  declare readonly reactivity: number;
  /** The wave number k. */
  declare readonly critical_number: number;
  /** The coefficients c by power, from the constant on. */
  declare readonly polynomial_coefficients: readonly number[];

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_sh`;
  }

  protected override stepperOf(proportion: number): Stepper {
    const substep = new Pattern({
      ...this.domain(proportion),
      reactivity: this.reactivity,
      criticalNumber: this.critical_number,
      polynomialCoefficients: this.polynomial_coefficients,
    });
    return repeated(substep, this.num_substeps);
  }
}

const blobs = {
  ic_config: text('gray_scott_blobs', {
    meaning: 'distribution of the initial conditions',
    good: ['gray_scott_blobs'],
  }),
};
const diffusivities = {
  diffusivity_1: float(2e-5, {
    meaning: 'diffusivity of the substance that is fed',
    good: [1e-5, 4e-5],
  }),
  diffusivity_2: float(1e-5, {
    meaning: 'diffusivity of the substance that is removed',
    good: [5e-6, 1.5e-5],
  }),
};
const GRAY_SCOTT = 'u_t = D₁ Δu + f (1 - u) - u v², v_t = D₂ Δv + u v² - (f + k) v';

/** Two substances that react and spread; how fast they are fed and removed a subclass says. */
export abstract class GrayScottScenario extends ReactionScenario {
  static override readonly equation = GRAY_SCOTT;
  static override readonly behavior = 'forms patterns: spots that grow and divide, stripes, waves';
  static override readonly channels = () => 2;

  /** Diffusivity of the first species. */
  declare readonly diffusivity_1: number;
  /** Diffusivity of the second species. */
  declare readonly diffusivity_2: number;

  /** The rates at which one substance is fed and the other is removed. */
  protected abstract rates(): { feedRate: number; killRate: number };

  protected override stepperOf(proportion: number): Stepper {
    const substep = new GrayScottStepper({
      ...this.domain(proportion),
      ...this.rates(),
      diffusivity1: this.diffusivity_1,
      diffusivity2: this.diffusivity_2,
    });
    return repeated(substep, this.num_substeps);
  }
}

/** Two substances, one of which eats the other. */
export class GrayScott extends GrayScottScenario {
  static override readonly key = 'phy_gs';
  static override readonly attributes = {
    ...domain(1, 10, { extent: [0.5, 2.5], dt: [2, 12] }),
    ...blobs,
    ...manySubsteps(10, [10, 20]),
    feed_rate: float(0.04, { meaning: 'feed rate, f', good: [0.02, 0.06] }),
    kill_rate: float(0.06, { meaning: 'kill rate, k', good: [0.055, 0.065] }),
    ...diffusivities,
    ...coarseAttributes,
  };

  /** The rate f. */
  declare readonly feed_rate: number;
  /** The rate k. */
  declare readonly kill_rate: number;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_gs`;
  }

  protected override rates() {
    return { feedRate: this.feed_rate, killRate: this.kill_rate };
  }
}

/** Feed and kill rates of the patterns that Pearson (Science 261, 1993) names by letters. */
const PATTERNS: Readonly<Record<string, readonly [feed: number, kill: number]>> = {
  alpha: [0.008, 0.046],
  beta: [0.02, 0.046],
  gamma: [0.024, 0.056],
  delta: [0.028, 0.056],
  epsilon: [0.02, 0.056],
  zeta: [0.024, 0.06],
  eta: [0.036, 0.063],
  theta: [0.04, 0.06],
  iota: [0.05, 0.0605],
  kappa: [0.052, 0.063],
  lambda: [0.036, 0.0655],
  mu: [0.044, 0.066],
};

/** Gray-Scott by the name of its pattern. */
export class GrayScottType extends GrayScottScenario {
  static override readonly key = 'phy_gs_type';
  static override readonly attributes = {
    ...domain(2.5, 20, { extent: [1, 4], dt: [5, 24] }),
    ...blobs,
    ...coarseAttributes,
    ...manySubsteps(20, [20, 40]),
    ...diffusivities,
    pattern_type: text('theta', {
      meaning: 'pattern, as Pearson names it',
      good: Object.keys(PATTERNS),
    }),
  };
  static override readonly checks = {
    pattern_type: ({ pattern_type }: { pattern_type?: unknown }) =>
      Object.hasOwn(PATTERNS, String(pattern_type))
        ? null
        : `must be one of ${Object.keys(PATTERNS).join(', ')}, not '${clipped(String(pattern_type))}'`,
  };

  /** A name for the two rates. */
  declare readonly pattern_type: string;

  getScenarioName(): string {
    return `${this.num_spatial_dims}d_phy_gs_${this.pattern_type}`;
  }

  protected override rates() {
    const rates = PATTERNS[this.pattern_type];
    if (rates === undefined) throw new UserError(`there is no pattern '${this.pattern_type}'`);
    const [feedRate, killRate] = rates;
    return { feedRate, killRate };
  }
}
