/** Attributes and data of scenarios against apebench 0.1.1. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type PlainValue, plain } from '../../src/config/python-literal.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { buildIcSet } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { makeScenario, scenarioDict } from '../../src/scenarios/index.js';
import { namedCases, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Case = any;

const backends = {} as Record<'f64' | 'f32', Backend>;
before(async () => {
  await loadCore();
  for (const precision of ['f64', 'f32'] as const) {
    backends[precision] = await createBackend({ backend: 'wasm', precision });
  }
});
after(async () => {
  for (const backend of Object.values(backends)) await backend.dispose();
});

const defaults = openSolverGroup('scenario_defaults');

/** A scenario in a number of dimensions in which the original makes it. */
interface DefaultsCase {
  scenario: string;
  dims: number;
  attributes: Record<string, PlainValue>;
  scenario_name: string;
}

const defaultsCases = Object.entries<Case>(defaults.index.scenarios).flatMap(([scenario, made]) =>
  Object.entries<Case>(made)
    .filter(([, { attributes }]) => attributes !== undefined)
    .map(
      ([dims, wanted]): DefaultsCase => ({ ...wanted, scenario, dims: Number.parseInt(dims, 10) }),
    ),
);
const namedDefaults = namedCases(
  'solver/scenarios/defaults',
  defaultsCases,
  defaults.whole,
  ({ scenario, dims }) => `${scenario} ${dims}d`,
);

test('solver/scenarios/defaults: every scenario is there', () => {
  const there = new Set(namedDefaults.map(([, { scenario }]) => scenario));
  assert.deepEqual([...there].sort(), Object.keys(scenarioDict).sort());
});

for (const [name, { scenario: key, dims, attributes, scenario_name }] of namedDefaults) {
  test(`${name}: attributes, their order, and name`, async () => {
    const scenario = makeScenario(key, { num_spatial_dims: dims });
    const ours: Record<string, PlainValue> = {};
    for (const [attribute, value] of scenario.toPython()) ours[attribute] = plain(value);
    assert.deepEqual(Object.keys(ours), defaults.index.field_order[key]);
    assert.deepEqual(ours, attributes);
    // The original forgets to return this one.
    assert.equal(await scenario.getScenarioName(), scenario_name ?? `${dims}d_${key}`);
  });
}

const group = openSolverGroup('scenarios');
const cases = namedCases<Case>(
  'solver/scenarios',
  group.index.cases,
  group.whole,
  (c) => `${c.scenario} ${c.num_spatial_dims}d ${c.tag}`,
);

/** Single precision by steps, those of the warm-up counted (solvers.md, section 7). */
const single = (steps: number) => (steps <= 1 ? 2e-6 : 2e-5);

for (const [name, c] of cases) {
  if (c.exception !== undefined) {
    test(`${name}: refused, as by the original`, () => {
      assert.throws(() => makeScenario(c.scenario, c.overrides), UserError);
    });
    continue;
  }
  const random = { partitionable: c.prng === 'partitionable' };

  test(`${name}: initial conditions`, async () => {
    const scenario = makeScenario(c.scenario, c.overrides);
    const forgotten = `${c.num_spatial_dims}d_${c.scenario}`;
    assert.equal(await scenario.getScenarioName(), c.scenario_name ?? forgotten);
    const { data: raw } = await buildIcSet(
      await scenario.getIcGenerator(),
      scenario.num_points,
      scenario.num_train_samples,
      PRNGKey(scenario.train_seed),
      random,
    );
    const error = relativeError(raw, group.array(c.arrays.ic));
    assert.ok(error <= 1e-9, `${error}`);
  });

  for (const which of ['ref', 'coarse'] as const) {
    if (c.arrays[which] === undefined) {
      test(`${name}: ${which} data is refused, as by the original`, async () => {
        const scenario = makeScenario(c.scenario, c.overrides);
        await assert.rejects(async () => scenario.getTrainDataCoarse(), /no coarse stepper/);
      });
      continue;
    }
    for (const precision of ['f64', 'f32'] as const) {
      test(`${name}: ${which} data in ${precision}`, async () => {
        const scenario = makeScenario(c.scenario, c.overrides);
        const options = { backend: backends[precision], random };
        const { data, shape } = await (which === 'ref'
          ? scenario.getTrainData(options)
          : scenario.getTrainDataCoarse(options));
        const theirs = group.array(c.arrays[which]);
        const [samples, states] = shape as [number, number];
        const size = data.length / (samples * states);
        const frames: number[] = c[`frames_${which}`];
        for (let sample = 0; sample < samples; sample++) {
          for (const [i, frame] of frames.entries()) {
            const at = (sample * states + frame) * size;
            const from = (sample * frames.length + i) * size;
            const error = relativeError(
              data.subarray(at, at + size),
              theirs.subarray(from, from + size),
            );
            const steps = scenario.num_warmup_steps + frame;
            const tolerance = precision === 'f64' ? 1e-11 : single(steps);
            assert.ok(error <= tolerance, `sample ${sample} frame ${frame}: ${error}`);
          }
        }
      });
    }
  }
}

const longRuns = openSolverGroup('scenario_longrun');
const runs = namedCases<Case>(
  'solver/scenarios/longrun',
  longRuns.index.runs,
  longRuns.whole,
  (run) => `${run.scenario} ${run.num_spatial_dims}d`,
);

/** Minimum, maximum, mean and standard deviation of a state. */
function statistics(u: Float64Array) {
  const mean = u.reduce((sum, value) => sum + value, 0) / u.length;
  const variance = u.reduce((sum, value) => sum + (value - mean) ** 2, 0) / u.length;
  return { min: Math.min(...u), max: Math.max(...u), mean, std: Math.sqrt(variance) };
}

for (const [name, c] of runs) {
  for (const precision of ['f64', 'f32'] as const) {
    test(`${name}: 200 steps of the first test sample in ${precision}`, async () => {
      const { num_spatial_dims, num_points, num_warmup_steps } = c;
      const scenario = makeScenario(c.scenario, { num_spatial_dims, num_points });
      assert.equal(scenario.num_warmup_steps, num_warmup_steps);
      const { data, shape } = await scenario.getRefSampleData({ backend: backends[precision] });
      assert.equal(shape[1], c.test_temporal_horizon + 1);
      const size = data.length / shape[1]!;
      const { frames } = c[precision];
      const whole = Object.entries<Record<string, number>>(frames);
      if (whole.length === 0) {
        // It grows without bound while it warms up, as the original does.
        assert.ok(!data.subarray(0, size).every(Number.isFinite));
        return;
      }
      const initial = Math.max(-frames[0].min, frames[0].max);
      const stds = whole.map(([, { std }]) => std!);
      const [least, most] = [0.6 * Math.min(...stds), 1.4 * Math.max(...stds)];
      for (const [frame, theirs] of whole) {
        const amplitude = Math.max(initial, -theirs.min!, theirs.max!);
        const state = data.subarray(Number(frame) * size, (Number(frame) + 1) * size);
        const ours = statistics(state);
        // Relative to what has decayed, even rounding is large.
        const single = theirs.std! < 1e-3 * amplitude ? 0 : c.f32_rel_err[frame];
        if (single > CHAOTIC) {
          assert.ok(ours.std > least && ours.std < most, `frame ${frame}: std ${ours.std}`);
          continue;
        }
        const tolerance = longTolerance(precision, single);
        for (const [what, value] of Object.entries(ours)) {
          const error = Math.abs(value - theirs[what]!) / amplitude;
          assert.ok(error <= tolerance, `frame ${frame} ${what}: ${error}`);
        }
      }
    });
  }
}

/**
 * Where the original's own single precision is farther from its double than this, rounding has
 * taken over, in double too: what is compared is the standard deviation, with its range over time.
 */
const CHAOTIC = 0.01;

/**
 * What 700 steps may make of rounding: as much as they make of the original's in single precision,
 * and some steps more of it where the dynamics amplify it.
 */
function longTolerance(precision: 'f64' | 'f32', singleError: number): number {
  const amplified = 30 * singleError;
  return precision === 'f64' ? Math.max(1e-11, amplified * 2 ** -29) : Math.max(1e-4, amplified);
}
