/** `study melt` and `study export` over what a study has left. */

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Table } from '../../src/tables/index.js';
import { apebench } from './apebench.js';

const entry = {
  ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_points: 16 },
  ...{ num_train_samples: 2, train_temporal_horizon: 4, num_test_samples: 2, batch_size: 3 },
  ...{ test_temporal_horizon: 3, optim_config: 'adam;3;constant;1e-3' },
};
// Not in the order of their names.
const entries = ['Pure;3', 'Conv;3;1;tanh'].map((net) => ({ ...entry, net }));

const folder = mkdtempSync(path.join(tmpdir(), 'apebench-melt-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const out = path.join(folder, 'results');
const read = (file: string) => readFileSync(path.join(out, file), 'utf8');

before(async () => {
  const file = path.join(folder, 'study.json');
  writeFileSync(file, JSON.stringify(entries));
  const words = ['--out', out, '--backend', 'wasm', '--quiet'];
  const { code, stderr } = await apebench('study', file, ...words);
  assert.deepEqual([code, stderr], [0, '']);
});

test('study melt makes what the study has made, and other tables where they are asked for', async () => {
  const tables = ['metrics.csv', 'train_loss.csv'];
  const made = tables.map(read);
  for (const file of [...tables, '.melted.json']) rmSync(path.join(out, file));
  const files = tables.map((file) => path.join(out, file));
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await apebench('study', 'melt', out);
    assert.deepEqual([code, stdout, stderr], [0, `${files.join('\n')}\n`, '']);
    assert.deepEqual(tables.map(read), made, 'to the byte, in the order of the manifest');
  }
  const only = ['--no-melt-loss', '--melt-sample-rollouts', '--metric-name', 'mean_nRMSE'];
  const { stdout } = await apebench('study', 'melt', out, '--json', ...only);
  assert.deepEqual(JSON.parse(stdout), {
    files: [path.join(out, 'metrics.csv'), path.join(out, 'sample_rollout.csv')],
    ...{ missing: [], running: [], failed: [] },
  });
  assert.equal(Table.fromCsv(read('sample_rollout.csv')).numRows, 2);
  const wrong = await apebench('study', 'melt', out, '--metric-name', 'mean_nRMS');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /mean_nRMSE/);
});

test('study export writes Parquet with the same rows, and replaces nothing unasked', async () => {
  const to = path.join(folder, 'parquet');
  const { code, stdout } = await apebench('study', 'export', out, '--parquet', '--out', to);
  assert.equal(code, 0);
  const names = ['metrics', 'train_loss', 'sample_rollout'];
  const files = names.map((name) => path.join(to, `${name}.parquet`));
  assert.equal(stdout, `${files.join('\n')}\n`);
  for (const [i, name] of names.entries()) {
    const table = await Table.fromParquet(readFileSync(files[i]!));
    assert.equal(table.toCsv(), read(`${name}.csv`));
  }
  const again = await apebench('study', 'export', out, '--parquet', '--out', to);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /metrics\.parquet' is there already; --overwrite replaces it/);
  const replaced = await apebench('study', 'export', out, '--parquet', '--out', to, '--overwrite');
  assert.equal(replaced.code, 0);
  const plain = await apebench('study', 'export', out);
  assert.deepEqual(
    [plain.code, plain.stderr],
    [2, 'apebench: study export wants a format: --parquet\n'],
  );
});

test('an experiment that is missing, and one that failed, are named; a folder without results, too', async () => {
  const names = readdirSync(path.join(out, 'raw')).flatMap((file) =>
    file.endsWith('.json') ? [file.slice(0, -5)] : [],
  );
  const [gone] = names as [string, string];
  const csv = path.join(out, 'raw', `${gone}.csv`);
  rmSync(csv);
  const lost = await apebench('study', 'melt', out, '--quiet');
  assert.equal(lost.stderr, `missing: ${gone}: ${csv} is missing\n`);
  const status = await apebench('study', 'status', out);
  assert.match(status.stdout, /\nMade, and not whole any more .*:\n.*\n.*\.csv is missing$/m);
  mkdirSync(path.join(out, 'differing'));
  writeFileSync(path.join(out, 'differing', `${gone}.0123abcd.csv`), '');
  const differing = await apebench('study', 'status', out);
  assert.match(differing.stderr, /differing holds results that came to other bits than those/);
  rmSync(path.join(out, 'differing'), { recursive: true });
  rmSync(path.join(out, 'raw', `${gone}.json`));
  const { code, stderr } = await apebench('study', 'melt', out, '--quiet');
  assert.deepEqual([code, stderr], [0, `missing: ${gone}\n`]);
  assert.equal(new Set(Table.fromCsv(read('metrics.csv')).texts('net')).size, 1);

  const [manifest] = readdirSync(path.join(out, 'manifests')) as [string];
  const lines = read(`manifests/${manifest}`).split('\n').filter(Boolean);
  const { key } = lines.map((line) => JSON.parse(line)).find(({ name }) => name === gone);
  const failure = {
    ...{ key, name: gone, manifest: manifest.slice(0, 12), error: 'it burnt\ndown', exitCode: 1 },
    ...{ machine: 'here', finished: '', log: [] },
  };
  mkdirSync(path.join(out, 'failed'), { recursive: true });
  writeFileSync(path.join(out, 'failed', `${gone}.json`), JSON.stringify(failure));
  const failed = await apebench('study', 'melt', out, '--quiet');
  assert.equal(failed.stderr, `failed: ${gone}: it burnt\n`);

  const none = path.join(folder, 'none');
  const nothing = await apebench('study', 'melt', none);
  assert.deepEqual(
    [nothing.code, nothing.stderr],
    [
      2,
      `apebench: '${none}' has no results in it (the folder raw) (see docs/troubleshooting.md#files-and-folders)\n`,
    ],
  );
  assert.ok(!existsSync(none));
  const unmelted = await apebench('study', 'export', none, '--parquet');
  assert.match(unmelted.stderr, /has no melted tables in it: `apebench study melt /);
});
