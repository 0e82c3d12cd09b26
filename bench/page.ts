/**
 * How soon the page shows its first data, and how long its longest tasks take on a processor that is
 * four times slower: `npx tsx bench/page.ts` after a build, with Chromium at hand. Exits with 1 where
 * something takes longer than it may.
 *
 * Of a task its processor time counts, by the browser's trace, times four: so it is the same whatever
 * else runs on this machine. The first data are timed by the clock.
 */

import type { Page } from 'playwright-core';
import { columns } from '../src/cli/columns.js';
import { ENDLESS, finished, TINY, withPages } from '../test/browser/experiment-page.js';
import { keepManyRuns } from '../test/browser/many-runs.js';
import { longestTask } from '../test/browser/task-time.js';

const SLOWDOWN = 4;
/** Milliseconds. */
const FIRST_DATA = 1000;
const LONGEST_TASK = 100;
/** Charts of so many runs are drawn while the last one trains. */
const RUNS = 10;
/** … and so many come from what the browser has kept. */
const KEPT = 50;
/** Loads of which the median counts. */
const LOADS = 5;

declare global {
  var firstData: number | undefined;
}

/** Before the page's own scripts: notes when the data of the form are drawn. */
function watch(): void {
  new MutationObserver((_, observer) => {
    if (document.querySelector('#data canvas') === null) return;
    observer.disconnect();
    // Drawn is what the next frame shows.
    requestAnimationFrame(() => {
      globalThis.firstData = performance.now();
    });
  }).observe(document, { childList: true, subtree: true });
}

/** Whether the data have been drawn. */
const hasData = (page: Page) => page.waitForFunction(() => globalThis.firstData !== undefined);

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

interface Line {
  readonly what: string;
  readonly ms: number;
  readonly limit?: number;
}

const lines = await withPages(async ({ browser, server }) => {
  const found: Line[] = [];
  const tell = (line: Line) => {
    found.push(line);
    console.error(line.what);
  };
  const newPage = async (rate = 1, serviceWorkers: 'allow' | 'block' = 'block') => {
    const page = await browser.newPage({ serviceWorkers });
    page.setDefaultTimeout(120_000);
    await page.addInitScript(watch);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate });
    return page;
  };
  const firstData = async (rate: number) => {
    const times: number[] = [];
    for (let i = 0; i < LOADS; i++) {
      const page = await newPage(rate);
      await page.goto(`${server.url}index.html`);
      await hasData(page);
      times.push(await page.evaluate(() => globalThis.firstData!));
      await page.close();
    }
    return median(times);
  };
  const firstDataAgain = async () => {
    const page = await newPage(1, 'allow');
    await page.goto(`${server.url}index.html`);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const times: number[] = [];
    for (let i = 0; i < LOADS; i++) {
      await page.reload();
      await hasData(page);
      times.push(await page.evaluate(() => globalThis.firstData!));
    }
    await page.close();
    return median(times);
  };
  tell({ what: 'first data', ms: await firstData(1), limit: FIRST_DATA });
  tell({ what: 'first data, second visit', ms: await firstDataAgain(), limit: FIRST_DATA });
  tell({ what: 'first data, four times slower', ms: await firstData(SLOWDOWN) });

  const task = async (what: string, page: Page, act: () => Promise<unknown>) => {
    const ms = SLOWDOWN * (await longestTask(page, act));
    tell({ what: `longest task: ${what}`, ms, limit: LONGEST_TASK });
  };
  const page = await newPage();
  await task('loading', page, async () => {
    await page.goto(`${server.url}index.html#${TINY}`);
    await hasData(page);
  });
  await task('typing a network', page, async () => {
    const net = page.locator('[name=net]');
    await net.fill('');
    await net.pressSequentially('Res;26;8;relu', { delay: 60 });
  });
  await task('opening the scenario picker', page, async () => {
    await page.locator('[name=scenario]').click();
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
  await task(`training, ${RUNS} runs shown`, page, async () => {
    await page.locator('#train').click();
    await page.locator('#comparison canvas').first().waitFor();
    await page.waitForTimeout(8000);
  });
  await task('moving the time slider', page, async () => {
    const slider = page.locator('#picture-section input[type=range]').first();
    for (let i = 0; i < 8; i++) await slider.press('ArrowRight');
    for (let i = 0; i < 8; i++) await slider.press('ArrowLeft');
  });

  const full = await newPage();
  await keepManyRuns(full, `${server.url}index.html`, KEPT);
  await full.goto('about:blank');
  await task(`loading, ${KEPT} runs kept`, full, async () => {
    await full.goto(`${server.url}index.html#${ENDLESS}&threads=1`);
    await finished(full, KEPT);
    await full.locator('#comparison canvas').nth(12).waitFor();
  });
  const all = full.getByLabel('show all runs');
  await task(`unticking all of ${KEPT}`, full, () => all.uncheck());
  await task(`ticking all of ${KEPT}`, full, () => all.check());
  await task(`sorting ${KEPT}`, full, () => full.locator('#runs thead .run-loss button').click());
  await task(`training, ${KEPT} runs shown`, full, async () => {
    await full.locator('#train').click();
    await full.locator(`#runs [data-run="${KEPT + 1}"][data-status=running]`).waitFor();
    await full.waitForTimeout(8000);
  });
  return found;
});

const isOver = ({ ms, limit }: Line) => limit !== undefined && ms > limit;
const table = lines.map((line) => [
  line.what,
  `${line.ms.toFixed(0)} ms`,
  line.limit === undefined ? '' : `at most ${line.limit} ms`,
  isOver(line) ? 'TOO LONG' : '',
]);
console.log(columns(table).join('\n'));
if (lines.some(isOver)) process.exitCode = 1;
