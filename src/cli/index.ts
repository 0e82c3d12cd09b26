#!/usr/bin/env node
/** The entry point of the command line. */

import { fileError } from '../study/store/folder.js';
import { listenFromStart } from './interrupt.js';
import { report } from './report.js';

listenFromStart();

// Who reads our output may go away: a pager, at the same Ctrl-C a `tee`, a terminal. That is no
// fault. Results are in files when stdout is written, so that nothing is left to do; but what is told
// on stderr must not end work that goes on, or that is being saved. Where a full disk takes no more of
// it, the exit code says that something was not told.
let terminalIsGone = false;
let isUntold = false;
for (const [name, stream] of Object.entries({ stdout: process.stdout, stderr: process.stderr })) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && stream.isTTY) terminalIsGone = true;
    const isGone = terminalIsGone || ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '');
    if (name === 'stderr') isUntold ||= !isGone;
    else
      process.exit(
        isGone ? Number(process.exitCode ?? 0) : report(fileError('write', name, error)),
      );
  });
}

process.once('exit', (code) => {
  if (isUntold && code === 0) process.exitCode = 1;
  // Node aborts, and leaves a core, where it cannot give a terminal its state back.
  if (terminalIsGone) process.kill(process.pid, 'SIGHUP');
});

// A file that grows past its limit ends in an error of the write, in place of the process.
process.on('SIGXFSZ', () => {});

// Loading the library takes a moment, in which signals are heard.
const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2));
