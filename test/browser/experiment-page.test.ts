/**
 * The page of experiments in Chromium: that its numbers are Node's, that pause, links and bad input do
 * what they say.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import {
  csvOf,
  curvesOf,
  details,
  downloaded,
  ENDLESS,
  filesOfNode,
  finished,
  OF_ENDLESS,
  shownHash,
  standstill,
  startPaused,
  TINY,
  weightsOf,
  withPages,
} from './experiment-page.js';
import { longestTask } from './task-time.js';

/** How many colours a canvas of the page shows. */
const coloursOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });

browserTest('a run in the page is Node’s, and everything about it is shown', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    // Two convolutions of 3 taps, 1 to 4 to 4 to 1 channels, with biases: 16 + 52 + 13.
    await page.locator('#cost').filter({ hasText: '81' }).waitFor();

    await page.getByRole('button', { name: 'Train' }).click();
    await finished(page);
    const [loss] = await curvesOf(page, 'loss');
    assert.equal(loss?.points, 12);
    assert.ok(loss.last < loss.first / 2, `the loss went from ${loss.first} to ${loss.last}`);
    const [rollout] = await curvesOf(page, 'rollout');
    assert.equal(rollout?.points, 8);
    assert.equal(await page.locator('#comparison canvas[role=img]').count(), 3);
    assert.ok((await coloursOf(page, '#comparison [data-row="run 1"] canvas')) > 16);
    assert.equal(await page.locator('[data-run="1"] .run-parameters').innerText(), '81');

    const node = await filesOfNode(TINY);
    const { name, bytes } = await downloaded(page, 'download the CSV of run 1');
    assert.match(name, /^diff_adv__num_points=32,.*__predict__Conv;4;2;relu__one__0-0\.csv$/);
    assert.deepEqual(bytes, node.csv);
    assert.deepEqual(await weightsOf(page), node.weights);
    const sha256 = createHash('sha256').update(node.weights).digest('hex');
    assert.equal(await shownHash(page), sha256);

    await page.getByRole('button', { name: 'run again: run 1' }).click();
    await finished(page, 2);
    assert.equal(await shownHash(page, 2), sha256);

    // With `run` its address starts it, to the same hash.
    const again = await open(`${page.url().slice(page.url().indexOf('index.html'))}&run=1`);
    await finished(again.page);
    assert.equal(await shownHash(again.page), sha256);
    assert.deepEqual([...errors, ...again.errors], []);
  }),
);

browserTest('pause and go on gives the bits of a run without', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await startPaused(page);
    // The first piece is one update.
    assert.equal(await standstill(page), 1);
    assert.equal(await page.locator('#status').innerText(), 'run 1 paused at update 1');
    await page.getByRole('button', { name: 'Go on' }).click();
    await finished(page);
    const node = await filesOfNode(TINY);
    assert.deepEqual(await csvOf(page), node.csv);
    assert.deepEqual(await weightsOf(page), node.weights);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run that is stopped leaves what it had; runs are compared in one chart', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}&run=1`);
    await page.locator('#numbers').filter({ hasText: OF_ENDLESS }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#runs [data-status=stopped]').waitFor();

    const second = TINY.replace('train=one', 'train=sup;2').replace('adam;60', 'adam;600');
    await page.goto(page.url().replace(/#.*/, `#${second}&num_seeds=3&run=1`));
    await finished(page, 2);
    const [stopped, whole] = await curvesOf(page, 'loss');
    assert.equal(stopped?.label, '1: diff_adv · Conv;26;10;relu · one');
    assert.ok(stopped.points >= 1 && stopped.points < 1000, `${stopped.points} points`);
    assert.equal(whole?.label, '2: diff_adv · Conv;4;2;relu · sup;2');
    assert.equal(whole.points, 120);
    await page.getByLabel('show run 1', { exact: true }).uncheck();
    const words = page.locator('#loss .visually-hidden');
    await words.filter({ hasNotText: stopped.label }).waitFor({ state: 'attached' });
    const shown = (await curvesOf(page, 'loss')).map(({ label }) => label);
    assert.deepEqual(shown, [whole.label]);
    assert.deepEqual(errors, []);
  }),
);

browserTest('what the form says wrongly does not become a run', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY.replace('Conv;4;2', 'Conv;4;x')}&run=1`);
    await page.locator('[aria-invalid=true]').waitFor();
    await page.locator('#train').click();
    await page.locator('[aria-invalid=true]:focus').waitFor();
    assert.equal(await page.locator('#runs').count(), 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a tiny network trains on WebGPU in the page', () =>
  withPages(async ({ open }) => {
    const hash = TINY.replace('backend=wasm', 'backend=webgpu').replace('adam;60', 'adam;20');
    const { page, errors } = await open(`index.html#${hash}&run=1`);
    await finished(page);
    assert.equal(await page.locator('[data-run="1"] .run-place').innerText(), 'WebGPU');
    assert.match(await (await details(page)).innerText(), /webgpu, google swiftshader/);
    const [loss] = await curvesOf(page, 'loss');
    assert.equal(loss?.points, 4);
    assert.ok(loss.last < loss.first);
    assert.deepEqual(errors, []);
  }),
);

browserTest(
  'without cross-origin isolation it runs on one thread for each seed, to the same bytes',
  () =>
    withPages(
      async ({ open }) => {
        const { page, errors } = await open(`index.html#${TINY}&num_seeds=2&run=1`);
        await finished(page);
        assert.equal(await page.evaluate(() => crossOriginIsolated), false);
        assert.deepEqual(await csvOf(page), (await filesOfNode(`${TINY}&num_seeds=2`)).csv);
        assert.deepEqual(errors, []);
      },
      { isolated: false },
    ),
);

browserTest('while it draws what a run comes to, the page has no task of over 100 ms', () =>
  withPages(async ({ open }) => {
    const hash = TINY.replace('adam;60', 'adam;20000');
    const { page, errors } = await open(`index.html#${hash}&threads=1`);
    await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
    const longest = await longestTask(page, async () => {
      await page.getByRole('button', { name: 'Train' }).click();
      await finished(page);
    });
    assert.ok(longest <= 100, `a task took ${longest} ms`);
    assert.deepEqual(errors, []);
  }),
);
