/** A process whose parent is killed ends, even where work holds its thread. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childrenOf, gone, noProc } from '../kills/processes.js';

const busy = fileURLToPath(new URL('../cases/busy-child.ts', import.meta.url));

const PARENT = `
  const { spawn } = require('node:child_process');
  spawn(process.execPath, ['--import', 'tsx', process.argv[1]], { stdio: 'inherit' });
`;

test('a process that holds its thread ends soon after its parent', { skip: noProc }, async () => {
  const parent = spawn(process.execPath, ['-e', PARENT, busy], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  const [child] = await childrenOf(parent.pid!, 1);
  await later(2000);
  parent.kill('SIGKILL');
  await assert.doesNotReject(gone([child!]));
});
