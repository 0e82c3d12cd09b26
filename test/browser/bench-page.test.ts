/**
 * The page of the bench in Chromium: every small task on WASM and on a GPU in software, side by
 * side.
 */

import assert from 'node:assert/strict';
import { tasksFor } from '../../src/profiling/index.js';
import { browserTest } from './browser.js';
import { withPages } from './experiment-page.js';

browserTest('the bench shows both backends and how far their results are apart', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('bench.html#backend=webgpu&milliseconds=1&run=1');
    await page.setViewportSize({ width: 360, height: 740 });
    await page
      .locator('#status')
      .filter({ hasText: /finished|failed/ })
      .waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('#error').innerText(), '');
    assert.match(
      await page.locator('#backends').innerText(),
      /WebAssembly: .*WebGPU: google swiftshader/s,
    );
    const tasks = await page.locator('article.task').all();
    assert.equal(tasks.length, tasksFor(true).length);
    for (const task of tasks) {
      const backends = await task.locator('tbody th').allInnerTexts();
      assert.deepEqual(backends, ['WebAssembly', 'WebGPU']);
      const text = await task.locator('.distance').innerText();
      const [, relative] = /differ by at most (\S+) of the largest number/.exec(text) ?? [];
      // test/parity/webgpu-bench.test.ts holds the bounds; here it must be a number at all.
      assert.ok(Number(relative) < 1e-3, text);
      assert.ok((await task.locator('.ops li').count()) > 0);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(errors, []);
  }),
);

browserTest('what an address gets wrong is told before anything is measured', () =>
  withPages(async ({ open }) => {
    const mistakes: [hash: string, message: string][] = [
      ['tasks=huge', 'the tasks must be auto, full or small'],
      ['backend=<img src=x>', 'must be one of auto, wasm, webgpu'],
      ['milliseconds=1e9', 'must be a whole number from 1 to 60000'],
    ];
    for (const [hash, message] of mistakes) {
      const { page, errors } = await open(`bench.html#${hash}&run=1`);
      await page.locator('.error:visible').waitFor();
      assert.equal(await page.locator('.error:visible').innerText(), message);
      assert.equal(await page.locator('article').count(), 0);
      assert.deepEqual(errors, []);
      await page.close();
    }
  }),
);
