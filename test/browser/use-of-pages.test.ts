/** Who has no mouse, or a phone: the pages by keyboard alone, and at a width of 360 pixels. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { ENDLESS, finished, standstill, TINY, withPages } from './experiment-page.js';

/** What has the focus: its text or label, and whether that can be seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const node = document.activeElement as HTMLElement;
    const label = (node as HTMLInputElement).labels?.[0]?.textContent;
    const { outlineStyle, outlineWidth } = getComputedStyle(node);
    return {
      name: node.getAttribute('name') ?? label ?? node.textContent?.trim() ?? '',
      isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0,
    };
  });

browserTest('the page works by keyboard alone', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}`);
    await page.locator('#cost').filter({ hasText: '81' }).waitFor();
    const order: string[] = [];
    do {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await focused(page);
      assert.ok(isSeen, `the focus on ${name} can't be seen`);
      order.push(name);
    } while (order.at(-1) !== 'Train' && order.length < 40);
    const fields = ['scenario', 'net', 'train', 'task', 'updates', 'num_seeds', 'start_seed'];
    assert.deepEqual(order.slice(0, 2), ['Experiment', 'Bench']);
    assert.deepEqual(
      order.filter((name) => fields.includes(name)),
      fields,
    );

    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'pause');
    await page.keyboard.press('Space');
    assert.ok((await standstill(page)) < 200_000);
    assert.equal((await focused(page)).name, 'Go on');
    await page.keyboard.press('Space');
    await page.locator('#status').filter({ hasText: 'training' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#runs > li[data-status=stopped]').waitFor();
    assert.equal((await focused(page)).name, 'Train');

    await page.goto(page.url().replace(/#.*/, `#${TINY}&run=1`));
    await finished(page, 2);
    const reached = new Set<string>();
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Tab');
      reached.add((await focused(page)).name);
    }
    for (const name of ['CSV', 'Weights', 'Pictures', 'Run again'])
      assert.ok(reached.has(name), name);
    assert.deepEqual(errors, []);
  }),
);

browserTest('nothing is wider than a phone', () =>
  withPages(async ({ open }) => {
    const twoDimensional = TINY.replace('num_points=32', 'num_spatial_dims=2&num_points=12');
    const { page, errors } = await open(`index.html#${twoDimensional}&run=1`);
    await page.setViewportSize({ width: 360, height: 740 });
    await finished(page);
    await page.locator('#comparison canvas').first().waitFor();
    for (const details of await page.locator('details').all()) {
      await details.evaluate((node: HTMLDetailsElement) => {
        node.open = true;
      });
    }
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(await width(), 360);
    assert.deepEqual(errors, []);
  }),
);
