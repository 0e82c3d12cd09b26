/** What <ape-experiment> shows: its data and a summary before training, and in which colours. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { experiment, noWorkers, TINY, withArticle } from './article.js';
import { assertAccessible } from './axe.js';
import { browserTest, inRepository } from './browser.js';

const picture = (host: Locator, label: string) => host.locator(`canvas[aria-label^="${label}"]`);

/** The colour of a style of the element's box, as its brightness from 0 to 255. */
const brightness = (host: Locator, property: 'backgroundColor' | 'color') =>
  host
    .locator('.embedded')
    .evaluate((node, name) => Number(/\d+/.exec(getComputedStyle(node)[name])![0]), property);

const isDark = async (host: Locator) =>
  (await brightness(host, 'backgroundColor')) < 60 && (await brightness(host, 'color')) > 180;
const isLight = async (host: Locator) =>
  (await brightness(host, 'backgroundColor')) > 220 && (await brightness(host, 'color')) < 60;

/** Waits until a colour scheme has been taken: a transition tells of it. */
async function becomes(host: Locator, is: (host: Locator) => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await is(host)); i++) await host.page().waitForTimeout(50);
  assert.ok(await is(host));
}

browserTest('before training it shows the reference and what would be trained', () =>
  withArticle(
    `<ape-experiment ${TINY}></ape-experiment>
     <ape-experiment caption="Figure 1: advection" num_seeds="2" ${TINY}></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const [plain, captioned] = [experiment(page), experiment(page, 1)];
      await picture(plain, 'Reference').waitFor();
      const colours = await picture(plain, 'Reference').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
      assert.ok(colours > 16, `${colours} colours`);
      assert.equal(await picture(plain, 'Prediction').count(), 0);
      assert.equal(
        await plain.locator('.embedded-title').innerText(),
        'diff_adv · Conv;4;1;relu · one',
      );
      // Two convolutions of 3 taps, 1 to 4 to 1 channels, with biases: 16 + 13.
      const takes = 'u_t + c·∇u = 0 · 29 parameters · 40 updates';
      assert.equal(await plain.locator('.embedded-summary').innerText(), takes);
      await captioned.locator('.embedded-summary').filter({ hasText: 'parameters' }).waitFor();
      assert.equal(await captioned.locator('.embedded-title').innerText(), 'Figure 1: advection');
      assert.equal(
        await captioned.locator('.embedded-summary').innerText(),
        `diff_adv · Conv;4;1;relu · one · ${takes} · 2 seeds`,
      );
      // Nothing computes before the reader asks for it.
      await noWorkers(page);
      await plain.getByRole('button', { name: 'Train' }).click();
      await picture(plain, 'Prediction').waitFor();
      assert.equal(await picture(plain, 'Reference').count(), 1);
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('a compact one folds its curves', () =>
  withArticle(`<ape-experiment compact autostart ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page, errors } = await open('');
    await page.getByText('finished on wasm').waitFor();
    await picture(experiment(page), 'Prediction').waitFor();
    const loss = page.locator('[data-chart=loss] canvas').first();
    assert.equal(await loss.isVisible(), false);
    await page.getByText('Loss and error').click();
    await loss.waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('it is light or dark as it is told, else as the page around it', () =>
  withArticle(
    `<meta name="color-scheme" content="light dark">
     <ape-experiment ${TINY}></ape-experiment>
     <ape-experiment theme="light" ${TINY}></ape-experiment>
     <ape-experiment theme="dark" ${TINY}></ape-experiment>
     <ape-experiment theme="blue" ${TINY}></ape-experiment>
     <div><ape-experiment ${TINY}></ape-experiment></div>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      // It follows also where nothing shall be seen to move.
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const [own, light, dark, wrong, inDark] = [0, 1, 2, 3, 4].map((n) => experiment(page, n));
      await becomes(own!, isLight);
      await becomes(light!, isLight);
      await becomes(dark!, isDark);
      await becomes(inDark!, isLight);
      // In a part of the article that is dark.
      await page.evaluate(() => {
        document.querySelector('div')!.style.colorScheme = 'dark';
      });
      await becomes(inDark!, isDark);
      await becomes(own!, isLight);
      assert.equal(
        await wrong!.locator('.error').innerText(),
        "theme: must be light or dark, not 'blue'",
      );
      await page.emulateMedia({ colorScheme: 'dark' });
      await becomes(own!, isDark);
      await becomes(light!, isLight);
      await becomes(dark!, isDark);
      // A switch in the article, against the system.
      await page.evaluate(() => {
        document.documentElement.style.colorScheme = 'light';
      });
      await becomes(own!, isLight);
      await becomes(dark!, isDark);
      await page.evaluate(() =>
        document.querySelector('ape-experiment')!.setAttribute('theme', 'dark'),
      );
      await becomes(own!, isDark);
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('on paper it is light, with what it shows and without its buttons', () =>
  withArticle(`<ape-experiment theme="dark" ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page, errors } = await open('');
    const host = experiment(page);
    await host.getByRole('button', { name: 'Train' }).click();
    await page.getByText('finished on wasm').waitFor();
    await picture(host, 'Prediction').waitFor();
    await becomes(host, isDark);
    await page.emulateMedia({ media: 'print' });
    await becomes(host, isLight);
    assert.equal(await host.getByRole('button', { name: 'Train again' }).isVisible(), false);
    assert.equal(await host.locator('[data-chart=loss] canvas').first().isVisible(), true);
    assert.equal(await page.getByText('finished on wasm').isVisible(), true);
    assert.deepEqual(errors, []);
  }),
);

browserTest('fields do not move where the system asks for less motion', () =>
  withArticle(
    `<ape-experiment num_spatial_dims="2" ${TINY.replace('"32"', '"10"')}></ape-experiment>`,
    async ({ browser, server }) => {
      const moves = async (reducedMotion: 'reduce' | 'no-preference') => {
        const page = await browser.newPage({ reducedMotion });
        await page.goto(server.url);
        const time = experiment(page).locator('input[type=range]');
        await time.waitFor();
        const before = await time.inputValue();
        // Six frames.
        await page.waitForTimeout(500);
        return before !== (await time.inputValue());
      };
      assert.deepEqual([await moves('reduce'), await moves('no-preference')], [false, true]);
    },
  ),
);

browserTest('a link opens in the page what it shows, with the reader’s changes', () =>
  withArticle(
    `<ape-experiment controls="net" ${TINY}></ape-experiment>
     <ape-experiment page="https://example.org/there/?x=1" ${TINY}></ape-experiment>
     <ape-experiment page="" ${TINY}></ape-experiment>
     <ape-experiment page="javascript:alert(1)" ${TINY}></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const link = (n: number) =>
        experiment(page, n).getByRole('link', { name: 'Open in APEBench' });
      await experiment(page).getByLabel('network').fill('Conv;4;2;relu');
      const opening = page.waitForEvent('popup');
      await link(0).click();
      const there = await opening;
      assert.match(there.url(), /\/apebench\/index\.html#scenario=diff_adv&net=Conv;4;2;relu&/);
      await there.locator('#train').waitFor();
      assert.equal(await there.locator('[name=net]').first().inputValue(), 'Conv;4;2;relu');
      assert.equal(await there.locator('[data-run]').count(), 0);
      assert.match(
        (await link(1).getAttribute('href'))!,
        /^https:\/\/example\.org\/there\/#scenario=diff_adv&net=Conv;4;1;relu&train=one&num_points=32&/,
      );
      for (const n of [2, 3]) {
        await experiment(page, n).locator('.embedded-title').waitFor();
        assert.equal(await link(n).count(), 0);
      }
      assert.match(await experiment(page, 3).locator('.error').innerText(), /^page: must be/);
      assert.deepEqual(errors, []);
    },
  ),
);

const stored = readFileSync(inRepository('examples/article/stored/diff_adv.csv'), 'utf8');

/** The pixels of a picture. */
const pixels = (canvas: Locator) => canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL());

browserTest('a stored run stands beside its reference, and can be opened', () =>
  withArticle(
    `<ape-experiment src="run.csv"></ape-experiment>
     <ape-experiment src="unknown.csv"></ape-experiment>
     <ape-experiment src="other.csv"></ape-experiment>
     <ape-experiment scenario="diff_adv" num_points="40" test_temporal_horizon="50"></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const [run, unknown, other, live] = [0, 1, 2, 3].map((n) => experiment(page, n));
      await picture(run!, 'Reference').waitFor();
      assert.equal(await picture(run!, 'Prediction').count(), 1);
      await live!.scrollIntoViewIfNeeded();
      await picture(live!, 'Reference').waitFor();
      assert.equal(
        await pixels(picture(run!, 'Reference')),
        await pixels(picture(live!, 'Reference')),
      );
      assert.equal(
        await run!.locator('.embedded-summary').innerText(),
        'u_t + c·∇u = 0 · 18,669 parameters · 1,000 updates',
      );
      const href = await run!.getByRole('link').getAttribute('href');
      assert.match(
        href!,
        /index\.html#scenario=diff_adv&net=Conv;26;10;relu&train=one&num_points=40&/,
      );
      assert.equal(await run!.getByRole('button', { name: 'Train' }).count(), 0);
      // A scenario of a plugin's: the run alone.
      await picture(unknown!, 'Prediction').waitFor();
      assert.equal(await unknown!.getByRole('link').count(), 0);
      // Made with another seed of the data than it says: its own reference is not known.
      await picture(other!, 'Prediction').waitFor();
      await noWorkers(page);
      for (const one of [unknown!, other!])
        assert.equal(await picture(one, 'Reference').count(), 0);
      assert.deepEqual(errors, []);
    },
    {
      'run.csv': stored,
      'unknown.csv': stored.replace('1d_diff_adv', '1d_own_scenario'),
      'other.csv': stored.replace("{'num_points': 40", "{'test_seed': 7, 'num_points': 40"),
    },
  ),
);

browserTest('what has no meaning beside a stored run is told', () =>
  withArticle(
    `<ape-experiment src="run.csv" num_points="64"></ape-experiment>`,
    async ({ open }) => {
      const { page } = await open('');
      assert.equal(
        await page.locator('.error').innerText(),
        'num_points: has no meaning beside src, which shows a run as it was made',
      );
    },
    { 'run.csv': stored },
  ),
);

browserTest(
  'axe finds nothing, light and dark, at three widths, before, in and after training',
  () =>
    withArticle(
      `<main><h1>Article</h1>
     <ape-experiment controls="net,updates,num_seeds" ${TINY}></ape-experiment>
     <ape-experiment theme="dark" compact controls="net" ${TINY.replace('Conv;4;1;relu', 'Cnov')}></ape-experiment>
     </main>`,
      async ({ open }) => {
        const { page } = await open('');
        await picture(experiment(page), 'Reference').waitFor();
        await experiment(page, 1).locator('.error').waitFor();
        await assertAccessible(page, 'before training');
        await experiment(page).getByRole('button', { name: 'Train' }).click();
        await page.getByText('finished on wasm').waitFor();
        await picture(experiment(page), 'Prediction').waitFor();
        await assertAccessible(page, 'trained');
        await experiment(page).getByLabel('updates').fill('1000000');
        await experiment(page).getByRole('button', { name: 'Train' }).click();
        await experiment(page).getByRole('button', { name: 'Pause' }).waitFor();
        await assertAccessible(page, 'training');
      },
    ),
);
