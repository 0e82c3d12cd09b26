/** The page while its worker does something that takes seconds: what one presses is seen at once. */

import assert from 'node:assert/strict';
import { browserTest } from './browser.js';
import { TINY, withPages } from './experiment-page.js';

/** Of so many updates that the worker takes seconds to choose their minibatches, and hears of nothing. */
const LONG_TO_PREPARE = TINY.replace('adam;60', 'adam;3000000').replace('every=5', 'every=2000');

browserTest('what is added while the worker is busy waits at once, and is kept', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${LONG_TO_PREPARE}&run=1`);
    const status = page.locator('#status');
    await status.filter({ hasText: 'making the train data' }).waitFor();
    for (let i = 0; i < 3; i++) await page.locator('#train').click();
    await page.locator('#runs [data-run="4"][data-status=waiting]').waitFor();
    // The worker has not heard of them.
    assert.equal(await status.innerText(), 'run 1 · making the train data');
    await page.reload();
    await page.locator('#runs [data-run="4"][data-status=waiting]').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run that is stopped, or deleted, while the worker is busy is said to stop', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${LONG_TO_PREPARE}&run=1`);
    const status = page.locator('#status');
    await status.filter({ hasText: 'making the train data' }).waitFor();
    await page.locator('#stop').click();
    assert.equal(await status.innerText(), 'run 1 · stopping');
    await page.locator('#runs [data-run="1"][data-status=stopped]').waitFor();
    assert.ok(await page.locator('#stop').isDisabled());

    await page.locator('#train').click();
    await status.filter({ hasText: 'run 2 · making the train data' }).waitFor();
    await page.getByRole('button', { name: 'delete run 2', exact: true }).click();
    assert.equal(await status.innerText(), 'run 2 · stopping');
    await status.waitFor({ state: 'detached' });

    await page.locator('#train').click();
    await status.filter({ hasText: 'run 3 · making the train data' }).waitFor();
    await page.locator('#pause').click();
    assert.equal(await status.innerText(), 'run 3 paused');
    await page.locator('#stop').click();
    assert.equal(await status.innerText(), 'run 3 · stopping');
    await page.locator('#runs [data-run="3"][data-status=stopped]').waitFor();
    assert.deepEqual(errors, []);
  }),
);
