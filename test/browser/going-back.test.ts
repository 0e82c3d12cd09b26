/** Back, reload and other pages: no run starts by itself, and none is lost without a word. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { finished, TINY, withPages } from './experiment-page.js';

/** Waits until the page would have started what it starts by itself. */
async function settled(page: Page): Promise<void> {
  await page.locator('#train:enabled').waitFor();
  await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor({ state: 'attached' });
  // A run that starts is in the table as soon as its form was checked, once more than for the cost.
  await page.waitForTimeout(500);
}

/** What the table of runs says. */
const statuses = (page: Page) =>
  page
    .locator('#runs [data-run]')
    .evaluateAll((all) => all.map((run) => run.getAttribute('data-status')));

browserTest('an address that says run starts one run, and Back to it none', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    assert.doesNotMatch(page.url(), /run=1/);
    // An example, or any other address of the page.
    await page.evaluate(
      (to) => {
        location.hash = to;
      },
      TINY.replace('Conv;4;2;relu', 'Pure;3'),
    );
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[name=net]')?.value === 'Pure;3',
    );
    await page.goBack();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[name=net]')?.value === 'Conv;4;2;relu',
    );
    await settled(page);
    assert.deepEqual(await statuses(page), ['finished']);
    await page.goForward();
    await settled(page);
    assert.deepEqual(await statuses(page), ['finished']);
    assert.deepEqual(errors, []);
  }),
);

browserTest('what is typed leaves no trace in the history', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    const before = await page.evaluate(() => history.length);
    for (const net of ['Conv;5;2;relu', 'Conv;6;2;relu'])
      await page.locator('[name=net]').fill(net);
    await page.waitForFunction(() => location.hash.includes('Conv;6;2;relu'));
    assert.equal(await page.evaluate(() => history.length), before);
    assert.deepEqual(errors, []);
  }),
);

for (const [name, leave] of [
  ['the page of the bench', (page: Page) => page.getByRole('link', { name: 'Bench' }).click()],
  ['a reload', (page: Page) => page.reload()],
] as const) {
  browserTest(`after ${name} the form is what it was, and no run starts`, () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${TINY}&run=1`);
      await finished(page);
      await leave(page);
      if (name !== 'a reload') {
        await page.locator('#measure:enabled').waitFor();
        await page.goBack();
      }
      await settled(page);
      assert.equal(await page.locator('[name=net]').inputValue(), 'Conv;4;2;relu');
      const now = await statuses(page);
      assert.ok(
        now.every((status) => status === 'finished') && now.length <= 1,
        `the runs are ${now}`,
      );
      assert.deepEqual(errors, []);
    }),
  );
}
