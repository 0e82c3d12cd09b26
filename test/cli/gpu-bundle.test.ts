/**
 * The bundle for machines that have a GPU and nothing else: it is small enough, and runs where no
 * Node can be found.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { adapterOrReason } from '../parity/gpu.js';
import { inFolder } from './apebench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = path.join(root, 'dist/gpu-bundle');
const { skip: noAdapter } = await adapterOrReason();
const skip = process.platform === 'linux' ? noAdapter : 'the bundle is made on Linux, for Linux';

const { VK_DRIVER_FILES, VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env;

/**
 * Runs the bundle from another folder, with no PATH, and room of its own, of which nothing may be
 * left.
 */
function run(
  words: string[],
  machine: Record<string, string | undefined> = {
    VK_DRIVER_FILES,
    VK_ICD_FILENAMES,
    LD_LIBRARY_PATH,
  },
) {
  return inFolder(async (folder) => {
    const [cwd, TMPDIR] = ['cwd', 'room'].map((name) => path.join(folder, name));
    for (const made of [cwd, TMPDIR]) mkdirSync(made);
    const env = { ...machine, TMPDIR };
    const { status, stdout, stderr } = spawnSync(path.join(bundle, 'run'), words, { cwd, env });
    assert.deepEqual([...readdirSync(cwd), ...readdirSync(TMPDIR)], []);
    return { status, stdout: String(stdout), stderr: String(stderr) };
  });
}

/** The library of the software driver that a manifest names. */
function libraryOf(manifest: string | undefined): string | undefined {
  if (!manifest?.includes('swiftshader')) return undefined;
  const { ICD } = JSON.parse(readFileSync(manifest, 'utf8'));
  return path.resolve(path.dirname(manifest), ICD.library_path);
}

describe('the GPU bundle', { skip }, () => {
  before(() => {
    const script = path.join(root, 'bench/gpu-bundle/build.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script]);
    assert.equal(status, 0, String(stderr));
  });

  test('is less than 50 MiB', () => {
    const files = readdirSync(bundle);
    assert.deepEqual(files.sort(), ['bundle.tar.gz', 'run']);
    const bytes = files.reduce((sum, name) => sum + statSync(path.join(bundle, name)).size, 0);
    assert.ok(bytes < 50 * 2 ** 20, `${bytes} bytes`);
  });

  test('finds the driver that the machine names', async () => {
    const { status, stdout, stderr } = await run(['doctor']);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^ {2}GPU +(?!none)/m);
  });

  const software = libraryOf(VK_DRIVER_FILES);
  const reason = software
    ? false
    : 'VK_DRIVER_FILES names no driver that could stand in for NVIDIA';
  test("finds NVIDIA's driver by its library alone", { skip: reason }, () =>
    inFolder(async (folder) => {
      symlinkSync(software!, path.join(folder, 'libGLX_nvidia.so.0'));
      const { status, stdout, stderr } = await run(['doctor'], { LD_LIBRARY_PATH: folder });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^ {2}GPU .*swiftshader/m);
    }),
  );

  test('benches both backends', async () => {
    const { status, stdout, stderr } = await run([
      ...['bench', '--tasks', 'small-burgers-1d', '--backend', 'webgpu'],
      ...['--milliseconds', '10', '--json', '--quiet'],
    ]);
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(stdout).tasks[0].rows.length, 2);
  });

  test('runs the suites, and says so where none is meant', async () => {
    const { status, stdout, stderr } = await run([
      'test',
      'webgpu-ops',
      '--test-name-pattern=gather',
    ]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /✔ gather: \d+ cases/);
    const none = await run(['test', 'no-such-suite']);
    assert.notEqual(none.status, 0);
    assert.match(none.stderr, /no suite is called no-such-suite/);
  });
});
