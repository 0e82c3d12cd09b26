/** How long experiments of a study take, learned from those that are done. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Need } from '../../src/engines/need.js';
import { Pace } from '../../src/engines/pace.js';
import { plannedSeconds } from '../../src/engines/placement.js';

const need = (flopPerUpdate: number): Need => ({
  ...{ flopPerUpdate, numUpdates: 1000, bytes: 0, gpu: false },
});

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual / expected - 1) < 0.01, `${actual} ${expected}`);

test('before anything is known, times are those of the plan', () => {
  const one = need(1e8);
  assert.equal(new Pace().secondsOf(one, 2), plannedSeconds(one, 2));
});

test('experiments of similar cost count most, and a part of one by its part', () => {
  const pace = new Pace();
  const [small, large] = [need(1e5), need(1e9)];
  pace.learn(small, 1, 10 * plannedSeconds(small));
  near(pace.secondsOf(large), 10 * plannedSeconds(large));
  pace.learn(large, 2, (2 * plannedSeconds(large, 2)) / 4, 0.25);
  near(pace.secondsOf(small), 10 * plannedSeconds(small));
  near(pace.secondsOf(need(2e9)), 2 * plannedSeconds(need(2e9)));
  pace.learn(large, 1, 4 * plannedSeconds(large));
  near(pace.secondsOf(large), ((0.25 * 2 + 4) / 1.25) * plannedSeconds(large));
});
