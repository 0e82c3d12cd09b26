/** A run's files: what the page exports is a folder of the command line, and comes back as it was. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { MemoryStore, runStudy } from '../../src/study/index.js';
import { fromHash, toEntry } from '../../src/web/form/form-state.js';
import { browserTest, inRepository } from './browser.js';
import {
  csvOf,
  curvesOf,
  details,
  downloaded,
  finished,
  shownHash,
  TINY,
  weightsOf,
  withPages,
} from './experiment-page.js';

const exported = async (page: Page, run = 1) => {
  await details(page, run);
  return downloaded(page, `Export as .zip: run ${run}`);
};

interface Chosen {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const choose = (page: Page, files: readonly Chosen[]) =>
  page.locator('#import-runs').setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  );

const said = (page: Page, text: string | RegExp) =>
  page.locator('#import-said').filter({ hasText: text }).waitFor();

browserTest('an exported run is a folder that the command line verifies', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&num_seeds=2&run=1`);
    await finished(page);
    const { name, bytes } = await exported(page);
    assert.match(name, /^diff_adv__num_points=32,.*__0-1\.zip$/);
    const folder = mkdtempSync(path.join(tmpdir(), 'apebench-export-'));
    try {
      for (const [file, content] of Object.entries(unzipSync(bytes))) {
        const target = path.join(folder, file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
      const command = [inRepository('dist/cli.js'), 'verify', folder, '--rerun', '1', '--json'];
      const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
      const { results, reruns } = JSON.parse(stdout);
      assert.deepEqual(
        results.map((one: { verdict: string }) => one.verdict),
        ['whole'],
      );
      assert.deepEqual(
        reruns.map((one: { verdict: string }) => one.verdict),
        ['agrees'],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    assert.deepEqual(errors, []);
  }),
);

browserTest('an exported run comes back in another browser: curves, predictions, files, form', () =>
  withPages(async ({ open }) => {
    const first = await open(`index.html#${TINY}&run=1`);
    await finished(first.page);
    const { bytes } = await exported(first.page);
    const hash = await shownHash(first.page);
    const [loss] = await curvesOf(first.page, 'loss');

    const { page, errors } = await open('index.html');
    await choose(page, [{ name: 'run.zip', bytes }]);
    await said(page, 'one run was taken');
    await finished(page);
    assert.equal(await shownHash(page), hash);
    assert.deepEqual(await csvOf(page), await csvOf(first.page));
    assert.deepEqual(await weightsOf(page), await weightsOf(first.page));
    await page.locator('#comparison canvas').first().waitFor();
    const [imported] = await curvesOf(page, 'loss');
    assert.deepEqual({ ...imported, label: '' }, { ...loss, label: '' });
    assert.equal(
      await page.locator('#runs [data-run="1"]').getByRole('link').getAttribute('href'),
      await first.page.locator('#runs [data-run="1"]').getByRole('link').getAttribute('href'),
    );
    assert.deepEqual((await exported(page)).bytes, bytes);
    // It is kept, and it can be made again: to its bits.
    await page.reload();
    await finished(page);
    await page.getByRole('button', { name: 'run again: run 1' }).click();
    await finished(page, 2);
    await page.getByText('the bits of run 1').waitFor();
    assert.deepEqual(errors, []);
  }),
);

browserTest('files that the command line has left are taken when they are dropped', () =>
  withPages(async ({ open }) => {
    const store = new MemoryStore('node');
    const entry = toEntry(fromHash(TINY).state);
    const { names } = await runStudy([entry], { store });
    const paths = ['csv', 'json'].map((ending) => `raw/${names[0]}.${ending}`);
    const files = await Promise.all(
      [...paths, `network_weights/${names[0]}.safetensors`].map(async (file) => ({
        name: path.basename(file),
        bytes: [...(await store.read(file))!],
      })),
    );
    const { page, errors } = await open('index.html');
    await page.locator('#import-runs').waitFor({ state: 'attached' });
    await page.locator('.run-section').evaluate((section, dropped) => {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of dropped) {
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      }
      section.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    }, files);
    await finished(page);
    assert.deepEqual(await csvOf(page), Buffer.from(files[0]!.bytes));
    assert.deepEqual(errors, []);
  }),
);

browserTest('what is not a whole run is refused, in words, and changes nothing', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    const { bytes } = await exported(page);
    const files = unzipSync(bytes);
    const [csv, json, weights] = Object.keys(files) as [string, string, string];
    const with_ = (change: Record<string, Uint8Array>) => zipSync({ ...files, ...change });
    const refuse = async (archive: Uint8Array, why: RegExp, name = 'x.zip') => {
      await choose(page, [{ name, bytes: archive }]);
      await said(page, why);
    };
    await refuse(strToU8('no archive'), /'x\.zip' is no \.zip that can be read/);
    await refuse(bytes.subarray(0, bytes.length - 30), /is no \.zip that can be read/);
    await refuse(
      strToU8('x'),
      /there is no run among these files; allowed is a run's table/,
      'a.txt',
    );
    await refuse(zipSync({ [csv]: files[csv]! }), /it lacks network_weights\/.+ and raw\/.+\.json/);
    const table = strFromU8(files[csv]!);
    await refuse(
      with_({ [csv]: strToU8(table.replace('diff_adv', 'diff_foo')) }),
      /is not what was/,
    );
    await refuse(with_({ [weights]: files[weights]!.slice(8) }), /bytes, not the \d+ written/);
    const record = strFromU8(files[json]!);
    await refuse(with_({ [json]: strToU8(record.replace('"wasm"', '"WASM"')) }), /it was changed/);
    await refuse(with_({ [json]: strToU8('<img src=x>') }), /no record of it/);
    assert.equal(await page.locator('#runs [data-run]').count(), 1);
    assert.equal(await page.locator('#runs img').count(), 0);
    assert.deepEqual(errors, []);
  }),
);
