/** A scenario, a network and a metric of a package outside: by `--plugin` and from the library. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Table } from '../../src/tables/index.js';
import { apebench, inFolder } from './apebench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The example as its user has it: in a folder of its own, apebench beside it or nowhere. */
function copyExample(folder: string, installed: boolean): string {
  const copy = path.join(folder, 'plugin');
  cpSync(path.join(root, 'examples/plugin'), copy, { recursive: true });
  if (installed) {
    mkdirSync(path.join(copy, 'node_modules'));
    symlinkSync(root, path.join(copy, 'node_modules/apebench'), 'dir');
  }
  return copy;
}

const small = [
  ...['--set', 'num_spatial_dims=2', '--set', 'num_points=8', '--set', 'batch_size=5'],
  ...['--set', 'optim_config=adam;4;constant;1e-3', '--set', 'test_temporal_horizon=3'],
  ...['--set', 'train_temporal_horizon=2', '--set', 'report_metrics=mean_bias,mean_nRMSE'],
];

for (const installed of [true, false]) {
  const where = installed ? 'where apebench is installed' : 'where nothing is installed';
  test(`run takes what a plugin adds, ${where}`, () =>
    inFolder(async (folder) => {
      const plugin = path.join(copyExample(folder, installed), 'plugin.mjs');
      const { code, stdout, stderr } = await apebench(
        ...['run', '--plugin', plugin, '--scenario', 'Diagonal_Adv', '--net', 'CASCADE;3;1;tanh'],
        ...[...small, '--backend', 'wasm', '--out', path.join(folder, 'out'), '--json'],
      );
      assert.equal(code, 0, stderr);
      assert.match(stderr, /The plugin .*plugin\.mjs is loaded/);
      const [file] = JSON.parse(stdout).rawFiles;
      const table = Table.fromCsv(readFileSync(file, 'utf8'));
      assert.deepEqual(table.texts('scenario'), ['2d_diagonal_adv']);
      assert.equal(table.numbers('mean_bias_0003').length, 1);
    }));
}

test('a line of a manifest takes its plugin from wherever it lies', () =>
  inFolder(async (folder) => {
    const plugin = path.join(copyExample(folder, false), 'plugin.mjs');
    const out = path.join(folder, 'out');
    const values = small
      .filter((word) => word !== '--set')
      .map((word) => word.split('='))
      .map(([key, text]) => [key, Number.isNaN(Number(text)) ? text : Number(text)]);
    const study = path.join(folder, 'study.json');
    const own = {
      scenario: 'diagonal_adv',
      task: 'predict',
      net: 'Cascade;3;1;tanh',
      train: 'one',
    };
    writeFileSync(study, JSON.stringify([{ ...own, ...Object.fromEntries(values) }]));
    const script = ['--engine-script', 'parallel', '--json', '--backend', 'wasm', '--out', out];
    const made = await apebench('study', study, '--plugin', plugin, ...script);
    assert.equal(made.code, 0, made.stderr);
    const { manifest } = JSON.parse(made.stdout);
    const line = ['run-one', '--manifest', manifest, '--index', '0', '--store', out, '--quiet'];

    const moved = path.join(folder, 'moved.mjs');
    renameSync(plugin, moved);
    const gone = await apebench(...line);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /plugin\.mjs': there is no such file; .*--plugin FILE loads it$/m);

    const other = path.join(folder, 'other.mjs');
    writeFileSync(other, `${readFileSync(moved, 'utf8')}\n`);
    assert.equal((await apebench('--plugin', other, ...line)).code, 2);

    const { code, stderr } = await apebench('--plugin', moved, ...line);
    assert.deepEqual([code, stderr], [0, '']);
  }));

test('a plugin works from the library', () =>
  inFolder(async (folder) => {
    const example = copyExample(folder, true);
    const script = path.join(example, 'run.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const error = /nRMSE ([\d.]+) after 1 step/.exec(stdout)?.[1];
    assert.ok(Number(error) < 1, stdout);
  }));

test('the example runs where it stands, in a clone', () => {
  const script = path.join(root, 'examples/plugin/run.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

test('what a plugin adds is listed, and inspected', () =>
  inFolder(async (folder) => {
    const plugin = ['--plugin', path.join(copyExample(folder, false), 'plugin.mjs')];
    assert.match((await apebench('list', 'nets', ...plugin)).stdout, /^Cascade {2}/m);
    assert.match((await apebench('list', 'scenarios', ...plugin)).stdout, /^diagonal_adv {2}/m);
    const grid = ['--scenario', 'diagonal_adv', '--set', 'num_spatial_dims=2'];
    const { stdout } = await apebench('inspect', ...grid, '--net', 'cascade;3;1;relu', ...plugin);
    assert.match(stdout, /speed_y=-0\.05/);
    assert.match(stdout, /parameters: 58/);
  }));

test('several plugins are loaded in order; one that fails or is missing is named', () =>
  inFolder(async (folder) => {
    const at = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return ['--plugin', path.join(folder, name)];
    };
    const first = at(
      'a.mjs',
      "import { metricExtensions as m } from 'apebench'; m.one = () => null;",
    );
    const second = at(
      'b.mjs',
      "import { metricExtensions as m } from 'apebench'; m.two = () => null;",
    );
    const both = await apebench('list', 'metrics', ...first, ...second);
    assert.match(both.stderr, /a\.mjs is loaded\n.*b\.mjs is loaded/);
    assert.match(both.stdout, /one\ntwo/);
    const bad = await apebench('list', 'metrics', ...at('c.mjs', "throw new Error('no luck')"));
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /--plugin .*c\.mjs: no luck/);
    const never = at('never.mjs', 'await new Promise(() => {});');
    const stalled = await apebench('list', 'metrics', ...never);
    assert.match(stalled.stderr, /^apebench: --plugin .*never\.mjs: it awaits what never comes\n$/);
    assert.equal(stalled.code, 2);
    const slow = at(
      'slow.mjs',
      "import { metricExtensions as m } from 'apebench'; m.slow = () => null;\n" +
        'await new Promise((resolve) => setTimeout(resolve, 300));',
    );
    assert.match((await apebench('list', 'metrics', ...slow)).stdout, /slow/);
    const rejecting = at(
      'late.mjs',
      "import { metricExtensions as m } from 'apebench';\n" +
        "m.late = () => async () => { throw new Error('no luck'); };",
    );
    const small = ['num_points=16', 'num_train_samples=2', 'num_test_samples=2'];
    const sets = [...small, 'report_metrics=late'].flatMap((one) => ['--set', one]);
    const scenario = ['--scenario', 'diff_adv', '--net', 'Conv;2;1;relu', '--out', folder];
    const refused = await apebench('run', ...scenario, ...sets, '--quiet', ...rejecting);
    assert.match(
      refused.stderr,
      /^apebench: .*the metric extension 'late', .* not a Promise \(see \S+\)\n$/,
    );
    assert.equal(refused.code, 2);
    const missing = await apebench('list', 'metrics', '--plugin', path.join(folder, 'd.mjs'));
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--plugin '.*d\.mjs': there is no such file/);
  }));

test('a plugin whose name is too long is not repeated whole', async () => {
  const { code, stderr } = await apebench('list', 'nets', '--plugin', 'x'.repeat(100_000));
  assert.equal(code, 2);
  const folder = await apebench('list', 'scenarios', '--plugin', '.');
  assert.match(
    folder.stderr,
    /^apebench: --plugin '\.': it is a folder \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
  );
  assert.equal(folder.code, 2);
  assert.match(stderr, /^apebench: --plugin 'x{160}…': there is no such file \(see docs\/\S+\)\n$/);
});
