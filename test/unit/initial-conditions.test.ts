/** Initial conditions: properties of the draws, and what bad config strings get. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { buildIcSet, parseIcConfig } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';

before(() => loadCore());

const draw = (config: string, numSamples = 2, channels = 1) =>
  buildIcSet(parseIcConfig(config, 1, channels), 40, numSamples, PRNGKey(5));
const mean = (u: Float64Array) => u.reduce((sum, value) => sum + value, 0) / u.length;

test('zero mean and a maximum of one', async () => {
  const u = await draw('fourier;4;true;true', 1);
  assert.ok(Math.abs(mean(u)) < 1e-15);
  assert.equal(Math.max(...u.map(Math.abs)), 1);
  assert.ok(Math.abs(mean(await draw('fourier;4;false;false', 1))) > 1e-3);
});

test('a cutoff of zero leaves the mean', async () => {
  const u = await draw('fourier;0;false;false', 1);
  assert.ok(u.every((value) => Math.abs(value - u[0]!) < 1e-15));
});

test('clamping fills the range', async () => {
  const u = await draw('clamp;-1.0;2.0;fourier;5;false;false', 1);
  assert.equal(Math.min(...u), -1);
  assert.equal(Math.max(...u), 2);
});

test('the first samples do not depend on how many are drawn; channels differ', async () => {
  const few = await draw('fourier;5;true;true', 2, 2);
  assert.deepEqual((await draw('Fourier;5;TRUE;True', 5, 2)).slice(0, few.length), few);
  assert.notDeepEqual(few.slice(0, 40), few.slice(40, 80));
});

test('bad config strings are pointed at', () => {
  const bad: [config: string, says: RegExp][] = [
    ['fourier;5;true', /'MAX_ONE' is missing/],
    ['fourier;5;true;true;1', /there are 5 fields/],
    [
      'fourier;-1;true;true',
      /CUTOFF must be at least 0, not -1\n {2}fourier;-1;true;true\n {10}\^/,
    ],
    ['fourier;2.5;true;true', /CUTOFF must be a whole number/],
    ['fourier;5;yes;true', /ZERO_MEAN must be true or false/],
    ['fouri;5;true;true', /did you mean 'fourier'/],
    ['clamp;0.0;1.0', /'CONFIG' is missing/],
    ['clamp;0.0;1.0;clamp;0.0;1.0;fourier;5;true;true', /unknown initial condition 'clamp'/],
    ['diffused;0.1;true;true', /not there yet; there are fourier, clamp/],
    ['', /empty/],
  ];
  for (const [config, says] of bad) {
    assert.throws(
      () => parseIcConfig(config, 1, 1),
      (error: unknown) => error instanceof UserError && says.test(error.message),
      config,
    );
  }
});
