/** Threads and processes that share everything but their memory write one file. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FolderStore } from '../../src/study/store/folder.js';

const SCRIPT = fileURLToPath(new URL('../cases/write-often.mjs', import.meta.url));

/** Of each writer; 200 were tried by hand. */
const TIMES = Number(process.env.APEBENCH_WRITES ?? 12);

test('8 threads and 2 processes of one pid write a file: every read is one whole version', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    const words = [folder, String(TIMES)];
    const threads = Array.from({ length: 8 }, () => new Worker(SCRIPT, { workerData: words }));
    const processes = Array.from({ length: 2 }, () =>
      spawn(process.execPath, [SCRIPT, ...words], { stdio: 'inherit' }),
    );
    let ended = 0;
    const ends = [
      ...threads.map((thread) => {
        // An error of a thread ends it with code 1.
        thread.on('error', (error) => console.error(error));
        return new Promise((resolve) => thread.on('exit', resolve));
      }),
      ...processes.map((child) => new Promise((resolve) => child.on('close', resolve))),
    ].map(async (end) => {
      const code = await end;
      ended++;
      return code;
    });
    const store = new FolderStore(folder);
    const lengths = new Set<number>();
    while (ended < ends.length) {
      const bytes = await store.read('raw/key');
      if (bytes === undefined) continue;
      lengths.add(bytes.length);
      assert.ok(bytes.every((byte) => byte === bytes[0]));
    }
    assert.deepEqual(await Promise.all(ends), Array(10).fill(0), 'no write has failed');
    assert.deepEqual([...lengths].sort(), [2_000_000, 50].sort());
    assert.deepEqual(readdirSync(path.join(folder, 'raw')), ['key'], 'nothing is left over');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
