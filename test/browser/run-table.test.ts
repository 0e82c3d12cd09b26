/** The table of runs: what it tells, its order, names, marks, and that fifty rows stay usable. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { csvOf, curvesOf, details, ENDLESS, finished, TINY, withPages } from './experiment-page.js';
import { keepManyRuns } from './many-runs.js';
import { longestTask } from './task-time.js';

declare global {
  /** Rows of the table in which something has changed, by their numbers; 0 for the table itself. */
  var changedRows: Set<number>;
}

const order = async (page: Page) =>
  Promise.all(
    (await page.locator('#runs [data-run]').all()).map(async (row) =>
      Number(await row.getAttribute('data-run')),
    ),
  );

const cell = (page: Page, run: number, column: string) =>
  page.locator(`#runs [data-run="${run}"] .run-${column}`);

async function train(page: Page, hash: string, run: number): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, `${hash}&run=1`);
  await finished(page, run);
}

browserTest('a row says what a run came to and what sets it apart; columns sort it', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await train(page, TINY, 1);
    await train(page, TINY.replace('adam;60', 'adam;600'), 2);
    await train(page, TINY.replace('Conv;4;2', 'Conv;4;1'), 3);

    assert.match(await cell(page, 1, 'name').innerText(), /optim_config=adam;60;constant;3e-3/);
    assert.match(await cell(page, 2, 'name').innerText(), /optim_config=adam;600;constant;3e-3/);
    assert.doesNotMatch(await cell(page, 3, 'name').innerText(), /optim_config/);
    // To its end: what differs may stand there.
    const differs = page.locator('#runs [data-run="2"] .differs');
    await page.setViewportSize({ width: 1024, height: 768 });
    const [text, around] = await Promise.all([
      differs.boundingBox(),
      cell(page, 2, 'name').boundingBox(),
    ]);
    assert.ok(text!.x + text!.width <= around!.x + around!.width);
    assert.ok(await differs.evaluate((node) => node.scrollWidth <= node.clientWidth + 1));
    assert.equal(await cell(page, 1, 'parameters').innerText(), '81');
    assert.match(await cell(page, 1, 'error-1').innerText(), /^\d\.\d+$/);
    // Its test has eight steps.
    assert.equal(await cell(page, 1, 'error-10').innerText(), '–');
    assert.match(await cell(page, 1, 'time').innerText(), /^\d+(\.\d)? s$/);
    assert.match(await cell(page, 1, 'place').innerText(), /^WASM × \d+$/);

    // Ten times the updates: the least loss, alone in bold.
    const losses = page.locator('#runs .run-loss strong');
    assert.deepEqual(await losses.allInnerTexts(), [await cell(page, 2, 'loss').innerText()]);
    const heading = page.locator('#runs thead .run-loss');
    await heading.getByRole('button').click();
    assert.equal((await order(page))[0], 2);
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
    await heading.getByRole('button').click();
    assert.equal((await order(page))[2], 2);
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
    await heading.getByRole('button').click();
    assert.deepEqual(await order(page), [1, 2, 3]);
    assert.equal(await page.locator('#runs thead [aria-sort=none]').count(), 8);

    // Its form, without starting it.
    await page.locator('#runs [data-run="3"]').getByRole('link').click();
    await page.waitForURL(/Conv;4;1;relu/);
    assert.deepEqual(await order(page), [1, 2, 3]);
    assert.deepEqual(errors, []);
  }),
);

browserTest('the table is the legend of the charts: names, ticks, all and none', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await train(page, TINY, 1);
    await train(page, TINY.replace('Conv;4;2', 'Conv;4;1'), 2);
    const drawn = async (labels: readonly string[]) => {
      await page.waitForFunction(
        (count) =>
          document.querySelector('#loss .visually-hidden')!.textContent!.split('points').length -
            1 ===
          count,
        labels.length,
      );
      const curves = await curvesOf(page, 'loss');
      assert.deepEqual(
        curves.map(({ label }) => label),
        labels,
      );
    };
    const name = page.getByLabel('name of run 2');
    await name.fill('shallow');
    await name.press('Enter');
    await drawn(['1: diff_adv · Conv;4;2;relu · one', '2: shallow']);
    // Escape takes back what was typed, and no run is without a name.
    await name.fill('else');
    await name.press('Escape');
    assert.equal(await name.inputValue(), 'shallow');
    await name.fill('  ');
    await name.press('Enter');
    assert.equal(await name.inputValue(), 'shallow');

    await page.getByLabel('show run 1', { exact: true }).uncheck();
    await drawn(['2: shallow']);
    const all = page.getByLabel('show all runs');
    assert.ok(await all.evaluate((box: HTMLInputElement) => box.indeterminate));
    await all.check();
    await drawn(['1: diff_adv · Conv;4;2;relu · one', '2: shallow']);
    await all.uncheck();
    await drawn([]);
    assert.deepEqual(errors, []);
  }),
);

browserTest('all columns of a finished run are in sight where the window is 1280 wide', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await page.setViewportSize({ width: 1280, height: 720 });
    await finished(page);
    const { scrollWidth, clientWidth } = await page
      .locator('.run-scroll')
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    assert.ok(scrollWidth <= clientWidth, `${scrollWidth} > ${clientWidth}`);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run that went wrong is marked, whatever its status', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await train(page, TINY.replace('constant;3e-3', 'constant;30'), 1);
    await train(page, TINY.replace('adam;60;constant;3e-3', 'sgd;60;constant;1e18'), 2);
    await train(page, TINY, 3);
    assert.match(await cell(page, 1, 'name').innerText(), /loss worse than at the start/);
    assert.match(await cell(page, 2, 'name').innerText(), /diverged/);
    assert.equal(await cell(page, 2, 'error-1').innerText(), '∞');
    assert.equal(await cell(page, 2, 'loss').innerText(), '∞');
    assert.doesNotMatch(await cell(page, 3, 'name').innerText(), /worse|diverged/);
    assert.match(await (await details(page, 2)).innerText(), /Diverged\s+seed 0/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a deleted run can be had back, with its files', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    const csv = await csvOf(page);
    const isThere = page.locator('#runs [data-run="1"]');
    await page.getByRole('button', { name: 'delete run 1' }).click();
    await isThere.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await finished(page);
    await page.reload();
    await finished(page);
    assert.deepEqual(await csvOf(page), csv);
    await page.getByRole('button', { name: 'delete run 1' }).click();
    await page.reload();
    await page.locator('#train:enabled').waitFor();
    assert.equal(await isThere.count(), 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run tells how far it is from an earlier one of the same experiment', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    const hash = TINY.replace('adam;60', 'adam;20');
    await train(page, hash, 1);
    await train(page, `${hash}&threads=1`, 2);
    await train(page, hash.replace('backend=wasm', 'backend=webgpu'), 3);
    await train(page, TINY, 4);
    const row = (run: number) => page.locator(`#runs [data-run="${run}"] .difference`);
    await row(2).filter({ hasText: 'the bits of run 1' }).waitFor();
    await row(3)
      .filter({ hasText: /^differs from run 1 by up to [\d,]+ ulp$/ })
      .waitFor();
    const opened = await details(page, 3);
    await opened
      .filter({
        hasText: /WebGPU run 3 differs from WASM run 1 by up to [\d,]+ ulp in the weights/,
      })
      .waitFor();
    assert.match(
      await opened.innerText(),
      /ulp in the losses; errors of the test differ by \S+ in/,
    );
    assert.equal(await row(4).count(), 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest(
  'with fifty runs neither loading nor starting one has a task of over 100 ms, four times slower',
  () =>
    withPages(async ({ open, server }) => {
      const { page, errors } = await open('index.html');
      await keepManyRuns(page, `${server.url}index.html`, 50);
      // The least of three: what else runs on this machine makes the same task longer, and none shorter.
      const loads: number[] = [];
      const starts: number[] = [];
      for (let run = 51; run <= 53; run++) {
        await page.goto('about:blank');
        const load = async () => {
          await page.goto(`${server.url}index.html#${TINY}&threads=1`);
          await finished(page, 50);
          await page.locator('#comparison canvas').nth(12).waitFor();
        };
        loads.push(4 * (await longestTask(page, load)));
        const start = async () => {
          await page.locator('#train').click();
          await finished(page, run);
        };
        starts.push(4 * (await longestTask(page, start)));
      }
      assert.ok(Math.min(...loads) <= 100, `tasks of loading took ${loads} ms`);
      assert.ok(Math.min(...starts) <= 100, `tasks of a run took ${starts} ms`);
      assert.deepEqual(errors, []);
    }),
);

browserTest('with fifty runs a step of one changes its own row and nothing else', () =>
  withPages(async ({ open, server }) => {
    const { page, errors } = await open('index.html');
    await keepManyRuns(page, `${server.url}index.html`, 50);
    await page.reload();
    await finished(page, 50);
    await page.getByLabel('show all runs').uncheck();
    await page.evaluate((to) => {
      location.hash = to;
    }, `${ENDLESS}&run=1`);
    await page.locator('#numbers').filter({ hasText: ' left' }).waitFor();
    await page.evaluate(() => {
      globalThis.changedRows = new Set();
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const node = target instanceof Element ? target : target.parentElement;
          const row = node?.closest('[data-run]')?.getAttribute('data-run');
          globalThis.changedRows.add(Number(row ?? 0));
        }
      }).observe(document.getElementById('runs')!, {
        ...{ childList: true, characterData: true, attributes: true, subtree: true },
      });
    });
    const before = await page.locator('#numbers').innerText();
    await page.waitForFunction(
      (text) => document.getElementById('numbers')!.textContent !== text,
      before,
    );
    await page.waitForTimeout(1500);
    // The best of a column may be the first run or the one that trains.
    const changed = await page.evaluate(() => [...globalThis.changedRows]);
    assert.ok(changed.includes(51));
    assert.deepEqual(
      changed.filter((run) => run !== 51 && run !== 1),
      [],
    );
    // They scroll in their own frame, below a heading that stays.
    const frame = page.locator('.run-scroll');
    const { height } = (await frame.boundingBox())!;
    assert.ok(height <= 560, `${height} pixels`);
    await frame.evaluate((node) => node.scrollTo(0, 10_000));
    const [top, heading] = await Promise.all(
      [frame, page.locator('#runs thead th').nth(1)].map(
        async (one) => (await one.boundingBox())!.y,
      ),
    );
    assert.ok(Math.abs(heading! - top!) <= 2, `${heading} under ${top}`);
    assert.deepEqual(errors, []);
  }),
);
