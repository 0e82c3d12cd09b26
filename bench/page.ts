/**
 * How soon the page shows its first data, and how long its longest tasks are, in Chromium whose
 * processor is slowed down four times: `npx tsx bench/page.ts` after a build. Exits with 1 where
 * something takes longer than it may. Tasks of less than 50 ms are not told by the browser.
 */

import type { Page } from 'playwright-core';
import { columns } from '../src/cli/columns.js';
import { ENDLESS, finished, TINY, withPages } from '../test/browser/experiment-page.js';

const SLOWDOWN = 4;
/** Milliseconds. */
const FIRST_DATA = 1000;
const LONGEST_TASK = 100;
/** Charts of so many runs are drawn while the last one trains. */
const RUNS = 10;
/** Loads of which the median counts. */
const LOADS = 5;

declare global {
  var longTasks: number[];
  var firstData: number | undefined;
}

/** Before the page's own scripts: notes its long tasks, and when the data of the form are drawn. */
function watch(): void {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    if (document.querySelector('#data canvas') === null) return;
    observer.disconnect();
    // Drawn is what the next frame shows.
    requestAnimationFrame(() => {
      globalThis.firstData = performance.now();
    });
  }).observe(document, { childList: true, subtree: true });
}

interface Line {
  readonly what: string;
  readonly ms: number;
  readonly limit: number;
}

async function slow(page: Page, rate: number): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate });
}

/** The longest task while something is done; 0 where none takes 50 ms. */
async function longestTask(page: Page, what: string, act: () => Promise<unknown>): Promise<Line> {
  await page.evaluate(() => {
    globalThis.longTasks = [];
  });
  await act();
  // Tasks are told a little later than they end.
  await page.waitForTimeout(500);
  const tasks = await page.evaluate(() => globalThis.longTasks);
  return { what, ms: Math.max(0, ...tasks), limit: LONGEST_TASK };
}

const lines = await withPages(async ({ browser, server }) => {
  const newPage = async (rate: number) => {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    await page.addInitScript(watch);
    await slow(page, rate);
    return page;
  };
  const load = async (rate: number) => {
    const page = await newPage(rate);
    await page.goto(`${server.url}index.html`);
    await page.waitForFunction(() => globalThis.firstData !== undefined);
    await page.waitForTimeout(500);
    const seen = await page.evaluate(() => ({
      firstData: globalThis.firstData!,
      task: Math.max(0, ...globalThis.longTasks),
    }));
    await page.close();
    return seen;
  };
  const loads = async (rate: number) => {
    const all: Awaited<ReturnType<typeof load>>[] = [];
    for (let i = 0; i < LOADS; i++) all.push(await load(rate));
    const median = (values: number[]) => values.sort((a, b) => a - b)[LOADS >> 1]!;
    return {
      firstData: median(all.map(({ firstData }) => firstData)),
      task: median(all.map(({ task }) => task)),
    };
  };
  const found: Line[] = [];
  const atFullSpeed = await loads(1);
  found.push({ what: 'first data', ms: atFullSpeed.firstData, limit: FIRST_DATA });
  const slowed = await loads(SLOWDOWN);
  const unlimited = Number.POSITIVE_INFINITY;
  found.push({ what: 'first data, slowed down', ms: slowed.firstData, limit: unlimited });
  found.push({ what: 'longest task: loading', ms: slowed.task, limit: LONGEST_TASK });

  const page = await newPage(SLOWDOWN);
  page.setDefaultTimeout(120_000);
  await page.goto(`${server.url}index.html#${TINY}`);
  await page.waitForFunction(() => globalThis.firstData !== undefined);
  const task = async (what: string, act: () => Promise<unknown>) =>
    found.push(await longestTask(page, `longest task: ${what}`, act));
  await task('typing a network', async () => {
    const net = page.locator('[name=net]');
    await net.fill('');
    await net.pressSequentially('Res;26;8;relu', { delay: 60 });
  });
  await task('opening the scenario picker', async () => {
    const scenario = page.locator('[name=scenario]');
    await scenario.click();
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(300);
    await page.keyboard.press('Escape');
  });
  await page.goto(`${server.url}index.html#${TINY}&threads=1`);
  for (let run = 1; run < RUNS; run++) {
    await page.locator('#train').click();
    await finished(page, run);
  }
  await page.goto(`${server.url}index.html#${ENDLESS}&threads=1`);
  await task(`training, ${RUNS} runs shown`, async () => {
    await page.locator('#train').click();
    await page.locator('#comparison canvas').first().waitFor();
    await page.waitForTimeout(8000);
  });
  await task('moving the time slider', async () => {
    const slider = page.locator('#comparison input[type=range]').first();
    for (let i = 0; i < 8; i++) await slider.press('ArrowRight');
    for (let i = 0; i < 8; i++) await slider.press('ArrowLeft');
  });
  return found;
});

const table = lines.map(({ what, ms, limit }) => [
  what,
  ms === 0 ? 'under 50 ms' : `${ms.toFixed(0)} ms`,
  Number.isFinite(limit) ? `at most ${limit} ms` : '',
  ms > limit ? 'TOO LONG' : '',
]);
console.log(columns(table, [0]).join('\n'));
if (lines.some(({ ms, limit }) => ms > limit)) process.exitCode = 1;
