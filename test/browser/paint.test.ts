/**
 * Painting an initial state in Chromium: by pointer and by keys, stepped by a network and by the
 * reference solver, kept in the link, and to the bits of Node.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { readNpy } from '../../src/npy.js';
import { paintedIn } from '../../src/web/form/form-state.js';
import { fromText, toText, valuesOf } from '../../src/web/paint/painted-state.js';
import { browserTest, inRepository } from './browser.js';
import {
  downloaded,
  ENDLESS,
  filesOfNode,
  finished,
  OF_ENDLESS,
  TINY,
  withPages,
} from './experiment-page.js';

const TRAINED = TINY.replace('adam;60', 'adam;600');
const FIELD = TINY.replace('diff_adv', 'diff_burgers').replace(
  'num_points=32',
  'num_spatial_dims=2&num_points=24',
);

async function openPaint(page: Page): Promise<void> {
  await page.getByText('Paint an initial state').click();
  await page.locator('#paint-canvas').waitFor();
}

/** Where something stands, once what is above it has come. */
async function atRest(what: Locator) {
  for (let before = ''; ; ) {
    const box = (await what.boundingBox())!;
    const now = JSON.stringify(box);
    if (now === before) return box;
    before = now;
    await what.page().waitForTimeout(500);
  }
}

/** Draws with the pointer through places from 0 to 1, from the upper left corner. */
async function draw(page: Page, places: readonly (readonly [x: number, y: number])[]) {
  const canvas = page.locator('#paint-canvas');
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await atRest(canvas);
  for (const [i, [right, down]] of places.entries()) {
    await page.mouse.move(x + right * width, y + down * height);
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** Two waves over the whole domain. */
const WAVES = Array.from({ length: 41 }, (_, i) => {
  const x = i / 41;
  return [x, 0.5 - 0.3 * Math.sin(2 * Math.PI * x) - 0.1 * Math.sin(6 * Math.PI * x)] as const;
});

const button = (page: Page, name: string) =>
  page.locator('#paint').getByRole('button', { name, exact: true });
const stepOf = async (page: Page) => Number(await page.locator('#paint-step').innerText());

async function stepUntil(page: Page, step: number): Promise<number> {
  await page.locator('#paint-speed').selectOption('80');
  await button(page, 'Start').click();
  await page.waitForFunction(
    (wanted) => Number(document.getElementById('paint-step')?.textContent) >= wanted,
    step,
  );
  await button(page, 'Pause').click();
  // What is being stepped when it is paused still comes.
  for (let before = Number.NaN; ; ) {
    const now = await stepOf(page);
    if (now === before) return now;
    before = now;
    await page.waitForTimeout(500);
  }
}

/** The state that the address holds, once it holds another one than `before`. */
async function inAddress(page: Page, before = '') {
  await page.waitForFunction((text) => {
    const found = new URLSearchParams(location.hash.slice(1)).get('paint') ?? '';
    return found !== text;
  }, before);
  const text = paintedIn(new URL(page.url()).hash);
  return { text, values: text === '' ? [] : [...valuesOf(await fromText(text))] };
}

const npyOf = async (page: Page, name: string) => (await downloaded(page, name)).bytes;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Runs commands as they stand in the page in a folder with these files; what they leave there. */
async function inShell(commands: string, files: Readonly<Record<string, Buffer>>, left: string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), bytes);
    }
    const own = `npx() { shift; "${process.execPath}" "${inRepository('dist/cli.js')}" "$@"; }`;
    await promisify(execFile)('sh', ['-ec', `${own}\n${commands}`], { cwd: folder });
    return left.map((name) => readFileSync(path.join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

browserTest(
  'a drawn curve is stepped by network and solver to the bits of Node, from the link too',
  () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${TRAINED}&run=1`);
      await finished(page);
      await openPaint(page);
      await draw(page, WAVES);
      const { text, values } = await inAddress(page);
      assert.equal(values.length, 32);
      assert.ok(text.length < 300, text);
      // The curve is where the pointer was: 1.25 is the upper end, where u = 1 is the colour scale's.
      const drawn = values.map((value, i) => {
        const x = i / 32;
        const wanted = 2.5 * (0.3 * Math.sin(2 * Math.PI * x) + 0.1 * Math.sin(6 * Math.PI * x));
        return Math.abs(value - wanted);
      });
      // A pixel of 280 is 0.009, and the rounding of corners takes some more.
      assert.ok(Math.max(...drawn.slice(0, 31)) < 0.05, `${Math.max(...drawn)}`);

      const steps = await stepUntil(page, 20);
      assert.match(await page.locator('#paint-error').innerText(), /^\d/);
      for (const kind of ['reference', 'prediction', 'difference']) {
        assert.ok((await coloursOf(page, kind)) > 16, kind);
      }
      await page.getByText('Files and command line').click();
      const state = await npyOf(page, 'painted.npy');
      assert.deepEqual([...readNpy(state).data], values);
      const names = ['prediction.npy', 'reference.npy'];
      const [prediction, reference] = [await npyOf(page, names[0]!), await npyOf(page, names[1]!)];
      assert.deepEqual(readNpy(prediction).shape, [1, steps, 1, 32]);
      assert.notEqual(sha256(prediction), sha256(reference));

      const commands = await page.locator('.paint-command').innerText();
      const { weights } = await filesOfNode(TRAINED);
      const [, file] = /--weights "([^"]+)"/.exec(commands)!;
      const inputs = { 'painted.npy': state, [file!]: weights };
      const made = await inShell(commands, inputs, names);
      assert.deepEqual(made.map(sha256), [prediction, reference].map(sha256));

      // The error is the last states' difference, relative to the reference.
      const last = (bytes: Buffer) => [...readNpy(bytes).data].slice(-32);
      const [p, r] = [last(prediction), last(reference)];
      const size = (all: number[]) => Math.hypot(...all);
      const error = size(p.map((value, i) => value - r[i]!)) / size(r);
      assert.equal(
        Number(await page.locator('#paint-error').innerText()),
        Number(error.toPrecision(3)),
      );

      // The link opens what was painted; the same run gives the same rollouts.
      const hash = new URL(page.url()).hash;
      assert.equal(hash.includes('run='), false);
      const again = await open(`index.html${hash}&run=1`);
      await finished(again.page);
      await again.page.locator('#paint-error').waitFor();
      await again.page.getByText('Files and command line').click();
      assert.equal(sha256(await npyOf(again.page, 'painted.npy')), sha256(state));
      while ((await stepOf(again.page)) < steps) {
        const before = await stepOf(again.page);
        await button(again.page, 'Step').click();
        await again.page.waitForFunction(
          (step) => Number(document.getElementById('paint-step')?.textContent) > step,
          before,
        );
      }
      for (const [i, bytes] of [prediction, reference].entries()) {
        assert.equal(sha256(await npyOf(again.page, names[i]!)), sha256(bytes), names[i]);
      }
      assert.deepEqual([...errors, ...again.errors], []);
    }),
);

browserTest('the first of several networks that correct a coarse solver steps as in Node', () =>
  withPages(async ({ open }) => {
    const hash =
      `${TRAINED.replace('diff_adv', 'diff_burgers')}&task=correct;sequential&num_seeds=2` +
      '&start_seed=3';
    const levels = Int16Array.from({ length: 32 }, (_, i) => 9000 - ((i * i * 37) % 18000));
    const painted = await toText({ dims: 1, numPoints: 32, numChannels: 1, bits: 13, levels });
    const { page, errors } = await open(`index.html#${hash}&run=1&paint=${painted}`);
    await finished(page);
    await page.locator('#paint-error').waitFor();
    const steps = await stepUntil(page, 12);
    await page.getByText('Files and command line').click();
    const [state, prediction] = [
      await npyOf(page, 'painted.npy'),
      await npyOf(page, 'prediction.npy'),
    ];
    assert.deepEqual(readNpy(prediction).shape, [1, steps, 1, 32]);
    const commands = await page.locator('.paint-command').innerText();
    const [line] = commands.split('\n');
    assert.match(line!, / --seed 3 /);
    const [, file] = /--weights "([^"]+)"/.exec(line!)!;
    const { weights } = await filesOfNode(hash);
    const inputs = { 'painted.npy': state, [file!]: weights };
    const [made] = await inShell(line!, inputs, ['prediction.npy']);
    assert.equal(sha256(made!), sha256(prediction));
    assert.deepEqual(errors, []);
  }),
);

/** How many colours a picture of the outcome shows. */
const coloursOf = (page: Page, kind: string) =>
  page.locator(`canvas[data-kind=${kind}]`).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

browserTest(
  'before any training the solver steps alone; strokes, keys and tools can be undone',
  () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${TINY}`);
      await openPaint(page);
      assert.equal(await page.locator('canvas[data-kind]').count(), 1);
      assert.equal(await page.locator('#paint-error').count(), 0);
      await draw(page, WAVES);
      const drawn = await inAddress(page);

      // Smoothed to one wave: nothing is left of the others, but for the levels' own steps.
      await page.getByLabel('waves that are left').fill('1');
      await button(page, 'Smooth').click();
      const smooth = await inAddress(page, drawn.text);
      const amplitude = (k: number) => {
        const part = (wave: (x: number) => number) =>
          (smooth.values.reduce((sum, u, i) => sum + u * wave((2 * Math.PI * k * i) / 32), 0) * 2) /
          32;
        return Math.hypot(part(Math.sin), part(Math.cos));
      };
      // The first wave of what was drawn is 2.5 * 0.3, the third 2.5 * 0.1.
      assert.ok(Math.abs(amplitude(1) - 0.75) < 0.03, `${amplitude(1)}`);
      for (let k = 2; k < 16; k++) assert.ok(amplitude(k) < 1e-4, `${k}: ${amplitude(k)}`);

      await button(page, 'From the test data').click();
      const test = await inAddress(page, smooth.text);
      assert.notDeepEqual(test.values, smooth.values);
      await button(page, 'Undo').click();
      assert.equal((await inAddress(page, test.text)).text, smooth.text);
      await button(page, 'Undo').click();
      assert.equal((await inAddress(page, smooth.text)).text, drawn.text);
      await button(page, 'Redo').click();
      assert.equal((await inAddress(page, drawn.text)).text, smooth.text);

      // What is painted while it plays begins at once, and plays on.
      await button(page, 'Start').click();
      await page.waitForFunction(
        () => Number(document.getElementById('paint-step')?.textContent) >= 5,
      );
      await draw(page, [
        [0.2, 0.5],
        [0.3, 0.1],
        [0.4, 0.5],
      ]);
      const bump = await inAddress(page, smooth.text);
      assert.ok(Math.max(...bump.values.slice(7, 13)) > 0.3);
      assert.equal(await button(page, 'Pause').count(), 1);
      await button(page, 'Pause').click();
      await button(page, 'Reset').click();
      await page.waitForFunction(() => document.getElementById('paint-step')?.textContent === '0');

      await button(page, 'Clear').click();
      assert.equal((await inAddress(page, bump.text)).text, '');
      assert.equal(await button(page, 'Clear').isDisabled(), true);

      // A run that finishes takes over.
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await finished(page);
      await page.locator('canvas[data-kind=prediction]').waitFor();
      await page.locator('#paint-source').selectOption('form');
      await page.locator('canvas[data-kind=prediction]').waitFor({ state: 'detached' });
      assert.deepEqual(errors, []);
    }),
);

/** How many pixels of a picture have a colour. */
const pixelsOf = (page: Page, kind: string, colour: readonly number[]) =>
  page.locator(`canvas[data-kind=${kind}]`).evaluate((canvas: HTMLCanvasElement, wanted) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (wanted.every((value, part) => data[i + part] === value)) count++;
    }
    return count;
  }, colour);

browserTest('what is beyond the colours is marked, and the marks are explained', () =>
  withPages(async ({ open }) => {
    // Of 32 points half are at 1.1, where the scale ends at 1, and one at -1.1.
    const levels = Int16Array.from({ length: 32 }, (_, i) =>
      i < 16 ? 9000 : i === 20 ? -9000 : 0,
    );
    const painted = await toText({ dims: 1, numPoints: 32, numChannels: 1, bits: 13, levels });
    const { page, errors } = await open(`index.html#${TINY}&paint=${painted}`);
    await page.waitForFunction(
      () => document.querySelector<HTMLCanvasElement>('canvas[data-kind=reference]')?.height === 32,
    );
    const legend = page.locator('.paint-marks');
    const colourOf = (text: string) =>
      legend
        .locator('.mark-legend > span')
        .filter({ hasText: text })
        .locator('.patch')
        .evaluate((patch) => getComputedStyle(patch).backgroundColor.match(/\d+/g)!.map(Number));
    assert.equal(await pixelsOf(page, 'reference', await colourOf('above')), 16);
    assert.equal(await pixelsOf(page, 'reference', await colourOf('below the scale')), 1);
    assert.deepEqual(errors, []);
  }),
);

browserTest('in two dimensions all is seen at once, on a laptop too', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${FIELD}&run=1`);
    await finished(page);
    await openPaint(page);
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.locator('#paint').evaluate((section) => section.scrollIntoView());
      for (const picture of ['#paint-canvas', '[data-kind=reference]', '[data-kind=prediction]']) {
        const { x, y, ...size } = await atRest(page.locator(picture));
        assert.ok(x >= 0 && x + size.width <= width, `${picture} at ${width}`);
        assert.ok(y >= 0 && y + size.height <= height, `${picture} at ${width}: ${y}`);
      }
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('keys alone draw a curve, and undo it', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await page.locator('#paint > summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('#paint-canvas').waitFor();
    // By Tab alone, over the tools.
    for (let tabs = 0; tabs < 20; tabs++) {
      await page.keyboard.press('Tab');
      if (await page.locator('#paint-canvas:focus').count()) break;
    }
    assert.equal(await page.locator('#paint-canvas:focus').count(), 1);
    await page.keyboard.press('Home');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowUp');
    const raised = await inAddress(page);
    // From the middle, point 16 of 32, to point 8; a quarter of the colour scale, -1 to 1.
    assert.equal(raised.values[8], 0.5);
    assert.ok(raised.values[9]! > 0.3 && raised.values[9]! < 0.5);
    assert.equal(raised.values[7], raised.values[9]);
    assert.equal(raised.values[16], 0);
    const spoken = page.locator('#paint .visually-hidden[role=status]');
    assert.equal(await spoken.first().innerText(), 'x 0.250, u 0.500');

    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowDown');
    const both = await inAddress(page, raised.text);
    assert.equal(both.values[16], -0.0625);
    await page.keyboard.press('Control+z');
    assert.equal((await inAddress(page, both.text)).text, raised.text);
    await page.keyboard.press('Control+Shift+z');
    assert.equal((await inAddress(page, raised.text)).text, both.text);
    assert.deepEqual(errors, []);
  }),
);

browserTest('in two dimensions a brush raises and lowers one channel, to the bits of Node', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${FIELD}`);
    await openPaint(page);
    await draw(page, [
      [0.25, 0.5],
      [0.75, 0.5],
    ]);
    const one = await inAddress(page);
    assert.equal(one.values.length, 2 * 24 * 24);
    const at = (values: number[], channel: number, x: number, y: number) =>
      values[(channel * 24 + x) * 24 + y]!;
    assert.equal(at(one.values, 0, 12, 12), 0.5);
    assert.equal(at(one.values, 0, 12, 2), 0);
    assert.ok(one.values.slice(24 * 24).every((value) => value === 0));

    await page.getByLabel('channel').last().selectOption('1');
    await page.getByLabel('lowers').check();
    // Over the lower edge, which is the upper one; up is y.
    await draw(page, [
      [0.5, 0.9],
      [0.5, 1.02],
    ]);
    const two = await inAddress(page, one.text);
    assert.equal(at(two.values, 0, 12, 12), 0.5);
    assert.ok(at(two.values, 1, 12, 1) < -0.4);
    assert.ok(at(two.values, 1, 12, 23) < 0);
    assert.ok(two.text.length < 2000, `${two.text.length}`);

    await page.locator('#paint-canvas').focus();
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Shift++');
    const three = await inAddress(page, two.text);
    assert.equal(at(three.values, 1, 12, 20), at(two.values, 1, 12, 20) + 0.5);

    const steps = await stepUntil(page, 10);
    assert.ok((await coloursOf(page, 'reference')) > 4);
    await page.getByText('Files and command line').click();
    const [state, reference] = [
      await npyOf(page, 'painted.npy'),
      await npyOf(page, 'reference.npy'),
    ];
    assert.deepEqual(readNpy(reference).shape, [1, steps, 2, 24, 24]);
    const commands = await page.locator('.paint-command').innerText();
    const [made] = await inShell(commands, { 'painted.npy': state }, ['reference.npy']);
    assert.equal(sha256(made!), sha256(reference));
    assert.deepEqual(errors, []);
  }),
);

browserTest('what cannot be painted is said: a broken link, another grid, three dimensions', () =>
  withPages(async ({ open }) => {
    const broken = await open(`index.html#${TINY}&paint=1;32;1;13;%22%26run%3D1`);
    const alert = broken.page.locator('#paint [role=alert]');
    assert.equal(
      await alert.innerText(),
      'the painted state of this link cannot be read: its data are not in base64url',
    );
    // Nothing of it was taken for another part of the address, and one can paint.
    assert.equal(await broken.page.locator('#runs').count(), 0);
    await broken.page.locator('#paint-canvas').waitFor();
    await draw(broken.page, WAVES);
    await alert.waitFor({ state: 'detached' });

    const other = await open(`index.html#${TINY}&paint=1;4;1;3;E-DnFwIA`);
    await other.page.getByText('has 4 points and 1 channel; what steps it wants 32').waitFor();
    await other.page.getByRole('button', { name: 'Begin a new one' }).click();
    await other.page.locator('#paint-canvas').waitFor();

    // A field of noise cannot be packed.
    let noisy = 1;
    const levels = Int16Array.from({ length: 64 * 64 }, () => {
      noisy = (noisy * 16807) % 2147483647;
      return noisy % 4096;
    });
    const noise = await toText({ dims: 2, numPoints: 64, numChannels: 1, bits: 12, levels });
    const field = TINY.replace('num_points=32', 'num_spatial_dims=2&num_points=64');
    const long = await open(`index.html#${field}&paint=${noise}`);
    await long.page.locator('#paint-link').waitFor();
    assert.match(
      await long.page.locator('#paint-link').innerText(),
      /^The link holds this state in [\d,]+ letters, which some programs cut/,
    );

    const deep = await open(
      `index.html#${TINY.replace('num_points=32', 'num_spatial_dims=3&num_points=8')}`,
    );
    await deep.page.getByText('Paint an initial state').click();
    await deep.page
      .getByText('painting is for one and two dimensions; this scenario has three')
      .waitFor();
    assert.equal(await deep.page.locator('#paint-canvas').count(), 0);
    // From there to two dimensions and back.
    const go = (hash: string) =>
      deep.page.evaluate((to) => {
        location.hash = to;
      }, hash);
    await go(FIELD);
    await draw(deep.page, WAVES.slice(0, 5));
    await go(TINY.replace('num_points=32', 'num_spatial_dims=3&num_points=8'));
    await deep.page.locator('#paint-canvas').waitFor({ state: 'detached' });
    assert.deepEqual(
      [broken, other, long, deep].flatMap(({ errors }) => errors),
      [],
    );
  }),
);

browserTest('a step comes after the state and the source that were asked for before it', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    await openPaint(page);
    const isAt = (step: number) =>
      page
        .locator('#paint-step')
        .filter({ hasText: new RegExp(`^${step}$`) })
        .waitFor();
    // In one go, so that nothing of it has an answer before all is asked.
    const ask = (steps: number, before: { button?: string; source?: string }) =>
      page.evaluate(
        ({ steps, button, source }) => {
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('#paint button')];
          buttons.find(({ innerText }) => innerText === button)?.click();
          const select = document.querySelector<HTMLSelectElement>('#paint-source')!;
          if (source !== undefined) {
            select.value = source;
            select.dispatchEvent(new Event('change', { bubbles: true }));
          }
          const step = buttons.find(({ innerText }) => innerText === 'Step')!;
          for (let i = 0; i < steps; i++) step.click();
        },
        { steps, ...before },
      );
    const withoutNetwork = () => page.locator('#paint-error').waitFor({ state: 'detached' });
    await ask(2, { button: 'From the test data' });
    await isAt(2);
    await ask(3, { button: 'Smooth' });
    await isAt(3);
    await ask(4, { source: 'form' });
    await withoutNetwork();
    await isAt(4);
    await page.locator('#paint-source').selectOption({ index: 0 });
    await page.locator('#paint-error').waitFor();
    await ask(5, { button: 'From the test data', source: 'form' });
    await withoutNetwork();
    await isAt(5);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a training and a painted state go on beside each other', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${ENDLESS}`);
    await openPaint(page);
    await draw(page, WAVES);
    await inAddress(page);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const updates = async () =>
      Number((await page.locator('#numbers').innerText()).split(' ')[0]!.replaceAll(',', ''));
    await page.locator('#numbers').filter({ hasText: OF_ENDLESS }).waitFor();
    const before = await updates();
    await stepUntil(page, 60);
    assert.ok((await updates()) > before);
    assert.deepEqual(errors, []);
  }),
);
