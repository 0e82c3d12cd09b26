#!/usr/bin/env node
/** The entry point of the command line. */

import { fileError } from '../study/store/folder.js';
import { main, report } from './main.js';

// A reader of our output that goes away (`| head`) is no fault; a full disk is told as any other.
for (const [name, stream] of Object.entries({ stdout: process.stdout, stderr: process.stderr })) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : report(fileError('write', name, error)));
  });
}

// A file that grows past its limit ends in an error of the write, in place of the process.
process.on('SIGXFSZ', () => {});

process.exitCode = await main(process.argv.slice(2));
