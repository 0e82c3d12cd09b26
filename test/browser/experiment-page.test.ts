/**
 * The page of experiments in Chromium: what it shows, that its numbers are Node's, that pause,
 * links and bad input do what they say.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { readFlags } from '../../src/cli/run.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { browserTest } from './browser.js';
import {
  csvOf,
  curvesOf,
  downloaded,
  ENDLESS,
  filesOfNode,
  finished,
  shownHash,
  standstill,
  startPaused,
  TINY,
  weightsOf,
  withPages,
} from './experiment-page.js';

declare global {
  /** The milliseconds of the page's tasks that took more than 50. */
  var longTasks: number[];
}

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

    // Before it trains: data, spectra, cost.
    await page.locator('#data-picture canvas').first().waitFor();
    assert.ok((await coloursOf(page, '#data-picture .panel canvas')) > 16);
    const spectra = await curvesOf(page, 'spectrum');
    assert.deepEqual(
      spectra.map(({ points }) => points),
      [17, 17, 17],
    );
    // Two convolutions of 3 taps, 1 to 4 to 4 to 1 channels, with biases: 16 + 52 + 13.
    assert.match(await page.locator('#cost').innerText(), /Parameters\s+81\s/);
    assert.equal(await page.getByLabel('hidden channels').inputValue(), '4');

    await page.getByRole('button', { name: 'Train' }).click();
    await finished(page);
    const [loss] = await curvesOf(page, 'loss');
    assert.equal(loss?.points, 12);
    assert.ok(loss.last < loss.first / 2, `the loss went from ${loss.first} to ${loss.last}`);
    const [rollout] = await curvesOf(page, 'rollout');
    assert.equal(rollout?.points, 8);
    assert.equal(await page.locator('#comparison canvas[role=img]').count(), 3);
    assert.ok((await coloursOf(page, '#comparison [data-row="run 1"] canvas')) > 16);

    const node = await filesOfNode(TINY);
    const { name, bytes } = await downloaded(page, 'download the CSV of run 1');
    assert.match(name, /^diff_adv__num_points=32,.*__predict__Conv;4;2;relu__one__0-0\.csv$/);
    assert.deepEqual(bytes, node.csv);
    assert.deepEqual(await weightsOf(page), node.weights);
    const sha256 = createHash('sha256').update(node.weights).digest('hex');
    assert.equal(await shownHash(page), sha256);

    // The page is where the link leads already.
    await page.getByRole('link', { name: 'Run again' }).click();
    await finished(page, 2);
    assert.equal(await shownHash(page, 2), sha256);

    // The address now runs it again, to the same hash.
    const again = await open(page.url().slice(page.url().indexOf('index.html')));
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
    assert.equal(await page.locator('#status').innerText(), 'paused');
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
    await page.locator('#numbers').filter({ hasText: 'of 200,000' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#runs > li[data-status=stopped]').waitFor();

    await page.getByLabel('Updates', { exact: true }).fill('600');
    await page.getByLabel('Seeds', { exact: true }).fill('3');
    await page.getByLabel('Training', { exact: true }).fill('sup;2');
    await page.getByRole('button', { name: 'Train' }).click();
    await finished(page, 2);
    const [stopped, whole] = await curvesOf(page, 'loss');
    assert.equal(stopped?.label, '1: diff_adv · Conv;4;2;relu · one');
    assert.ok(stopped.points >= 1 && stopped.points < 1000, `${stopped.points} points`);
    assert.equal(whole?.label, '2: diff_adv · Conv;4;2;relu · sup;2');
    assert.equal(whole.points, 3);
    await page.getByLabel('diff_adv · Conv;4;2;relu · one').uncheck();
    const shown = (await curvesOf(page, 'loss')).map(({ label }) => label);
    assert.deepEqual(shown, [whole.label]);
    assert.deepEqual(errors, []);
  }),
);

browserTest('fields are animated in two dimensions, slices of them in three', () =>
  withPages(async ({ open }) => {
    const inSpace = (dims: number) =>
      TINY.replace('num_points=32', `num_spatial_dims=${dims}&num_points=10`);
    const { page, errors } = await open(`index.html#${inSpace(2)}`);
    const pixels = () =>
      page
        .locator('#data-picture canvas[role=img]')
        .evaluateAll((all: HTMLCanvasElement[]) => all.map((canvas) => canvas.toDataURL()));
    const time = page.locator('#data-picture input[type=range]');
    const atStep = async (step: string) => {
      await time.fill(step);
      return pixels();
    };
    await time.waitFor();
    assert.equal(await time.getAttribute('max'), '8');
    const before = await atStep('0');
    assert.equal(before.length, 1);
    await page.getByRole('button', { name: 'play the animation' }).click();
    await page.waitForFunction(
      () => document.querySelector('output')?.value !== 'time step 0 of 8',
    );
    assert.notDeepEqual(await atStep('3'), before);
    assert.deepEqual(await atStep('0'), before);

    await page.goto(page.url().replace(/#.*/, `#${inSpace(3)}`));
    await page.locator('#data-picture canvas[role=img]').nth(2).waitFor();
    const slices = await atStep('3');
    assert.equal(new Set(slices).size, 3);
    const names = await page.locator('#data-picture figcaption').allInnerTexts();
    assert.deepEqual(names, ['x = ½', 'y = ½', 'z = ½']);
    assert.deepEqual(errors, []);
  }),
);

browserTest('bad input shows the command line’s message at its field', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    const messageOfCli = async (hash: string) => {
      const entry = toEntry(fromHash(hash).state);
      return readFlags(entry, {}).then(
        () => assert.fail('there is nothing wrong with it'),
        (error: Error) => error.message,
      );
    };
    const net = page.getByLabel('Network', { exact: true });
    await net.fill('Conv;26;x;relu');
    await page.locator('[aria-invalid]').waitFor();
    assert.equal(await page.locator('[aria-invalid]').getAttribute('name'), 'net');
    const message = await page.locator('#field-net-error').innerText();
    assert.equal(`--net: ${message}`, await messageOfCli(TINY.replace('Conv;4;2', 'Conv;26;x')));
    assert.match(message, /\n {2}Conv;26;x;relu\n {10}\^$/);

    // It can't be trained: the field is where one lands.
    await page.getByRole('button', { name: 'Train' }).click();
    await page.locator('#field-net:focus').waitFor();
    assert.equal(await page.locator('#runs > li').count(), 0);
    await net.fill('Conv;4;2;relu');
    await page.locator('[aria-invalid]').waitFor({ state: 'detached' });

    // The updates are a field of optim_config: its message is theirs, and typing leaves no trace.
    const updates = page.getByLabel('Updates', { exact: true });
    const optim = page.locator('#field-optim_config');
    await page.goto(page.url().replace(/#.*/, '#scenario=diff_adv'));
    await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
    const config = await optim.inputValue();
    for (const half of ['1', '', '60;x', '6.5']) await updates.fill(half);
    await page.locator('#field-updates[aria-invalid]').waitFor();
    assert.match(
      await page.locator('#field-updates-error').innerText(),
      /^optim_config 'adam;6\.5;/,
    );
    await updates.fill('500');
    await page.locator('[aria-invalid]').waitFor({ state: 'detached' });
    assert.equal(await optim.inputValue(), config.replace('10_000', '500').replace('2_000', '100'));

    // An attribute's message opens the part of the form where it stands.
    const bad = TINY.replace('num_points=32', 'num_points=1.5');
    await page.goto(page.url().replace(/#.*/, `#${bad}`));
    const error = page.locator('#field-num_points-error');
    await error.waitFor();
    assert.equal(`--set num_points: ${await error.innerText()}`, await messageOfCli(bad));

    // So does that of the place to compute.
    await page.goto(page.url().replace(/#.*/, `#${TINY}&threads=0`));
    await page.locator('#field-threads[aria-invalid]').waitFor();
    const threads = await page.locator('#field-threads-error').innerText();
    assert.equal(threads, 'must be a whole number from 1 to 64');
    await page.getByRole('button', { name: 'Go to threads' }).click();
    await page.locator('#field-threads:focus').waitFor();

    // An attribute that is computed can't be set; once something is edited, nobody asks for it.
    await page.goto(page.url().replace(/#.*/, `#${TINY}&gammas=0,1`));
    const computed = page.locator('#field-gammas-error');
    await computed.filter({ hasText: 'set advection_gamma instead' }).waitFor();
    await page.getByLabel('Seeds', { exact: true }).fill('2');
    await computed.waitFor({ state: 'hidden' });

    // What no field is for is said below the form, as text whatever it holds.
    const html = `${TINY}&${encodeURIComponent('<img src=x onerror=alert(1)>')}=1`;
    await page.goto(page.url().replace(/#.*/, `#${html}`));
    await page
      .locator('#form-error pre')
      .filter({ hasText: '<img src=x onerror=alert(1)>' })
      .waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a tiny network trains on WebGPU in the page', () =>
  withPages(async ({ open }) => {
    const hash = TINY.replace('backend=wasm', 'backend=webgpu').replace('adam;60', 'adam;20');
    const { page, errors } = await open(`index.html#${hash}&run=1`);
    await finished(page);
    assert.match(await page.locator('#runs').innerText(), /webgpu, google swiftshader/);
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
        assert.ok(await page.locator('#field-threads').isDisabled());
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
    await page.locator('#data-picture canvas').first().waitFor();
    await page.evaluate(() => {
      globalThis.longTasks = [];
      new PerformanceObserver((list) => {
        globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
      }).observe({ entryTypes: ['longtask'] });
    });
    // As in library.test.ts: other tests may take the processor away in the middle of a task.
    let longest = Number.POSITIVE_INFINITY;
    for (let run = 1; run <= 4 && longest > 100; run++) {
      await page.getByRole('button', { name: 'Train' }).click();
      await finished(page, run);
      await page.waitForTimeout(200);
      const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
      longest = Math.max(0, ...tasks);
    }
    assert.ok(longest <= 100, `a task took ${longest} ms`);
    assert.deepEqual(errors, []);
  }),
);

browserTest('the equation stands under its scenario, whose dimensions may be chosen', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#num_points=8&net=Conv;4;1;relu');
    const scenario = page.getByLabel('Scenario', { exact: true });
    const dims = page.locator('#field-num_spatial_dims');
    const hintOf = (name: string) => page.locator(`#field-${name}-hint`).innerText();
    await page.locator('#attributes summary').click();
    assert.equal(await hintOf('scenario'), 'u_t + c·∇u = 0');

    await dims.fill('3');
    await scenario.selectOption('norm_adv_diff');
    assert.equal(await hintOf('scenario'), 'u_t + c·∇u = ν Δu');
    assert.equal(await hintOf('num_spatial_dims'), '1, 2 or 3');
    assert.equal(await dims.inputValue(), '3');

    // What is set is kept, unless the scenario does not exist in that many dimensions.
    await scenario.selectOption('norm_ks_cons');
    assert.equal(await hintOf('num_spatial_dims'), '1');
    assert.equal(await dims.inputValue(), '1');
    await scenario.selectOption('phy_mix_disp');
    assert.equal(await hintOf('num_spatial_dims'), '2 or 3');
    assert.equal(await dims.inputValue(), '2');
    await page.locator('#data-picture canvas').first().waitFor();
    assert.equal(await page.locator('[aria-invalid]').count(), 0);
    assert.match(page.url(), /num_spatial_dims=2/);

    // An address may name a scenario that there is not: it has no equation.
    await page.goto(page.url().replace(/#.*/, '#scenario=elsewhere'));
    await page.locator('#field-scenario[aria-invalid]').waitFor();
    assert.equal(await page.locator('#field-scenario-hint').isHidden(), true);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a scenario that is not there in one dimension is shown in two', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#num_points=16&net=Conv;4;1;relu');
    await page.getByLabel('Scenario', { exact: true }).selectOption('phy_mix_disp');
    const dims = page.getByLabel('num_spatial_dims', { exact: true });
    assert.equal(await dims.inputValue(), '2');
    await page.locator('#data-picture canvas').first().waitFor();
    assert.equal(await page.locator('[aria-invalid]').count(), 0);
    assert.match(page.url(), /num_spatial_dims=2/);
    assert.deepEqual(errors, []);
  }),
);
