/** Errors on stderr, and the exit codes that they stand for. Those of the user's have no stack trace. */

import {
  CheckpointError,
  clipped,
  DeviceLostError,
  MachineError,
  on,
  StoppedError,
  systemError,
  UserError,
} from '../errors.js';
import { wrap } from './columns.js';
import { explained } from './explained.js';
import { reportStop } from './interrupt.js';

/**
 * A message for stderr. On a terminal its lines are wrapped, but for those that show with a caret
 * where a string is wrong; for programs they stay whole.
 */
function say(message: string): void {
  const width = process.stderr.columns ?? Number.POSITIVE_INFINITY;
  const lines = message
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line, width)));
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Reports an error and gives the exit code that it stands for. */
export function report(error: unknown): number {
  if (error instanceof StoppedError) return reportStop(error);
  if (error instanceof UserError) {
    say(`apebench: ${explained(error)}`);
    return 2;
  }
  if ([DeviceLostError, CheckpointError, MachineError].some((kind) => error instanceof kind)) {
    say(`apebench: ${explained(error as Error)}`);
    return 1;
  }
  const { path, resource = path ?? 'a file' } = Object(error) as {
    path?: string;
    resource?: string;
  };
  const known = on('files', systemError(`cannot use ${clipped(resource, 160)}`, Object(error)));
  if (known instanceof UserError || known instanceof MachineError) return report(known);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`apebench: something went wrong: ${message}\n`);
  if (process.env.APEBENCH_DEBUG && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  } else {
    process.stderr.write('(APEBENCH_DEBUG=1 shows where)\n');
  }
  return 1;
}
