/**
 * The end of a process whose parent is gone. Mostly the closed channel ends it, with a checkpoint;
 * where work holds its thread for long, as while a deep network is compiled, nothing is heard there.
 * So a thread of its own looks whose child this process is.
 */

import { Worker } from 'node:worker_threads';

const LOOK_MS = 500;
/** As long as that is left to the closed channel. */
const PATIENCE_MS = 5000;

const CODE = `
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${PATIENCE_MS});
  }, ${LOOK_MS});
`;

/** Ends this process some seconds after its parent, whatever it does then. */
export function endWithParent(): void {
  new Worker(CODE, { eval: true, execArgv: [] }).unref();
}
