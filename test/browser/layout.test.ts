/** Where things stand: one glance, columns that scroll, folds, a phone, paper. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { ENDLESS, finished, OF_ENDLESS, TINY, withPages } from './experiment-page.js';
import { notInSight, SIZES, tabThrough, unfold } from './seen.js';

const inSpace = (dims: number, points: number, hash = TINY) =>
  hash.replace('num_points=32', `num_spatial_dims=${dims}&num_points=${points}`);
const IN_2D = inSpace(2, 12);

const PICTURES = [/^Reference/, /^Prediction/, /^(Difference|Error)/];

/** The names of pictures that are on the screen without scrolling. */
const picturesInSight = (page: Page) =>
  page.locator('#comparison canvas[aria-label]').evaluateAll((all) =>
    all.flatMap((node) => {
      const { top, bottom, height } = node.getBoundingClientRect();
      const edge = node.closest('#results')!.getBoundingClientRect();
      const isInSight = height > 0 && top >= edge.top - 1 && bottom <= edge.bottom + 1;
      return isInSight ? [node.ariaLabel ?? ''] : [];
    }),
  );

const GLANCES = (['desk', 'laptop'] as const).flatMap((size) =>
  [ENDLESS, inSpace(2, 12, ENDLESS), inSpace(3, 8, ENDLESS)].map(
    (hash, i) => [size, `${i + 1}D`, hash] as const,
  ),
);

for (const [size, dims, hash] of GLANCES) {
  browserTest(`a run is seen at one glance: ${dims}, ${size}`, () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${hash}`);
      await page.setViewportSize(SIZES[size]);
      await page.locator('#data-picture canvas').first().waitFor();
      assert.deepEqual(await notInSight(page, ['.masthead', '#train', '#data-picture']), []);
      const head = await page.locator('.masthead').boundingBox();
      assert.ok(head!.height <= 48, `the head is ${head!.height} pixels high`);

      // Whoever looked at something further down is brought back.
      await page.locator('#verify').scrollIntoViewIfNeeded();
      await page.locator('#train').click();
      await page.locator('#comparison canvas[aria-label^="Prediction"]').first().waitFor();
      const first = ['#train', '#pause', '#stop', '#progress', '#status', '#loss', '#rollout'];
      assert.deepEqual(await notInSight(page, first), []);
      const seen = await picturesInSight(page);
      for (const name of PICTURES) {
        assert.ok(
          seen.some((label) => name.test(label)),
          `${name} is not among ${seen}`,
        );
      }
      // What is folded can still be reached, at once.
      assert.deepEqual(await notInSight(page, ['#data > summary', '#cost-section > summary']), []);
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollHeight),
        SIZES[size].height,
      );
      assert.deepEqual(errors, []);
    }),
  );
}

browserTest('data and cost fold when something runs; what a user opens or closes stays so', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    const isOpen = () =>
      page
        .locator('#data, #cost-section')
        .evaluateAll((all: HTMLDetailsElement[]) => all.map((details) => details.open));
    await page.locator('#cost').filter({ hasText: '81' }).waitFor();
    assert.deepEqual(await isOpen(), [true, true]);
    await page.locator('#train').click();
    await finished(page);
    assert.deepEqual(await isOpen(), [false, false]);
    // The lines tell what is behind them.
    assert.match(await page.locator('#cost-section > summary').innerText(), /81 parameters/);

    await page.locator('#data > summary').click();
    await page.locator('#data-picture canvas').first().waitFor();
    await page.locator('#train').click();
    await finished(page, 2);
    assert.deepEqual(await isOpen(), [true, false]);
    await page.locator('#data > summary').click();
    await page.locator('#train').click();
    await finished(page, 3);
    assert.deepEqual(await isOpen(), [false, false]);
    assert.deepEqual(errors, []);
  }),
);

browserTest(
  'both columns scroll by themselves, and nothing is cut off however low the window',
  () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${TINY}&run=1`);
      await finished(page);
      await unfold(page);
      for (const [width, height] of [
        [1440, 600],
        [1024, 600],
        [1024, 440],
        [1440, 300],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const column of ['.form-column', '#results']) {
          const last = page
            .locator(`${column} :is(input, button, summary, select, a):visible`)
            .last();
          await last.scrollIntoViewIfNeeded();
          const { y, height: size } = (await last.boundingBox())!;
          assert.ok(y >= 0 && y + size <= height, `${column} at ${width}x${height}`);
        }
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        assert.ok(overflow <= 0, `${width}x${height} is ${overflow} pixels too narrow`);
      }
      await page.setViewportSize(SIZES.laptop);
      const top = () => page.locator('#train').evaluate((node) => node.getBoundingClientRect().top);
      const before = await top();
      for (const column of ['.form-column', '#results']) {
        await page.locator(column).hover();
        await page.mouse.wheel(0, 400);
      }
      await page.waitForFunction(() => document.getElementById('results')!.scrollTop > 0);
      assert.equal(await top(), before, 'the buttons of a run stay where they are');
      assert.deepEqual(errors, []);
    }),
);

browserTest('on a phone the page turns to a run that starts, its buttons above the curves', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}`);
    await page.setViewportSize(SIZES.phone);
    await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
    await page.locator('#train').click();
    await page.locator('#numbers').filter({ hasText: OF_ENDLESS }).waitFor();
    const first = ['#train', '#pause', '#stop', '#progress', '#numbers', '#loss'];
    assert.deepEqual(await notInSight(page, first), []);
    const pause = (await page.locator('#pause').boundingBox())!;
    assert.ok(pause.height >= 24 && pause.width >= 24, 'large enough for a finger');
    assert.deepEqual(errors, []);
  }),
);

for (const [name, hash, width] of [
  ['1D', TINY, 360],
  ['2D', IN_2D, 360],
  ['1D at 400 %', TINY, 320],
] as const) {
  browserTest(`nothing is wider than a phone: ${name}`, () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${hash}`);
      await page.setViewportSize({ width, height: 740 });
      const widthOfPage = () => page.evaluate(() => document.documentElement.scrollWidth);
      await page.locator('#data-picture canvas').first().waitFor();
      await unfold(page);
      assert.equal(await widthOfPage(), width);
      await page.locator('#train').click();
      await finished(page);
      await page.locator('#comparison canvas').first().waitFor();
      await unfold(page);
      assert.equal(await widthOfPage(), width);
      assert.deepEqual(errors, []);
    }),
  );
}

for (const [size, dims, hash] of [
  ['laptop', '1D', TINY],
  ['laptop', '3D', inSpace(3, 8)],
  ['phone', '1D', TINY],
  ['at 200 %', '1D', TINY],
  ['at 400 %', '1D', TINY],
] as const) {
  browserTest(`nothing hides what has the focus: ${dims}, ${size}`, () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${hash}`);
      await page.setViewportSize(SIZES[size]);
      await page.locator('#data-picture canvas').first().waitFor();
      for (const hasRun of [false, true]) {
        if (hasRun) {
          await page.locator('#train').click();
          await finished(page);
          await page.locator('#comparison canvas').first().waitFor();
        }
        await unfold(page);
        const reached = await tabThrough(page);
        assert.ok(reached.length > 10, `only ${reached.length} are reached`);
        assert.deepEqual(
          reached.filter(({ hiddenBy }) => hiddenBy !== null),
          [],
        );
        assert.deepEqual(
          reached.filter(({ isMarked }) => !isMarked),
          [],
        );
      }
      assert.deepEqual(errors, []);
    }),
  );
}

browserTest('nothing hides what has the focus: many runs, forwards and back', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await page.setViewportSize(SIZES.laptop);
    await page.locator('#cost').filter({ hasText: '81' }).waitFor();
    const count = 16;
    for (let i = 1; i <= count; i++) {
      await page.locator('#train').click();
      await page.locator(`#runs [data-run="${i}"]`).waitFor();
    }
    await finished(page, count);
    for (const key of ['Tab', 'Shift+Tab']) {
      const reached = await tabThrough(page, key);
      const ofRuns = reached.filter(({ name }) => /\brun \d/.test(name));
      assert.ok(ofRuns.length > 4 * count, `${ofRuns.length} of the runs are reached`);
      assert.deepEqual(
        reached.filter(({ hiddenBy }) => hiddenBy !== null),
        [],
        key,
      );
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('on paper: what the experiment is and what came of it, nothing to press', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await finished(page);
    await page.locator('#comparison canvas').first().waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const printed = page.locator('.printed');
    await printed.waitFor();
    assert.match(await printed.innerText(), /network Conv;4;2;relu.*num_points 32/s);
    for (const seen of ['h1', '#loss', '#rollout', '#comparison', '#runs']) {
      assert.ok(await page.locator(seen).isVisible(), seen);
    }
    for (const gone of ['#experiment', '#train', 'nav', '#verify', '#runs button']) {
      const count = await page.locator(gone).filter({ visible: true }).count();
      assert.equal(count, 0, gone);
    }
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(paper, 'rgb(255, 255, 255)');
    // Columns that scroll would be cut at the first page.
    const cut = await page
      .locator('#results')
      .evaluate((node) => node.scrollHeight - node.clientHeight);
    assert.equal(cut, 0);
    assert.deepEqual(errors, []);
  }),
);
