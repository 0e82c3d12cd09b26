/** What the page compares predictions by, without a browser: trajectories, scales, profiles. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partAt } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { NOT_FINITE, planeOf, TOP_LEVEL } from '../../src/drawing/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { bySolver, firstState, follow, type Means } from '../../src/web/compute/trajectories.js';
import type { ComputeClient } from '../../src/web/compute-client.js';
import { DEFAULT_STATE, type FormState } from '../../src/web/form/form-state.js';
import { errorLimit, roundedUp } from '../../src/web/predictions/error-scale.js';
import { groupsOf, titleOf } from '../../src/web/predictions/groups.js';
import {
  fieldOf,
  pointAt,
  profileOf,
  rangeOf,
  valueAt,
} from '../../src/web/predictions/lines-of-fields.js';
import { ABOVE, BELOW, frameAt, markedLevel } from '../../src/web/predictions/paint-field.js';
import { TrajectoryLoader, type Wanted } from '../../src/web/predictions/trajectory-loader.js';
import { colourTable, voxelOf, voxelsOf } from '../../src/web/predictions/voxels.js';
import type { Predicted, Trajectory } from '../../src/web/protocol.js';
import { Run } from '../../src/web/runs/run.js';

let backend: Backend;
before(async () => {
  backend = await createBackend({ backend: 'wasm', threads: 1 });
});
after(() => backend.dispose());
const means = (): Means => ({ backend, signal: new AbortController().signal });

/** A trajectory whose numbers tell where they stand. */
function counted(frames: number, channels: number, points: number, dims: number): Trajectory {
  const length = frames * channels * points ** dims;
  const values = Float32Array.from({ length }, (_, i) => i);
  return { values, dims, frames, channels, points, every: 1 };
}

test('what is beyond a scale by more than half a level is marked, and what is no number', () => {
  const half = 0.5 / TOP_LEVEL;
  const values = [-1, 0, 1, 1 + half, 1 + 3 * half, -1 - half, -1 - 3 * half, 1e30];
  // Plus zero: of zeros there are two.
  const levels = values.map((value) => markedLevel(value, [-1, 1]) + 0);
  assert.deepEqual(levels, [0, TOP_LEVEL / 2, TOP_LEVEL, TOP_LEVEL, ABOVE, 0, BELOW, ABOVE]);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.equal(markedLevel(value, [-1, 1]), NOT_FINITE);
  }
});

test('a slice goes through the point of its axis, its first axis left to the right', () => {
  const [frame, channel, n] = [1, 1, 4];
  const at = (axis: number, point: number, row: number, column: number) => {
    const plane = planeOf([2, 2, n, n, n], { frame, channel, axis, at: point });
    return plane.from + row * plane.rowStride + column * plane.columnStride;
  };
  const index = (x: number, y: number, z: number) => 3 * n ** 3 + (x * n + y) * n + z;
  assert.equal(at(0, 3, 2, 1), index(3, 1, 2));
  assert.equal(at(1, 3, 2, 1), index(1, 3, 2));
  assert.equal(at(2, 3, 2, 1), index(1, 2, 3));
});

test('values, profiles and fields are those of the frame, the channel and the point', () => {
  const flat = counted(3, 2, 8, 1);
  assert.equal(valueAt({ trajectory: flat }, 1, 2, [0.5, 0, 0]), (2 * 2 + 1) * 8 + 4);
  assert.deepEqual([...profileOf(flat, 1, 2, [0, 0, 0]).y], [40, 41, 42, 43, 44, 45, 46, 47]);
  assert.equal(profileOf(flat, 0, 0, [0, 0, 0]).x[2], 0.25);
  const plane = counted(2, 1, 4, 2);
  // y is its third point.
  assert.deepEqual([...profileOf(plane, 0, 1, [0.9, 0.5, 0]).y], [18, 22, 26, 30]);
  assert.equal(valueAt({ trajectory: plane, minus: plane }, 0, 1, [0.9, 0.5, 0]), 0);
  const cube = counted(1, 2, 4, 3);
  assert.deepEqual(
    [...profileOf(cube, 1, 0, [0, 0.25, 0.99]).y],
    [0, 1, 2, 3].map((x) => 64 + (x * 4 + 1) * 4 + 3),
  );
  assert.deepEqual([...fieldOf(plane, 0, 1)], [...plane.values.subarray(16)]);
  assert.deepEqual(rangeOf(flat, 1), [8, 47]);
  // The last point, also at the very end and beyond it.
  assert.deepEqual(
    [-1, 0, 0.999, 1, 2].map((part) => pointAt(flat, part)),
    [0, 0, 7, 7, 7],
  );
});

test('a time step is shown by the frame that is nearest, later ones by the last', () => {
  const thin = { ...counted(5, 1, 2, 1), every: 3 };
  assert.deepEqual(
    [0, 1, 2, 4, 12, 99].map((step) => frameAt(thin, step)),
    [0, 0, 1, 1, 4, 4],
  );
});

test('the scale of errors is a round number above nearly all of them', () => {
  assert.deepEqual([0.011, 0.02, 0.3, 5.1, 1].map(roundedUp), [0.02, 0.02, 0.5, 10, 1]);
  const reference = counted(10, 2, 100, 1);
  const off = (error: (i: number) => number) => ({
    ...reference,
    values: reference.values.map((value, i) => value + error(i)),
  });
  // Of channel 1 alone, whose first value is number 100.
  const small = off((i) => (Math.floor(i / 100) % 2 === 1 ? 0.25 : 9));
  assert.equal(errorLimit([small], reference, 1, 100), 0.5);
  assert.equal(errorLimit([small, off(() => 3)], reference, 1, 100), 5);
  assert.equal(errorLimit([small, off(() => 3)], reference, 1, 4), 4);
  // One point in a thousand does not make it, nor does one that is no number.
  const one = off((i) => (i === 150 ? 1e9 : 0.25));
  assert.equal(errorLimit([one], reference, 1, 100), 0.5);
  const diverged = off((i) => (i > 1000 ? Number.NaN : 0.25));
  assert.equal(errorLimit([diverged], reference, 1, 100), 0.5);
  assert.equal(errorLimit([off(() => Number.NaN)], reference, 1, 100), 100);
  assert.equal(errorLimit([reference], reference, 1, 100), 100);
  assert.equal(errorLimit([], reference, 1, 100), 100);
});

const scenario = makeScenario('diff_adv', {
  num_points: 24,
  num_warmup_steps: 3,
  num_train_samples: 4,
  num_test_samples: 3,
  train_temporal_horizon: 5,
  test_temporal_horizon: 12,
});

for (const set of ['train', 'test'] as const) {
  test(`a trajectory by its number is that of the ${set} set`, async () => {
    const all = await (set === 'train' ? scenario.getTrainData : scenario.getTestData).call(
      scenario,
      { backend },
    );
    const { data } = partAt(all, 2);
    const first = await firstState(scenario, { set, number: 2 }, means());
    const advance = bySolver(await scenario.getRefStepper(), means());
    const made = await follow(advance, first, all.shape[1]! - 1);
    assert.deepEqual(made.values, Float32Array.from(data));
    assert.equal(made.every, 1);
  });
}

test('a long trajectory keeps every nth state, of the same bits', async () => {
  const first = await firstState(scenario, { set: 'test', number: 0 }, means());
  const advance = bySolver(await scenario.getRefStepper(), means());
  const whole = await follow(advance, first, 12);
  const thin = await follow(advance, first, 12, 5 * 24);
  const { values: _, ...extents } = thin;
  assert.deepEqual(extents, { dims: 1, frames: 5, channels: 1, points: 24, every: 3 });
  for (let frame = 0; frame < 5; frame++) {
    const [one, other] = [thin.values, whole.values].map((values, i) => {
      const from = frame * (i === 0 ? 24 : 72);
      return values.subarray(from, from + 24);
    });
    assert.deepEqual(one, other);
  }
  // A state that is larger than the room still has its first and its last.
  const { frames, every } = await follow(advance, first, 12, 1);
  assert.deepEqual([frames, every], [2, 12]);
});

const stateOf = (attributes: Record<string, string>): FormState => ({
  ...DEFAULT_STATE,
  attributes: new Map(Object.entries(attributes)),
});

test('runs are grouped by their data, whatever else differs', () => {
  const basis = { vlim: [-1, 1], cost: null } as const;
  const attributesOfRuns: Record<string, string>[] = [
    { num_points: '64', batch_size: '5' },
    { num_points: '32' },
    { optim_config: 'adam;5;constant;1e-3', num_points: '64' },
  ];
  const runs = attributesOfRuns.map((one, i) => new Run(i + 1, stateOf(one), basis));
  const groups = groupsOf(runs);
  assert.deepEqual(
    groups.map((group) => group.runs.map(({ number }) => number)),
    [[1, 3], [2]],
  );
  assert.deepEqual(
    groups.map((group) => titleOf(group, groups)),
    ['diff_adv · num_points=64', 'diff_adv · num_points=32'],
  );
});

test('voxels keep apart what the map holds and what is marked', () => {
  const marked = [...Array(ABOVE + 1).keys()].map(voxelOf);
  assert.equal(Math.max(...marked), 255);
  const ofMarks = [NOT_FINITE, BELOW, ABOVE].map(voxelOf);
  assert.equal(new Set([...ofMarks, voxelOf(TOP_LEVEL)]).size, 4);
  const table = colourTable();
  const strengths = [0, TOP_LEVEL / 2, TOP_LEVEL, ABOVE].map(
    (level) => table[4 * voxelOf(level) + 3],
  );
  assert.deepEqual(strengths, [255, 0, 255, 255]);
  const cube = counted(1, 1, 4, 3);
  assert.equal(voxelsOf({ trajectory: cube }, { frame: 0, channel: 0 }, [0, 63]).values[63], 252);
  // 130 points on an axis are every third, from the first on.
  const large = counted(1, 1, 130, 3);
  const { values, points } = voxelsOf({ trajectory: large }, { frame: 0, channel: 0 }, [
    0,
    130 ** 3,
  ]);
  assert.equal(points, 44);
  assert.equal(values.at(-1), voxelOf(markedLevel(129 * (130 ** 2 + 130 + 1), [0, 130 ** 3])));
});

/** A worker whose answers are given by hand. */
function fakeClient() {
  const asked: { key: string; answer: (predicted: Predicted | null) => void }[] = [];
  let stops = 0;
  const client = {
    predict: (entry: { net: string }) =>
      new Promise<Predicted | null>((answer) => asked.push({ key: entry.net, answer })),
    stopPredicting: async () => {
      stops++;
    },
  } as unknown as ComputeClient;
  return { client, asked, stops: () => stops };
}

const wanted = (key: string, more: Partial<Wanted> = {}): Wanted => ({
  key,
  entry: { scenario: 'diff_adv', task: 'predict', net: key, train: 'one' },
  steps: { by: 'reference' },
  choice: { set: 'test', number: 0 },
  ...more,
});
const predicted = (update: number | null = null): Predicted => ({
  trajectory: counted(1, 1, 1, 1),
  count: 1,
  update,
});
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

test('trajectories are asked for one after the other, and what is not wanted is dropped', async () => {
  const { client, asked, stops } = fakeClient();
  const loader = new TrajectoryLoader(client);
  loader.want([wanted('a'), wanted('b')]);
  assert.deepEqual(
    asked.map(({ key }) => key),
    ['a'],
  );
  asked[0]!.answer(predicted());
  await settled();
  assert.deepEqual(
    asked.map(({ key }) => key),
    ['a', 'b'],
  );
  // The page looks at something else while b is made.
  loader.want([wanted('c')]);
  assert.equal(stops(), 1);
  assert.deepEqual([...loader.loaded.value.keys()], []);
  asked[1]!.answer(null);
  await settled();
  assert.deepEqual(
    asked.map(({ key }) => key),
    ['a', 'b', 'c'],
  );
  asked[2]!.answer(predicted());
  await settled();
  assert.deepEqual([...loader.loaded.value.keys()], ['c']);
  assert.equal(loader.busy.value, null);
});

test('what a network predicted before stays until it is there anew', async () => {
  const { client, asked } = fakeClient();
  const loader = new TrajectoryLoader(client);
  loader.put('a', predicted(10));
  loader.want([wanted('a', { atLeast: 10 })]);
  assert.equal(asked.length, 0);
  loader.want([wanted('a', { atLeast: 20 })]);
  assert.equal(asked.length, 1);
  assert.ok(loader.loaded.value.has('a'));
  const answer = predicted();
  asked[0]!.answer(answer);
  await settled();
  assert.equal(loader.loaded.value.get('a'), answer);
  // A run that has ended without a network cannot be asked, and what is there is kept.
  loader.want([wanted('a', { steps: null, atLeast: 20 }), wanted('b', { steps: null })]);
  await settled();
  assert.equal(asked.length, 1);
  assert.ok(loader.loaded.value.has('a'));
});
