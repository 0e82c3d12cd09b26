/**
 * The pages offline, their isolation on hosts that send no headers, and their versions: what a
 * second visit gets, how often a page reloads by itself, and that no page gets files of two versions.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { serveFolders } from '../../src/cli/static-server.js';
import { browserTest, inRepository, type Site, type SiteOptions, withSite } from './browser.js';
import { ENDLESS, finished, TINY } from './experiment-page.js';
import { replaceVersion, versionIn } from './page-versions.js';

interface Deployed extends Site {
  /** Where the pages are served from; the test may deploy another version there. */
  readonly folder: string;
}

/** Lends the pages on a server of their own, and a browser that may have service workers. */
async function withDeployed(
  use: (site: Deployed) => Promise<void>,
  options: SiteOptions = {},
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-deployed-'));
  cpSync(inRepository('dist/web'), folder, { recursive: true });
  try {
    const folders = { '/': folder };
    await withSite({ folders, serviceWorkers: true, ...options }, (site) =>
      use({ ...site, folder }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const WITHOUT_HEADERS = { isolated: false };

/** Waits until a service worker has the whole set. */
const kept = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));
const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated);
const isControlled = (page: Page) =>
  page.evaluate(() => navigator.serviceWorker.controller !== null);
const notice = (page: Page) => page.locator('.offline-notice');

/** The data of the form are drawn. */
const drawn = (page: Page) => page.locator('#data canvas').first().waitFor();

/** Counts how often the page was loaded since. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('domcontentloaded', () => {
    loads++;
  });
  return () => loads;
}

/** Long enough for a page to load itself anew, and again. */
const settled = (page: Page) => page.waitForTimeout(3000);

/**
 * Opens a page that loads itself anew until it was loaded so many times, and counts further ones.
 * Nothing is asked of it meanwhile: to the page that would be its user.
 */
async function openReloading(page: Page, address: string, times: number): Promise<() => number> {
  const loads = countLoads(page);
  const last = page.waitForEvent('domcontentloaded', () => loads() === times);
  await page.goto(address);
  await last;
  await settled(page);
  return loads;
}

/** The page and its worker may share memory (those that it starts for threads wait, and do not answer). */
async function requireIsolation(page: Page): Promise<void> {
  assert.ok(await isIsolated(page));
  const compute = page.workers().find((worker) => worker.url().endsWith('/compute.js'));
  assert.equal(await compute?.evaluate(() => crossOriginIsolated), true);
}

for (const isolated of [true, false]) {
  const host = isolated ? 'a host that isolates' : 'a host that sends no headers';
  browserTest(`on ${host}, the second visit works offline and on all threads`, () =>
    withDeployed(
      async ({ open, server }) => {
        const { page, errors } = await open('index.html');
        await kept(page);
        await drawn(page);
        await server.close();
        await page.goto(`${server.url}index.html#${TINY}&threads=2`);
        await page.reload();
        await drawn(page);
        await requireIsolation(page);
        let threads = 0;
        page.on('worker', (worker) => {
          if (worker.url().endsWith('/worker.js')) threads++;
        });
        await page.locator('#train').click();
        await finished(page);
        // Beside them there may be one of what shows predictions.
        assert.ok(threads >= 2, String(threads));
        await page.goto(`${server.url}bench.html`);
        await page.getByText('1 and').waitFor();
        await requireIsolation(page);
        await page.goto(server.url);
        // The data are folded beside the run, which was kept.
        await page.locator('#runs [data-run="1"]').waitFor();
        assert.deepEqual(errors, []);
      },
      { isolated },
    ),
  );
}

browserTest('without headers the first visit reloads once, and then has all threads', () =>
  withDeployed(async ({ browser, server }) => {
    const page = await browser.newPage();
    const loads = await openReloading(page, `${server.url}index.html#${TINY}`, 2);
    await drawn(page);
    assert.equal(loads(), 2);
    await requireIsolation(page);
    assert.equal(await notice(page).innerText(), '');
    assert.match(page.url(), /num_points=32/);
  }, WITHOUT_HEADERS),
);

/** Holds the service worker back until the page matches a selector. */
const registerOnce = (page: Page, selector: string) =>
  page.addInitScript((wanted) => {
    const { serviceWorker } = navigator;
    const register = serviceWorker.register.bind(serviceWorker);
    serviceWorker.register = async (...options) => {
      while (document.querySelector(wanted) === null) await new Promise(requestAnimationFrame);
      return register(...options);
    };
  }, selector);

const BEGUN: Readonly<
  Record<string, { hash: string; once: string; begin?: (page: Page) => Promise<void> }>
> = {
  'trains what its link told it to': {
    hash: `index.html#${ENDLESS}&run=1`,
    once: '#runs [data-status=running]',
  },
  'has trained what its link told it to': {
    hash: `index.html#${TINY}&run=1`,
    once: '#runs [data-status=finished]',
  },
  'has measured what its link told it to': {
    hash: 'bench.html#backend=wasm&tasks=small&milliseconds=1&run=1',
    once: '.downloads',
  },
  'was edited': {
    hash: `index.html#${TINY}`,
    once: 'body.edited',
    // Not by keys: to some browsers a page has then not been touched.
    begin: async (page) => {
      await page.locator('[name=net]').fill('Conv;5;1;relu');
      await page.locator('#cost').filter({ hasText: '36' }).waitFor();
      await page.evaluate(() => document.body.classList.add('edited'));
    },
  },
};

for (const [what, { hash, once, begin }] of Object.entries(BEGUN)) {
  browserTest(`without headers a first visit that ${what} is not reloaded, but offered to be`, () =>
    withDeployed(async ({ browser, server }) => {
      const page = await browser.newPage();
      const loads = countLoads(page);
      await registerOnce(page, once);
      await page.goto(`${server.url}${hash}`);
      await begin?.(page);
      await notice(page).getByText('A reload brings all cores.').waitFor();
      await settled(page);
      assert.equal(loads(), 1);
      if (what.startsWith('trains')) {
        // A reload would hold the run up.
        assert.equal(await notice(page).getByRole('button').count(), 0);
        await page.locator('#stop').click();
      }
      await notice(page).getByRole('button', { name: 'Reload' }).click();
      await page.waitForFunction(() => crossOriginIsolated);
      await page.waitForLoadState();
      assert.equal(loads(), 2);
    }, WITHOUT_HEADERS),
  );
}

browserTest('a forced reload, past the service worker, is not followed by another', () =>
  withDeployed(async ({ browser, server }) => {
    const page = await browser.newPage();
    await openReloading(page, `${server.url}index.html#${TINY}`, 2);
    const loads = countLoads(page);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Page.reload', { ignoreCache: true });
    await notice(page).getByText('A reload brings all cores.').waitFor();
    await settled(page);
    assert.equal(loads(), 1);
    assert.equal(await isControlled(page), false);
    await drawn(page);
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction(() => crossOriginIsolated);
    await page.waitForLoadState();
    assert.equal(loads(), 2);
  }, WITHOUT_HEADERS),
);

/** What keeps a page from being isolated, as a script that runs before its own. */
const OBSTACLES: Readonly<Record<string, { script: () => void; loads: number }>> = {
  'a browser that refuses the service worker': {
    script: () => {
      navigator.serviceWorker.register = () =>
        Promise.reject(new DOMException('', 'SecurityError'));
    },
    loads: 1,
  },
  'a private window without service workers': {
    script: () => {
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
    },
    loads: 1,
  },
  'a browser that ignores the headers': {
    script: () => {
      Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });
    },
    loads: 2,
  },
};

for (const [what, { script, loads: most }] of Object.entries(OBSTACLES)) {
  browserTest(`${what}: one thread, which the page says, and no more than one reload`, () =>
    withDeployed(async ({ browser, server }) => {
      const page = await browser.newPage();
      await page.addInitScript(script);
      const loads = await openReloading(page, `${server.url}index.html#${TINY}`, most);
      await notice(page).getByText('On one thread').waitFor();
      assert.equal(loads(), most);
      assert.equal(await notice(page).getByRole('button').count(), 0);
      await page.locator('#train').click();
      await finished(page);
    }, WITHOUT_HEADERS),
  );
}

browserTest('a service worker that is left of an earlier release and does not isolate', () =>
  withDeployed(async ({ browser, server, folder }) => {
    const file = path.join(folder, 'sw.js');
    const current = readFileSync(file);
    writeFileSync(file, "addEventListener('fetch', (e) => e.respondWith(fetch(e.request)));");
    const page = await browser.newPage();
    const loads = await openReloading(page, `${server.url}index.html#${TINY}`, 2);
    assert.equal(loads(), 2);
    await notice(page).getByText('On one thread').waitFor();
    writeFileSync(file, current);
    await page.reload();
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction(() => crossOriginIsolated);
    assert.equal(loads(), 4);
    await drawn(page);
  }, WITHOUT_HEADERS),
);

browserTest('a later version is offered, kept from a page that trains, and taken on demand', () =>
  withDeployed(async ({ browser, server, folder }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}index.html#${ENDLESS}`);
    await kept(page);
    const before = versionIn(folder);
    const version = replaceVersion(folder, 'aaaaaaaaaa');
    await page.reload();
    await drawn(page);
    await notice(page).getByText('A new version is there.').waitFor();
    assert.notEqual(await page.title(), version);
    await page.locator('#train').click();
    await page.locator('#stop:enabled').waitFor();
    await notice(page).waitFor({ state: 'hidden' });

    // Another page takes it; this one goes on with its own version, of which the server has nothing.
    const other = await context.newPage();
    await other.goto(`${server.url}bench.html`);
    await notice(other).getByRole('button', { name: 'Reload' }).click();
    await other.waitForFunction((title) => document.title === title, version);
    assert.notEqual(await page.title(), version);
    await page.locator('#stop:enabled').click();
    const statusOf = (file: string) =>
      page.evaluate(async (name) => (await fetch(name)).status, file);
    assert.equal(await statusOf(`${before}/bench.js`), 200);
    assert.equal(await statusOf(`${before}/none.js`), 404);
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction((title) => document.title === title, version);
    // The data are folded beside the run, which was kept.
    await page.locator('#runs [data-run="1"]').waitFor();

    // Of a third version the first one's files are gone, the second one's are there.
    replaceVersion(folder, 'bbbbbbbbbb');
    await page.reload();
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction((title) => document.title !== title, version);
    await kept(page);
    assert.equal(await statusOf(`${version}/bench.js`), 200);
    assert.equal(await statusOf(`${before}/bench.js`), 404);
  }),
);

browserTest('of a version that is not whole nothing is served, and nothing offered', () =>
  withDeployed(async ({ open, server, folder }) => {
    const { page } = await open('index.html');
    await kept(page);
    const title = await page.title();
    const version = replaceVersion(folder, 'cccccccccc');
    const file = path.join(folder, version, 'compute.js');
    writeFileSync(file, `${readFileSync(file, 'utf8')} `);
    const failed = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          void navigator.serviceWorker.ready.then((registration) => {
            registration.addEventListener('updatefound', () => {
              const { installing } = registration;
              installing!.addEventListener('statechange', () => resolve(installing!.state));
            });
            void registration.update().catch(() => {});
          });
        }),
    );
    assert.equal(await failed, 'redundant');
    assert.equal(await notice(page).innerText(), '');
    await server.close();
    await page.reload();
    await drawn(page);
    assert.equal(await page.title(), title);
  }),
);

browserTest('where another program has the port, its pages come through', () =>
  withDeployed(async ({ open, server, folder }) => {
    const { page } = await open('index.html');
    await kept(page);
    await server.close();
    const another = path.join(folder, 'another');
    mkdirSync(another);
    writeFileSync(path.join(another, 'index.html'), '<title>another</title>');
    const { port } = new URL(server.url);
    const later = await serveFolders({ '/': another }, { port: Number(port) });
    try {
      await page.goto('about:blank');
      await page.goto(later.url);
      assert.equal(await page.title(), 'another');
      const left = () =>
        page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
      while ((await left()) > 0) await page.waitForTimeout(50);
    } finally {
      await later.close();
    }
  }),
);

browserTest('what the service worker does not know goes to the server, also under a path', () =>
  withDeployed(
    async ({ browser, server }) => {
      const page = await browser.newPage();
      await page.goto(`${server.url}pages/`);
      await kept(page);
      await page.reload();
      assert.ok(await isControlled(page));
      const statusOf = (file: string) =>
        page.evaluate(async (name) => (await fetch(name)).status, file);
      assert.equal(await statusOf('none.txt'), 404);
      assert.equal(await statusOf('ape-experiment.js'), 200);
      assert.equal(await statusOf('/apebench/index.js'), 200);
      await server.close();
      await page.reload();
      await drawn(page);
    },
    {
      folders: { '/pages/': inRepository('dist/web'), '/apebench/': inRepository('dist/browser') },
    },
  ),
);

browserTest('it can be installed', () =>
  withDeployed(async ({ open, server }) => {
    const { page } = await open('index.html');
    await kept(page);
    const devTools = await page.context().newCDPSession(page);
    const { errors, data, url } = await devTools.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { start_url, scope, icons } = JSON.parse(data!);
    assert.equal(new URL(start_url, url).href, `${server.url}index.html`);
    assert.equal(new URL(scope, url).href, server.url);
    for (const { src, sizes, type } of icons) {
      const response = await fetch(new URL(src, url));
      assert.deepEqual([response.status, response.headers.get('content-type')], [200, type]);
      if (type !== 'image/png') continue;
      // The width stands in the header of a PNG.
      const width = Buffer.from(await response.arrayBuffer()).readUInt32BE(16);
      assert.equal(`${width}x${width}`, sizes);
    }
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
    // A window that keeps nothing, as the tests have, cannot install anything.
    const ids = installabilityErrors.map(({ errorId }) => errorId);
    assert.deepEqual(
      ids.filter((id) => id !== 'in-incognito'),
      [],
    );
  }),
);
