/**
 * The difficulty, normalized and physical forms of a family: with coefficients that the conversion
 * functions make of each other they are one PDE, and so are their coarse steppers over half a step.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type BaseScenario, makeScenario } from '../../src/scenarios/index.js';
import { spatialShape } from '../../src/spectral/index.js';
import {
  buildTrajectories,
  denormalizeCoefficients,
  denormalizeConvectionScale,
  denormalizeGradientNormScale,
  denormalizePolynomialScales,
  extractNormalizedCoefficientsFromDifficulty,
  extractNormalizedConvectionScaleFromDifficulty,
  extractNormalizedNonlinearScalesFromDifficulty,
  type Grid,
  type Stepper,
} from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { relativeError } from '../golden/goldens.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64' });
});
after(() => backend.dispose());

const STEPS = 3;
const physical = { domainExtent: 3, dt: 0.2 };
const gammas = [-0.02, -0.7, 1.1, 0.3, -0.9];
const delta = -1.3;
const deltas = [-0.05, -1.1, 0.8] as const;

interface Forms {
  diff: BaseScenario;
  norm: BaseScenario;
  phy: BaseScenario;
  /** The physical form with half the time step. */
  halved: BaseScenario;
}

type Row = Record<string, number | readonly number[]>;

/** The scenarios of a family in its three forms, from what the nonlinear terms are in each. */
function formsOf(family: string, grid: Grid, [diff, norm, phy]: readonly [Row, Row, Row]): Forms {
  const alphas = extractNormalizedCoefficientsFromDifficulty(gammas, grid);
  const a_coefs = denormalizeCoefficients(alphas, physical);
  const { domainExtent: domain_extent, dt } = physical;
  const common = { num_spatial_dims: grid.dims, num_points: grid.numPoints };
  const physically = { ...common, domain_extent, a_coefs, ...phy };
  return {
    diff: makeScenario(`diff_${family}`, { ...common, gammas, ...diff }),
    norm: makeScenario(`norm_${family}`, { ...common, alphas, ...norm }),
    phy: makeScenario(`phy_${family}`, { ...physically, dt }),
    halved: makeScenario(`phy_${family}`, { ...physically, dt: dt / 2 }),
  };
}

const families: Record<string, (grid: Grid) => Forms> = {
  lin: (grid) => formsOf('lin', grid, [{}, {}, {}]),
  conv: (grid) => {
    const beta = extractNormalizedConvectionScaleFromDifficulty(delta, grid);
    return formsOf('conv', grid, [
      { convection_delta: delta },
      { convection_beta: beta },
      { convection_coef: denormalizeConvectionScale(beta, physical) },
    ]);
  },
  nonlin: (grid) => {
    const betas = extractNormalizedNonlinearScalesFromDifficulty(deltas, grid);
    const b_coefs = [
      ...denormalizePolynomialScales([betas[0]], physical),
      denormalizeConvectionScale(betas[1], physical),
      denormalizeGradientNormScale(betas[2], physical),
    ];
    return formsOf('nonlin', grid, [{ deltas }, { betas }, { b_coefs }]);
  },
};

/** The states after each of some steps. */
async function states(stepper: Stepper, u: Float64Array, horizon: number): Promise<Float64Array> {
  const all = await buildTrajectories(backend, stepper, u, { horizon });
  return all.slice(u.length);
}

function assertClose(ours: Float64Array, wanted: Float64Array): void {
  const error = relativeError(ours, wanted);
  assert.ok(error <= 1e-13, `${error}`);
}

const GRIDS: readonly Grid[] = [
  { dims: 1, numPoints: 24 },
  { dims: 2, numPoints: 10 },
  { dims: 3, numPoints: 8 },
];

for (const [family, make] of Object.entries(families)) {
  for (const grid of GRIDS) {
    const { diff, norm, phy, halved } = make(grid);
    const channels = family === 'conv' ? grid.dims : 1;
    const u = randomArray(family, channels * sizeOf(spatialShape(grid.dims, grid.numPoints)));

    test(`${family} in ${grid.dims}D: the three forms take the same steps`, async () => {
      const wanted = await states(await phy.getRefStepper(), u, STEPS);
      assert.ok(relativeError(wanted.subarray(0, u.length), u) > 0.01);
      for (const form of [diff, norm]) {
        assertClose(await states(await form.getRefStepper(), u, STEPS), wanted);
      }
    });

    test(`${family} in ${grid.dims}D: coarse steppers cover half the step`, async () => {
      const wanted = await states(await halved.getRefStepper(), u, STEPS);
      for (const form of [diff, norm, phy]) {
        assertClose(await states(await form.getCoarseStepper(), u, STEPS), wanted);
      }
    });
  }
}

test('two coarse steps of a linear PDE are one step', async () => {
  // Of an even number of points a step drops the Nyquist mode's imaginary part, two drop more.
  const { diff, norm, phy } = families.lin!({ dims: 1, numPoints: 23 });
  const u = randomArray('halves', 23);
  for (const form of [diff, norm, phy]) {
    const halves = await states(await form.getCoarseStepper(), u, 2);
    assertClose(halves.slice(23), await states(await form.getRefStepper(), u, 1));
  }
});
