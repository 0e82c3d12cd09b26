#!/usr/bin/env node
/** The entry point of the command line. */

import { fileError } from '../study/store/folder.js';
import { main, report } from './main.js';

// Who reads our output may go away: a pager, at the same Ctrl-C a `tee`, a terminal. That is no
// fault. Results are in files when stdout is written, so that nothing is left to do; but what is told
// on stderr must not end work that goes on, or that is being saved. A full disk is told as any other.
const GONE = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];
for (const [name, stream] of Object.entries({ stdout: process.stdout, stderr: process.stderr })) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? '')) process.exit(report(fileError('write', name, error)));
    if (name === 'stdout') process.exit(Number(process.exitCode ?? 0));
  });
}

process.exitCode = await main(process.argv.slice(2));
