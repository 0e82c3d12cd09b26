/**
 * Takes the pictures of the pages that the README shows: `npx tsx test/browser/screenshots.ts`
 * after a build, with Chromium at hand.
 */

import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { inRepository, withSite } from './browser.js';

const OUT = inRepository('docs');

const ADVECTION = 'scenario=diff_adv&net=FNO;12;8;4;gelu&train=one&record_loss_every=20';
const BURGERS =
  'scenario=diff_burgers&net=Conv;16;6;relu&train=one&num_spatial_dims=2&num_points=40' +
  '&num_train_samples=10&num_test_samples=3&test_temporal_horizon=40&record_loss_every=5';
const updates = (count: number) => `optim_config=adam;${count};warmup_cosine;0.0;1e-3;${count / 5}`;

/** Waits until a run has made so many updates, then holds it there. */
async function trainUpTo(page: Page, update: number): Promise<void> {
  const madeSoMany = (least: number) =>
    (document.getElementById('progress') as HTMLProgressElement).value >= least;
  await page.waitForFunction(madeSoMany, update, { timeout: 0 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.waitForTimeout(2500);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForTimeout(700);
}

async function take(page: Page, name: string): Promise<void> {
  // High enough for the form, whose buttons otherwise stick to the edge.
  await page.setViewportSize({ width: 1280, height: 1200 });
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
  console.log(`docs/${name}.png`);
}

mkdirSync(OUT, { recursive: true });
await withSite({ folders: { '/': inRepository('dist/web') } }, async ({ open }) => {
  const { page } = await open(`index.html#${ADVECTION}&${updates(3000)}&run=1`);
  await page.locator('#runs > li[data-status=finished]').waitFor({ timeout: 120_000 });
  await page.locator('#field-net').fill('Conv;26;10;relu');
  await page.locator('#field-net').press('Enter');
  await page.locator('#runs > li:nth-child(2)').waitFor();
  await trainUpTo(page, 2000);
  await take(page, 'page-1d');
});
await withSite({ folders: { '/': inRepository('dist/web') } }, async ({ open }) => {
  const { page } = await open(`index.html#${BURGERS}&${updates(400)}&run=1`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await trainUpTo(page, 300);
  for (const view of ['#data-picture', '#comparison']) {
    await page.locator(`${view} button`).click();
    await page.locator(`${view} input[type=range]`).fill('8');
  }
  await take(page, 'page-2d');
});
await withSite({ folders: { '/': inRepository('dist/web') } }, async ({ open }) => {
  const { page } = await open('bench.html#backend=webgpu&run=1');
  await page.locator('#status').filter({ hasText: 'finished' }).waitFor({ timeout: 120_000 });
  await page.locator('.ops').first().click();
  await take(page, 'page-bench');
});
