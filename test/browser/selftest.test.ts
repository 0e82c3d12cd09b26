/** The selftest on the page: Chromium comes to the bits of all other engines, in threads and without. */

import assert from 'node:assert/strict';
import { SELF_TEST_CASES } from '../../src/selftest/index.js';
import { browserTest } from './browser.js';
import { withPages } from './experiment-page.js';

for (const isolated of [true, false]) {
  browserTest(
    `a browser compares its bits at a click, cross-origin ${isolated ? 'isolated' : 'not isolated'}`,
    () =>
      withPages(
        async ({ open }) => {
          const { page, errors } = await open('index.html');
          await page.getByRole('heading', { name: 'Check this browser' }).click();
          await page.getByRole('button', { name: 'Compare the bits' }).click();
          const line = page.getByLabel('To report as it stands:');
          await line.waitFor();
          const count = SELF_TEST_CASES.length;
          assert.match(
            await line.inputValue(),
            new RegExp(`: ${count} of ${count} cases agree to the bit on .*Chrome/`),
          );
          assert.equal(await page.locator('#selftest-status').innerText(), 'all agree to the bit');
          assert.deepEqual(errors, []);
        },
        { isolated },
      ),
  );
}

browserTest('a selftest that is stopped says so, and can be started again', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.getByRole('heading', { name: 'Check this browser' }).click();
    await page.getByRole('button', { name: 'Compare the bits' }).click();
    await page.locator('#selftest-status').filter({ hasText: ' of ' }).waitFor();
    await page.locator('#selftest-stop').click();
    await page.locator('#selftest-status').filter({ hasText: 'stopped' }).waitFor();
    assert.ok(await page.locator('#selftest-start').isEnabled());
    assert.deepEqual(errors, []);
  }),
);
