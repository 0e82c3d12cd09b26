/**
 * Runs are kept: a reload, a look at another page, a second tab or a full disk lose nothing without a
 * word, and what goes on after a reload comes to the bits that it would have come to.
 */

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest, type Site } from './browser.js';
import {
  csvOf,
  curvesOf,
  ENDLESS,
  filesOfNode,
  finished,
  shownHash,
  standstill,
  startPaused,
  TINY,
  weightsOf,
  withPages,
} from './experiment-page.js';

declare global {
  /** The updates that the run bar has told of. */
  var toldUpdates: number[];
}

/** Of some seconds, so that a checkpoint lies within it. */
const SECONDS_LONG = TINY.replace('adam;60', 'adam;150000').replace('every=5', 'every=100');

/** Two tabs of one browser, with what is kept in common. */
async function withTabs(
  { browser, server }: Site,
  use: (open: (path: string) => Promise<Page>) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext();
  try {
    await use(async (path) => {
      const page = await context.newPage();
      await page.goto(new URL(path, server.url).href);
      return page;
    });
  } finally {
    await context.close();
  }
}

/** Waits until a checkpoint of the only run is kept, after so many updates at least. */
async function checkpointKept(page: Page, least: number): Promise<void> {
  // The database is the page's to make.
  await page.locator('#runs').waitFor();
  while ((await keptUpdates(page)) < least) await page.waitForTimeout(100);
}

/** The updates of the run of which there is a checkpoint. */
const keptUpdates = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('apebench');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction(['runs', 'checkpoints']);
          const runs = transaction.objectStore('runs').getAll();
          const checkpoints = transaction.objectStore('checkpoints').count();
          transaction.oncomplete = () => {
            database.close();
            resolve(checkpoints.result === 0 ? 0 : runs.result[0].progress.update);
          };
        };
      }),
  );

/** From now on notes every number of updates that the run bar tells. */
const noteUpdates = (page: Page) =>
  page.addInitScript(() => {
    globalThis.toldUpdates = [];
    new MutationObserver(() => {
      const text = document.getElementById('numbers')?.textContent ?? '';
      const [, update] = /^([\d,]+) of /.exec(text) ?? [];
      if (update !== undefined) globalThis.toldUpdates.push(Number(update.replaceAll(',', '')));
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });

for (const [name, leave] of [
  ['a reload', (page: Page) => page.reload()],
  [
    'a look at the bench',
    async (page: Page) => {
      await page.getByRole('link', { name: 'Bench' }).click();
      await page.locator('#measure').waitFor();
      await page.getByRole('link', { name: 'Experiment' }).click();
    },
  ],
] as const) {
  browserTest(`after ${name} a run goes on from its checkpoint, to the bits of one without`, () =>
    withPages(async ({ open }) => {
      const { page, errors } = await open(`index.html#${SECONDS_LONG}&run=1`);
      await checkpointKept(page, 2);
      await noteUpdates(page);
      await leave(page);
      await finished(page);
      const told = await page.evaluate(() => globalThis.toldUpdates);
      // A run that starts anew tells of its first update.
      assert.ok(Math.min(...told) > 1, `after the reload it was at update ${Math.min(...told)}`);
      const node = await filesOfNode(SECONDS_LONG);
      assert.deepEqual(await weightsOf(page), node.weights);
      assert.deepEqual(await csvOf(page), node.csv);
      assert.equal(await page.locator('#runs [data-run]').count(), 1);
      assert.deepEqual(errors, []);
    }),
  );
}

browserTest('a run that is paused is still so after a reload, and goes on when it is told to', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}`);
    await startPaused(page);
    const update = await standstill(page);
    await checkpointKept(page, 1);
    await page.reload();
    await page
      .locator('#status')
      .filter({ hasText: `run 1 paused at update ${update}` })
      .waitFor();
    assert.equal(await page.locator('#runs [data-run="1"]').getAttribute('data-status'), 'paused');
    await page.getByRole('button', { name: 'Go on' }).click();
    await finished(page);
    assert.deepEqual(await weightsOf(page), (await filesOfNode(TINY)).weights);
    assert.deepEqual(errors, []);
  }),
);

browserTest('finished runs are there after a reload and after a look at the bench', () =>
  withPages(async ({ open }) => {
    const { page, errors } = await open(`index.html#${TINY}&run=1`);
    await finished(page);
    const name = page.getByLabel('name of run 1');
    await name.fill('the first');
    await name.press('Enter');
    await page.goto(page.url().replace(/#.*/, `#${TINY.replace('4;2;relu', '4;1;relu')}&run=1`));
    await finished(page, 2);
    await page.getByLabel('show run 2', { exact: true }).uncheck();
    const [csv, weights, hash] = [await csvOf(page), await weightsOf(page), await shownHash(page)];

    await page.getByRole('link', { name: 'Bench' }).click();
    await page.waitForURL(/bench\.html/);
    await page.getByRole('link', { name: 'Experiment' }).click();
    await finished(page, 2);
    assert.equal(await page.getByLabel('name of run 1').inputValue(), 'the first');
    assert.equal(await page.getByLabel('show run 2', { exact: true }).isChecked(), false);
    assert.deepEqual(await csvOf(page), csv);
    assert.deepEqual(await weightsOf(page), weights);
    assert.equal(await shownHash(page), hash);
    const curves = await curvesOf(page, 'loss');
    assert.deepEqual(
      curves.map(({ label, points }) => [label, points]),
      [['1: the first', 12]],
    );
    await page.locator('#comparison canvas').first().waitFor();
    // What is made now has a number of its own.
    await page.getByRole('button', { name: 'run again: run 1' }).click();
    await finished(page, 3);
    assert.deepEqual(errors, []);
  }),
);

browserTest(
  'of two tabs one trains a run; the other says so, and goes on when that is closed',
  () =>
    withPages((site) =>
      withTabs(site, async (open) => {
        const first = await open(`index.html#${ENDLESS}&run=1`);
        await checkpointKept(first, 2);
        const second = await open('index.html');
        const row = second.locator('#runs [data-run="1"]');
        await row.and(second.locator('[data-status=elsewhere]')).waitFor();
        assert.match(await row.innerText(), /running in another tab/);
        assert.ok(await second.locator('#pause').isDisabled());
        assert.equal(await second.getByRole('button', { name: 'delete run 1' }).count(), 0);
        // Its name is for both.
        await second.getByLabel('name of run 1').fill('ours');
        await second.getByLabel('name of run 1').press('Enter');
        await first.waitForFunction(
          () => document.querySelector<HTMLInputElement>('#runs .name')?.value === 'ours',
        );
        await noteUpdates(second);
        await first.close();
        await row.and(second.locator('[data-status=running]')).waitFor();
        await second.locator('#pause:enabled').click();
        const update = await standstill(second);
        assert.ok(update > 1, `it goes on at update ${update}`);
      }),
    ),
);

browserTest('what one tab finishes, another shows', () =>
  withPages((site) =>
    withTabs(site, async (open) => {
      const first = await open(`index.html#${TINY}`);
      const second = await open('index.html');
      await first.locator('#train').click();
      await finished(first);
      await finished(second);
      assert.equal(await shownHash(second), await shownHash(first));
      await first.getByRole('button', { name: 'delete run 1' }).click();
      await second.locator('#runs').waitFor({ state: 'detached' });
      await first.getByRole('button', { name: 'Undo' }).click();
      await finished(second);
    }),
  ),
);

/** Opens the database as a page of a later version would; the milliseconds that this took. */
const openNewer = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const started = performance.now();
        const opening = indexedDB.open('apebench', 1000);
        opening.onsuccess = () => {
          opening.result.close();
          resolve(performance.now() - started);
        };
        opening.onerror = () => reject(opening.error);
      }),
  );

browserTest(
  'a tab lets go of what is kept when a newer version needs it, and an older one says so',
  () =>
    withPages((site) =>
      withTabs(site, async (open) => {
        const older = await open(`index.html#${TINY}&run=1`);
        await finished(older);
        const newer = await open('bench.html');
        const ms = await openNewer(newer);
        assert.ok(ms < 2000, `it took ${ms} ms`);
        const notice = older.locator('#not-kept');
        await notice.filter({ hasText: 'a newer version of this page has been opened' }).waitFor();
        // It goes on without.
        await older.getByRole('button', { name: 'run again: run 1' }).click();
        await finished(older, 2);

        const cached = await open(`index.html#${TINY}&run=1`);
        await cached
          .locator('#not-kept')
          .filter({ hasText: 'newer version of this page' })
          .waitFor();
        await finished(cached);
      }),
    ),
);

browserTest('a page whose older tab does not let go says what to do, and then has all data', () =>
  withPages((site) =>
    withTabs(site, async (open) => {
      const page = await open(`index.html#${TINY}&run=1`);
      await finished(page);
      const holding = await open('bench.html');
      await holding.evaluate(
        () =>
          new Promise<void>((resolve) => {
            // No listener: it holds on.
            indexedDB.open('apebench').onsuccess = () => resolve();
          }),
      );
      await page.addInitScript(() => {
        const { open: openAs } = IDBFactory.prototype;
        IDBFactory.prototype.open = function (name, version = 0) {
          return openAs.call(this, name, version + 1);
        };
      });
      await page.reload();
      await page.locator('#not-kept').filter({ hasText: 'close it' }).waitFor();
      await page.locator('#train:enabled').waitFor();
      await holding.close();
      await finished(page);
      await page.locator('#not-kept').waitFor({ state: 'detached' });
    }),
  ),
);

const DENIALS: Record<string, () => void> = {
  'refuses it': () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  },
  'has no database': () => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  },
};

for (const [browserThat, deny] of Object.entries(DENIALS)) {
  browserTest(
    `where the browser ${browserThat}, the page says that nothing is kept and goes on`,
    () =>
      withPages(async ({ browser, server }) => {
        const page = await browser.newPage();
        await page.addInitScript(deny);
        await page.goto(new URL(`index.html#${TINY}&run=1`, server.url).href);
        await page.locator('#not-kept').filter({ hasText: 'keeps nothing' }).waitFor();
        await finished(page);
      }),
  );
}

browserTest('a full storage does not stop a run', () =>
  withPages(async ({ open, server }) => {
    const { page, errors } = await open('index.html');
    const devtools = await page.context().newCDPSession(page);
    const { origin } = new URL(server.url);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await page.goto(page.url().replace(/#.*/, '').concat(`#${TINY}&run=1`));
    await page.locator('#not-kept').filter({ hasText: 'full' }).waitFor();
    await finished(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await page.getByRole('button', { name: 'run again: run 1' }).click();
    await finished(page, 2);
    await page.locator('#not-kept').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
  }),
);
