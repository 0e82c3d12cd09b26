/** The picker of scenarios in the page: its list, by mouse and keys, and what one searches there. */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from './browser.js';
import { addressOf, withPages } from './experiment-page.js';
import { longestTask } from './task-time.js';

const SMALL = 'num_points=16&net=Conv;4;1;relu&backend=wasm';
const picker = (page: Page) => page.getByRole('combobox', { name: 'Scenario', exact: true });
const options = (page: Page) =>
  page.getByRole('listbox', { name: 'Scenarios' }).getByRole('option');

/** The key of the option at which the keys are, as a screen reader is told. */
const active = async (page: Page) => {
  const id = (await picker(page).getAttribute('aria-activedescendant')) ?? '';
  return page.locator(`[id="${id}"] code`).textContent();
};

browserTest('the list shows each scenario with its equation and a sentence, in groups', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${SMALL}`);
    assert.equal(await picker(page).getAttribute('aria-expanded'), 'false');
    assert.equal(await options(page).count(), 0);
    await picker(page).click();
    assert.equal(await picker(page).getAttribute('aria-expanded'), 'true');
    const id = await picker(page).getAttribute('aria-controls');
    assert.equal(await page.getByRole('listbox').getAttribute('id'), id);
    await options(page).nth(59).waitFor();
    assert.equal(await options(page).count(), 60);
    const groups = page.getByRole('listbox').getByRole('group');
    assert.equal(await groups.first().getAttribute('aria-label'), 'Linear, difficulties');
    assert.equal(await active(page), 'diff_adv');
    const chosen = page.getByRole('listbox').getByRole('option', { selected: true });
    assert.equal(await chosen.count(), 1);
    assert.deepEqual(
      (await chosen.innerText()).split('\n').map((line) => line.trim()),
      [
        'diff_adv Advection',
        '1D 2D 3D',
        'u_t + c·∇u = 0',
        'Moves at one speed and keeps its shape.',
      ],
    );

    const burgers = page.getByRole('option', { name: /^diff_burgers Burgers/ });
    await burgers.click();
    assert.equal(await options(page).count(), 0);
    assert.equal(await picker(page).inputValue(), 'diff_burgers');
    assert.match(await addressOf(page), /scenario=diff_burgers&/);
    assert.match(await page.locator('#field-scenario-hint').innerText(), /^u_t \+ b\/2 .*shocks/s);
    await page.locator('#data h3').filter({ hasText: 'diff_burgers' }).waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('by keys alone one opens the list, searches it, takes a scenario, or leaves it', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${SMALL}`);
    await picker(page).focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(page), 'diff_adv');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(page), 'diff_diff');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(page), 'diff_lin_simple');

    // By class name, family and units, in any order.
    await picker(page).fill('normalised burgers');
    assert.deepEqual(await options(page).locator('code').allTextContents(), [
      'norm_burgers',
      'norm_burgers_sc',
    ]);
    assert.equal(await active(page), 'norm_burgers');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(page), 'norm_burgers_sc');
    await page.keyboard.press('Enter');
    assert.equal(await picker(page).inputValue(), 'norm_burgers_sc');
    assert.equal(await options(page).count(), 0);
    assert.equal(await page.locator('#runs').count(), 0, 'nothing was trained');

    // Escape and leaving take back what was typed.
    await picker(page).fill('phy');
    await page.keyboard.press('Escape');
    assert.equal(await picker(page).inputValue(), 'norm_burgers_sc');
    await picker(page).fill('no such thing');
    await page.getByText('No scenario has all of these words.').waitFor();
    assert.equal(await picker(page).getAttribute('aria-activedescendant'), null);
    await page.keyboard.press('Tab');
    assert.equal(await picker(page).inputValue(), 'norm_burgers_sc');
    // A key that is typed as a whole is taken.
    await picker(page).fill('diff_ks');
    assert.equal(await active(page), 'diff_ks');
    await page.keyboard.press('Tab');
    assert.equal(await picker(page).inputValue(), 'diff_ks');
    assert.match(await addressOf(page), /scenario=diff_ks&/);
    assert.deepEqual(errors, []);
  }),
);

browserTest('another scenario keeps what is set, unless it has no such dimension', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html#num_points=8&net=Conv;4;1;relu&backend=wasm');
    const take = async (key: string) => {
      await picker(page).fill(key);
      await picker(page).press('Enter');
    };
    const dims = page.locator('#field-num_spatial_dims');
    const hint = page.locator('#field-num_spatial_dims-hint');
    await page.getByText('Physics and grid').click();
    await dims.fill('3');
    await take('norm_adv_diff');
    assert.match(await page.locator('#field-scenario-hint').innerText(), /^u_t \+ c·∇u = ν Δu\n/);
    assert.equal(await hint.innerText(), '1, 2 or 3');
    assert.equal(await dims.inputValue(), '3');
    await take('norm_ks_cons');
    assert.equal(await hint.innerText(), '1');
    assert.equal(await dims.inputValue(), '1');
    await take('phy_mix_disp');
    assert.equal(await hint.innerText(), '2 or 3');
    assert.equal(await dims.inputValue(), '2');
    await page.locator('#data h3').filter({ hasText: 'phy_mix_disp' }).waitFor();
    assert.equal(await page.locator('[aria-invalid]').count(), 0);
    assert.match(await addressOf(page), /num_spatial_dims=2/);
    assert.match(await addressOf(page), /num_points=8/);

    // An address may name a scenario that there is not: it has no equation and no attributes.
    await page.goto(page.url().replace(/#.*/, '#scenario=diff_advv'));
    const error = page.locator('#field-scenario-error');
    await error.filter({ hasText: "(60 are known); did you mean 'diff_adv'?" }).waitFor();
    assert.equal(await page.locator('#field-scenario-hint').count(), 0);
    assert.equal(await page.locator('#attributes').count(), 0);
    await take('diff_adv');
    await error.waitFor({ state: 'detached' });
    await page.locator('#attributes').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('the list of 60 scenarios opens within 100 ms on a processor four times as slow', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${SMALL}`);
    await page.locator('#cost').filter({ hasText: 'FLOP' }).waitFor();
    const opening = await longestTask(page, async () => {
      await page.locator('#field-scenario').click();
      await page.locator('[role=option]').nth(59).waitFor({ state: 'attached' });
    });
    const longest = 4 * opening;
    assert.ok(longest <= 100, `a task took ${longest} ms`);
    assert.deepEqual(errors, []);
  }),
);
