/** The site of the documents: that it is whole, that its links hold, that its search finds, that it is usable. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import type { Page } from 'playwright-core';
import { buildSite } from '../../docs/site/build.js';
import { documents } from '../../docs/site/contents.js';
import { idle, undocumented } from '../../docs/site/docstrings.js';
import { readApi, reference } from '../../docs/site/reference.js';
import { type Part, searchOver } from '../../docs/site/search.js';
import * as library from '../../src/index.js';
import { assertAccessible } from '../browser/axe.js';
import { browserTest, inRepository, withSite } from '../browser/browser.js';
import { SIZES } from '../browser/seen.js';

const folder = mkdtempSync(path.join(tmpdir(), 'apebench-site-'));
const site = path.join(folder, 'site');
let missing: string[];
let sayNothing: string[];
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  const api = await readApi();
  missing = undocumented(api.project);
  sayNothing = idle(api.project);
  await buildSite(site, [...documents(), ...(await reference(api))]);
});

const textOf = (file: string) => readFileSync(path.join(site, file), 'utf8');

/** What a page loads to search. */
function parts(): readonly Part[] {
  const scope: { apebenchParts?: Part[] } = {};
  runInNewContext(textOf('search-data.js'), scope);
  return scope.apebenchParts!;
}

test('every document of the repository is a page, and the list of pages leads to it', () => {
  const docs = readdirSync(inRepository('docs')).filter((file) => file.endsWith('.md'));
  const pages = docs.map((file) => file.replace(/md$/, 'html'));
  const home = textOf('index.html');
  for (const page of [...pages, 'contributing.html', 'changelog.html', 'reference/index.html']) {
    assert.match(textOf(page), /<h1 id="/, page);
    assert.ok(home.includes(`<li><a href="${page}">`), page);
  }
  assert.match(textOf('scenarios.html'), /<img src="scenarios\/diff_ks-\w+\.png"/);
  assert.match(textOf('validation.html'), /<td>diff_adv Conv;26;10;relu, nRMSE at step 1<\/td>/);
  assert.match(
    textOf('files/examples/plugin/plugin.mjs.html'),
    /<span class="hljs-keyword">import/,
  );
});

test('the reference has a page for each class, and says what a function takes and throws', () => {
  for (const name of ['BaseScenario', 'Table', 'UserError']) {
    assert.match(textOf(`reference/classes/${name}.html`), new RegExp(`Class: ${name}`));
  }
  const text = textOf('reference/index.html');
  for (const name of ['runStudy', 'openStore', 'pivotMedian']) {
    assert.match(text, new RegExp(`<h3 id="${name.toLowerCase()}">${name}\\(\\)`));
  }
});

test('nothing of it runs, is styled or comes from elsewhere but its own files', () => {
  const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  assert.ok(pages.length > 300, `${pages.length} pages`);
  for (const page of pages) {
    const tags = textOf(page).match(/<[a-z][^>]*>/g)!;
    for (const tag of tags) {
      assert.doesNotMatch(tag, /\s(style|on[a-z]+)=|<style/, `${page}: ${tag}`);
      if (!tag.startsWith('<a '))
        assert.doesNotMatch(tag, /(src|href)="https?:/, `${page}: ${tag}`);
    }
  }
});

const BROKEN: readonly (readonly [text: string, says: RegExp])[] = [
  ['[x](docs/nowhere.md)', /index\.html: nowhere\.md is not there/],
  ['[x](docs/training.md#nowhere)', /training\.html#nowhere has no #nowhere/],
  ['[x](#nowhere)', /#nowhere has no #nowhere/],
  ['![x](docs/nowhere.png)', /nowhere\.png is not there/],
  ['<img src="docs/nowhere.png" alt="x">', /nowhere\.png is not there/],
  ['[x](examples/nowhere.mjs)', /nowhere\.mjs is not there/],
  ['[x](../outside.md)', /outside\.md is not there/],
  ['[x](http://example.org/)', /http:\/\/example\.org\/ is http:, not https:/],
  ['[x](https://example)', /https:\/\/example names no host/],
  ['[x](https://example.org/a,)', /has characters that no address has/],
  ['[x](javascript:alert)', /is javascript:, not https:/],
];

for (const [text, says] of BROKEN) {
  test(`a broken link fails the build: ${text}`, async () => {
    const sources = [
      {
        path: 'README.md',
        section: 'Start',
        text: `# Start\n\n[y](docs/training.md#this)\n\n${text}\n`,
      },
      { path: 'docs/training.md', section: 'Start', text: '# Training\n\n## This\n' },
    ];
    const build = buildSite(path.join(folder, 'broken'), sources);
    await assert.rejects(build, ({ message }: Error) => {
      assert.match(message, says);
      assert.equal(message.split('\n').length, 2, message);
      return true;
    });
  });
}

const isDictionary = ([name]: [string, unknown]) => /Dict$/.test(name);

test('its search finds every key of every registry', () => {
  const search = searchOver(parts());
  const dictionaries = Object.entries(library).filter(isDictionary);
  assert.equal(dictionaries.length, 12);
  const lost: string[] = [];
  let count = 0;
  for (const [dictionary, entries] of dictionaries) {
    const keys = Object.keys(entries as object);
    assert.ok(keys.length > 0, dictionary);
    for (const key of keys) {
      count++;
      const first = search(key)[0];
      const words = `${first?.heading} ${first?.text}`.toLowerCase().match(/[\p{L}\p{N}_]+/gu);
      if (!words?.includes(key.toLowerCase())) lost.push(`${dictionary}: ${key}`);
    }
  }
  assert.deepEqual(lost, [], `of ${count}`);
});

test('its search finds what a newcomer asks for', () => {
  const search = searchOver(parts());
  const finds = (query: string, page: string) => {
    const pages = search(query).map(({ address }) => address.split('#')[0]);
    assert.ok(pages.slice(0, 5).includes(page), `${query}: ${pages.slice(0, 5)}`);
  };
  finds('FNO;12;8;4;gelu', 'config-strings.html');
  finds('ks conservative', 'scenarios.html');
  finds('pandas', 'results.html');
  finds('slurm', 'many-machines.html');
  finds('runstudy', 'reference/index.html');
  assert.deepEqual(search('xylophone quartet'), []);
});

test('what is exported has a docstring of its own, and so has each of its members', () => {
  assert.deepEqual(missing, []);
});

test('no docstring says only what the name does', () => {
  assert.deepEqual(sayNothing, []);
});

/** Asks the page's search, and waits for the answer. */
async function ask(page: Page, query: string): Promise<void> {
  await page.getByRole('searchbox').fill(query);
  await page.locator(`#site-found[data-query="${query}"]`).waitFor();
}

const SHOWN = [
  'index.html',
  'scenarios.html',
  'config-strings.html',
  'validation.html',
  'from-python.html',
  'training.html',
  'reference/index.html',
  'reference/classes/Table.html',
  'files/examples/extensions.html',
  'files/examples/plugin/plugin.mjs.html',
];

browserTest('axe finds nothing on its pages, wide and narrow, light and dark', () =>
  withSite({ folders: { '/': site } }, async ({ open }) => {
    for (const address of SHOWN) {
      const { page, errors } = await open(address);
      await assertAccessible(page, address);
      // The text never goes beyond the window; what is wider scrolls in itself.
      for (const name of ['desk', 'laptop', 'phone', 'at 400 %'] as const) {
        await page.setViewportSize(SIZES[name]);
        const { scrolled, wide } = await page.evaluate(() => ({
          scrolled: document.documentElement.scrollWidth,
          wide: document.documentElement.clientWidth,
        }));
        assert.ok(scrolled <= wide, `${address}, ${name}: ${scrolled} of ${wide} px`);
      }
      if (address === 'index.html') {
        await ask(page, 'burgers');
        await assertAccessible(page, `${address}, asked`);
      }
      assert.deepEqual(errors, []);
      await page.close();
    }
  }),
);

browserTest('it works under any path of a server, and asks nothing of another', () =>
  withSite({ folders: { '/some/where/': site } }, async ({ open, server }) => {
    const { page, errors } = await open('some/where/index.html');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    await page.getByRole('link', { name: 'Scenarios', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Scenarios' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('runStudyConvenience');
    await page.locator('#site-found[data-query="runStudyConvenience"]').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/some/where/reference/**');
    assert.ok(await page.locator(new URL(page.url()).hash).isVisible());
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(`${server.url}some/where/`)),
      [],
    );
    assert.deepEqual([...errors, ...logged], []);
  }),
);

browserTest('it opens as a file, offline, and its search finds there', () =>
  withSite({ folders: { '/': site } }, async ({ browser }) => {
    const page = await browser.newPage({ offline: true });
    await page.goto(pathToFileURL(path.join(site, 'reference/classes/Table.html')).href);
    await ask(page, 'phy_gs_type');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/scenarios.html#phy_gs_type');
    await page.getByRole('heading', { level: 2, name: 'phy_gs_type' }).waitFor();
    const picture = page.locator('img[src*=phy_gs_type]');
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('img[src*=phy_gs_type]')!.naturalWidth > 0,
    );
    await ask(page, 'xylophone');
    assert.equal(await page.getByRole('status').textContent(), 'Nothing has “xylophone”.');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#site-found').isVisible(), false);
  }),
);

browserTest('the page leads to it where it is there, and only there', async () => {
  const web = path.join(folder, 'web');
  cpSync(inRepository('dist/web'), web, { recursive: true });
  cpSync(site, path.join(web, 'docs'), { recursive: true });
  const file = path.join(web, 'index.html');
  const without = readFileSync(file, 'utf8').replace(/<link rel="help"[^>]*>/, '');
  await withSite({ folders: { '/': web } }, async ({ open }) => {
    writeFileSync(file, without);
    const bare = (await open('')).page;
    await bare.getByRole('link', { name: 'Bench', exact: true }).waitFor();
    assert.equal(await bare.getByRole('link', { name: 'Documents' }).count(), 0);
    await bare.close();
    const link = '<link rel="help" href="docs/index.html" /></head>';
    writeFileSync(file, without.replace('</head>', link));
    const { page, errors } = await open('');
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.waitForURL('**/docs/index.html');
    await page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
    assert.deepEqual(errors, []);
  });
});
