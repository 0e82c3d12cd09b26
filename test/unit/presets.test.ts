/** The sizes that the form offers: what they set, and how much work each is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChoices } from '../../src/web/compute/describe.js';
import { DEFAULT_STATE, fromHash } from '../../src/web/form/form-state.js';
import { SIZE_PRESETS, sizeOf, timesAsLong, withSize } from '../../src/web/form/presets.js';

const { scenarios } = describeChoices();
const scenarioOf = (key: string) => scenarios.find((one) => one.key === key)!;
const timesOf = (hash: string) => {
  const { state } = fromHash(hash);
  return SIZE_PRESETS.map((preset) => timesAsLong(state, scenarioOf(state.scenario), preset));
};
const close = (found: readonly number[], wanted: readonly number[]) => {
  assert.equal(found.length, wanted.length);
  // Roundoff alone.
  for (const [i, value] of wanted.entries()) assert.ok(Math.abs(found[i]! / value - 1) < 1e-12);
};

test('the work of a size goes with points, minibatch and updates', () => {
  // Of 160 points, 20 windows and 10,000 updates.
  close(timesOf('scenario=diff_adv'), [((96 / 160) * 500) / 10_000, 0.3, 1]);
  close(timesOf('scenario=diff_adv&num_points=80'), [1.2 * 0.05, 2 * 0.3, 2]);
  close(timesOf('scenario=diff_adv&batch_size=5&optim_config=adam;1_000;constant;1e-3'), [
    ...[4 * 0.6 * 0.5, 4 * 3, 4 * 10],
  ]);
  // In two dimensions a quick look has 32 points along each axis, 10 windows and 100 updates.
  close(timesOf('scenario=diff_adv&num_spatial_dims=2'), [
    (32 / 160) ** 2 * 0.5 * 0.01,
    (64 / 160) ** 2 * 0.05,
    1,
  ]);
});

test('of what is half typed no time is told', () => {
  for (const hash of ['optim_config=adam', 'num_points=', 'batch_size=x'])
    for (const times of timesOf(`scenario=diff_adv&${hash}`))
      assert.equal(Number.isFinite(times), false, hash);
});

test('a state in a size is known to be so, whatever else is set', () => {
  for (const key of ['diff_adv', 'diff_burgers', 'phy_mix_disp'])
    for (const preset of SIZE_PRESETS) {
      const scenario = scenarioOf(key);
      const state = { ...DEFAULT_STATE, scenario: key, net: 'Pure;3' };
      const sized = { ...state, attributes: withSize(state, scenario, preset) };
      assert.equal(sizeOf(sized, scenario)?.key, preset.key, key);
    }
});
