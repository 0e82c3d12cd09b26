/**
 * A short reference run has a known hash: on every machine, in every engine, again and again, and
 * where the engine's own inexact functions throw.
 *
 * A change of kernels or of the order of sums changes it. Then check that the golden tests pass,
 * put the new hash here, and say so in the changelog under "numbers changed".
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const REFERENCE = 'b392c3cdba5b5474116d55009ae72f1fa9efd683d1faaa7df2af5df4c38209a1';

const here = import.meta.dirname;
const preload = pathToFileURL(join(here, 'no-engine-math.mjs')).href;

function hashOfRun(...options: string[]): string {
  const file = join(here, 'reference-run.ts');
  const args = ['--import', 'tsx', ...options, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

test('the reference run has the known hash', () => {
  assert.equal(hashOfRun(), REFERENCE);
});

test('it has the same where Math.sin and its kin throw', () => {
  const { stderr } = spawnSync(process.execPath, ['--import', preload, '-e', 'Math.sin(1)'], {
    encoding: 'utf8',
  });
  assert.match(stderr, /Math.sin was called/);
  assert.equal(hashOfRun('--import', preload), REFERENCE);
});
