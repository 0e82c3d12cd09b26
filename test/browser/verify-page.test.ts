/** Checking a folder of results in the page: what is damaged is named, and results are made again. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runStudy } from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { browserTest } from './browser.js';
import { TINY, withPages } from './experiment-page.js';

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

browserTest('files that are dropped are taken, and do not replace the page', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open('index.html');
    await page.locator('#train:enabled').waitFor();
    await page.locator('#verify').evaluate((section) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['mean_nRMSE\n1\n'], 'metrics.csv'));
      section.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    });
    await page.locator('#verify-list > li[data-verdict=damaged]').waitFor();
    assert.match(await page.locator('#verify-list > li').innerText(), /metrics\.csv/);
    assert.deepEqual(errors, []);
  }),
);
