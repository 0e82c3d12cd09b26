/** What can be set of a scenario reaches its solvers: nothing is without effect. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import {
  type AttributeTable,
  BaseScenario,
  makeScenario,
  type Overrides,
  scenarios,
} from '../../src/scenarios/index.js';
import { spatialShape } from '../../src/spectral/index.js';
import { buildTrajectories, type Stepper } from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import { relativeError } from '../golden/goldens.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

/** What rounding makes of a step is less than this. */
const ROUNDING = 1e-13;

/** Odd, so that a step drops no part of a mode. */
const NUM_POINTS: Readonly<Record<number, number>> = { 1: 15, 2: 9, 3: 7 };

/** The number of dimensions for which a scenario's defaults are meant. */
const dimsOf = (key: string) => (key === 'phy_unbal_adv' ? 3 : scenarios.get(key).dimensions[0]!);

function scenarioOf(key: string, overrides: Overrides = {}): BaseScenario {
  const dims = dimsOf(key);
  const whole = Object.hasOwn(scenarios.get(key).attributes, 'dealiasing_fraction')
    ? { dealiasing_fraction: 1 }
    : {};
  const grid = { num_spatial_dims: dims, num_points: NUM_POINTS[dims] };
  // Its default step is so short that all schemes are one, to rounding.
  const longer = key === 'phy_poly' ? { dt: 0.5 } : {};
  return makeScenario(key, { ...grid, ...whole, ...longer, ...overrides });
}

async function stepped(stepper: Stepper, steps = 1): Promise<Float64Array> {
  const { numChannels, dims, numPoints } = stepper;
  const points = spatialShape(dims, numPoints).reduce((size, extent) => size * extent, 1);
  const u = randomArray('attributes', numChannels * points);
  const all = await buildTrajectories(backend, stepper, u, { horizon: steps });
  return all.slice(steps * u.length);
}

/** Values that differ where a slightly changed one is not allowed, or makes too little difference. */
const OTHERS: Readonly<Record<string, unknown>> = {
  // So few points, or so large a circle, are more than rounding.
  num_circle_points: 4,
  circle_radius: 4,
  injection_mode: 3,
  // The scenario that is stepped has 1: without aliases both forms of convection are one.
  dealiasing_fraction: 0.4,
  pattern_type: 'alpha',
  'phy_poisson.order': 4,
};

/** Another value of an attribute. */
function another(key: string, name: string): unknown {
  const given = OTHERS[`${key}.${name}`] ?? OTHERS[name];
  if (given !== undefined) return given;
  const { allowed } = (scenarios.get(key).attributes as AttributeTable)[name]!;
  const value = (scenarioOf(key) as unknown as Record<string, unknown>)[name];
  const change = (x: unknown): unknown =>
    Array.isArray(x) ? x.map(change) : typeof x === 'boolean' ? !x : (x as number) * 1.25;
  return allowed.startsWith('a whole number') ? (value as number) + 1 : change(value);
}

for (const key of scenarios.names()) {
  const { attributes, derived } = scenarios.get(key);
  const own = Object.keys(attributes).filter(
    (name) => !Object.hasOwn(BaseScenario.attributes, name) && !Object.hasOwn(derived, name),
  );

  test(`${key}: each attribute of its own has an effect`, async () => {
    const asIs = scenarioOf(key);
    const reference = await stepped(await asIs.getRefStepper!());
    const hasCoarse = own.includes('coarse_proportion');
    const coarse = hasCoarse ? await stepped(await asIs.getCoarseStepper!()) : null;
    for (const name of own) {
      const changed = scenarioOf(key, { [name]: another(key, name) });
      const ours = await stepped(await changed.getRefStepper!());
      if (name === 'coarse_proportion') assert.deepEqual(ours, reference);
      else assert.ok(relativeError(ours, reference) > ROUNDING, name);
      if (coarse === null) continue;
      const error = relativeError(await stepped(await changed.getCoarseStepper!()), coarse);
      assert.ok(error > ROUNDING, `${name} of the coarse stepper`);
    }
  });

  if (!own.includes('num_substeps')) continue;
  test(`${key}: substeps are steps of a part of the time`, async () => {
    const whole = scenarioOf(key, { num_substeps: 3 });
    const part = scenarioOf(key, { num_substeps: 1, coarse_proportion: 1 / 3 });
    const ours = await stepped(await whole.getRefStepper!());
    const error = relativeError(ours, await stepped(await part.getCoarseStepper!(), 3));
    assert.ok(error <= ROUNDING, `${error}`);
  });
}
