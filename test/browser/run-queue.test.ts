/** Several runs of a page: one trains, the others wait in their order; and what the run bar says. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { ENDLESS, finished, standstill, startPaused, TINY, withPages } from './experiment-page.js';

const statusOf = (page: Page, run: number) =>
  page.locator(`#runs [data-run="${run}"]`).getAttribute('data-status');

const again = (page: Page, run: number) =>
  page.getByRole('button', { name: `run again: run ${run}`, exact: true }).click();

browserTest('what is started while a run trains waits, and is taken in its order', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    await page.goto(page.url().replace(/#.*/, `#${ENDLESS}&run=1`));
    await page.locator('#runs [data-run="2"][data-status=running]').waitFor();
    // "Run again" is such a start, and leaves the form as it is.
    const address = page.url();
    for (const _ of [3, 4, 5]) await again(page, 1);
    assert.equal(page.url(), address);
    const queue = page.locator('#queue li');
    assert.deepEqual(await queue.allInnerTexts().then(numbersIn), [3, 4, 5]);
    assert.deepEqual(await Promise.all([2, 3, 4, 5].map((run) => statusOf(page, run))), [
      'running',
      'waiting',
      'waiting',
      'waiting',
    ]);

    await page.getByRole('button', { name: 'run 5 sooner' }).click();
    await page.getByRole('button', { name: 'run 5 sooner' }).click();
    assert.deepEqual(await queue.allInnerTexts().then(numbersIn), [5, 3, 4]);
    await page.getByRole('button', { name: 'run 3 later' }).click();
    assert.deepEqual(await queue.allInnerTexts().then(numbersIn), [5, 4, 3]);
    await page.getByRole('button', { name: 'take run 4 out of the queue' }).click();
    assert.deepEqual(await queue.allInnerTexts().then(numbersIn), [5, 3]);

    // A reload keeps the order, too.
    await page.reload();
    await page.locator('#runs [data-run="2"][data-status=running]').waitFor();
    assert.deepEqual(await queue.allInnerTexts().then(numbersIn), [5, 3]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await finished(page, 5);
    await finished(page, 3);
    assert.equal(await page.locator('#runs [data-run="4"]').count(), 0);
    assert.equal(await statusOf(page, 2), 'stopped');
    assert.equal(await queue.count(), 0);
    assert.deepEqual(errors, []);
  }),
);

// Chromium has room for some hundred memories, whichever thread holds them.
for (const isolated of [true, false]) {
  const where = isolated ? 'with' : 'without';
  browserTest(
    `of seventy runs one after the other all finish, ${where} cross-origin isolation`,
    () =>
      withPages(
        async ({ open }) => {
          const { page, errors } = await open(`index.html#${TINY}`);
          assert.equal(await page.evaluate(() => crossOriginIsolated), isolated);
          await page.locator('#train:enabled').waitFor();
          const count = 70;
          for (let run = 1; run <= count; run++) {
            await page.locator('#train').click();
            await page.locator(`#runs [data-run="${run}"]`).waitFor();
          }
          for (let run = 1; run <= count; run++) await finished(page, run);
          assert.deepEqual(errors, []);
        },
        { isolated },
      ),
  );
}

const numbersIn = (texts: readonly string[]) =>
  texts.map((text) => Number(/run (\d+)/.exec(text)?.[1]));

browserTest('the button that starts a run keeps its focus, and says what it does', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}`);
    const train = page.locator('#train');
    assert.equal(await train.innerText(), 'Train');
    await train.focus();
    await page.keyboard.press('Enter');
    await page.locator('#runs [data-status=running]').waitFor();
    assert.equal(await train.innerText(), 'Add to queue');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'train');
    await page.keyboard.press('Enter');
    await page.locator('#runs [data-run="2"][data-status=waiting]').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run that is paused is named beside its buttons, and has no time left', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}&run=1`);
    await page.locator('#numbers').filter({ hasText: ' left' }).waitFor();
    assert.match(await page.locator('#status').innerText(), /^run 1 · /);
    await page.locator('#pause').click();
    const update = await standstill(page);
    assert.equal(
      await page.locator('#status').innerText(),
      `run 1 paused at update ${update.toLocaleString('en')}`,
    );
    assert.doesNotMatch(await page.locator('#numbers').innerText(), /left/);
    await page.locator('#pause').click();
    await page.locator('#numbers').filter({ hasText: ' left' }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('Back after an address that started a run starts nothing', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    const goTo = (hash: string) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash);
    await goTo(`${TINY}&run=1`);
    await finished(page);
    await goTo(`${TINY.replace('4;2;relu', '4;1;relu')}&run=1`);
    await finished(page, 2);
    await page.goBack();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[name=net]')?.value === 'Conv;4;2;relu',
    );
    await page.goForward();
    await page.goBack();
    assert.equal(await page.locator('#runs [data-run]').count(), 2);
    assert.doesNotMatch(page.url(), /run=1/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a paused run can be deleted, which ends it, and the next one starts', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await startPaused(page);
    await page.locator('#train').click();
    await page.locator('#runs [data-run="2"][data-status=waiting]').waitFor();
    await page.getByRole('button', { name: 'delete run 1' }).click();
    await finished(page, 2);
    assert.equal(await page.locator('#runs [data-run="1"]').count(), 0);
    await page.reload();
    await finished(page, 2);
    assert.equal(await page.locator('#runs [data-run="1"]').count(), 0);
    assert.deepEqual(errors, []);
  }),
);
