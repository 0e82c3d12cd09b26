/** The form of the page: its groups and sizes, what it says about wrong input and when, its address. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readFlags } from '../../src/cli/run.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { browserTest } from './browser.js';
import { addressOf, finished, TINY, withPages } from './experiment-page.js';

declare global {
  /** What the live regions of the page have said. */
  var announced: string[];
}

const field = (page: Page, name: string) => page.locator(`#field-${name}`);
const errorAt = (page: Page, name: string) => page.locator(`#field-${name}-error`);
const ready = (page: Page) => page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
const goTo = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** Notes what screen readers are told from now on. */
const listen = (page: Page) =>
  page.evaluate(() => {
    globalThis.announced = [];
    const regions = '[role=alert], [role=status], [aria-live]';
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const node = target instanceof Element ? target : target.parentElement;
        const region = node?.closest(regions);
        const text = region?.textContent?.trim() ?? '';
        if (text !== '' && globalThis.announced.at(-1) !== text) globalThis.announced.push(text);
      }
    }).observe(document.querySelector('#experiment')!, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });

browserTest('while a network is typed nothing is announced; after a pause its error is, once', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await ready(page);
    await listen(page);
    const net = field(page, 'net');
    await net.fill('');
    // Each key leaves time for a check, and none is a pause.
    await net.pressSequentially('UNet;12;2;re', { delay: 400 });
    assert.deepEqual(await page.evaluate(() => globalThis.announced), []);
    assert.equal(await page.locator('[aria-invalid]').count(), 0);
    await net.pressSequentially('lu', { delay: 400 });
    await page.waitForTimeout(1500);
    assert.deepEqual(await page.evaluate(() => globalThis.announced), []);

    await net.fill('UNet;12;x;relu');
    await errorAt(page, 'net').waitFor();
    assert.equal(await net.getAttribute('aria-invalid'), 'true');
    assert.match((await net.getAttribute('aria-describedby')) ?? '', /field-net-error/);
    // What stays wrong in the same way is not said again.
    await field(page, 'start_seed').fill('3');
    await page.waitForTimeout(1500);
    const said = await page.evaluate(() => globalThis.announced);
    assert.equal(said.length, 1, said.join(' | '));
    assert.match(said[0]!, /^net: network 'UNet;12;x;relu': /);
    await net.fill('UNet;12;2;relu');
    await errorAt(page, 'net').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  }),
);

browserTest('who leaves a field is told at once what is wrong there', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await ready(page);
    const shown = await page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('#field-num_seeds')!;
      input.focus();
      input.value = 'x';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      const left = performance.now();
      input.blur();
      while (document.querySelector('#field-num_seeds-error') === null) {
        if (performance.now() - left > 30_000) return null;
        await new Promise(requestAnimationFrame);
      }
      return document.querySelector('#field-num_seeds-error')!.textContent;
    });
    assert.match(shown ?? '', /must be a whole number from 1 to/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('what takes too much memory is said at its field, with what would fit', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await ready(page);
    for (const [hash, name, button, value] of [
      ['net=Conv;26000;1000;relu', 'net', 'Use network = Conv;26;10;relu', 'Conv;26;10;relu'],
      ['num_seeds=1000000', 'num_seeds', /^Use seeds = \d+$/, /^\d{3,}$/],
      ['num_spatial_dims=3', 'num_points', 'Use num_points = 32', '32'],
    ] as const) {
      await goTo(page, `scenario=diff_adv&backend=wasm&${hash}`);
      await errorAt(page, name).filter({ hasText: 'bytes' }).waitFor();
      assert.deepEqual(
        await page
          .locator('[aria-invalid]')
          .evaluateAll((all) => all.map((one) => one.getAttribute('name'))),
        [name],
      );
      // The part of the form where it stands is open.
      assert.ok(await field(page, name).isVisible(), name);
      await page.getByRole('button', { name: button }).click();
      await page.locator('[aria-invalid]').waitFor({ state: 'detached' });
      const now = await field(page, name).inputValue();
      if (typeof value === 'string') assert.equal(now, value);
      else assert.match(now, value);
      assert.equal(await page.evaluate(() => document.activeElement?.id), `field-${name}`);
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('what a link says twice is told, and nothing is trained before it is mended', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&net=Conv;4;3;relu`);
    const said = "stands in the address as 'Conv;4;2;relu' and as 'Conv;4;3;relu'";
    await page.locator('#net-error, #field-net-error').filter({ hasText: said }).waitFor();
    await page.locator('#train').click();
    await page.waitForFunction(() => document.activeElement?.ariaInvalid === 'true');
    assert.equal(await page.locator('#runs').count(), 0);

    await goTo(page, `${TINY}&num_points=48`);
    await page
      .locator('#form-error')
      .filter({ hasText: "num_points: stands in the address as '32' and as '48'" })
      .waitFor();
    await field(page, 'num_seeds').fill('2');
    await page.locator('#form-error .error').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  }),
);

browserTest('an unknown attribute of a link is named in a line, with the one that is meant', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&nu_points=48`);
    const message = page.locator('#form-error pre');
    await message.filter({ hasText: "did you mean 'num_points'?" }).waitFor();
    const text = await message.innerText();
    assert.ok(text.length < 120, text);
    assert.doesNotMatch(text, /batch_size/);
    assert.ok(await message.isVisible());
    // Who tries to train comes there.
    await page.locator('#train').click();
    await page.waitForFunction(() => document.activeElement?.closest('#form-error') !== null);
    await page.getByRole('button', { name: 'Use num_points = 48' }).click();
    await message.waitFor({ state: 'detached' });
    assert.match(await addressOf(page), /num_points=48/);
    assert.doesNotMatch(await addressOf(page), /nu_points/);

    // One that is like no other is forgotten once something is edited; it is text, whatever it holds.
    await goTo(page, `${TINY}&${encodeURIComponent('<img src=x onerror=alert(1)>')}=1`);
    await message.filter({ hasText: '<img src=x onerror=alert(1)>' }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    await field(page, 'num_seeds').fill('2');
    await message.waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  }),
);

browserTest('an address with ? in place of # is taken for what it means', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(
      'index.html?scenario=diff_burgers&net=Pure;3&num_points=48',
    );
    await ready(page);
    assert.equal(await field(page, 'scenario').inputValue(), 'diff_burgers');
    assert.equal(await field(page, 'net').inputValue(), 'Pure;3');
    assert.match(
      await addressOf(page),
      /index\.html#scenario=diff_burgers&net=Pure;3&num_points=48$/,
    );
    assert.deepEqual(errors, []);
  }),
);

browserTest('bad input shows the command line’s message at its field', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await ready(page);
    const ofCli = (hash: string) =>
      readFlags(toEntry(fromHash(hash).state), {}).then(
        () => assert.fail('there is nothing wrong with it'),
        (error: Error) => error.message,
      );
    await field(page, 'net').fill('Conv;26;x;relu');
    const message = await errorAt(page, 'net').innerText();
    assert.equal(`--net: ${message}`, await ofCli(TINY.replace('Conv;4;2', 'Conv;26;x')));
    // It can't be trained: the field is where one lands.
    await field(page, 'num_seeds').focus();
    await page.locator('#train').click();
    await page.locator('#field-net:focus').waitFor();
    assert.equal(await page.locator('#runs').count(), 0);
    // Nothing asks for what is refused.
    assert.match(await page.locator('.empty').innerText(), /First the form has to be right/);

    for (const change of ['num_points=1.5', 'vlim=(1,1)'] as const) {
      const hash = `${TINY.replace('num_points=32', '')}&${change}`;
      const name = change.split('=')[0]!;
      await goTo(page, hash);
      await errorAt(page, name).waitFor();
      assert.equal(`--set ${name}: ${await errorAt(page, name).innerText()}`, await ofCli(hash));
    }
    assert.match(await errorAt(page, 'vlim').innerText(), /the lower one first/);

    await goTo(page, `${TINY}&threads=0`);
    await errorAt(page, 'threads').waitFor();
    // What is wrong stands above, too: the field may be far below.
    assert.match(
      await page.locator('#form-error').innerText(),
      /^threads: must be a whole number from 1 to 64\s+Go to threads$/,
    );
    await page.getByRole('button', { name: 'Go to threads' }).click();
    await page.locator('#field-threads:focus').waitFor();

    // An attribute that is computed can't be set; once something is edited, nobody asks for it.
    await goTo(page, `${TINY}&gammas=0,1`);
    await errorAt(page, 'gammas').filter({ hasText: 'set advection_gamma instead' }).waitFor();
    assert.ok(await field(page, 'gammas').isDisabled());
    await field(page, 'num_seeds').fill('2');
    await errorAt(page, 'gammas').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  }),
);

browserTest('updates are a field of their own, and typing them leaves no trace', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#scenario=diff_adv&backend=wasm');
    await ready(page);
    const updates = field(page, 'updates');
    const config = await field(page, 'optim_config').inputValue();
    assert.equal(await updates.inputValue(), '10_000');
    for (const half of ['1', '', '60;x', '6.5']) await updates.fill(half);
    await errorAt(page, 'updates').filter({ hasText: "optim_config 'adam;6.5;" }).waitFor();
    assert.equal(await updates.inputValue(), '6.5');
    assert.equal(await updates.getAttribute('aria-invalid'), 'true');
    await updates.fill('500');
    await page.locator('[aria-invalid]').waitFor({ state: 'detached' });
    assert.equal(
      await field(page, 'optim_config').inputValue(),
      config.replace('10_000', '500').replace('2_000', '100'),
    );
    await page.locator('#group-training summary').click();
    await field(page, 'optim_config').fill('adam;30;constant;3e-3');
    assert.equal(await updates.inputValue(), '30');
    assert.deepEqual(errors, []);
  }),
);

browserTest('attributes stand in groups, in plain words beside the original’s names', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await ready(page);
    const groups = page.getByRole('group', { name: 'Attributes of the scenario' });
    const summaries = await groups.locator('summary').allInnerTexts();
    assert.deepEqual(
      summaries.map((text) => text.trim()),
      [
        'Physics and grid 1 changed',
        'Initial state',
        'Data 4 changed',
        'Training 3 changed',
        'Test and display',
      ],
    );
    for (const summary of await groups.locator('summary').all()) await summary.click();
    const label = (name: string) => page.locator(`label[for=field-${name}]`).innerText();
    assert.match(await label('num_points'), /^Grid points per axis\s+num_points$/);
    assert.match(await label('advection_gamma'), /^Difficulty of the term .*\s+advection_gamma$/);
    // What is set and what its place in the address is.
    await field(page, 'num_points').fill('48');
    assert.match(await addressOf(page), /backend=wasm&num_points=48&num_train_samples=3&/);
    await field(page, 'test_seed').fill('5');
    assert.match(await addressOf(page), /record_loss_every=5&test_seed=5$/);
    await field(page, 'test_seed').fill('773');
    assert.match(await addressOf(page), /record_loss_every=5$/);

    await goTo(page, 'scenario=norm_ks_cons&net=Pure;3');
    const idle = page.locator('#field-convection_delta-hint');
    await idle.waitFor();
    assert.equal(await idle.innerText(), 'no effect; see convection_beta');
    assert.ok(await field(page, 'convection_delta').isDisabled());
    assert.deepEqual(errors, []);
  }),
);

/** The times that the sizes promise, in seconds. */
async function promised(page: Page): Promise<number[]> {
  const units: Record<string, number> = { s: 1, min: 60, h: 3600 };
  const texts = await page.locator('.sizes button span').allInnerTexts();
  return texts.map((text) => {
    const [, number, unit] = /^about ([\d.]+) (s|min|h)$/.exec(text) ?? assert.fail(text);
    return Number(number) * units[unit!]!;
  });
}

const takes = (page: Page) =>
  page.locator('#cost > div').filter({ hasText: 'Training takes' }).locator('dd').innerText();

browserTest('on a first visit it is told how long things take here, in each size', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#scenario=diff_adv&backend=wasm');
    await ready(page);
    const note = page.locator('#time-note');
    await note.filter({ hasText: 'by some updates of a small network' }).waitFor();
    const paper = page.locator('.sizes button').last().locator('span');
    const [quick, medium, whole] = await promised(page);
    assert.equal(await paper.innerText(), await takes(page));
    // 96 of 160 points, and 500 or 3,000 of 10,000 updates; two digits are told, and no less than 1 s.
    assert.ok(quick === 1 || Math.abs(whole! / quick! / (160 / 96) / 20 - 1) < 0.15, `${quick}`);
    assert.ok(Math.abs(whole! / medium! / (10 / 3) - 1) < 0.15, `${medium}`);
    // Of another number of dimensions, too.
    await page.getByText('Physics and grid').click();
    await field(page, 'num_spatial_dims').fill('2');
    await field(page, 'num_points').fill('32');
    await page.locator('#cost').filter({ hasText: '55,485' }).waitFor();
    assert.ok((await promised(page))[2]! > whole!);
    assert.equal(await page.locator('#runs').count(), 0);
    assert.deepEqual(errors, []);
  }),
);

browserTest('a quick look trains within seconds, and then it is known how long things take', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#scenario=diff_adv&backend=wasm');
    await ready(page);
    const sizes = page.getByRole('group', { name: 'Size of the experiment' });
    const pressed = sizes.getByRole('button', { pressed: true });
    assert.match(await pressed.innerText(), /^The paper’s/);
    await sizes.getByRole('button', { name: /^A quick look about/ }).click();
    assert.match(await pressed.innerText(), /^A quick look/);
    assert.equal(await field(page, 'updates').inputValue(), '500');
    assert.match(await addressOf(page), /num_points=96/);
    await page.locator('#train').click();
    await finished(page);
    // On the two cores of the machine that it was made for, it takes 4 s; others may be at work here.
    await page.locator('#cost-section summary').click();
    const told = await takes(page);
    const seconds = Number(/^about ([\d.]+) s$/.exec(told)?.[1]);
    assert.ok(seconds > 0 && seconds < 60, told);
    assert.equal(await page.locator('#time-note').count(), 0);

    // It is remembered.
    await page.reload();
    await page
      .locator('#cost-section')
      .filter({ hasText: /about [\d.]+ s/ })
      .waitFor();
    assert.equal(await page.locator('#time-note').count(), 0);

    await sizes.getByRole('button', { name: /The paper’s/ }).click();
    assert.match(
      await addressOf(page),
      /#scenario=diff_adv&net=Conv;26;10;relu&train=one&backend=wasm$/,
    );
    assert.deepEqual(errors, []);
  }),
);

browserTest('where there is no GPU, the page says what helps in a browser', () =>
  withPages(
    async ({ open }) => {
      const { page, errors } = await open(`index.html#${TINY}`);
      await ready(page);
      await page.getByText('Where to compute').click();
      const hint = await page.locator('#field-backend-hint').innerText();
      assert.match(hint, /no GPU to be had.*browser/s);
      assert.doesNotMatch(hint, /--|libvulkan/);
      await field(page, 'backend').selectOption('webgpu');
      const message = await errorAt(page, 'backend').innerText();
      assert.match(message, /there is no GPU adapter; .*browser/s);
      assert.doesNotMatch(message, /--backend/);
      assert.deepEqual(errors, []);
    },
    { flags: ['--disable-gpu', '--disable-software-rasterizer'] },
  ),
);
