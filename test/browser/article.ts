/** An article of somebody else's with experiments in it. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { inRepository, type Site, withSite } from './browser.js';

/** 40 updates, 8 losses, 8 time steps of the test. */
export const TINY =
  'scenario="diff_adv" net="Conv;4;1;relu" num_points="32" num_train_samples="3" ' +
  'train_temporal_horizon="6" num_test_samples="2" test_temporal_horizon="8" batch_size="5" ' +
  'optim_config="adam;40;constant;3e-3" record_loss_every="5"';

/** More than an idle machine does in minutes. */
export const ENDLESS = TINY.replace('Conv;4;1', 'Conv;26;10')
  .replace('adam;40', 'adam;500_000')
  .replace('every="5"', 'every="500"');

/** A server of the built page and of an article, to which files may be added. */
export async function withArticle(
  html: string,
  use: (site: Site) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
  library = inRepository('dist/web'),
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-article-'));
  const page = (src: string) =>
    `<!doctype html><html lang="en"><title>Article</title><script type="module" src="${src}"></script>${html}`;
  writeFileSync(path.join(folder, 'index.html'), page('/apebench/ape-experiment.js'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  try {
    const folders = { '/': folder, '/apebench/': library };
    await withSite({ folders, isolated: false }, use);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The nth experiment of the article. */
export const experiment = (page: Page, n = 0): Locator => page.locator('ape-experiment').nth(n);

/** Waits until the page computes nothing any more. */
export async function noWorkers(page: Page): Promise<void> {
  for (let i = 0; i < 600 && page.workers().length > 0; i++) await page.waitForTimeout(50);
  assert.equal(page.workers().length, 0);
}
