/** Folders that cannot be written to, and what stands in them under a file's name and is none. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runStudy, type StudyEntry, type StudyEvent } from '../../src/study/index.js';
import { FolderStore, fileError } from '../../src/study/store/folder.js';

const entry: StudyEntry = {
  scenario: 'diff_adv',
  task: 'predict',
  train: 'one',
  net: 'Pure;3',
  num_points: 16,
  num_train_samples: 2,
  train_temporal_horizon: 4,
  num_test_samples: 2,
  test_temporal_horizon: 3,
  optim_config: 'adam;3;constant;1e-3',
  batch_size: 3,
};

/** As a folder is whose file system is read-only, also for who may do everything. */
class ReadOnly extends FolderStore {
  override prepare = async () => this.refuse('write to the folder', this.root);
  override write = async (file: string) => this.refuse('write', this.pathOf(file));
  override remove = async (file: string) => this.refuse('remove', this.pathOf(file));
  override rename = async (file: string) => this.refuse('rename', this.pathOf(file));

  private refuse(doing: string, file: string): never {
    throw fileError(doing, file, Object.assign(new Error(), { code: 'EROFS' }));
  }
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(out: string, options: object = {}) {
  const told: string[] = [];
  const onEvent = (event: StudyEvent) => event.kind === 'notice' && told.push(event.notice);
  const result = await runStudy([entry], { out, backend: 'wasm', onEvent, ...options });
  return { ...result, told };
}

test('a whole result in a folder that cannot be written to is skipped, and its errors are there', () =>
  inFolder(async (out) => {
    const made = await run(out);
    // Of a run that was killed after its last file.
    writeFileSync(path.join(out, 'raw', `${made.names[0]}.checkpoint`), 'x');
    const { skipped, melted, told } = await run(out, { store: new ReadOnly(out) });
    assert.equal(skipped, 1);
    assert.deepEqual(`${melted.metrics}`, `${made.melted.metrics}`);
    const why = `cannot write to the folder '${out}': the file system is read-only`;
    assert.deepEqual(told, [
      `${why}: nothing is to be made, and the tables in it stay as they are`,
    ]);

    const error = { name: 'MachineError', message: why };
    await assert.rejects(run(out, { store: new ReadOnly(out), overwrite: true }), error);
    rmSync(path.join(out, 'raw', `${made.names[0]}.json`));
    await assert.rejects(run(out, { store: new ReadOnly(out) }), error);
  }));

test(
  'a folder that one may not write to is what was asked for wrongly',
  {
    skip: (process.getuid?.() ?? 0) === 0 && 'who runs the test may write everywhere',
  },
  () =>
    inFolder(async (out) => {
      chmodSync(out, 0o555);
      await assert.rejects(run(out), { name: 'UserError', message: /permission denied/ });
    }),
);

for (const [code, name] of Object.entries({
  ENOSPC: 'MachineError',
  EFBIG: 'MachineError',
  EDQUOT: 'MachineError',
  EIO: 'MachineError',
  EROFS: 'MachineError',
  EMFILE: 'MachineError',
  EACCES: 'UserError',
  EPERM: 'UserError',
  ENOENT: 'UserError',
  ENOTDIR: 'UserError',
  EISDIR: 'UserError',
  ELOOP: 'UserError',
  ENAMETOOLONG: 'UserError',
})) {
  test(`${code} is a ${name}`, () => {
    const error = fileError('write', 'x', Object.assign(new Error(), { code })) as Error;
    assert.equal(error.name, name);
    assert.match(error.message, /^cannot write 'x': [a-z ].+$/);
  });
}

const noPipes = process.platform === 'win32' && 'it makes links and pipes';

test('what is no file is named', { skip: noPipes }, () =>
  inFolder(async (out) => {
    const raw = path.join(out, 'raw');
    mkdirSync(path.join(raw, 'folder.csv'), { recursive: true });
    mkdirSync(path.join(raw, 'record.json'));
    mkdirSync(path.join(raw, 'notes'));
    symlinkSync('none', path.join(raw, 'nowhere.csv'));
    symlinkSync('circle.csv', path.join(raw, 'circle.csv'));
    execFileSync('mkfifo', [path.join(raw, 'pipe.csv')]);
    const { told, names } = await run(out);
    assert.deepEqual(told, [
      `${raw}/circle.csv is left out: it is a link that leads nowhere`,
      `${raw}/folder.csv is left out: it is a folder`,
      `${raw}/nowhere.csv is left out: it is a link that leads nowhere`,
      `${raw}/pipe.csv is left out: it is no file`,
      `${raw}/record.json is left out: it is a folder`,
    ]);
    // A link to a table is one.
    const other = path.join(out, 'other.csv');
    writeFileSync(other, 'no table');
    symlinkSync(other, path.join(raw, 'linked.csv'));
    const again = await run(out);
    assert.match(again.told.join('\n'), /linked\.csv is left out: it lacks 'seed'/);
    assert.ok(readdirSync(raw).includes(`${names[0]}.csv`));
  }),
);

test('what is no file is in the way of a result before any work', { skip: noPipes }, async () => {
  const put: Record<string, (at: string) => void> = {
    '.csv': (at) => mkdirSync(at),
    '.json': (at) => mkdirSync(at),
  };
  let name = '';
  await inFolder(async (out) => {
    [name] = (await run(out)).names as [string];
  });
  for (const [ending, make] of Object.entries(put)) {
    await inFolder(async (out) => {
      mkdirSync(path.join(out, 'raw'));
      make(path.join(out, 'raw', `${name}${ending}`));
      const error = { name: 'UserError', message: /it is (a folder|no file)|in a circle|nowhere/ };
      await assert.rejects(run(out), error, ending);
      assert.ok(!existsSync(path.join(out, 'network_weights')));
    });
  }
  await inFolder(async (out) => {
    mkdirSync(path.join(out, 'raw'));
    execFileSync('mkfifo', [path.join(out, 'raw', `${name}.012345.checkpoint`)]);
    symlinkSync('nowhere', path.join(out, 'raw', `${name}.n12345.checkpoint`));
    assert.equal((await run(out)).trained, 1, 'checkpoints bear names of their own');
  });
});
