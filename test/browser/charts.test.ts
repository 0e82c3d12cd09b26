/** The charts of the page: what is seen of curves, read at the pointer and by keyboard, and copied. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { runColour } from '../../src/drawing/index.js';
import { browserTest } from './browser.js';
import { withCharts } from './chart-page.js';
import { curvesOf, ENDLESS, finished, TINY, withPages } from './experiment-page.js';
import { longestTask } from './task-time.js';

/** How many pixels of a chart have about the colour of the nth run; those of bands are clearer than lines. */
const pixelsOf = (chart: Locator, run: number, opacity = 1): Promise<number> =>
  chart.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, [hex, opacity]) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const isNear = rgb.every((part, k) => Math.abs(data[i + k]! - part) < 24);
        if (isNear && Math.abs(data[i + 3]! / 255 - opacity) < (opacity < 1 ? 0.02 : 0.5)) count++;
      }
      return count;
    },
    [runColour(run - 1), opacity] as const,
  );

/** What is drawn, bit by bit. */
const pictureOf = (chart: Locator): Promise<string> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

const notesOf = (chart: Locator): Promise<string> => chart.locator('.chart-notes').innerText();

/** The values that the chart tells, by the names of their lines; empty where it tells none. */
async function readoutOf(chart: Locator): Promise<{ place: string; values: string[][] } | null> {
  const box = chart.locator('.chart-readout');
  if (await box.isHidden()) return null;
  const values = await box
    .locator('li')
    .evaluateAll((items) =>
      items.map((item) => [...item.querySelectorAll('span, b')].map((part) => part.textContent!)),
    );
  return { place: await box.locator('p').innerText(), values };
}

/** Shows values of runs 1, 2, … and waits until their curves are drawn. */
async function show(page: Page, runs: readonly { y: number[]; x?: number[] }[]): Promise<void> {
  await page.evaluate((given) => chartPage.show(given), runs);
  // A chart draws at most every 150 ms, in a frame.
  await page.waitForTimeout(400);
}

/** Waits until the first curve of the loss has more points than so many. */
async function hasMorePoints(page: Page, points: number): Promise<void> {
  await page.waitForFunction((least) => {
    const words = document.querySelector('#loss .visually-hidden')?.textContent ?? '';
    return Number(/: (\d+) points/.exec(words)?.[1] ?? 0) > least;
  }, points);
}

const RELATIVE = {
  title: 'Error rollout: nRMSE',
  xLabel: 'time step',
  reference: { value: 1, text: 'as bad as predicting zero (1)' },
};

/** The texts of the SVG file that the chart is copied as. */
async function svgOf(page: Page, chart: Locator): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // What was copied before, and that it was, may still be there.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await chart.getByRole('button', { name: 'SVG' }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  await chart.getByText('copied').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

browserTest('errors above 1 are seen, with a line at what predicting zero has', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    const chart = page.locator('#chart');
    await page.evaluate((options) => chartPage.make(options), RELATIVE);

    await show(page, [{ y: [1.1, 1.12, 1.15] }]);
    assert.ok((await pixelsOf(chart, 1)) > 100);
    // Readable where a curve goes through it.
    assert.match(
      await svgOf(page, chart),
      /stroke="#ffffff"[^>]* paint-order="stroke"[^>]*>as bad as predicting zero \(1\)</,
    );

    await show(page, [{ y: [2, 900, 3.8e3] }]);
    assert.ok((await pixelsOf(chart, 1)) > 100);

    // Half of twelve runs are above: all are seen.
    await show(
      page,
      Array.from({ length: 12 }, (_, i) => ({ y: [0.02 * i, i % 2 === 0 ? 0.4 : 1.3] })),
    );
    for (let run = 1; run <= 8; run++) assert.ok((await pixelsOf(chart, run)) > 50, `run ${run}`);
    assert.equal(await notesOf(chart), '');

    // One leaves the range of the others: where is marked, and said. The triangle alone has 35 pixels.
    await show(page, [{ y: [0.1, 0.2, 0.3] }, { y: [500, 900, 3.8e3] }]);
    assert.ok((await pixelsOf(chart, 2)) > 20);
    assert.equal(await notesOf(chart), 'Above the range: run 2 at time step 0 (up to 3.80e+3).');
    // Small errors have no such line, and fill the chart.
    await show(page, [{ y: [0.001, 0.002] }]);
    assert.doesNotMatch(await svgOf(page, chart), /predicting zero/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a logarithmic axis keeps its points whatever else there is', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    const chart = page.locator('#chart');
    await page.evaluate(() => chartPage.make({ log: true }));
    const cases: [runs: { y: number[]; x?: number[] }[], seen: number, notes: string][] = [
      [[{ y: [0, 1e-7, 1e-3] }], 50, 'Drawn without 1 not above 0 of 3 values.'],
      [[{ y: [0, 0, 0] }], 0, 'Drawn without 3 not above 0 of 3 values.'],
      // A point of 5 pixels.
      [[{ y: [0.5] }], 9, ''],
      [
        [{ y: [1e-3, Number.POSITIVE_INFINITY, Number.NaN] }],
        9,
        'Diverged: run 1 at step 1 (Infinity). Drawn without 1 NaN, 1 infinite of 3 values.',
      ],
      [
        [
          { y: [1, 2, 3], x: [0, 2, 4] },
          { y: [5, 6], x: [0, 3] },
        ],
        50,
        '',
      ],
      [[], 0, ''],
    ];
    const scale = chart.getByRole('button', { name: 'log' });
    for (const [runs, seen, notes] of cases) {
      await show(page, runs);
      const before = await pictureOf(chart);
      const pixels = await pixelsOf(chart, 1);
      // The dash beside the name of a line has some pixels of its colour, too.
      assert.ok(seen === 0 ? pixels < 30 : pixels >= seen, `${JSON.stringify(runs)}: ${pixels}`);
      assert.equal(await notesOf(chart), notes);
      const words = await chart.locator('.visually-hidden').textContent();
      for (let times = 0; times < 3; times++) {
        await scale.click();
        assert.equal(await scale.getAttribute('aria-pressed'), 'false');
        if (runs.length > 0) assert.ok((await pixelsOf(chart, 1)) >= 9);
        await scale.click();
        assert.equal(await scale.getAttribute('aria-pressed'), 'true');
      }
      assert.equal(await pictureOf(chart), before);
      assert.equal(await notesOf(chart), notes);
      assert.equal(await chart.locator('.visually-hidden').textContent(), words);
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('by keyboard, the values of all lines are read and told at every place', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    const chart = page.locator('#chart');
    await page.evaluate(() => chartPage.make({ xLabel: 'update' }));
    await show(page, [{ y: [1, 0.5, 0.25] }, { y: [8, 7], x: [0, 1.5] }]);

    // The switch, two copies, then the chart.
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement!.className), 'plot');
    assert.equal(await readoutOf(chart), null);
    await page.keyboard.press('End');
    assert.deepEqual(await readoutOf(chart), {
      place: 'update 2',
      values: [
        ['1: run', '0.250'],
        ['2: run', '–'],
      ],
    });
    assert.equal(await chart.locator('.chart-readout').getAttribute('aria-live'), 'polite');
    const places: (string | undefined)[] = [];
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'Home']) {
      await page.keyboard.press(key);
      places.push((await readoutOf(chart))?.place);
    }
    // The places of all lines, and no further than the ends.
    assert.deepEqual(
      places.map((place) => place?.replace('update ', '')),
      ['1.5', '1', '0', '0', '1', '0'],
    );
    assert.deepEqual(
      (await readoutOf(chart))?.values.map(([, value]) => value),
      ['1.00', '8.00'],
    );
    // It tells of what the curve has become, too.
    await show(page, [{ y: [3, 0.5, 0.25] }]);
    assert.deepEqual((await readoutOf(chart))?.values, [['1: run', '3.00']]);
    // Beside its place, also in a chart that was drawn anew for other colours.
    await page.keyboard.press('End');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(400);
    const [rule, area, box] = await Promise.all(
      ['.chart-rule', '.u-over', '.chart-readout'].map((part) => chart.locator(part).boundingBox()),
    );
    assert.ok(Math.abs(rule!.x - area!.x - area!.width) <= 1);
    assert.ok(box!.x > area!.x + area!.width / 2 && box!.x + box!.width <= rule!.x);
    await page.keyboard.press('Escape');
    assert.equal(await readoutOf(chart), null);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await readoutOf(chart), null);
    assert.deepEqual(errors, []);
  }),
);

browserTest('of fifty runs no task takes over 100 ms at a quarter of the speed', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    // As wide as one of the two charts beside each other on a screen of 1440.
    await page.setViewportSize({ width: 540, height: 500 });
    await page.evaluate(() => chartPage.make({ log: true, isToFall: true }));
    const busy = () => page.evaluate(() => chartPage.busy(50, 2000, 1500));
    const longest = 4 * (await longestTask(page, busy));
    assert.ok(longest <= 100, `a task took ${longest} ms`);
    assert.ok((await curvesOf(page, 'chart')).length === 50);
    assert.ok((await pixelsOf(page.locator('#chart'), 2)) > 50);
    assert.deepEqual(errors, []);
  }),
);

browserTest('of fifty lines the values at the pointer stand in the chart, by number', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    await page.setViewportSize({ width: 540, height: 500 });
    const chart = page.locator('#chart');
    await page.evaluate(() => chartPage.make({}));
    await show(
      page,
      Array.from({ length: 50 }, (_, i) => ({ y: [i, 2 * i] })),
    );
    await chart.locator('.u-over').hover({ position: { x: 2, y: 60 } });
    const readout = await readoutOf(chart);
    assert.equal(readout?.place, 'step 0');
    assert.deepEqual(
      readout.values,
      Array.from({ length: 50 }, (_, i) => [String(i + 1), i === 0 ? '0' : i.toPrecision(3)]),
    );
    assert.equal(await chart.locator('.chart-readout').getAttribute('aria-live'), 'off');
    const [box, plot] = await Promise.all(
      ['.chart-readout', '.plot'].map((part) => chart.locator(part).boundingBox()),
    );
    assert.ok(box!.x >= plot!.x && box!.x + box!.width <= plot!.x + plot!.width);
    assert.deepEqual(errors, []);
  }),
);

browserTest('copies stand by themselves, and are files where nothing can be copied', () =>
  withCharts(async ({ open }) => {
    const { page, errors } = await open('charts.html');
    const chart = page.locator('#chart');
    await page.evaluate((options) => chartPage.make(options), RELATIVE);
    await show(page, [{ y: [0.1, 0.5, 1.2] }, { y: [0.1, 0.2, Number.NaN] }]);
    const svg = await svgOf(page, chart);
    for (const text of [
      'Error rollout: nRMSE',
      'time step',
      '1: run',
      '2: run',
      'Diverged: run 2',
    ]) {
      assert.ok(svg.includes(text), text);
    }
    for (const run of [0, 1]) assert.ok(svg.includes(`stroke="${runColour(run)}"`));
    assert.doesNotMatch(svg, /href|url\(|class=|style=/);
    // A picture by itself: as an image nothing of the page's style reaches it.
    const colours = (url: string) =>
      page.evaluate(async (from) => {
        const image = new Image();
        image.src = from;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        return { width: image.width, colours: new Set(new Uint32Array(data.buffer)).size };
      }, url);
    const blobUrl = (text: string) =>
      page.evaluate(
        (svgText) => URL.createObjectURL(new Blob([svgText], { type: 'image/svg+xml' })),
        text,
      );
    const drawn = await colours(await blobUrl(svg));
    assert.equal(drawn.width, 640);
    assert.ok(drawn.colours > 20);

    await chart.getByText('copied').waitFor({ state: 'hidden' });
    await chart.getByRole('button', { name: 'PNG' }).click();
    await chart.getByText('copied').waitFor();
    const png = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return URL.createObjectURL(await item!.getType('image/png'));
    });
    const pixels = await colours(png);
    assert.equal(pixels.width, 1280);
    assert.ok(pixels.colours > 20);

    // Elsewhere they are saved.
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    for (const [name, start] of [
      ['SVG', '<svg'],
      ['PNG', '\x89PNG'],
    ] as const) {
      const coming = page.waitForEvent('download');
      await chart.getByRole('button', { name }).click();
      const file = await coming;
      assert.equal(file.suggestedFilename(), `error-rollout-nrmse.${name.toLowerCase()}`);
      assert.equal(readFileSync(await file.path(), 'latin1').slice(0, start.length), start);
    }
    await chart.getByText('saved as a file').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('the switches of the table of runs are the one legend of both charts', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `${TINY.replace('3e-3', '1e-3')}&run=1`,
    );
    await finished(page, 2);
    const charts = ['loss', 'rollout'].map((id) => page.locator(`#${id}`));
    for (const chart of charts) {
      assert.equal(await chart.locator('.u-legend, .chart-legend:visible').count(), 0);
      await chart.locator('.u-over').hover({ position: { x: 60, y: 40 } });
      const readout = await readoutOf(chart);
      assert.match(readout!.place, /^(update|time step) \d+$/);
      assert.deepEqual(
        readout!.values.map(([name]) => name!.slice(0, 2)),
        ['1:', '2:'],
      );
    }
    await page.locator('#runs [data-run="1"] input[type=checkbox]').first().uncheck();
    for (const [i, chart] of charts.entries()) {
      await page.waitForFunction(
        (id) => !document.querySelector(`#${id} .visually-hidden`)!.textContent!.startsWith('1:'),
        i === 0 ? 'loss' : 'rollout',
      );
      await chart.locator('.u-over').hover({ position: { x: 60, y: 40 } });
      await page.waitForTimeout(400);
      assert.equal((await readoutOf(chart))!.values.length, 1);
      assert.equal(await pixelsOf(chart, 1), 0);
      assert.ok((await pixelsOf(chart, 2)) > 50);
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('a run that diverged says so, and when, although it finished', () =>
  withPages(async ({ open }) => {
    // A rate at which the loss of a linear network grows by as much at every update.
    const hash = TINY.replace('adam;60;constant;3e-3', 'sgd;60;constant;3')
      .replace('record_loss_every=5', 'record_loss_every=1')
      .replace('Conv;4;2;relu', 'Conv;4;1;identity');
    const { page, errors } = await open(`index.html#${hash}&run=1`);
    await finished(page);
    const notes = page.locator('#loss .chart-notes');
    await notes.filter({ hasText: /run 1/ }).waitFor();
    assert.match(
      await notes.innerText(),
      /Diverged: run 1 at update \d+ \((NaN|Infinity)\)|Worse than at the start: run 1/,
    );
    assert.ok((await pixelsOf(page.locator('#loss'), 1)) > 20);
    await page.locator('#rollout .chart-notes').filter({ hasText: 'run 1 at time step' }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('the loss has points from the first updates on, whatever the files will hold', () =>
  withPages(async ({ open }) => {
    const hash = ENDLESS.replace('every=200', 'every=250000');
    const { page, errors } = await open(`index.html#${hash}&run=1`);
    await hasMorePoints(page, 2);
    const [early] = await curvesOf(page, 'loss');
    assert.match(early!.label, /^1: diff_adv/);
    const update = await page.locator('#numbers').innerText();
    assert.ok(Number(update.split(' ')[0]!.replaceAll(',', '')) < 250_000, update);
    // It grows with the run.
    await hasMorePoints(page, early!.points);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#runs [data-status=stopped]').waitFor();
    assert.ok((await curvesOf(page, 'loss'))[0]!.points > early!.points);
    assert.deepEqual(errors, []);
  }),
);

browserTest('losses are smoothed, over seconds, with bands over seeds; metrics can be chosen', () =>
  withPages(async ({ open }) => {
    const hash = `${TINY.replace('adam;60', 'adam;600')}&num_seeds=4&report_metrics=mean_nRMSE,mean_MSE`;
    const { page, errors } = await open(`index.html#${hash}&run=1`);
    await finished(page);
    const [loss, rollout] = [page.locator('#loss'), page.locator('#rollout')];
    await loss.getByText('Lines are medians over the seeds, bands their quartiles.').waitFor();
    for (const chart of [loss, rollout]) assert.ok((await pixelsOf(chart, 1, 0.2)) > 50, 'bands');
    const words = await curvesOf(page, 'loss');
    assert.equal(words[0]!.points, 120);

    // Smoothing changes the picture and no number.
    const raw = await pictureOf(loss);
    await loss.getByLabel('smoothing').selectOption({ label: 'smoothest' });
    await page.waitForTimeout(400);
    const smooth = await pictureOf(loss);
    assert.notEqual(smooth, raw);
    assert.deepEqual(await curvesOf(page, 'loss'), words);
    await loss.getByLabel('smoothing').selectOption({ label: 'raw' });
    await page.waitForTimeout(400);
    assert.equal(await pictureOf(loss), raw);

    await loss.getByLabel('axis of the loss').selectOption('seconds');
    await page.waitForTimeout(400);
    await loss.locator('.plot').focus();
    await page.keyboard.press('End');
    const { place } = (await readoutOf(loss))!;
    const seconds = Number(place.replace('second ', ''));
    assert.ok(seconds > 0 && seconds < 600, place);

    assert.equal(await rollout.locator('.chart-title').innerText(), 'Error rollout: nRMSE');
    const [relative] = await curvesOf(page, 'rollout');
    await rollout.getByLabel('metric').selectOption({ label: 'MSE' });
    await rollout.getByText('Error rollout: MSE').waitFor();
    const [absolute] = await curvesOf(page, 'rollout');
    assert.equal(absolute!.points, 8);
    assert.notEqual(absolute!.last, relative!.last);
    assert.deepEqual(errors, []);
  }),
);

browserTest('both charts stand beside each other, low enough for what is below', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      const [loss, rollout] = await Promise.all(
        ['#loss', '#rollout'].map((id) => page.locator(`${id} .plot`).boundingBox()),
      );
      assert.equal(loss!.y, rollout!.y, 'they stand beside each other');
      assert.ok(loss!.x + loss!.width <= rollout!.x);
      assert.ok(rollout!.x + rollout!.width <= width);
      assert.ok(loss!.height >= 170 && loss!.height <= 190);
    }
    assert.deepEqual(errors, []);
  }),
);
