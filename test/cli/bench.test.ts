// `apebench bench`: the shape of what it prints. Speed is no matter of tests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchResult } from '../../src/bench/index.js';
import { apebench } from './apebench.js';

test('bench --json gives a row for each task, with its ops', async () => {
  const { code, stdout, stderr } = await apebench(
    ...['bench', '--tasks', 'train-fno,burgers-1d', '--milliseconds', '40'],
    ...['--threads', '2', '--json', '--quiet'],
  );
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const { threads, peakGflops, results } = JSON.parse(stdout);
  assert.equal(threads, 2);
  assert.ok(peakGflops > 0);
  assert.deepEqual(
    results.map((r: BenchResult) => r.task),
    ['train-fno', 'burgers-1d'],
  );
  for (const row of results as BenchResult[]) {
    assert.equal(row.backend, 'wasm');
    assert.equal(row.threads, 2);
    assert.equal(row.check?.matches, true);
    assert.ok(row.measurements >= 3 && row.minMs > 0 && row.minMs <= row.medianMs);
    assert.ok(Math.abs(row.msPerStep * row.stepsPerRun - row.medianMs) < 1e-9);
    assert.ok(row.gflops > 0 && row.shareOfPeak > 0 && row.mflopPerStep > 0);
    assert.ok(row.memoryBytes > 0);
    const shares = row.ops.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(shares - 1) < 1e-9);
    for (const { count, ms } of row.ops) assert.ok(count > 0 && ms > 0);
  }
  const [training, solver] = results as BenchResult[];
  const opsOf = ({ ops }: BenchResult) => Object.fromEntries(ops.map((row) => [row.op, row]));
  assert.equal(opsOf(training).rfft.count, 8);
  assert.equal(opsOf(training).modeMixWeightGrad.count, 4);
  assert.equal(opsOf(solver).irfft.count, 3 * 50);
});

test('bench prints a table, and refuses what it does not know', async () => {
  const { code, stdout } = await apebench(
    ...['bench', '--tasks', 'burgers-1d', '--milliseconds', '20', '--precision', 'f64', '--quiet'],
  );
  assert.equal(code, 0);
  assert.match(stdout, /^task +ms\/step +MFLOP +GFLOP\/s +of peak +MiB\nburgers-1d /m);
  const wrong = await apebench('bench', '--tasks', 'train-con');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /unknown task 'train-con'; did you mean 'train-conv'\?/);
});
