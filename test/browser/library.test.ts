// The library as a plain module script, in Chromium.

import assert from 'node:assert/strict';
import { REFERENCE_HASH } from '../golden/reference.js';
import { browserTest, withSite } from './browser.js';

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  browserTest(`${where}, the reference run has the hash that it has in Node`, () =>
    withSite({ isolated }, async ({ open }) => {
      const { page, errors } = await open('library.html');
      assert.equal(await page.evaluate(() => crossOriginIsolated), isolated);
      assert.equal(await page.evaluate(() => apebenchPage.referenceHash()), REFERENCE_HASH);
      assert.deepEqual(errors, []);
    }),
  );
}
