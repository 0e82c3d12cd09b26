/** Who has no mouse: the pages by keyboard alone, and where the focus goes. */

import assert from 'node:assert/strict';
import { browserTest } from './browser.js';
import { ENDLESS, finished, OF_ENDLESS, standstill, TINY, withPages } from './experiment-page.js';
import { focusOf, tabThrough, unfold } from './seen.js';

browserTest('the page works by keyboard alone', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}`);
    await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
    const order = (await tabThrough(page)).map(({ name }) => name);
    assert.deepEqual(order.slice(0, 4), ['Skip the form', 'What is this?', 'Experiment', 'Bench']);
    const [form, train, data] = ['net', 'Train', 'Data'].map((name) => order.indexOf(name));
    assert.ok(0 < form! && form! < train! && train! < data!, String(order));

    // Every field of the form can be reached.
    await unfold(page);
    const reached = new Set((await tabThrough(page)).map(({ name }) => name));
    const names = await page
      .locator('#experiment :is(input, select, textarea)[name]:enabled')
      .evaluateAll((all) => all.map((field) => field.getAttribute('name')!));
    assert.ok(['scenario', 'net', 'train', 'num_seeds'].every((name) => names.includes(name)));
    assert.deepEqual(
      names.filter((name) => !reached.has(name)),
      [],
    );

    await page.locator('#train').focus();
    await page.keyboard.press('Enter');
    await page.locator('#pause:enabled').waitFor();
    await page.keyboard.press('Tab');
    assert.equal((await focusOf(page)).name, 'Pause');
    await page.keyboard.press('Space');
    assert.ok((await standstill(page)) < 500_000);
    assert.equal((await focusOf(page)).name, 'Go on');
    await page.keyboard.press('Space');
    await page.locator('#runs [data-status=running]').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#runs [data-status=stopped]').waitFor();
    // Stop can't be pressed any more.
    assert.equal((await focusOf(page)).name, 'Train');
    assert.deepEqual(errors, []);
  }),
);

browserTest('the head of the page skips the form and says what this is', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await page.locator('#cost').filter({ hasText: '81' }).waitFor();
    const address = page.url();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal((await focusOf(page)).name, 'Data');
    assert.equal(page.url(), address, 'the address holds the experiment');

    const about = page.locator('#about');
    assert.equal(await about.isVisible(), false);
    const help = page.getByRole('button', { name: 'What is this?' });
    assert.equal(await help.getAttribute('aria-expanded'), 'false');
    await help.click();
    assert.equal(await help.getAttribute('aria-expanded'), 'true');
    assert.match(await about.innerText(), /nothing is sent anywhere/);
    assert.equal(await about.locator('a').count(), 2);
    await help.click();
    assert.equal(await about.isVisible(), false);
    assert.match(await page.locator('h1').innerText(), /^APEBench \d+\.\d+\.\d+/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('in forced colours what has the focus, is ticked or is done can be told', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}&run=1`);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('#numbers').filter({ hasText: OF_ENDLESS }).waitFor();
    const marked = (await tabThrough(page)).filter(({ isMarked }) => !isMarked);
    assert.deepEqual(marked, []);
    const swatch = await page.$('#runs .swatch line');
    const numbers = await page.locator('#numbers').innerText();
    await page.locator('#numbers').filter({ hasNotText: numbers }).waitFor();
    // As long as the run is there, whatever is told of it meanwhile.
    const colour = await swatch!.evaluate((node) => getComputedStyle(node).stroke);
    assert.equal(colour, 'rgb(34, 145, 248)', 'it is known by its colour alone');
    const bar = await page.locator('#progress').evaluate((node) => getComputedStyle(node).border);
    assert.match(bar, /^1px solid/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('who wants no motion sees none that he did not ask for', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const inSpace = TINY.replace('num_points=32', 'num_spatial_dims=2&num_points=10');
    await page.evaluate((to) => {
      location.hash = to;
    }, `${inSpace}&run=1`);
    await finished(page);
    await page.locator('#comparison canvas').first().waitFor();
    const seen = () =>
      page
        .locator('canvas[role=img]')
        .evaluateAll((all: HTMLCanvasElement[]) => all.map((canvas) => canvas.toDataURL()));
    const before = await seen();
    // Several frames of an animation.
    await page.waitForTimeout(500);
    assert.deepEqual(await seen(), before);
    assert.deepEqual(errors, []);
  }),
);
