/**
 * The good values that scenarios declare: at both ends of each range, all else being as it is by
 * default, data stays finite, is no trivial solution, and is another than by default.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type Backend, createBackend } from '../../src/backends/index.js';
import {
  type Attribute,
  type AttributeTable,
  type Good,
  type GoodRange,
  makeScenario,
  type Overrides,
  scenarios,
} from '../../src/scenarios/index.js';
import { relativeError } from '../golden/goldens.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', precision: 'f64', threads: 1 });
});
after(() => backend.dispose());

/** What has no good values: all that is allowed is as good, or a text says more than a list could. */
const ANY_IS_GOOD = new Set([
  'num_spatial_dims',
  'num_channels',
  'train_seed',
  'test_seed',
  'optim_config',
  'vlim',
  'report_metrics',
  'callbacks',
]);

/** What has no say in what a trajectory is. */
const OF_TRAINING = new Set([
  'num_train_samples',
  'train_temporal_horizon',
  'num_test_samples',
  'test_temporal_horizon',
  'batch_size',
  'num_trjs_returned',
  'record_loss_every',
]);

/** How the PDE is solved, not what is solved: the solution stays what it is, near enough. */
const NUMERICS: Readonly<Record<string, number>> = {
  num_substeps: 0.05,
  order: 0.05,
  dealiasing_fraction: 0.05,
  conservative: 0.05,
  num_circle_points: 1e-6,
  circle_radius: 1e-6,
};

/** 1D as it is by default, but for fewer steps; small grids and short trajectories elsewhere. */
const SIZES: Readonly<Record<number, Overrides>> = {
  1: { test_temporal_horizon: 60 },
  2: { num_points: 20, test_temporal_horizon: 5 },
  3: { num_points: 16, test_temporal_horizon: 5 },
};

/** So many points along an axis take tens of seconds in 2D; so do warm-ups there. */
const LARGE = 256;

/** A relative difference from here on is another trajectory. */
const ANOTHER = 1e-4;
/** A solution is trivial that keeps less than this of itself, changes by less, or grows by more. */
const TRIVIAL = { kept: 1e-3, changed: 1e-6, grown: 1e3 };

/** The number of dimensions for which a scenario's defaults are meant. */
const dimsOf = (key: string) => (key === 'phy_unbal_adv' ? 3 : scenarios.get(key).dimensions[0]!);

function scenarioOf(key: string, overrides: Overrides) {
  const dims = dimsOf(key);
  const { attributes } = scenarios.get(key);
  // On the way to an attractor in 2D, which takes minutes.
  const isSlow = dims === 2 && attributes.num_warmup_steps!.default !== 0;
  const isPoisson = attributes.test_temporal_horizon!.default === 1;
  return makeScenario(key, {
    num_spatial_dims: dims,
    ...SIZES[dims],
    ...(isSlow ? { num_warmup_steps: 5 } : {}),
    ...(isPoisson ? { test_temporal_horizon: 1 } : {}),
    num_test_samples: 1,
    ...overrides,
  });
}

/** The states of a test trajectory, of the coarse stepper where that is asked for. */
async function trajectory(key: string, overrides: Overrides, isCoarse = false) {
  const scenario = scenarioOf(key, overrides);
  const make = isCoarse ? 'getTestDataCoarse' : 'getTestData';
  const { data, shape } = await scenario[make]({ backend });
  const states = shape[1]!;
  const size = data.length / states;
  return Array.from({ length: states }, (_, t) =>
    (data as Float64Array).subarray(t * size, (t + 1) * size),
  );
}

type Trajectory = Awaited<ReturnType<typeof trajectory>>;

const rms = (u: Float64Array) =>
  Math.sqrt(u.reduce((sum, value) => sum + value * value, 0) / u.length);

/** The values at the ends of what is good, of a tuple's or a matrix's entries one at a time. */
function endsOf({ good, default: value }: Attribute): unknown[] {
  if (good === undefined) return [];
  if (typeof good[0] === 'string') return [...good];
  const isOne = typeof good[0] === 'number';
  if (!Array.isArray(value)) return [...(good as GoodRange)];
  const rows = value.length;
  const isMatrix = Array.isArray(value[0]);
  const entries = value.flat() as number[];
  return entries.flatMap((_, at) => {
    const range = (isOne ? good : good[at]) as GoodRange;
    return range.map((end) => {
      const changed = entries.with(at, end);
      if (!isMatrix) return changed;
      return value.map((_, row) => changed.slice(row * rows, (row + 1) * rows));
    });
  });
}

/** Whether a value is among good ones. */
function isGood(good: Good, value: unknown): boolean {
  if (Array.isArray(value)) {
    const isOne = typeof good[0] === 'number';
    return value.flat().every((entry, at) => isGood((isOne ? good : good[at]) as GoodRange, entry));
  }
  const [low, high] = good;
  if (typeof low === 'number') return low <= Number(value) && Number(value) <= Number(high);
  return (good as readonly string[]).includes(String(value));
}

/** Why a trajectory is none of a benchmark, or null. */
function notSensible(states: Trajectory): string | null {
  if (!states.every((state) => state.every(Number.isFinite))) return 'is not finite';
  const [first, last] = [rms(states[0]!), rms(states.at(-1)!)];
  if (last < TRIVIAL.kept * first) return `decays to ${last / first}`;
  if (last > TRIVIAL.grown * Math.max(first, 1)) return `grows to ${last / first}`;
  const change = relativeError(states[1]!, states[0]!);
  return change < TRIVIAL.changed ? `changes by ${change} in a step` : null;
}

/** What is wrong with a value of an attribute, or null. */
async function whatIsWrong(key: string, name: string, value: unknown, asIs: Trajectory) {
  const isLarge = name === 'num_points' && dimsOf(key) > 1;
  const overrides = { [name]: value, ...(isLarge ? { test_temporal_horizon: 1 } : {}) };
  const states = await trajectory(key, overrides, name === 'coarse_proportion');
  const bad = notSensible(states);
  if (bad !== null) return bad;
  if (Object.hasOwn(NUMERICS, name) && key !== 'phy_poisson') {
    // A warm-up of a chaotic solution would make much of little.
    const isWarm = scenarioOf(key, {}).num_warmup_steps > 0;
    const short = { num_warmup_steps: 0, test_temporal_horizon: 1 };
    const ours = isWarm ? await trajectory(key, { ...short, [name]: value }) : states;
    const theirs = isWarm ? await trajectory(key, short) : asIs;
    const error = relativeError(ours[1]!, theirs[1]!);
    return error < NUMERICS[name]! ? null : `makes a step another by ${error}`;
  }
  if (states[0]!.length !== asIs[0]!.length) return null;
  const difference = Math.max(...states.map((state, t) => relativeError(state, asIs[t]!)));
  return difference > ANOTHER ? null : `differs by ${difference}`;
}

for (const key of scenarios.names()) {
  const { derived } = scenarios.get(key);
  const attributes: AttributeTable = scenarios.get(key).attributes;
  const free = Object.entries(attributes).filter(([name]) => !Object.hasOwn(derived, name));

  test(`${key}: the defaults are good, and so are both ends of each range`, async () => {
    const base = scenarioOf(key, {}) as unknown as Record<string, unknown>;
    const asIs = await trajectory(key, {});
    const wrong: string[] = [];
    for (const [name, attribute] of free) {
      const { good, default: value } = attribute;
      if (good === undefined) {
        if (!ANY_IS_GOOD.has(name)) wrong.push(`${name} has no good values`);
        continue;
      }
      if (!isGood(good, value)) wrong.push(`${name} is ${value} by default`);
      for (const end of endsOf(attribute)) {
        makeScenario(key, { num_spatial_dims: dimsOf(key), [name]: end });
        const isAsIs = [base[name], value].some((one) =>
          isDeepStrictEqual(attribute.read(end), one),
        );
        const isSlow = dimsOf(key) > 1 && (name === 'num_warmup_steps' || end === LARGE);
        if (isAsIs || isSlow || OF_TRAINING.has(name)) continue;
        const complaint = await whatIsWrong(key, name, end, asIs);
        if (complaint !== null) wrong.push(`${name} = ${JSON.stringify(end)} ${complaint}`);
      }
    }
    assert.deepEqual([notSensible(asIs), ...wrong], [null]);
  });
}
