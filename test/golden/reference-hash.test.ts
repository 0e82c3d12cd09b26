/**
 * A short reference run has a known hash: again and again, and where the engine's own inexact
 * functions throw. (`test/browser` runs it in other engines.)
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { REFERENCE_HASH } from './reference.js';

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
  assert.equal(hashOfRun(), REFERENCE_HASH);
});

test('it has the same where Math.sin and its kin throw', () => {
  const { stderr } = spawnSync(process.execPath, ['--import', preload, '-e', 'Math.sin(1)'], {
    encoding: 'utf8',
  });
  assert.match(stderr, /Math.sin was called/);
  assert.equal(hashOfRun('--import', preload), REFERENCE_HASH);
});
