/**
 * Takes the pictures of the pages that the README shows: `npx tsx test/browser/screenshots.ts`
 * after a build, with Chromium at hand.
 */

import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { inRepository } from './browser.js';
import { finished, withPages } from './experiment-page.js';
import { SIZES } from './seen.js';

const OUT = inRepository('docs');

const ADVECTION = 'scenario=diff_adv&net=FNO;12;8;4;gelu&train=one&record_loss_every=20';
const BURGERS =
  'scenario=diff_burgers&net=Conv;16;6;relu&train=one&num_spatial_dims=2&num_points=40' +
  '&num_train_samples=10&num_test_samples=3&test_temporal_horizon=40&record_loss_every=5';
const updates = (count: number) => `optim_config=adam;${count};warmup_cosine;0.0;1e-3;${count / 5}`;

/** Waits until a run has made so many updates and has shown what it predicts by then. */
async function trainUpTo(page: Page, update: number): Promise<void> {
  const madeSoMany = (least: number) =>
    (document.querySelector<HTMLProgressElement>('#progress')?.value ?? 0) >= least;
  await page.waitForFunction(madeSoMany, update, { timeout: 0 });
  await page.locator('#comparison canvas').nth(2).waitFor({ timeout: 0 });
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.screenshot({ path: `${OUT}/${name}.png` });
  console.log(`docs/${name}.png`);
}

mkdirSync(OUT, { recursive: true });
await withPages(async ({ open }) => {
  const { page } = await open(`index.html#${ADVECTION}&${updates(3000)}&run=1`);
  await page.setViewportSize(SIZES.desk);
  await finished(page);
  await page.locator('[name=net]').fill('Conv;26;10;relu');
  await page.locator('#train').click();
  await page.locator('#runs [data-run="2"]').waitFor();
  await trainUpTo(page, 2000);
  await take(page, 'page-1d');
});
await withPages(async ({ open }) => {
  const { page } = await open(`index.html#${BURGERS}&${updates(400)}&run=1`);
  await page.setViewportSize(SIZES.desk);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await trainUpTo(page, 300);
  await page.locator('#picture-section').getByLabel('time step').fill('8');
  await take(page, 'page-2d');
});
await withPages(async ({ open }) => {
  const { page } = await open('bench.html#backend=webgpu&run=1');
  await page.setViewportSize(SIZES.desk);
  await page.locator('#status').filter({ hasText: 'finished' }).waitFor({ timeout: 120_000 });
  await take(page, 'page-bench');
});
