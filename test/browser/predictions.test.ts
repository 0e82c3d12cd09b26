/** Predictions on the page of experiments: what is compared with what, and what it tells. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { readStoredRun } from '../../src/web/compute/stored.js';
import { valueAt } from '../../src/web/predictions/lines-of-fields.js';
import { ABOVE, BELOW, cssColour, markedLevel } from '../../src/web/predictions/paint-field.js';
import { browserTest, inRepository } from './browser.js';
import {
  csvOf,
  curvesOf,
  ENDLESS,
  filesOfNode,
  finished,
  TINY,
  withPages,
} from './experiment-page.js';
import { longestTask } from './task-time.js';

const inSpace = (dims: number, points: number) =>
  TINY.replace('num_points=32', `num_spatial_dims=${dims}&num_points=${points}`);
const NOT_FINITE = 'rgb(128 128 128)';

/** How many pixels of a picture have each colour, as `rgb(R G B)`. */
const coloursOf = (page: Page, name: string, nth = 0) =>
  page
    .getByRole('img', { name, exact: true })
    .nth(nth)
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const colours: Record<string, number> = {};
      for (let i = 0; i < data.length; i += 4) {
        const key = `rgb(${data[i]} ${data[i + 1]} ${data[i + 2]})`;
        colours[key] = (colours[key] ?? 0) + 1;
      }
      return colours;
    });

/** The picture of an image, as a text that is another one where it is drawn otherwise. */
const drawnAs = (page: Page, name: string) =>
  page
    .locator(`#comparison canvas[aria-label="${name}"]`)
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

/** Waits until an image is drawn, otherwise than before; how it is drawn then. */
async function redrawn(page: Page, name: string, before: string): Promise<string> {
  await page.waitForFunction(
    ([name, before]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(
        `#comparison canvas[aria-label="${name}"]`,
      );
      return canvas !== null && canvas.toDataURL() !== before;
    },
    [name, before] as const,
  );
  return drawnAs(page, name);
}

/** What a chart tells to screen readers, once that is something else. */
async function toldAnew(page: Page, chart: string, before: string): Promise<string> {
  const words = page.locator(`#${chart} .visually-hidden`);
  await words.filter({ hasNotText: before }).waitFor({ state: 'attached' });
  return (await words.textContent())!;
}

const chooseSet = (page: Page, set: string) =>
  page.locator('.trajectory-fields [name=set]').selectOption(set);
const chooseTime = (page: Page, step: number) => page.locator('#time').fill(String(step));

const toldIn = async (page: Page, row: string, nth: number): Promise<number> =>
  Number(await page.locator(`[data-row="${row}"] .value`).nth(nth).innerText());
const referenceValue = async (page: Page): Promise<number> =>
  Number(await page.locator('.reference-cell .value').innerText());
const rowsOf = (page: Page) =>
  page.locator('[data-row]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
const stepText = (page: Page, text: string) =>
  page
    .locator('.time-bar output')
    .filter({ hasText: new RegExp(`^time step ${text}$`) })
    .waitFor();

/** Opens the page and trains what an address says. */
async function trained(
  open: (path: string) => Promise<{ page: Page; errors: string[] }>,
  hash: string,
) {
  const opened = await open(`index.html#${hash}&run=1`);
  await finished(opened.page);
  await opened.page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
  return opened;
}

async function trainAlso(page: Page, hash: string, run: number): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, `${hash}&run=1`);
  await finished(page, run);
  await page.locator(`[data-row="run ${run}"] canvas`).nth(1).waitFor();
}

browserTest('the reference stands once, beside a row for each run that is ticked', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, TINY);
    await trainAlso(page, TINY.replace('Conv;4;2', 'Conv;4;1'), 2);
    assert.equal(await page.getByRole('img', { name: 'Reference', exact: true }).count(), 1);
    // In the order of the table, which sorting changes.
    assert.deepEqual(await rowsOf(page), ['run 1', 'run 2']);
    const bySize = page.locator('#runs thead .run-parameters button');
    await bySize.click();
    await page.locator('[data-row="run 2"] ~ [data-row="run 1"]').waitFor();
    assert.deepEqual(await rowsOf(page), ['run 2', 'run 1']);
    await bySize.click();
    await page.locator('[data-row="run 1"] ~ [data-row="run 2"]').waitFor();
    const labels = async (chart: string) => (await curvesOf(page, chart)).map(({ label }) => label);
    const runs = ['diff_adv · Conv;4;1;relu · one', 'diff_adv · Conv;4;2;relu · one'];
    const expected = ['Reference', `1: ${runs[1]}`, `2: ${runs[0]}`];
    assert.deepEqual(await labels('profile'), expected);
    // Spectra are made by the worker, and come later.
    const spectra = page.locator('#prediction-spectrum .visually-hidden');
    await spectra.filter({ hasText: /1: diff_adv.*2: diff_adv/s }).waitFor({ state: 'attached' });
    assert.deepEqual(await labels('prediction-spectrum'), expected);
    assert.deepEqual(
      (await curvesOf(page, 'prediction-spectrum')).map(({ points }) => points),
      [17, 17, 17],
    );

    await page.getByLabel('show run 1', { exact: true }).uncheck();
    await page.locator('[data-row="run 1"]').waitFor({ state: 'detached' });
    assert.deepEqual(await rowsOf(page), ['run 2']);
    assert.deepEqual(await labels('profile'), [expected[0], expected[2]]);
    assert.deepEqual(errors, []);
  }),
);

browserTest('values are told at the place that is marked, by keyboard and under the pointer', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, TINY);
    const { csv } = await filesOfNode(TINY);
    const { prediction } = await readStoredRun(csv.toString(), null);
    const agrees = async (step: number, point: number) => {
      const told = await toldIn(page, 'run 1', 0);
      const value = valueAt({ trajectory: prediction! }, 0, step, [(point + 0.5) / 32, 0, 0]);
      // Three digits are told.
      assert.ok(Math.abs(told - value) <= 0.006 * Math.abs(value), `${told} for ${value}`);
      const error = await toldIn(page, 'run 1', 1);
      const reference = await referenceValue(page);
      // Of three numbers each is off by half of its third digit, and none is above 2.
      assert.ok(Math.abs(told - reference - error) <= 0.015, `${told} - ${reference}: ${error}`);
    };
    // There are 8 steps: the time that is looked at first is behind the last one.
    await stepText(page, '8 of 8');
    await agrees(8, 16);
    const place = page.getByRole('slider', { name: 'place' });
    await place.focus();
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key);
    await stepText(page, '6 of 8');
    await agrees(6, 17);
    const words = await place.getAttribute('aria-valuetext');
    assert.match(words!, /^time step 6, x 0\.53: reference \S+, run 1 \S+$/);
    await page.keyboard.press('Shift+ArrowDown');
    await page.locator('[aria-valuetext*="x 0.22"]').waitFor();
    await agrees(6, 7);

    const picture = page.getByRole('img', { name: 'Error, run 1' });
    const { x, y, width, height } = (await picture.boundingBox())!;
    const at = (step: number, point: number) =>
      [x + ((step + 0.5) / 9) * width, y + (1 - (point + 0.5) / 32) * height] as const;
    await page.mouse.move(...at(3, 30));
    await agrees(3, 30);
    await stepText(page, '6 of 8');
    await page.mouse.move(x - 8, y - 8);
    await agrees(6, 7);
    await page.mouse.click(...at(2, 4));
    await page.mouse.move(x - 8, y - 8);
    await stepText(page, '2 of 8');
    await agrees(2, 4);
    assert.deepEqual(errors, []);
  }),
);

browserTest('one slider moves the time of everything', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, TINY);
    await chooseTime(page, 0);
    await stepText(page, '0 of 8');
    // Both begin alike.
    const begin = await curvesOf(page, 'profile');
    assert.deepEqual(begin[0]!.last, begin[1]!.last);
    assert.equal(await toldIn(page, 'run 1', 1), 0);
    const words = await toldAnew(page, 'profile', 'no points');
    await chooseTime(page, 1);
    await toldAnew(page, 'profile', words);
    const end = await curvesOf(page, 'profile');
    assert.notEqual(end[0]!.last, begin[0]!.last);
    assert.notEqual(end[1]!.last, end[0]!.last);
    // In 1D nothing plays by itself.
    const play = page.getByRole('button', { name: 'play the animation' });
    await play.click();
    await page.getByRole('button', { name: 'pause the animation' }).waitFor();
    await stepText(page, '3 of 8');
    await page.getByRole('button', { name: 'pause the animation' }).click();
    await play.waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('any trajectory of both sets is predicted, also by a run that has finished', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, TINY);
    const seen: string[] = [];
    let reference = '';
    const look = async () => {
      reference = await redrawn(page, 'Reference', reference);
      const prediction = await drawnAs(page, 'Prediction, run 1');
      seen.push(reference, prediction);
    };
    await look();
    const number = page.getByLabel(/^trajectory/);
    assert.match(await page.locator('.trajectory-fields').innerText(), /of 0 to 1/);
    const fill = async (text: string) => {
      await number.fill(text);
      await number.press('Enter');
      await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    };
    await fill('1');
    await page.getByText('test trajectory 1').waitFor();
    await look();
    await chooseSet(page, 'train');
    await page.getByText('train trajectory 0').waitFor();
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    await stepText(page, '6 of 6');
    await look();
    assert.match(await page.locator('.trajectory-fields').innerText(), /of 0 to 2/);
    // There are three.
    await fill('7');
    assert.equal(await number.inputValue(), '2');
    await look();
    assert.equal(new Set(seen).size, seen.length);

    assert.deepEqual(await rowsOf(page), ['run 1']);
    await page.getByLabel('coarse solver').check();
    await page.locator('[data-row="coarse solver"] canvas').nth(1).waitFor();
    assert.deepEqual(await rowsOf(page), ['run 1', 'coarse solver']);
    const coarse = await curvesOf(page, 'profile');
    assert.equal(coarse[2]?.label, 'Coarse solver');
    assert.notEqual(coarse[2].last, coarse[0]!.last);
    assert.deepEqual(errors, []);
  }),
);

browserTest(
  'a run that trains is asked for other trajectories, to the bits of one that is not',
  () =>
    withPages(async ({ open }) => {
      const hash = TINY.replace('adam;60', 'adam;40000').replace('every=5', 'every=400');
      const { page, errors } = await open(`index.html#${hash}&run=1`);
      await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
      await page
        .locator('.row-title .aside')
        .filter({ hasText: /^after \d+ updates$/ })
        .waitFor();
      await page.getByLabel('coarse solver').check();
      const number = page.getByLabel(/^trajectory/);
      for (const text of ['1', '0', '1']) {
        await number.fill(text);
        await number.press('Enter');
        await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
      }
      assert.equal(await page.locator('#runs [data-run="1"][data-status=running]').count(), 1);
      await finished(page);
      await page.locator('.row-title .aside').waitFor({ state: 'detached' });
      assert.deepEqual(await csvOf(page), (await filesOfNode(hash)).csv);
      assert.deepEqual(errors, []);
    }),
);

browserTest('a run that was stopped keeps what it showed, and says what it has not', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}&run=1`);
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#runs [data-status=stopped]').waitFor();
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    await chooseSet(page, 'train');
    const message = 'This run did not finish: only its test trajectory 0 is kept.';
    await page.locator('[data-row="run 1"]').getByText(message).first().waitFor();
    await chooseSet(page, 'test');
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('what is beyond the scale and what is no number have colours of their own', () =>
  withPages(async ({ open }) => {
    // Weights of a thousand, and nothing that holds them up: the network blows up.
    const wild = TINY.replace('relu', 'identity')
      .replace('constant;3e-3', 'constant;1e3')
      .replace('test_temporal_horizon=8', 'test_temporal_horizon=40');
    const { page, errors } = await trained(open, wild);
    const prediction = await coloursOf(page, 'Prediction, run 1');
    assert.ok(prediction[NOT_FINITE]! > 0, JSON.stringify(prediction));
    const marked = [BELOW, ABOVE].map((level) => prediction[cssColour(level)] ?? 0);
    assert.ok(Math.max(...marked) > 0, JSON.stringify(prediction));
    assert.equal((await coloursOf(page, 'Reference'))[NOT_FINITE], undefined);
    const error = await coloursOf(page, 'Error, run 1');
    assert.ok(error[NOT_FINITE]! > 0);
    await chooseTime(page, 40);
    assert.equal(await page.locator('[data-row="run 1"] .value').first().innerText(), 'NaN');
    assert.match(
      await page.locator('.comparison .mark-legend').first().innerText(),
      /below.*above.*not finite/s,
    );
    // The reference is still to be seen in the profile, and the errors have the scale of the values.
    const [first] = await curvesOf(page, 'profile');
    assert.equal(first?.label, 'Reference');
    assert.equal(first.points, 32);

    // A narrow scale leaves the reference beyond it, on both sides.
    await trainAlso(page, `${TINY}&vlim=-0.1,0.1`, 2);
    await page.getByLabel('show run 1', { exact: true }).uncheck();
    await page.locator('[data-row="run 1"]').waitFor({ state: 'detached' });
    const narrow = await coloursOf(page, 'Reference');
    for (const level of [BELOW, ABOVE]) assert.ok(narrow[cssColour(level)]! > 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('errors have a scale of their own, whose numbers are shown', () =>
  withPages(async ({ open }) => {
    // Enough updates for errors far below the values.
    const hash = TINY.replace('adam;60', 'adam;600').replace(
      'temporal_horizon=8',
      'temporal_horizon=2',
    );
    const { page, errors } = await trained(open, hash);
    const scales = page.locator('.comparison .colour-scale');
    const [values, error] = (await scales.allInnerTexts()).map((text) => text.split(/\s+/));
    assert.deepEqual(values, ['u', '-1.00', '0', '1.00']);
    assert.equal(error![0], 'error');
    const limit = Number(error![3]);
    assert.ok(limit > 0 && limit < 1, error!.join(' '));
    assert.equal(Number(error![1]), -limit);
    // Some errors come near the ends of their scale.
    assert.ok(Object.keys(await coloursOf(page, 'Error, run 1')).length > 10);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a field of very many points is a picture of what its rows stand for', () =>
  withPages(async ({ open }) => {
    const hash = TINY.replace('num_points=32', 'num_points=65536')
      .replace(
        'num_train_samples=3&train_temporal_horizon=6',
        'num_train_samples=1&train_temporal_horizon=1',
      )
      .replace('test_temporal_horizon=8', 'test_temporal_horizon=4')
      .replace('batch_size=5&optim_config=adam;60', 'batch_size=1&optim_config=adam;2');
    const { page, errors } = await open(`index.html#${hash}`);
    await page.locator('#data-picture canvas').first().waitFor();
    const columnOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, 1, canvas.height);
          return Array.from(
            { length: canvas.height },
            (_, i) => `rgb(${data.slice(4 * i, 4 * i + 3).join(' ')})`,
          );
        });
    const ofData = await columnOf('#data-picture canvas');
    await page.locator('#train').click();
    await finished(page);
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    const { csv } = await filesOfNode(hash);
    const { prediction } = await readStoredRun(csv.toString(), null);
    // All begin with the same state; a row shows the first of the points that it stands for.
    const expected = ofData.map((_, row) => {
      const point = ((ofData.length - 1 - row) * 65536) / ofData.length;
      return cssColour(markedLevel(prediction!.values[point]!, [-1, 1]));
    });
    assert.ok(new Set(expected).size > 100);
    assert.deepEqual(ofData, expected);
    assert.deepEqual(await columnOf('#comparison canvas[aria-label="Reference"]'), expected);
    assert.deepEqual(
      await columnOf('#comparison canvas[aria-label="Prediction, run 1"]'),
      expected,
    );
    const profile = await curvesOf(page, 'profile');
    assert.deepEqual(
      profile.map(({ points }) => points),
      [65536, 65536],
    );
    assert.deepEqual(errors, []);
  }),
);

browserTest('runs of other data stand in groups, each beside its own reference', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, TINY);
    await trainAlso(page, TINY.replace('num_points=32', 'num_points=24'), 2);
    assert.equal(await page.getByRole('img', { name: 'Reference', exact: true }).count(), 2);
    assert.deepEqual(await page.locator('.comparison h3').allInnerTexts(), [
      'diff_adv · num_points=32',
      'diff_adv · num_points=24',
    ]);
    assert.deepEqual(
      (await curvesOf(page, 'profile')).map(({ points }) => points),
      [32, 32, 24, 24],
    );
    assert.deepEqual(errors, []);
  }),
);

browserTest('of many runs six are drawn, and how many more there are is said', () =>
  withPages(async ({ open }) => {
    const hash = TINY.replace('adam;60', 'adam;5');
    const { page, errors } = await open(`index.html#${hash}`);
    for (let run = 1; run <= 9; run++) {
      await page.locator('#train:enabled').click();
      await page.locator(`#runs [data-run="${run}"]`).waitFor();
    }
    await finished(page, 9);
    const pages = page.locator('.prediction-pages');
    await pages.getByText('6 of 9 ticked runs are drawn; 3 more').waitFor();
    assert.deepEqual(
      await rowsOf(page),
      [4, 5, 6, 7, 8, 9].map((run) => `run ${run}`),
    );
    await pages.getByRole('button', { name: 'Older' }).click();
    await page.locator('[data-row="run 1"] canvas').nth(1).waitFor();
    assert.deepEqual(await rowsOf(page), ['run 1', 'run 2', 'run 3']);
    await pages.getByRole('button', { name: 'Newer' }).click();
    await page.locator('[data-row="run 9"]').waitFor();

    // The ninth has the colour of the first, and in all charts dashes.
    await page.getByLabel('show all runs').uncheck();
    for (const run of [1, 9]) await page.getByLabel(`show run ${run}`, { exact: true }).check();
    for (const chart of ['profile', 'prediction-spectrum']) {
      const names = page.locator(`#${chart} .chart-legend li`);
      for (const run of [1, 9]) await names.filter({ hasText: `${run}: ` }).waitFor();
      const dashes = await page
        .locator(`#${chart} .chart-legend line`)
        .evaluateAll((all) => all.map((line) => line.getAttribute('stroke-dasharray') !== 'none'));
      assert.deepEqual(dashes, [false, false, true], chart);
    }
    // They are called by the names that they have now.
    await page.getByLabel('name of run 9').fill('the ninth');
    await page.getByLabel('name of run 9').press('Enter');
    for (const chart of ['profile', 'prediction-spectrum']) {
      await page.locator(`#${chart} .chart-legend`).getByText('9: the ninth').waitFor();
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('pictures, profile and spectra are of the channel that is chosen', () =>
  withPages(async ({ open }) => {
    const hash = inSpace(2, 12).replace('diff_adv', 'diff_burgers');
    const { page, errors } = await open('index.html');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await trainAlso(page, hash, 1);
    const before = {
      reference: await drawnAs(page, 'Reference'),
      profile: await curvesOf(page, 'profile'),
    };
    const spectrum = await toldAnew(page, 'prediction-spectrum', 'no points');
    await page.locator('.trajectory-fields [name=channel]').selectOption('1');
    await redrawn(page, 'Reference', before.reference);
    await page.getByText('Amplitude spectrum of channel 1').waitFor();
    assert.notDeepEqual(await curvesOf(page, 'profile'), before.profile);
    await toldAnew(page, 'prediction-spectrum', spectrum);
    assert.deepEqual(errors, []);
  }),
);

browserTest('fields in two dimensions are animated, unless less motion is wanted', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, inSpace(2, 12));
    await page.locator('#picture-section').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'pause the animation' }).waitFor();
    await redrawn(page, 'Prediction, run 1', await drawnAs(page, 'Prediction, run 1'));
    await page.getByRole('button', { name: 'pause the animation' }).click();
    await chooseTime(page, 2);
    // By keyboard along both axes; the time stays.
    await page.getByRole('slider', { name: 'place' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.locator('[aria-valuetext^="time step 2, x 0.58, y 0.42: "]').waitFor();

    const { page: still, errors: more } = await open('index.html');
    await still.emulateMedia({ reducedMotion: 'reduce' });
    await trainAlso(still, inSpace(2, 12), 1);
    assert.equal(await still.getByRole('button', { name: 'play the animation' }).count(), 1);
    assert.deepEqual([...errors, ...more], []);
  }),
);

browserTest('fields in three dimensions are slices that move, and volumes on demand', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
    await trainAlso(page, inSpace(3, 8), 1);
    const slice = 'Reference, across x';
    const before = await drawnAs(page, slice);
    const other = await drawnAs(page, 'Reference, across y');
    await page.getByLabel('slice across x').fill('1');
    await redrawn(page, slice, before);
    // The slice across y stays where it is.
    assert.ok((await drawnAs(page, 'Reference, across y')) === other);
    await page.getByText('x = 0.13').waitFor();

    scripts.splice(0);
    const volume = page.locator('#volume');
    await volume.locator('summary').click();
    await volume.getByText('Prediction').waitFor();
    assert.equal(scripts.filter((path) => path.endsWith('.js')).length, 1);
    const canvas = volume.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const look = async () =>
      createHash('sha256')
        .update(await canvas.screenshot())
        .digest('hex');
    const first = await look();
    await canvas.focus();
    await page.keyboard.press('ArrowLeft');
    const turned = await look();
    assert.notEqual(turned, first);
    const { x, y } = (await canvas.boundingBox())!;
    await page.mouse.move(x + 100, y + 100);
    await page.mouse.down();
    await page.mouse.move(x + 140, y + 110, { steps: 4 });
    await page.mouse.up();
    assert.notEqual(await look(), turned);
    assert.deepEqual(errors, []);
  }),
);

browserTest('without WebGL the volume says so', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    // As text: what is compiled may need what the page has not.
    await page.evaluate(`{
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (kind) {
        return kind === '2d' ? getContext.call(this, kind) : null;
      };
    }`);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await trainAlso(page, inSpace(3, 8), 1);
    await page.locator('#volume summary').click();
    await page.getByText('The volume cannot be drawn: it needs WebGL 2').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('while predictions play, no task takes over 100 ms at a quarter of the speed', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await trained(open, inSpace(2, 64).replace('adam;60', 'adam;3'));
    await trainAlso(page, inSpace(2, 64).replace('adam;60', 'adam;4'), 2);
    await page.locator('#picture-section').scrollIntoViewIfNeeded();
    const longest = 4 * (await longestTask(page, () => page.waitForTimeout(2000)));
    assert.equal(await page.getByRole('button', { name: 'pause the animation' }).count(), 1);
    assert.ok(longest <= 100, `a task took ${longest} ms`);
    assert.deepEqual(errors, []);
  }),
);

browserTest('axe finds nothing wrong with predictions, in light and dark', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await trainAlso(page, inSpace(3, 8), 1);
    await page.locator('#volume summary').click();
    await page.locator('#volume').getByText('Prediction').waitFor();
    await page.evaluate(readFileSync(inRepository('node_modules/axe-core/axe.min.js'), 'utf8'));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const violations = await page.evaluate(
        'axe.run("#picture-section").then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))',
      );
      assert.deepEqual(violations, []);
    }
    assert.deepEqual(errors, []);
  }),
);
