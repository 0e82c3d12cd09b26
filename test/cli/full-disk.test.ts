/** Studies on disks that are full before their end. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../cases/full-disk.mjs', import.meta.url));

/** A mount namespace of one's own, which needs no rights where the system allows it. */
const UNSHARE = ['-rm'];
const tried = spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'none', '/mnt']);
const skip = tried.status !== 0 && 'nobody may make a small disk here (unshare -rm, mount)';

interface Outcome {
  readonly error: string | null;
  readonly said: readonly string[];
  readonly whole: readonly string[];
  readonly left: readonly string[];
  readonly locks: readonly string[];
  readonly skipped: readonly string[];
  readonly tables: readonly string[];
  readonly raw: readonly string[];
}

function studyOn(kibibytes: number): Outcome {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-full-'));
  try {
    const words = [...UNSHARE, process.execPath, SCRIPT, path.join(folder, 'disk')];
    const { stdout, stderr, status } = spawnSync('unshare', [...words, String(kibibytes)], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    return JSON.parse(stdout) as Outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('on a full disk nothing counts that is not whole, and with room nothing whole is redone', {
  skip,
}, () => {
  const expected = studyOn(0);
  assert.equal(expected.error, null);
  const wholes = new Set<number>();
  for (const kibibytes of [12, 16, 24, 28, 36, 44, 48, 64]) {
    const { error, said, whole, left, locks, skipped, tables, raw } = studyOn(kibibytes);
    const label = `${kibibytes} KiB: ${error}`;
    if (error === null) assert.equal(whole.length, 3, label);
    else assert.match(error, /^(Machine|Checkpoint)Error: .*: no space left on the disk/, label);
    assert.deepEqual([...skipped].sort(), [...whole].sort(), label);
    assert.deepEqual([left, locks], [[], []], label);
    assert.deepEqual([tables, raw], [expected.tables, expected.raw], label);
    const others = said.filter((text) => text !== '' && !/no space left/.test(text));
    assert.deepEqual(others, [], label);
    wholes.add(whole.length);
  }
  assert.deepEqual([...wholes].sort(), [0, 1, 2, 3]);
});
