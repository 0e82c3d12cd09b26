/** The page of experiments as its tests see it: what a user would do there, and read. */

import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import {
  MemoryStore,
  runStudy,
  type StudyEntry,
  type StudyOptions,
} from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { inRepository, type Site, type SiteOptions, withSite } from './browser.js';

/** 60 updates, 12 losses, 8 time steps of the test. */
export const TINY =
  'scenario=diff_adv&net=Conv;4;2;relu&train=one&backend=wasm&num_points=32&num_train_samples=3' +
  '&train_temporal_horizon=6&num_test_samples=2&test_temporal_horizon=8&batch_size=5' +
  '&optim_config=adam;60;constant;3e-3&record_loss_every=5';

/**
 * More than an idle machine does in minutes. By larger updates, for the order of the minibatches of
 * all updates is drawn before the first.
 */
export const ENDLESS = TINY.replace('Conv;4;2', 'Conv;26;10')
  .replace('adam;60', 'adam;500000')
  .replace('every=5', 'every=200');
/** How the run bar tells of its updates. */
export const OF_ENDLESS = 'of 500,000';

/** Starts a run and pauses it at once, before the page has heard of its first piece. */
export async function startPaused(page: Page): Promise<void> {
  await page.locator('#train:enabled').waitFor();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const [train, pause] = ['train', 'pause'].map(
          (id) => document.getElementById(id) as HTMLButtonElement,
        );
        new MutationObserver((_, observer) => {
          if (pause!.disabled) return;
          observer.disconnect();
          pause!.click();
          resolve();
        }).observe(pause!, { attributes: true });
        train!.click();
      }),
  );
}

/**
 * Waits until a paused run stands still, which is after the piece on which it works; its updates.
 */
export async function standstill(page: Page): Promise<number> {
  const numbers = page.locator('#numbers');
  let before = '';
  let now = await numbers.innerText();
  while (now === '' || now !== before) {
    // Longer than a piece takes.
    await page.waitForTimeout(1000);
    before = now;
    now = await numbers.innerText();
  }
  return Number(now.split(' ')[0]!.replaceAll(',', ''));
}

/** Where the page is now; `page.url()` hears of it later. */
export const addressOf = (page: Page): Promise<string> => page.evaluate(() => location.href);

/** Lends a browser and a server of the pages. */
export function withPages<T>(use: (site: Site) => Promise<T>, options: SiteOptions = {}) {
  return withSite({ folders: { '/': inRepository('dist/web') }, ...options }, use);
}

/** The files that Node makes of what an address says. */
export async function filesOfNode(hash: string, options: StudyOptions = {}) {
  const store = new MemoryStore('node');
  const entry: StudyEntry = toEntry(fromHash(hash).state);
  const { names } = await runStudy([entry], { ...options, store });
  return {
    csv: Buffer.from((await store.read(`raw/${names[0]}.csv`))!),
    weights: Buffer.from((await store.read(`network_weights/${names[0]}.safetensors`))!),
  };
}

/** Waits until a run has ended; fails if it did not finish. */
export async function finished(page: Page, run = 1): Promise<void> {
  const item = page.locator(`#runs [data-run="${run}"]`);
  await item.and(page.locator('[data-status="finished"], [data-status="failed"]')).waitFor();
  const status = await item.getAttribute('data-status');
  if (status === 'finished') return;
  const why = await (await details(page, run)).locator('.error').allInnerTexts();
  throw new Error(`${status}: ${await item.textContent()}: ${why.join()}`);
}

/** What a button of the table of runs downloads. */
export async function downloaded(
  page: Page,
  label: string,
): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: label, exact: true }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export const csvOf = async (page: Page, run = 1) =>
  (await downloaded(page, `download the CSV of run ${run}`)).bytes;
export const weightsOf = async (page: Page, run = 1) =>
  (await downloaded(page, `download the weights of run ${run}`)).bytes;

/** Opens the row of a run, if it is not open; what is below it. */
export async function details(page: Page, run = 1): Promise<Locator> {
  const toggle = page.getByRole('button', { name: `details of run ${run}`, exact: true });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  return page.locator(`#runs [data-run="${run}"] + tr.run-opened`);
}

/** The SHA-256 that the opened row of a run shows. */
export async function shownHash(page: Page, run = 1): Promise<string> {
  const opened = await details(page, run);
  return opened.locator('dd[data-of="SHA-256 of the weights"]').innerText();
}

/** A curve as a chart tells it to screen readers: its points, its first and its last value. */
export interface CurveInWords {
  label: string;
  points: number;
  first: number;
  last: number;
}

export async function curvesOf(host: Page | Locator, chart: string): Promise<CurveInWords[]> {
  const text =
    (await host
      .locator(`:is(#${chart}, [data-chart="${chart}"]) .visually-hidden`)
      .textContent()) ?? '';
  const sentence = /(.+?): (\d+) points, from (\S+) at \S+ to (\S+) at [\d,]+(?:\.\d+)?\. ?/g;
  return [...text.matchAll(sentence)].map(([, label, points, first, last]) => ({
    label: label!,
    points: Number(points),
    first: Number(first),
    last: Number(last),
  }));
}
