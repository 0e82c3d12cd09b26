/** `apebench bench` on WASM: the shape of what it prints. Speed is no matter of tests. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskReport } from '../../src/profiling/index.js';
import { apebench } from './apebench.js';

test('bench --json gives a row for each task, with its ops', async () => {
  const { code, stdout, stderr } = await apebench(
    ...['bench', '--tasks', 'train-fno,burgers-1d', '--milliseconds', '40'],
    ...['--backend', 'wasm', '--threads', '2', '--json', '--quiet'],
  );
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const { backends, tasks } = JSON.parse(stdout);
  assert.equal(backends.length, 1);
  const [{ backend, build, precision, threads, peakGflops }] = backends;
  assert.deepEqual([backend, build, precision, threads], ['wasm', 'simd', 'f32', 2]);
  assert.ok(peakGflops > 0);
  assert.deepEqual(
    tasks.map((r: TaskReport) => r.task),
    ['train-fno', 'burgers-1d'],
  );
  for (const { rows, ops, stepsPerRun, mflopPerStep, mbPerStep } of tasks as TaskReport[]) {
    assert.equal(rows.length, 1);
    const [row] = rows;
    assert.equal(row.backend, 'wasm');
    assert.equal(row.check?.matches, true);
    assert.ok(row.measurements >= 1 && row.minMs > 0 && row.minMs <= row.medianMs);
    assert.ok(Math.abs(row.msPerStep * stepsPerRun - row.medianMs) < 1e-9);
    assert.ok(Math.abs(row.gflops * row.msPerStep - mflopPerStep) < 1e-9);
    assert.ok(Math.abs(row.shareOfPeak * peakGflops - row.gflops) < 1e-9);
    assert.ok(Math.abs(row.gbPerSecond * row.msPerStep - mbPerStep) < 1e-9);
    assert.ok(row.firstRunMs > 0 && row.memoryBytes > 0);
    assert.deepEqual([row.dispatchesPerStep, row.distance, row.opDistances], [null, null, null]);
    const shares = ops!.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(shares - 1) < 1e-9);
    for (const { count, ms } of ops!) assert.ok(count > 0 && ms > 0);
  }
  const [training, solver] = tasks as TaskReport[];
  const opsOf = ({ ops }: TaskReport) => Object.fromEntries(ops!.map((row) => [row.op, row]));
  assert.equal(opsOf(training).rfft.count, 8);
  assert.equal(opsOf(training).modeMixWeightGrad.count, 4);
  assert.equal(opsOf(solver).irfft.count, 3 * 50);
});

test('bench prints a table, and refuses what it does not know', async () => {
  const { code, stdout } = await apebench(
    ...['bench', '--tasks', 'burgers-1d', '--milliseconds', '20', '--precision', 'f64', '--quiet'],
  );
  assert.equal(code, 0);
  assert.match(stdout, /^wasm: +simd, f64, .*; measured peak [\d.]+ GFLOP\/s$/m);
  assert.match(stdout, /^task +on +ms\/step +MFLOP +GFLOP\/s +of peak +MB .*\nburgers-1d +wasm /m);
  const wrong = await apebench('bench', '--tasks', 'train-con');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /unknown task 'train-con'; did you mean 'train-conv'\?/);
});

test('a kind stands for its tasks of the size that suits the backends', async () => {
  const { stdout } = await apebench(
    ...['bench', '--tasks', 'rollout,small-burgers-1d', '--milliseconds', '10'],
    ...['--backend', 'wasm', '--json', '--quiet'],
  );
  assert.deepEqual(
    JSON.parse(stdout).tasks.map(({ task }: TaskReport) => task),
    ['rollout-conv', 'small-burgers-1d'],
  );
});
