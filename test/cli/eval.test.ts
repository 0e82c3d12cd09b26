/** `apebench eval`: metrics of rollouts from elsewhere, in text and JSON, and wrong input. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { takeFrames } from '../../src/arrays.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { writeNpy } from '../../src/study/index.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

/** A .npy file of one constant. */
function constant(folder: string, name: string, value: number, shape: readonly number[]): string {
  const file = path.join(folder, name);
  const size = shape.reduce((product, extent) => product * extent, 1);
  writeFileSync(file, writeNpy({ shape, data: new Float32Array(size).fill(value) }));
  return file;
}

const scenario = ['--scenario', 'diff_adv', '--backend', 'wasm'];

test('a rollout against the test data, by the metrics of the scenario', () =>
  inFolder(async (folder) => {
    const all = await makeScenario('diff_adv', SMALL).getTestData({ backend: 'wasm' });
    const { data, shape } = takeFrames(all, 1, 4);
    const file = path.join(folder, 'rollout.npy');
    writeFileSync(file, writeNpy({ shape, data: data.map((value) => 2 * value) }));
    const words = ['eval', ...scenario, ...set(SMALL), '--rollout', file];
    const text = await apebench(...words);
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /^\| +time_step \| +mean_nRMSE \|\n\|-+:\|-+:\|\n\| +1 \| +1 \|\n/);
    assert.equal(text.stdout.trimEnd().split('\n').length, 5);
    const json = await apebench(...words, '--json', '--quiet', '--metrics', 'mean_nMAE,mean_nMSE');
    assert.equal(json.stderr, '');
    const result = JSON.parse(json.stdout);
    assert.equal(result.scenario, '1d_diff_adv');
    assert.deepEqual(result.metrics, { mean_nMAE: [[1, 1, 1]], mean_nMSE: [[1, 1, 1]] });
  }));

test('several seeds against a reference of its own, of any size', () =>
  inFolder(async (folder) => {
    const rollout = constant(folder, 'rollout.npy', 3, [2, 3, 4, 1, 5]);
    const reference = constant(folder, 'reference.npy', 2, [3, 4, 1, 5]);
    const zeros = constant(folder, 'zeros.npy', 0, [3, 4, 1, 5]);
    const words = ['eval', ...scenario, '--rollout', rollout, '--metrics', 'mean_nRMSE', '--json'];
    const half = await apebench(...words, '--reference', reference, '--precision', 'f64');
    assert.equal(half.code, 0, half.stderr);
    const halves = [0.5, 0.5, 0.5, 0.5];
    assert.deepEqual(JSON.parse(half.stdout).metrics, { mean_nRMSE: [halves, halves] });
    const text = await apebench(...words.slice(0, -1), '--reference', reference);
    const heading = 'The median over the 2 seeds (--json has each), by time step:';
    assert.ok(text.stdout.startsWith(`${heading}\n\n|`), text.stdout);
    const infinite = await apebench(...words, '--reference', zeros);
    assert.deepEqual(JSON.parse(infinite.stdout).metrics.mean_nRMSE[1], Array(4).fill('inf'));
  }));

test('wrong input is refused with one message', () =>
  inFolder(async (folder) => {
    const whole = constant(folder, 'whole.npy', 1, [2, 4, 1, 16]);
    const good = constant(folder, 'good.npy', 1, [2, 3, 1, 16]);
    const other = constant(folder, 'other.npy', 1, [2, 3, 1, 8]);
    const complex = path.join(folder, 'complex.npy');
    writeFileSync(complex, readFileSync(good, 'latin1').replace('<f4', '<c8'), 'latin1');
    const text = path.join(folder, 'text.npy');
    writeFileSync(text, 'no numbers');
    const some = [...scenario, ...set(SMALL)];
    const bad: [words: string[], says: RegExp][] = [
      [['--rollout', good], /--scenario is missing/],
      [some, /--rollout is missing/],
      [['--scenario', 'dif_adv', '--rollout', good], /--scenario: .*did you mean 'diff_adv'/],
      [[...some, '--rollout', path.join(folder, 'none.npy')], /none\.npy': no such file/],
      [[...some, '--rollout', text], /text\.npy' is not a \.npy file/],
      [
        [...some, '--rollout', whole],
        /whole\.npy': .*one time step more than the test data .*leave out the initial state/,
      ],
      [
        [...some, '--rollout', good, '--reference', whole],
        /good\.npy' against '.*whole\.npy': .* less than the reference .*neither holds the initial/,
      ],
      [
        [...scenario, '--rollout', good],
        /must have the shape of the test data, \[30, 200, 1, 160\] .* not \[2, 3, 1, 16\]/,
      ],
      [
        [...scenario, '--rollout', good, '--reference', other],
        /must have the shape of the reference, \[2, 3, 1, 8\] .* not \[2, 3, 1, 16\]/,
      ],
      [[...some, '--rollout', complex], /complex\.npy' is not .* type is <c8; only f2, f4/],
      [[...some, '--rollout', folder], /cannot read '.*': it is a folder/],
      [[...some, '--rollout', good, '--metrics', 'mean_nRMS'], /did you mean 'mean_nRMSE'/],
      [[...some, '--rollout', good, '--set', 'num_pints=2'], /--set num_pints: .*'num_points'/],
      [[...some, '--rollout', good, '--set', 'scenario=x'], /--set scenario: use --scenario/],
      [
        [...some, '--rollout', good, '--metrics', 'mean_MSE', '--set', 'report_metrics=mean_MAE'],
        /--metrics can't stand beside --set report_metrics/,
      ],
    ];
    for (const [words, says] of bad) {
      const { code, stdout, stderr } = await apebench('eval', ...words);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
    }
  }));

test('metrics that are not finite are said to be', () =>
  inFolder(async (folder) => {
    const shape = [2, 3, 1, 16];
    const data = new Float32Array(96).fill(1).fill(Number.NaN, 40, 41);
    const file = path.join(folder, 'nan.npy');
    writeFileSync(file, writeNpy({ shape, data }));
    const { code, stderr } = await apebench(
      ...['eval', ...scenario, ...set(SMALL), '--rollout', file, '--quiet'],
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, 'mean_nRMSE is not finite (first for seed 0, at time step 3)\n');
  }));
