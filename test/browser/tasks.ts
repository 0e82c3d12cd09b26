/**
 * Three people and what they want of the pages, step by step, as docs/tasks.md tells it. After a
 * build, `npx tsx test/browser/tasks.ts` does it at length and takes the pictures there.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { runStudy } from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { inRepository, type Site } from './browser.js';
import { csvOf, finished, withPages } from './experiment-page.js';

/** What makes a task short in a test and worth a look in a document. */
export interface Length {
  readonly updates: number;
  readonly points: number;
}

export type Take = (page: Page) => Promise<void>;

const noPicture: Take = async () => {};

const sized = ({ updates, points }: Length) =>
  `num_points=${points}&backend=wasm&record_loss_every=${Math.ceil(updates / 100)}` +
  `&optim_config=adam;${updates};warmup_cosine;0.0;1e-3;${Math.ceil(updates / 5)}`;

/** Opens the page as on a laptop. */
async function openAt(site: Site, path: string): Promise<Page> {
  const { page } = await site.open('about:blank');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(new URL(path, site.server.url).href);
  return page;
}

export const NETWORKS = ['Conv;12;4;relu', 'Res;12;2;relu', 'FNO;12;8;2;gelu'] as const;
export const RESEARCHER = ({ points, updates }: Length) =>
  'scenario=diff_burgers&net=Conv;26;10;relu&train=one&num_train_samples=20&num_test_samples=5' +
  `&test_temporal_horizon=100&${sized({ points, updates })}`;

/** Compares three networks on Burgers: their errors at steps 1, 10 and 100, and the tables. */
export async function researcher(site: Site, length: Length, take = noPicture) {
  const page = await openAt(site, `index.html#${RESEARCHER(length)}`);
  for (const [i, net] of NETWORKS.entries()) {
    await page.locator('[name=net]').fill(net);
    await page.locator('#train').click();
    await page.locator(`#runs [data-run="${i + 1}"]`).waitFor();
  }
  const read: { net: string; errors: string[]; csv: Buffer }[] = [];
  for (const [i, net] of NETWORKS.entries()) {
    await finished(page, i + 1);
    const errors = await Promise.all(
      [1, 10, 100].map((step) => cellOf(page, i + 1, `nRMSE ${step}`)),
    );
    read.push({ net, errors, csv: await csvOf(page, i + 1) });
  }
  await page.locator('#comparison canvas').first().waitFor();
  await take(page);
  return read;
}

/** What the table of runs says in a column. */
async function cellOf(page: Page, run: number, column: string): Promise<string> {
  const heads = await page.locator('#runs thead th').allInnerTexts();
  const index = heads.findIndex((head) => head.replace(/[↑↓]/, '').trim() === column);
  if (index < 0) throw new Error(`${column} is none of ${heads}`);
  return page.locator(`#runs [data-run="${run}"] > *`).nth(index).innerText();
}

export const LECTURER = (length: Length) =>
  'scenario=diff_adv&net=FNO;12;8;2;gelu&train=one&num_train_samples=20&num_test_samples=5' +
  `&test_temporal_horizon=100&${sized(length)}`;

/** Shows a class the advected wave, two networks on it, a state that the class paints, and 2D. */
export async function lecturer(site: Site, length: Length, take = noPicture) {
  // The link on the slide starts by itself.
  const page = await openAt(site, `index.html#${LECTURER(length)}&run=1`);
  await finished(page);
  await page.locator('[name=net]').fill('Conv;12;4;relu');
  await page.locator('#train').click();
  await finished(page, 2);

  await page.locator('#paint > summary').click();
  await page.locator('#paint-canvas').scrollIntoViewIfNeeded();
  await drawWave(page);
  const paint = page.locator('#paint');
  await paint.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForFunction(() => Number(document.getElementById('paint-step')?.textContent) > 20);
  await paint.getByRole('button', { name: 'Pause', exact: true }).click();
  const painted = await page.locator('#paint-error').innerText();
  await take(page);

  const inSpace = LECTURER({ ...length, points: 16 }).replace(
    /net=[^&]*/,
    'net=Conv;8;2;relu&num_spatial_dims=2',
  );
  await page.evaluate((to) => {
    location.hash = to;
  }, `${inSpace}&run=1`);
  await finished(page, 3);
  // It moves by itself.
  const time = page.locator('#picture-section').getByLabel('time step');
  const steps = new Set<string>();
  while (steps.size < 3) steps.add(await time.inputValue());
  return { painted: Number(painted) };
}

async function drawWave(page: Page): Promise<void> {
  const { x, y, width, height } = (await page.locator('#paint-canvas').boundingBox())!;
  for (let i = 0; i <= 60; i++) {
    const at = i / 60;
    const wave = 0.5 - 0.32 * Math.exp(-(((at - 0.35) / 0.1) ** 2)) + 0.15 * Math.sin(12.6 * at);
    await page.mouse.move(x + width * Math.min(at, 0.999), y + height * wave);
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

export const ENGINEER = (length: Length) =>
  'scenario=diff_adv&net=Conv;12;4;relu&train=one&num_train_samples=10&num_test_samples=2' +
  `&test_temporal_horizon=20&${sized(length)}`;

/** Holds WebGPU against WASM, in bits and in time, and checks a folder of the command line. */
export async function engineer(site: Site, length: Length, folder: string, take = noPicture) {
  const page = await openAt(site, `index.html#${ENGINEER(length)}&run=1`);
  await finished(page);
  await page.evaluate(
    (to) => {
      location.hash = to;
    },
    `${ENGINEER(length).replace('backend=wasm', 'backend=webgpu')}&run=1`,
  );
  await finished(page, 2);
  const difference = await page.locator('#runs .difference').innerText();

  await page.locator('#verify summary').click();
  await page.locator('#verify-folder').setInputFiles(folder);
  await page
    .getByRole('button', { name: /^Make again/ })
    .first()
    .click();
  await page.locator('#verify-list > li[data-rerun]').first().waitFor();
  const verified = await page.locator('#verify-list [role=status]').first().innerText();
  await page.locator('#verify').scrollIntoViewIfNeeded();
  await take(page);

  await page.goto(
    new URL('bench.html#backend=webgpu&tasks=small&milliseconds=20&run=1', site.server.url).href,
  );
  await page
    .locator('#status')
    .filter({ hasText: /finished|failed/ })
    .waitFor();
  const places = await page.locator('main tbody th[scope=row]').allInnerTexts();
  return { difference, verified, places };
}

/** Checks what the command line leaves in a folder of this experiment. */
export async function withFolder<T>(length: Length, use: (folder: string) => Promise<T>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'results '));
  try {
    const entry = toEntry(fromHash(ENGINEER(length)).state);
    await runStudy([entry], { out: folder, backend: 'wasm', digestEvery: length.updates / 2 });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes the picture of a task; a document does not want more than this of it. */
async function save(page: Page, name: string): Promise<void> {
  const file = `${inRepository('docs')}/task-${name}.png`;
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > 250_000) throw new Error(`${file} has ${size} bytes`);
  console.log(`docs/task-${name}.png`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const length = { updates: 2000, points: 80 };
  await withPages((site) => researcher(site, length, (page) => save(page, 'researcher')));
  await withPages((site) => lecturer(site, length, (page) => save(page, 'lecturer')));
  // A GPU in software takes its time.
  const short = { updates: 100, points: 40 };
  await withFolder(short, (folder) =>
    withPages((site) => engineer(site, short, folder, (page) => save(page, 'engineer'))),
  );
}
