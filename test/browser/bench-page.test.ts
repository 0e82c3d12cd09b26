/**
 * The page of the bench in Chromium: what this machine has before anything is measured, then every
 * small task on WASM and on a GPU in software in one table, and the files of it.
 */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { tasksFor } from '../../src/profiling/index.js';
import { Table } from '../../src/tables/index.js';
import { browserTest } from './browser.js';
import { downloaded, withPages } from './experiment-page.js';

/** Waits until nothing is measured any more; how that ended. */
async function ended(page: Page): Promise<string> {
  const status = page.locator('#status').filter({ hasText: /finished|stopped|failed/ });
  await status.waitFor();
  return status.innerText();
}

/** The texts of the cells of a row, by the head of their columns. */
const cellsOf = (page: Page, task: string, place: RegExp) =>
  page
    .locator(`#bench-table [data-task="${task}"] tr`)
    .filter({ has: page.getByRole('rowheader', { name: place }) })
    .locator('td')
    .evaluateAll((cells) =>
      Object.fromEntries(cells.map((cell) => [cell.getAttribute('data-head')!, cell.textContent!])),
    );

const PLACES = [/^WebAssembly, \d+ threads?$/, /^WebAssembly, 1 thread$/, /^WebGPU$/];

browserTest('before it measures, the page tells what this machine has to measure on', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('bench.html');
    const tiles = page.locator('#backends > div');
    await tiles.first().waitFor();
    assert.match(await tiles.nth(0).innerText(), /^WebAssembly\s+(1 thread|1 and \d+ threads)$/);
    assert.match(await tiles.nth(1).innerText(), /^WebGPU\s+google swiftshader, in software$/);
    assert.equal(await page.locator('#bench-table').count(), 0);
    // What the page is for can be read on a phone, to its end.
    await page.setViewportSize({ width: 360, height: 740 });
    const cut = await page
      .locator('main .lead')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    assert.equal(cut, 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('where there is no GPU, that and what helps is told before anything is measured', () =>
  withPages(
    async ({ open }) => {
      const { page, errors } = await open('bench.html');
      const tiles = page.locator('#backends > div');
      await tiles.first().waitFor();
      assert.match(await tiles.nth(1).innerText(), /^WebGPU\s+no adapter$/);
      assert.match(await page.locator('.note').first().innerText(), /browser/);
      assert.deepEqual(errors, []);
    },
    { flags: ['--disable-gpu', '--disable-software-rasterizer'] },
  ),
);

browserTest(
  'one table has every task in every place: times, spread, ratio, distance; as files, too',
  () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open('bench.html#backend=webgpu&milliseconds=1&run=1');
      await page.setViewportSize({ width: 360, height: 740 });
      assert.equal(await ended(page), 'finished');
      assert.equal(await page.locator('#bench-error').innerText(), '');
      assert.match(await page.locator('#backends').innerText(), /measured peak: \S+ GFLOP\/s/);
      // It does not start again for who comes back.
      assert.doesNotMatch(page.url(), /run/);
      const tasks = tasksFor(true).map(({ key }) => key);
      const bodies = page.locator('#bench-table tbody');
      assert.deepEqual(
        await bodies.evaluateAll((all) => all.map((body) => body.getAttribute('data-task'))),
        tasks,
      );
      const { length: count } = await bodies.first().locator('th[scope=row]').all();
      // Without isolation there would be one of WASM.
      assert.equal(count, 3);
      for (const task of tasks) {
        const [all, one, gpu] = await Promise.all(
          PLACES.map((place) => cellsOf(page, task, place)),
        );
        for (const { ms, 'middle half': middle, ratio } of [all!, one!, gpu!]) {
          const [low, high] = middle!.split(' – ').map(Number);
          assert.ok(low! > 0 && low! <= high!, middle);
          assert.ok(Number(ms) >= low! && Number(ms) <= high!, `${ms} is not in ${middle}`);
          assert.ok(Number(ratio) > 0);
        }
        // Ratios are to what stands first.
        const first = await page
          .locator(`[data-task="${task}"] tr:has(th[scope="row"])`)
          .first()
          .innerText();
        assert.match(first, /\b1\.00\b/);
        assert.equal(one!.apart, 'same bits');
        // test/parity/webgpu-bench.test.ts holds the bounds; here it must be a number at all.
        const [, relative, ulp] = /^(\S+) \((\S+) ulp\)$/.exec(gpu!.apart!) ?? [];
        assert.ok(Number(relative) < 1e-3 && Number(ulp) > 0, gpu!.apart);
        assert.ok((await page.locator(`[data-task="${task}"] .ops li`).count()) > 0);
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);

      const csv = Table.fromCsv((await downloaded(page, 'CSV')).bytes.toString());
      assert.equal(csv.numRows, count * tasks.length);
      const json = JSON.parse((await downloaded(page, 'JSON')).bytes.toString());
      assert.match(json.browser, /Chrome/);
      assert.equal(json.places.length, count);
      for (const [i, time] of Array.from(csv.numbers('ms_per_step')).entries()) {
        assert.equal(time, json.tasks[Math.floor(i / count)].rows[i % count].msPerStep);
      }
      assert.deepEqual(errors, []);
    }),
);

browserTest('what an address gets wrong is told before anything is measured', () =>
  withPages(async ({ open }) => {
    const mistakes: [hash: string, message: string][] = [
      ['tasks=huge', 'the tasks must be auto, full, small or experiment'],
      ['backend=<img src=x>', 'backend: must be one of auto, wasm, webgpu'],
      ['milliseconds=1e9', 'milliseconds: must be a whole number from 1 to 60000'],
      ['experiment=scenario%3Dnone', "scenario: unknown scenario 'none'"],
      ['experiment=net%3DConv%3B0%3B1%3Brelu', 'net: '],
    ];
    for (const [hash, message] of mistakes) {
      const { page, errors } = await open(`bench.html#${hash}&run=1`);
      await page.locator('.error:visible').waitFor();
      const said = await page.locator('.error:visible').innerText();
      assert.ok(said.startsWith(message), said);
      assert.equal(await page.locator('#bench-table').count(), 0);
      assert.deepEqual(errors, []);
      await page.close();
    }
  }),
);

browserTest('it stops when it is told to, with what it has, and can be started again', () =>
  withPages(async ({ open }) => {
    const { page } = await open('bench.html#backend=wasm&tasks=small&milliseconds=1000');
    await page.locator('#measure').focus();
    await page.keyboard.press('Enter');
    await page.locator('#bench-table [data-task]').nth(1).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'stop');
    await page.keyboard.press('Enter');
    assert.equal(await ended(page), 'stopped');
    const measured = await page.locator('#bench-table tbody').count();
    assert.ok(measured >= 1 && measured < tasksFor(true).length);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'measure');
    await page.keyboard.press('Enter');
    await page.locator('#stop').waitFor();
  }),
);
