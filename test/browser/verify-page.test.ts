/** Checking a folder of results in the page: what is damaged is named, and results are made again. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { runStudy } from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { browserTest } from './browser.js';
import { TINY, withPages } from './experiment-page.js';
import { focusOf } from './seen.js';

browserTest('a folder of results is checked, and results of Node are made again to the bit', () =>
  withPages(async ({ open }) => {
    const parent = mkdtempSync(path.join(tmpdir(), 'apebench verify '));
    try {
      const out = path.join(parent, 'results');
      const entry = toEntry(fromHash(TINY).state);
      const entries = [entry, { ...entry, net: 'Pure;3' }];
      const { names } = await runStudy(entries, { out, backend: 'wasm', digestEvery: 25 });
      const { page, errors } = await open('index.html');
      const status = page.locator('#verify-status');
      const items = page.locator('#verify-list > li');
      const choose = async () => {
        await page.locator('#verify-folder').setInputFiles(out);
        await status.filter({ hasText: 'results:' }).waitFor();
      };

      await choose();
      assert.equal(await status.innerText(), 'results: 2 of 2 results whole; nothing is damaged');
      assert.equal(await items.count(), 2);
      const item = items.filter({ hasText: names[0]! });
      const outcome = item.locator('[role=status]');
      await page.getByRole('button', { name: `Make again: ${names[0]}` }).click();
      await page.locator('li[data-rerun]').waitFor();
      assert.equal(await outcome.innerText(), 'agrees to the bit: all of it');
      await page.getByRole('button', { name: `Make parts again: ${names[0]}` }).click();
      await outcome.filter({ hasText: 'updates' }).waitFor();
      assert.equal(await outcome.innerText(), 'agrees to the bit: updates 0–25, 25–50, 50–60');

      const [record] = readdirSync(path.join(out, 'raw')).filter((file) => file.endsWith('.json'));
      const damaged = path.join(out, 'raw', record!);
      writeFileSync(damaged, readFileSync(damaged, 'utf8').replace('"threads"', '"Threads"'));
      writeFileSync(path.join(out, 'notes.txt'), 'mine');
      await page.reload();
      await choose();
      assert.equal(
        await status.innerText(),
        'results: 1 of 2 results whole; not all is as it was written',
      );
      const verdicts = await items.evaluateAll((all) =>
        all.map((one) => one.getAttribute('data-verdict')),
      );
      assert.deepEqual(verdicts.sort(), ['damaged', 'unverified', 'whole']);
      const text = await page.locator('li[data-verdict=damaged]').innerText();
      assert.match(text, /it was changed: it does not end in the SHA-256 of itself/);

      await page.locator('#verify-folder').setInputFiles(path.join(out, 'network_weights'));
      await status.filter({ hasText: 'holds no results' }).waitFor();
      assert.deepEqual(errors, []);
    } finally {
      rmSync(parent, { recursive: true });
    }
  }),
);

browserTest('a result that is made again can be stopped, by keyboard too', () =>
  withPages(async ({ open }) => {
    const out = mkdtempSync(path.join(tmpdir(), 'apebench verify '));
    try {
      // Some seconds of training.
      const hash = TINY.replace('adam;60', 'adam;6000');
      const { names } = await runStudy([toEntry(fromHash(hash).state)], { out, backend: 'wasm' });
      const { page, errors } = await open('index.html');
      await page.locator('#verify-folder').setInputFiles(out);
      await page.getByRole('button', { name: `Make again: ${names[0]}` }).focus();
      await page.keyboard.press('Enter');
      await page
        .locator('#verify-list')
        .getByText(/ of 6,000 updates/)
        .waitFor();
      assert.equal((await focusOf(page)).name, 'Stop');
      await page.keyboard.press('Enter');
      await page.locator('#verify-list [role=status]').filter({ hasText: 'stopped' }).waitFor();
      assert.equal((await focusOf(page)).name, `Make again: ${names[0]}`);
      assert.equal(await page.locator('li[data-rerun]').count(), 0);

      // Another folder is another list.
      await page.keyboard.press('Enter');
      await page
        .locator('#verify-list')
        .getByText(/ of 6,000 updates/)
        .waitFor();
      await page.locator('#verify-folder').setInputFiles(out);
      await page
        .getByRole('button', { name: `Make again: ${names[0]}` })
        .and(page.locator(':enabled'))
        .waitFor();
      assert.equal(await page.locator('#verify-list [role=status]').innerText(), '');
      assert.deepEqual(errors, []);
    } finally {
      rmSync(out, { recursive: true });
    }
  }),
);

/** Drops a file on an element: whether the browser would then have opened it. */
const dropOn = (page: Page, selector: string, kind: 'file' | 'text') =>
  page.locator(selector).evaluate((node, kind) => {
    const dataTransfer = new DataTransfer();
    if (kind === 'text') dataTransfer.setData('text/plain', 'Conv;4;2;relu');
    else dataTransfer.items.add(new File(['mean_nRMSE\n1\n'], 'metrics.csv'));
    const options = { dataTransfer, cancelable: true, bubbles: true };
    const over = node.dispatchEvent(new DragEvent('dragover', options));
    const drop = node.dispatchEvent(new DragEvent('drop', options));
    return over && drop;
  }, kind);

browserTest('files that are dropped are taken, and do not replace the page', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.locator('#train:enabled').waitFor();
    // It is folded, and opens.
    assert.equal(await page.locator('#verify-folder').isVisible(), false);
    assert.equal(await dropOn(page, '#verify summary', 'file'), false);
    await page.locator('#verify-list > li[data-verdict=damaged]').waitFor();
    assert.match(await page.locator('#verify-list > li').innerText(), /metrics\.csv/);

    for (const elsewhere of ['body', '#experiment', '[name=net]', '#cost-section', '.masthead']) {
      assert.equal(await dropOn(page, elsewhere, 'file'), false, elsewhere);
    }
    assert.equal(await page.locator('#verify-list > li').count(), 1);
    // A text may be dropped into a field.
    assert.equal(await dropOn(page, '[name=net]', 'text'), true);
    assert.deepEqual(errors, []);
  }),
);
