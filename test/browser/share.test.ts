/** What the page's Share menu copies does elsewhere what the page does. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { browserTest, inRepository, type Site } from './browser.js';
import { csvOf, filesOfNode, TINY, withPages } from './experiment-page.js';

/** With what a shell would read otherwise. */
const SPECIAL = `${TINY}&vlim=%28-1%2C+1%29&num_seeds=2`;

/** A page that may write to the clipboard, and its menu, open. */
async function menuOf({ browser, server }: Site, hash: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(new URL(`index.html#${hash}`, server.url).href);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  return page;
}

async function copied(page: Page, what: string): Promise<string> {
  await page.getByRole('button', { name: `Copy ${what}` }).click();
  await page
    .getByRole('status')
    .filter({ hasText: `copied: ${what}` })
    .waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The files that a command leaves in the folder results. */
function filesIn(folder: string): { csv: Buffer; weights: Buffer } {
  const only = (part: string, end: string) => {
    const names = readdirSync(path.join(folder, 'results', part)).filter((name) =>
      name.endsWith(end),
    );
    assert.equal(names.length, 1);
    return readFileSync(path.join(folder, 'results', part, names[0]!));
  };
  return { csv: only('raw', '.csv'), weights: only('network_weights', '.safetensors') };
}

/** A folder of a user's who has installed the package. */
async function inUsersFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-user-'));
  try {
    mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(inRepository('.'), path.join(folder, 'node_modules/apebench'), 'junction');
    symlinkSync(
      inRepository('node_modules/@types'),
      path.join(folder, 'node_modules/@types'),
      'junction',
    );
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }');
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, program: string, ...words: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

browserTest('a copied link opens the form again, or starts it at once', () =>
  withPages(async (site) => {
    const page = await menuOf(site, SPECIAL);
    const link = await copied(page, 'link');
    await page.getByLabel('the link starts the run at once').check();
    const starting = await copied(page, 'link');
    assert.equal(starting, `${link}&run=1`);

    const there = await site.open(link);
    assert.equal(await there.page.locator('[name=num_seeds]').first().inputValue(), '2');
    await there.page.locator('#cost').getByText('Parameters').waitFor();
    assert.equal(await there.page.locator('[data-run]').count(), 0);
    const started = await site.open(starting);
    await started.page.locator('[data-run="1"][data-status=finished]').waitFor();
    assert.deepEqual([...there.errors, ...started.errors], []);
  }),
);

browserTest('a copied link holds what is painted', () =>
  withPages(async (site) => {
    const painted = 'paint=1;4;1;3;E-DnFwIA';
    const hash = TINY.replace('num_points=32', 'num_points=4').replace('Conv;4;2;relu', 'Pure;3');
    const page = await menuOf(site, `${hash}&${painted}`);
    assert.ok((await copied(page, 'link')).endsWith(`#${hash}&${painted}`));
    await page.getByLabel('the link starts the run at once').check();
    assert.ok((await copied(page, 'link')).endsWith(`#${hash}&run=1&${painted}`));
  }),
);

browserTest('a copied tag is the experiment in an article', () =>
  withPages(async (site) => {
    const page = await menuOf(site, SPECIAL);
    const tag = await copied(page, 'tag');
    const script = new URL('ape-experiment.js', site.server.url).href;
    assert.ok(
      tag.startsWith(`<script type="module" src="${script}"></script>\n<ape-experiment `),
      tag,
    );
    const article = await site.browser.newPage();
    await article.route('**/article.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Article</title>${tag}`,
      }),
    );
    await article.goto(new URL('article.html', site.server.url).href);
    await article.getByText('81 parameters · 60 updates · 2 seeds').waitFor();
    // And back: what its link says is what was shared.
    const href = await article.getByRole('link', { name: 'Open in APEBench' }).getAttribute('href');
    await page.getByLabel('the link starts the run at once').uncheck();
    assert.equal(href, await copied(page, 'link'));
  }),
);

browserTest('a copied command leaves the files of the page', () =>
  withPages(async (site) => {
    const page = await menuOf(site, SPECIAL);
    const command = await copied(page, 'command');
    assert.match(command, /^npx apebench run --scenario diff_adv --net "Conv;4;2;relu" /);
    const node = await filesOfNode(SPECIAL, { backend: 'wasm' });
    await inUsersFolder((folder) => {
      // The package is not in npm's registry here: the word that npx looks up is the built command.
      const cli = `${JSON.stringify(process.execPath)} ${JSON.stringify(inRepository('dist/cli.js'))}`;
      run(folder, 'sh', '-c', `npx() { shift; ${cli} "$@"; }\n${command} --quiet`);
      const { csv, weights } = filesIn(folder);
      assert.deepEqual(csv, node.csv);
      assert.equal(sha256(weights), sha256(node.weights));
    });
    // And those are the page's own.
    await page.locator('#train').click();
    await page.locator('[data-run="1"][data-status=finished]').waitFor();
    assert.deepEqual(await csvOf(page), node.csv);
  }),
);

browserTest('a copied script compiles, and leaves the same files', () =>
  withPages(async (site) => {
    const page = await menuOf(site, SPECIAL);
    const script = await copied(page, 'TypeScript');
    const node = await filesOfNode(SPECIAL, { backend: 'wasm' });
    await inUsersFolder((folder) => {
      writeFileSync(path.join(folder, 'experiment.ts'), script);
      const compilerOptions = {
        ...{ module: 'nodenext', target: 'es2022', strict: true, types: ['node'] },
      };
      const config = { compilerOptions, files: ['experiment.ts'] };
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
      run(folder, process.execPath, inRepository('node_modules/typescript/bin/tsc'), '-p', '.');
      run(folder, process.execPath, 'experiment.js');
      const { csv, weights } = filesIn(folder);
      assert.deepEqual(csv, node.csv);
      assert.equal(sha256(weights), sha256(node.weights));
    });
  }),
);

browserTest('where the clipboard is denied, the text is there to be copied by hand', () =>
  withPages(async ({ browser, server }) => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    await page.goto(new URL(`index.html#${TINY}`, server.url).href);
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Copy command' }).click();
    const field = page.getByLabel('text to copy');
    await field.waitFor();
    const selected = await field.evaluate((area: HTMLTextAreaElement) => {
      const { value, selectionStart, selectionEnd } = area;
      return {
        isFocused: document.activeElement === area,
        text: value.slice(selectionStart, selectionEnd),
      };
    });
    assert.equal(selected.isFocused, true);
    assert.match(selected.text, /^npx apebench run .* --set record_loss_every=5$/);
    await page.getByText('The text is selected below').waitFor();
  }),
);

browserTest('the menu opens and closes by keyboard, and says what it did', () =>
  withPages(async (site) => {
    const page = await menuOf(site, TINY);
    await page.keyboard.press('Escape');
    const share = page.getByRole('button', { name: 'Share', exact: true });
    assert.equal(await share.getAttribute('aria-expanded'), 'false');
    assert.equal(await share.evaluate((one) => one === document.activeElement), true);
    await page.keyboard.press('Enter');
    assert.equal(await share.getAttribute('aria-expanded'), 'true');
    const box = page.getByLabel('the link starts the run at once');
    await page.keyboard.press('Tab');
    assert.equal(await box.evaluate((one) => one === document.activeElement), true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'copied: link' }).waitFor();
    // Going on leaves it.
    await page.locator('#train').focus();
    await page.locator('#share-panel').waitFor({ state: 'hidden' });
    // It says what the form says now.
    await page.locator('[name=net]').first().fill('Conv;4;1;relu');
    await share.click();
    assert.match(await copied(page, 'link'), /net=Conv;4;1;relu/);
    await page.mouse.click(5, 500);
    await page.locator('#share-panel').waitFor({ state: 'hidden' });
  }),
);

browserTest('a run is shared as it was made, whatever the form says by then', () =>
  withPages(async (site) => {
    const page = await menuOf(site, TINY);
    await page.keyboard.press('Escape');
    await page.locator('#train').click();
    await page.locator('[data-run="1"][data-status=finished]').waitFor();
    await page.locator('[name=net]').first().fill('Conv;4;1;relu');
    await page.getByRole('button', { name: 'details of run 1' }).click();
    await page.locator('.run-share summary').click();
    assert.match(await copied(page, 'link'), /net=Conv;4;2;relu/);
  }),
);
