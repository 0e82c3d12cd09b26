/** Runs of the page without a browser: their flaws, their table's order, what differs, archives. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { writeSafetensors } from '../../src/study/index.js';
import { compareRuns } from '../../src/web/compute/compare-runs.js';
import { packRun, unpackFiles } from '../../src/web/compute/run-archive.js';
import { DEFAULT_STATE } from '../../src/web/form/form-state.js';
import type { Finished } from '../../src/web/protocol.js';
import { keptOf, runOf } from '../../src/web/runs/kept/kept-run.js';
import { Run } from '../../src/web/runs/run.js';
import { bestOf, COLUMNS, inOrder } from '../../src/web/runs/run-columns.js';

const METRIC = 'mean_nRMSE';

function finishedWith(change: Partial<Finished>): Finished {
  return {
    name: 'a',
    seeds: [0],
    losses: [Float64Array.of(1, 0.5)],
    every: 1,
    rollouts: [],
    csv: new Blob(['seed\n']),
    weights: weightsOf([1, 2]),
    record: '{}',
    configuration: '{}',
    sha256: '',
    computedOn: 'wasm, simd, 2 threads',
    trainSeconds: 1,
    diverged: [],
    ...change,
  };
}

const weightsOf = (values: readonly number[]) =>
  writeSafetensors({
    tensors: new Map([['w', { shape: [values.length], data: Float32Array.from(values) }]]),
    metadata: {},
  });

function runWith(number: number, change: Partial<Finished>): Run {
  const run = new Run(number, DEFAULT_STATE, { vlim: [-1, 1], cost: null });
  run.finish(finishedWith(change));
  return run;
}

test('the last loss is that of the last update recorded, of seeds the median', () => {
  const run = new Run(1, DEFAULT_STATE, { vlim: [-1, 1], cost: null });
  assert.ok(Number.isNaN(run.lastLoss.value));
  const losses = [3, 1, 2].map((seed) => Float64Array.of(9, seed, Number.NaN, Number.NaN));
  run.take({ kind: 'progress', update: 7, total: 20, losses, every: 5, last: [3, 1, 2] });
  assert.equal(run.lastLoss.value, 2);
});

test('a run that diverged or became worse is not just finished', () => {
  const flawOf = (...losses: number[]) =>
    runWith(1, { losses: [Float64Array.from(losses)] }).flaw.value;
  assert.equal(flawOf(1, 0.5), null);
  assert.equal(flawOf(1, 3.4e6), 'worse than at the start');
  assert.equal(flawOf(1, Number.NaN), 'diverged');
  assert.equal(flawOf(1, Number.POSITIVE_INFINITY), 'diverged');
  assert.equal(runWith(1, { diverged: [0] }).flaw.value, 'diverged');
  // Before it has ended, a loss may rise for a while.
  const running = new Run(2, DEFAULT_STATE, { vlim: [-1, 1], cost: null });
  running.goOn();
  const losses = [Float64Array.of(1, 2, Number.NaN)];
  running.take({ kind: 'progress', update: 2, total: 3, losses, every: 1, last: [2] });
  assert.equal(running.flaw.value, null);
});

test('the pace of a run of hours stays a list that can be kept', () => {
  const run = new Run(1, DEFAULT_STATE, { vlim: [-1, 1], cost: null });
  run.goOn();
  const losses = [Float64Array.of(1)];
  for (let update = 1; update <= 10_000; update++) {
    run.take({ kind: 'progress', update, total: 10_000, losses, every: 10_000, last: [1] });
  }
  assert.ok(run.pace.length <= 2000);
  assert.equal(run.pace.at(-1)?.update, 10_000);
  assert.ok(run.pace.every(({ update }, i) => i === 0 || update > run.pace[i - 1]!.update));
});

test('what is kept of a run is the run again', () => {
  const run = runWith(3, { trainSeconds: 7 });
  run.name.value = 'mine';
  run.isShown.value = false;
  const again = runOf(structuredClone(keptOf(run)), 3);
  assert.deepEqual(keptOf(again), keptOf(run));
  assert.deepEqual([again.id, again.colour, again.state], [run.id, run.colour, run.state]);
});

test('rows stand in the order of a column, what has nothing there at the end', () => {
  const column = (key: string) => COLUMNS.find((one) => one.key === key)!;
  const errors = (...values: number[]) => ({
    rollouts: [{ metric: METRIC, errors: [Float64Array.from(values)] }],
  });
  const runs = [
    runWith(1, errors(0.3)),
    runWith(2, errors(Number.NaN)),
    new Run(3, DEFAULT_STATE, { vlim: [-1, 1], cost: null }),
    runWith(4, errors(0.1)),
  ];
  const numbers = (key: string, isDescending: boolean) =>
    inOrder(runs, { column: column(key), isDescending }, METRIC).map(({ number }) => number);
  assert.deepEqual(numbers('error-1', false), [4, 1, 2, 3]);
  assert.deepEqual(numbers('error-1', true), [2, 1, 4, 3]);
  assert.deepEqual(numbers('place', false), [1, 2, 4, 3]);
  runs[1]!.name.value = 'run 10';
  runs[2]!.name.value = 'run 9';
  assert.deepEqual(numbers('name', false).slice(-2), [3, 2]);

  assert.equal(bestOf(runs, column('error-1'), METRIC), 0.1);
  assert.ok(Number.isNaN(bestOf(runs, column('error-10'), METRIC)), 'nobody has one');
  assert.ok(Number.isNaN(bestOf(runs.slice(0, 1), column('loss'), METRIC)), 'there is but one');
  assert.ok(Number.isNaN(bestOf(runs, column('parameters'), METRIC)), 'few are not better');
});

test('errors are told of the steps 1, 10 and 100, of seeds the median', () => {
  const errors = [0, 5, 1].map((more) =>
    Float64Array.from({ length: 100 }, (_, i) => i + 1 + more),
  );
  const run = runWith(1, { rollouts: [{ metric: METRIC, errors }] });
  const told = ['error-1', 'error-10', 'error-100'].map((key) => {
    const { title, value, text } = COLUMNS.find((column) => column.key === key)!;
    return [title(METRIC), text(value(run, METRIC))];
  });
  assert.deepEqual(told, [
    ['nRMSE 1', '2.00'],
    ['nRMSE 10', '11.0'],
    ['nRMSE 100', '101'],
  ]);
});

test('two runs differ by so many float32 as lie between them', () => {
  const run = finishedWith({
    weights: weightsOf([1, -0, 5]),
    losses: [Float64Array.of(1, 2)],
    rollouts: [{ metric: METRIC, errors: [Float64Array.of(0.5, 1)] }],
  });
  const same = compareRuns(run, run);
  assert.deepEqual(same, { weightUlps: 0, lossUlps: 0, error: 0 });
  const other = finishedWith({
    // One step above 1, and the smallest number above zero beside the zero below it.
    weights: weightsOf([1 + 2 ** -23, 2 ** -149, 5]),
    // Three steps of 2⁻²² above 2.
    losses: [Float64Array.of(1, 2 + 3 * 2 ** -22)],
    rollouts: [{ metric: METRIC, errors: [Float64Array.of(0.25, 1)] }],
  });
  assert.deepEqual(compareRuns(run, other), { weightUlps: 1, lossUlps: 3, error: 0.125 });
  const across = [weightsOf([2 ** -149]), weightsOf([-(2 ** -149)])];
  const [above, below] = across.map((weights) => finishedWith({ weights }));
  assert.equal(compareRuns(above!, below!).weightUlps, 2);
  const diverged = finishedWith({ weights: weightsOf([Number.NaN]) });
  assert.equal(compareRuns(diverged, diverged).weightUlps, 0);
  assert.equal(compareRuns(diverged, above!).weightUlps, Number.POSITIVE_INFINITY);
});

test('an archive of a run has its files where the command line has them', async () => {
  const bytes = await packRun(finishedWith({ name: 'b;1', csv: new Blob(['x\n']) }));
  const files = unpackFiles([{ path: 'b.zip', bytes }]);
  assert.deepEqual(
    [...files.keys()],
    ['raw/b;1.csv', 'raw/b;1.json', 'network_weights/b;1.safetensors'],
  );
  assert.equal(new TextDecoder().decode(files.get('raw/b;1.csv')), 'x\n');
});

test('of an archive only files of runs are taken, and no more than fits', () => {
  const zip = (files: Record<string, Uint8Array>) => zipSync(files) as Uint8Array<ArrayBuffer>;
  const text = new TextEncoder().encode('x');
  const bytes = zip({ '../../etc/a.csv': text, 'b.exe': text, 'c/d.json': text });
  const files = unpackFiles([{ path: 'x.zip', bytes }]);
  assert.deepEqual([...files.keys()], ['raw/a.csv', 'raw/d.json']);

  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}.csv`, text]));
  assert.throws(() => unpackFiles([{ path: 'x.zip', bytes: zip(many) }]), /allowed are 1000 files/);
  // A bomb: two times 300 MiB of zeros, in less than a megabyte.
  const bomb = zip({ 'a.csv': new Uint8Array(300 * 2 ** 20), 'b.csv': new Uint8Array(1) });
  const two = [
    { path: 'x.zip', bytes: bomb },
    { path: 'y.zip', bytes: bomb },
  ];
  assert.throws(() => unpackFiles(two), /512 MiB together/);
  assert.throws(
    () => unpackFiles([{ path: 'x.zip', bytes: text as Uint8Array<ArrayBuffer> }]),
    /'x\.zip' is no \.zip that can be read/,
  );
});
