/** Sample data in the page: their spectra by channel, and two scenarios' side by side. */

import assert from 'node:assert/strict';
import { browserTest } from './browser.js';
import { curvesOf, withPages } from './experiment-page.js';

browserTest('the spectrum is that of the channel that is chosen', () =>
  withPages(async ({ open }) => {
    const hash =
      'scenario=diff_burgers&net=Pure;3&backend=wasm&num_spatial_dims=2&num_points=12&test_temporal_horizon=4';
    const { page, errors } = await open(`index.html#${hash}`);
    const channel = page.locator('#data').getByLabel('channel');
    await channel.waitFor();
    await page.locator('#spectrum .visually-hidden').filter({ hasText: 'step 4' }).waitFor();
    const first = await curvesOf(page, 'spectrum');
    assert.deepEqual(
      first.map(({ label, points }) => [label, points]),
      ['step 0', 'step 2', 'step 4'].map((label) => [label, 7]),
    );
    const words = page.locator('#spectrum .visually-hidden');
    const before = (await words.textContent())!;
    await channel.selectOption('1');
    await words.filter({ hasNotText: before }).waitFor();
    await channel.selectOption('0');
    await words.filter({ hasText: before }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('data that are pinned stay beside those of another scenario', () =>
  withPages(async ({ open }) => {
    const small = 'net=Pure;3&backend=wasm&num_points=24&test_temporal_horizon=6';
    const { page, errors } = await open(`index.html#scenario=diff_adv&${small}`);
    const pinned = page.getByRole('region', { name: 'Pinned data' });
    const current = page.getByRole('region', { name: 'Data of the form' });
    await current.getByRole('heading', { name: /^diff_adv · num_points=24/ }).waitFor();
    assert.equal(await pinned.count(), 0);
    await page.getByRole('button', { name: 'Pin these data' }).click();
    await page.evaluate((to) => {
      location.hash = to;
    }, `scenario=diff_burgers&${small}`);
    await current.getByRole('heading', { name: /^diff_burgers/ }).waitFor();
    assert.match(await pinned.getByRole('heading').innerText(), /^diff_adv/);
    const images = await page
      .locator('#data canvas[role=img]')
      .evaluateAll((all: HTMLCanvasElement[]) => all.map((canvas) => canvas.toDataURL()));
    assert.equal(new Set(images).size, 2);
    const [before, now] = await Promise.all(
      [pinned, current].map(async (region) => (await region.boundingBox())!),
    );
    assert.ok(before!.x + before!.width <= now!.x, 'they stand beside each other');
    assert.ok(Math.abs(before!.y - now!.y) < 1);
    await page.getByRole('button', { name: 'Unpin' }).click();
    assert.equal(await pinned.count(), 0);
    assert.match(await current.getByRole('heading').innerText(), /^diff_burgers/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('what is beyond the colours of the data is marked, and said', () =>
  withPages(async ({ open }) => {
    const hash = 'scenario=diff_adv&net=Pure;3&backend=wasm&num_points=24&test_temporal_horizon=6';
    const { page, errors } = await open(`index.html#${hash}`);
    const marks = page.locator('#data .mark-legend');
    await page.locator('#data-picture canvas').first().waitFor();
    assert.equal(await marks.isVisible(), false);
    await page.evaluate((to) => {
      location.hash = to;
    }, `${hash}&vlim=-0.1,0.1`);
    await marks.waitFor();
    assert.match(await marks.innerText(), /below.*above.*not finite/s);
    assert.deepEqual(errors, []);
  }),
);
