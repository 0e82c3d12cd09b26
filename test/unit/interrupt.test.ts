import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock, test } from 'node:test';
import { stopSignal } from '../../src/cli/interrupt.js';
import { writeWhole } from '../../src/study/store/folder.js';

test('what is being written when a signal comes is written before the process ends', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-stop-'));
  const file = path.join(folder, 'checkpoint');
  const codes: unknown[] = [];
  mock.method(process, 'exit', (code: unknown) => codes.push(code));
  mock.method(process.stderr, 'write', () => true);
  mock.timers.enable({ apis: ['setTimeout'] });
  const interrupt = stopSignal();
  try {
    (process as EventEmitter).emit('SIGTERM', 'SIGTERM', 15);
    assert.ok(interrupt.signal.aborted);
    const written = writeWhole(file, 'all of it');
    mock.timers.tick(60_000);
    assert.deepEqual(codes, []);
    await written;
    assert.equal(readFileSync(file, 'utf8'), 'all of it');
    mock.timers.tick(1000);
    assert.deepEqual(codes, [143]);
  } finally {
    interrupt.release();
    mock.reset();
    rmSync(folder, { recursive: true });
  }
});
