/** Attributes and data of scenarios against apebench 0.1.1. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { type PlainValue, plain } from '../../src/config/python-literal.js';
import { loadCore } from '../../src/core/index.js';
import { buildIcSet } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { makeScenario, scenarioDict } from '../../src/scenarios/index.js';
import { covered, isNotYet, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Case = any;

test('defaults, order of the attributes and names', async () => {
  const { index } = openSolverGroup('scenario_defaults');
  let checked = 0;
  for (const key of Object.keys(scenarioDict)) {
    for (const dims of [1, 2, 3]) {
      const wanted = index.scenarios[key][`${dims}d`];
      const scenario = makeScenario(key, { num_spatial_dims: dims });
      const attributes: Record<string, PlainValue> = {};
      for (const [name, value] of scenario.toPython()) attributes[name] = plain(value);
      assert.deepEqual(Object.keys(attributes), index.field_order[key], key);
      assert.deepEqual(attributes, wanted.attributes, key);
      assert.equal(await scenario.getScenarioName(), wanted.scenario_name);
      checked++;
    }
  }
  console.log(`solver/scenario_defaults: ${checked} of ${3 * Object.keys(index.scenarios).length}`);
});

const group = openSolverGroup('scenarios');
const cases = covered<Case>('solver/scenarios', group.index.cases, group.whole);

/** Suggested single precision tolerance: 2e-6 for one step, 2e-5 for five to ten with warm-up. */
const single = (frame: number) => (frame <= 1 ? 2e-6 : 2e-5);

for (const precision of ['f64', 'f32'] as const) {
  test(`data in ${precision}`, async () => {
    await loadCore();
    const backend = await createBackend({ backend: 'wasm', precision });
    try {
      for (const c of cases) {
        const scenario = makeScenario(c.scenario, c.overrides);
        assert.equal(await scenario.getScenarioName(), c.scenario_name);
        const random = { partitionable: c.prng === 'partitionable' };
        const ic = group.array(c.arrays.ic);
        const raw = await buildIcSet(
          await scenario.getIcGenerator(),
          scenario.num_points,
          scenario.num_train_samples,
          PRNGKey(scenario.train_seed),
          random,
        );
        assert.ok(relativeError(raw, ic) <= 1e-9, `${c.scenario}: initial conditions`);
        for (const which of ['ref', 'coarse'] as const) {
          const options = { backend, random };
          const { data, shape } = await (which === 'ref'
            ? scenario.getTrainData(options)
            : scenario.getTrainDataCoarse(options));
          const theirs = group.array(c.arrays[which]);
          const [samples, steps] = shape as [number, number];
          const size = data.length / (samples * steps);
          const frames: number[] = c[`frames_${which}`];
          for (let sample = 0; sample < samples; sample++) {
            for (const [i, frame] of frames.entries()) {
              const at = (sample * steps + frame) * size;
              const from = (sample * frames.length + i) * size;
              const error = relativeError(
                data.subarray(at, at + size),
                theirs.subarray(from, from + size),
              );
              const label = `${c.scenario} ${c.tag} ${which} frame ${frame}: ${error}`;
              assert.ok(error <= (precision === 'f64' ? 1e-11 : single(frame)), label);
            }
          }
        }
      }
    } finally {
      await backend.dispose();
    }
  });
}

const longRuns = openSolverGroup('scenario_longrun');
const runs: Case[] = longRuns.index.runs.filter((run: Case) => !isNotYet('solver/scenarios', run));
console.log(`solver/scenario_longrun: ${runs.length} of ${longRuns.index.runs.length} cases`);

/** Minimum, maximum, mean and standard deviation of a state. */
function statistics(u: Float64Array) {
  const mean = u.reduce((sum, value) => sum + value, 0) / u.length;
  const variance = u.reduce((sum, value) => sum + (value - mean) ** 2, 0) / u.length;
  return { min: Math.min(...u), max: Math.max(...u), mean, std: Math.sqrt(variance) };
}

for (const [precision, tolerance] of [
  ['f64', 1e-11],
  ['f32', 1e-4],
] as const) {
  test(`200 steps of the first test sample in ${precision}`, async () => {
    const backend = await createBackend({ backend: 'wasm', precision });
    try {
      for (const c of runs) {
        const { num_spatial_dims, num_points, num_warmup_steps } = c;
        const scenario = makeScenario(c.scenario, { num_spatial_dims, num_points });
        assert.equal(scenario.num_warmup_steps, num_warmup_steps);
        const { data, shape } = await scenario.getRefSampleData({ backend });
        assert.equal(shape[1], c.test_temporal_horizon + 1);
        const size = data.length / shape[1]!;
        const { frames } = c[precision];
        const amplitude = Math.max(-frames[0].min, frames[0].max);
        for (const [frame, theirs] of Object.entries<Record<string, number>>(frames)) {
          const state = data.subarray(Number(frame) * size, (Number(frame) + 1) * size);
          for (const [name, ours] of Object.entries(statistics(state))) {
            const error = Math.abs(ours - theirs[name]!) / amplitude;
            const label = `${c.scenario} ${num_spatial_dims}d frame ${frame} ${name}: ${error}`;
            assert.ok(error <= tolerance, label);
          }
        }
      }
    } finally {
      await backend.dispose();
    }
  });
}
