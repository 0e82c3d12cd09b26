#!/usr/bin/env node
/** The entry point of the command line. */

import { fileError } from '../study/store/folder.js';
import { main, report } from './main.js';

// Who reads our output may go away: a pager, at the same Ctrl-C a `tee`, a terminal. That is no
// fault. Results are in files when stdout is written, so that nothing is left to do; but what is told
// on stderr must not end work that goes on, or that is being saved. A full disk is told as any other.
let terminalIsGone = false;
for (const [name, stream] of Object.entries({ stdout: process.stdout, stderr: process.stderr })) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && stream.isTTY) terminalIsGone = true;
    const isGone = terminalIsGone || ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '');
    if (!isGone) process.exit(report(fileError('write', name, error)));
    if (name === 'stdout') process.exit(Number(process.exitCode ?? 0));
  });
}

// Node aborts, and leaves a core, where it cannot give a terminal its state back.
process.once('exit', () => {
  if (terminalIsGone) process.kill(process.pid, 'SIGHUP');
});

// A file that grows past its limit ends in an error of the write, in place of the process.
process.on('SIGXFSZ', () => {});

process.exitCode = await main(process.argv.slice(2));
