/** The curves of runs: from what of a run they are made, while it trains and after it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorLines, hasSeconds, lossLines } from '../../src/web/charts/run-lines.js';
import { DEFAULT_STATE } from '../../src/web/form/form-state.js';
import { type Pace, Run } from '../../src/web/runs/run.js';

const { NaN: nan } = Number;

/** Run 1 after `update` of 100 updates, with losses before every tenth. */
function runOf(update: number, seeds: readonly (readonly number[])[], pace: Pace[] = []): Run {
  const run = new Run(1, DEFAULT_STATE, { vlim: [-1, 1], cost: null });
  run.status.value = 'running';
  run.progress.value = { update, total: 100, phase: '' };
  run.losses.value = { losses: seeds.map((losses) => Float64Array.from(losses)), every: 10 };
  run.pace = pace;
  return run;
}

const pointsOf = (run: Run, options = {}) =>
  lossLines(run, options).map(({ x, y }) => [[...x], Array.from(y)]);

test('a loss goes as far as its run, and what diverged is not what is not there yet', () => {
  // After 21 updates there are the losses before updates 0, 10 and 20, the last of which is no number.
  assert.deepEqual(pointsOf(runOf(21, [[1, 0.5, nan, nan]])), [
    [
      [0, 10, 20],
      [1, 0.5, nan],
    ],
  ]);
  assert.deepEqual(pointsOf(runOf(0, [[nan, nan]])), []);
  assert.deepEqual(pointsOf(runOf(20, [[1, 0.5, nan]])), [
    [
      [0, 10],
      [1, 0.5],
    ],
  ]);
});

test('while a run trains it also has the losses of its pieces', () => {
  const pace = [
    { update: 1, seconds: 0, losses: [1] },
    { update: 4, seconds: 1, losses: [0.8] },
    { update: 15, seconds: 2, losses: [0.4] },
  ];
  const run = runOf(15, [[1, 0.5, nan]], pace);
  const all = [
    [
      [0, 3, 10, 14],
      [1, 0.8, 0.5, 0.4],
    ],
  ];
  assert.deepEqual(pointsOf(run), all);
  // Two losses in its files are too few for a curve; three are those that it has.
  const finish = (losses: number[]) => {
    run.losses.value = { losses: [Float64Array.from(losses)], every: 10 };
    run.status.value = 'finished';
    return pointsOf(run);
  };
  assert.deepEqual(finish([1, 0.5]), all);
  assert.deepEqual(finish([1, 0.5, 0.3]), [
    [
      [0, 10, 20],
      [1, 0.5, 0.3],
    ],
  ]);
});

test('over seconds, losses lie evenly between what is known', () => {
  const pace = [
    { update: 5, seconds: 1 },
    { update: 15, seconds: 3 },
    { update: 25, seconds: 4 },
  ];
  const run = runOf(25, [[1, 0.5, 0.25]], pace);
  assert.deepEqual(pointsOf(run, { axis: 'seconds' }), [
    [
      [1, 2, 3.5],
      [1, 0.5, 0.25],
    ],
  ]);
  assert.ok(hasSeconds(run));
  for (const unknown of [[], [{ update: 5, seconds: 1 }]]) {
    const without = runOf(25, [[1, 0.5, 0.25]], unknown);
    assert.deepEqual(pointsOf(without, { axis: 'seconds' }), []);
    assert.equal(hasSeconds(without), false);
  }
});

test('updates that were made anew after a reload count once', () => {
  const pace = [
    { update: 1, seconds: 0, losses: [1] },
    { update: 15, seconds: 2, losses: [0.4] },
    { update: 19, seconds: 3, losses: [0.3] },
    // From the checkpoint after update 14 on.
    { update: 15, seconds: 4, losses: [0.4] },
    { update: 25, seconds: 6, losses: [0.2] },
  ];
  const run = runOf(25, [[1, 0.5, 0.25]], pace);
  const [line] = lossLines(run);
  assert.deepEqual(line!.x, [0, 10, 14, 20, 24]);
  const [timed] = lossLines(run, { axis: 'seconds' });
  assert.ok(
    timed!.x.every((at, i) => at >= (timed!.x[i - 1] ?? 0)),
    `${timed!.x}`,
  );
  assert.equal(timed!.x.at(-1), 4 + (9 / 10) * 2);
});

test('several seeds are their median and the band of their quartiles', () => {
  const run = runOf(15, [
    [1, 0.5],
    [2, 0.6],
    [3, 0.7],
  ]);
  const [line] = lossLines(run, { smoothing: 0.1 });
  assert.deepEqual(Array.from(line!.y), [2, 0.6]);
  assert.deepEqual(Array.from(line!.band!.high), [2.5, (0.6 + 0.7) / 2]);
  assert.equal(line!.smoothed!.length, 2);
  assert.equal(lossLines(runOf(15, [[1, 0.5]]))[0]!.band, undefined);
});

test('an error rollout begins at the first time step; a metric that a run lacks is its first', () => {
  const run = runOf(100, [[1]]);
  assert.deepEqual(errorLines(run, 'mean_nRMSE'), []);
  run.rollouts.value = [{ metric: 'mean_MSE', errors: [Float64Array.of(0.1, 0.2)] }];
  const [line] = errorLines(run, 'mean_nRMSE');
  assert.deepEqual(
    [line!.label, line!.x, Array.from(line!.y)],
    [`1: ${run.name.value}`, [1, 2], [0.1, 0.2]],
  );
});
