/** The selftest of this browser; loaded when it is asked for. */

import { machine } from '#platform';
import { availableThreads } from '../../backends/index.js';
import { StoppedError } from '../../errors.js';
import { reportLine, selfTest } from '../../selftest/index.js';
import type { SelfTestOutcome } from '../protocol.js';
import { reportOf } from './error-report.js';

export async function selfTestForPage(
  signal: AbortSignal,
  watch: (done: number, total: number) => void,
): Promise<SelfTestOutcome> {
  try {
    const onCase = (_: unknown, done: number, total: number) => watch(done, total);
    const results = await selfTest({ signal, onCase });
    const threads = availableThreads();
    const place = `${machine()}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    const differing = results.filter(({ agrees }) => !agrees).length;
    return { line: reportLine(results, place), differing };
  } catch (error) {
    return error instanceof StoppedError || signal.aborted ? null : { error: reportOf(error) };
  }
}
