/** Steppers of one's own equations: nonlinear terms of any degree, channels of different kinds. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Backend, createBackend, type Precision } from '../../src/backends/index.js';
import { UserError } from '../../src/errors.js';
import { trace } from '../../src/graph/index.js';
import {
  combination,
  identityOperator,
  laplaceOperator,
  makeGrid,
  spatialShape,
} from '../../src/spectral/index.js';
import {
  buildTrajectories,
  type DiagonalOperator,
  RepeatedStepper,
  SpectralStepper,
  type Stepper,
} from '../../src/steppers/index.js';
import { randomArray } from '../cases/op-case.js';
import {
  PolynomialStepper,
  ReactionDiffusion,
  reactionState,
  referenceReaction,
} from '../cases/own-equations.js';

/** By how much numbers near 1 may be off after a few steps. */
const ROUNDING: Record<Precision, number> = { f64: 1e-13, f32: 1e-5 };

const grids = [
  [1, 16],
  [2, 9],
  [3, 6],
] as const;

for (const precision of ['f64', 'f32'] as const) {
  describe(`in ${precision}`, () => {
    let backend: Backend;
    before(async () => {
      backend = await createBackend({ backend: 'wasm', precision });
    });
    after(() => backend.dispose());

    const endOf = async (stepper: Stepper, u: Float64Array, horizon = 1) => {
      const all = await buildTrajectories(backend, stepper, u, { horizon });
      return all.slice(horizon * u.length);
    };
    const assertClose = (got: Float64Array, expected: Float64Array, bound: number) => {
      assert.equal(got.length, expected.length);
      got.forEach((value, i) => {
        const off = Math.abs(value - expected[i]!);
        assert.ok(off <= bound, `${i}: ${value}, not ${expected[i]}`);
      });
    };

    for (const [dims, numPoints] of grids) {
      for (const coefficients of [[0.3], [0, 0, 0, 1], [0, 0, 0, 0, 0, -0.5], [0.3, 0.5, 0, -1]]) {
        test(`u_t = Σ c_i u^i by Runge and Kutta, c = ${coefficients}, ${dims}D`, async () => {
          const dt = 0.05;
          const domain = { dims, numPoints, domainExtent: 3, dt };
          const u = randomArray('polynomial', sizeOf(spatialShape(dims, numPoints)));
          const rate = (x: number) => coefficients.reduce((sum, c, i) => sum + c * x ** i, 0);
          const euler = await endOf(
            new PolynomialStepper({ ...domain, coefficients, order: 1 }),
            u,
          );
          assertClose(
            euler,
            u.map((x) => x + dt * rate(x)),
            ROUNDING[precision],
          );
          const fourth = await endOf(
            new PolynomialStepper({ ...domain, coefficients, order: 4 }),
            u,
          );
          const classical = u.map((x) => {
            const one = rate(x);
            const two = rate(x + (dt / 2) * one);
            const three = rate(x + (dt / 2) * two);
            return x + (dt / 6) * (one + 2 * two + 2 * three + rate(x + dt * three));
          });
          assertClose(fourth, classical, ROUNDING[precision]);
        });
      }

      test(`channels that spread at different rates decay as they should, ${dims}D`, async () => {
        const domain = { dims, numPoints, domainExtent: 2 };
        const rates = [0.01, 0.03];
        const stepper = new SpectralStepper(
          { ...domain, dt: 0.1 },
          {
            numChannels: 2,
            linear: () => rates.map((rate) => combination([[rate, laplaceOperator(domain)]])),
          },
        );
        const x = makeGrid(domain).map((value) => Math.PI * value);
        const size = x.length / dims;
        const wave = (factors: readonly number[]) =>
          Float64Array.from({ length: 2 * size }, (_, at) => {
            let value = factors[Math.floor(at / size)]!;
            for (let axis = 0; axis < dims; axis++) {
              value *= Math.cos((axis + 1) * x[axis * size + (at % size)]! + 0.3);
            }
            return value;
          });
        const decay = rates.map((rate) => {
          const k2 = Array.from({ length: dims }, (_, axis) => ((axis + 1) * Math.PI) ** 2);
          return Math.exp(-rate * k2.reduce((a, b) => a + b) * 0.1 * 3);
        });
        const u = wave([1, 1]);
        assertClose(await endOf(stepper, u, 3), wave(decay), ROUNDING[precision]);
        const repeated = new RepeatedStepper(stepper, 3);
        assertClose(await endOf(repeated, u), wave(decay), ROUNDING[precision]);
      });
    }

    test('a reaction of channels that spread at different rates is its reference', async () => {
      const [numPoints, time] = [16, 0.2];
      const domain = { dims: 1, numPoints, domainExtent: 1, dt: 0.01 };
      const initial = reactionState(numPoints);
      const expected = referenceReaction(domain, initial, time, 400);
      const stepper = new ReactionDiffusion({ ...domain, order: 4 });
      const bound = precision === 'f64' ? 1e-9 : 1e-5;
      assertClose(await endOf(stepper, initial, 20), expected, bound);
      assertClose(await endOf(new RepeatedStepper(stepper, 20), initial), expected, bound);
      // Along the second of two axes, and along the first.
      const flat = new ReactionDiffusion({ ...domain, dims: 2, order: 4 });
      const spread = (state: Float64Array, along: number) =>
        Float64Array.from({ length: 2 * numPoints ** 2 }, (_, at) => {
          const point = along === 1 ? at % numPoints : Math.floor(at / numPoints) % numPoints;
          return state[Math.floor(at / numPoints ** 2) * numPoints + point]!;
        });
      for (const along of [0, 1]) {
        const end = await endOf(flat, spread(initial, along), 20);
        assertClose(end, spread(expected, along), bound);
      }
    });
  });
}

test('operators of other channels or modes are refused', () => {
  const domain = { dims: 2, numPoints: 6, domainExtent: 1 };
  const one = identityOperator(domain);
  const refused = (linear: DiagonalOperator, says: RegExp) => {
    const stepper = new SpectralStepper(
      { ...domain, dt: 1 },
      { numChannels: 3, linear: () => linear },
    );
    const program = () =>
      trace({ steps: 1 }, (t) => {
        const u = t.state('u', [1, 1, 3, 6, 6]);
        t.assign(u, stepper.step(u));
      });
    assert.throws(program, (e: unknown) => e instanceof UserError && says.test(e.message));
  };
  refused([one, one], /3 channels was given an operator of 2/);
  refused([], /3 channels was given an operator of 0/);
  refused(one.slice(1), /47 numbers; on this grid it has 2 planes of 24 modes/);
  refused([one, one, new Float64Array(3 * one.length)], /144 numbers/);
});
