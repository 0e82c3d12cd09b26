/**
 * How long the longest task of a page takes, by the processor time that the browser's trace gives it:
 * the same whatever else runs on this machine.
 */

import type { Page } from 'playwright-core';

/** What the trace of a browser tells of a thread: times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Milliseconds of the longest task of the page's thread while something is done. The page is the only
 * one of its browser.
 */
export async function longestTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  const browser = page.context().browser()!;
  const categories = ['disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  await act();
  // What was asked for may be drawn a little later.
  await page.waitForTimeout(500);
  const text = (await browser.stopTracing()).toString();
  const { traceEvents } = JSON.parse(text) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const pages = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const threads = new Set(pages.map(threadOf));
  const tasks = traceEvents.filter(
    (event) => event.name === 'RunTask' && threads.has(threadOf(event)),
  );
  if (tasks.length === 0) throw new Error('the trace has no tasks');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}
