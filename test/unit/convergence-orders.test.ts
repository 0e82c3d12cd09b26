/** The order in time of each ETDRK scheme, on a chaotic equation in float64. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { RandomTruncatedFourierSeries } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { KuramotoSivashinskyConservative, repeat } from '../../src/steppers/index.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

const [domainExtent, numPoints, time] = [60, 256, 10];
const LEVELS = Array.from({ length: 10 }, (_, i) => 2 + i);

/**
 * Rounding alone sets runs about 2e-12 apart at the end; differences that are more than 50 times
 * that give a rate to within some hundredths.
 */
const ABOVE_ROUNDING = 1e-10;

const norm = (u: Float64Array) => Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));

for (const order of [1, 2, 3, 4]) {
  test(`order ${order}: rates between time steps approach ${order}`, async () => {
    const series = new RandomTruncatedFourierSeries({ dims: 1, cutoff: 5 });
    const initial = { data: series.generate(numPoints, PRNGKey(0)), shape: [1, numPoints] };
    const ends: Float64Array[] = [];
    for (const level of LEVELS) {
      const dt = 2 ** -level;
      const options = { dims: 1, domainExtent, numPoints, dt, order };
      const stepper = new KuramotoSivashinskyConservative(options);
      ends.push((await repeat(stepper, time / dt, { backend })(initial)).data);
    }
    const differences = ends
      .slice(1)
      .map((end, i) => norm(end.map((value, at) => value - ends[i]![at]!)) / norm(end))
      .filter((difference) => difference > ABOVE_ROUNDING);
    const rates = differences.slice(1).map((d, i) => Math.log2(differences[i]! / d));
    const distances = rates.map((rate) => Math.abs(rate - order));
    distances.slice(1).forEach((distance, i) => {
      assert.ok(distance < distances[i]!, `rates ${rates}`);
    });
    assert.ok(distances.at(-1)! <= 0.1, `rates ${rates}`);
  });
}
