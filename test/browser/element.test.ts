/** <ape-experiment> in a page of somebody else's, and what is wrong about it. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { experiment, noWorkers, TINY, withArticle } from './article.js';
import { browserTest, inRepository, pageFiles, withSite } from './browser.js';

browserTest('with autostart, it trains once it is seen', () =>
  withArticle(
    `${'<p>far</p>'.repeat(200)}<ape-experiment autostart ${TINY}></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      await page.waitForTimeout(1000);
      assert.equal(page.workers().length, 0);
      await page.locator('ape-experiment').scrollIntoViewIfNeeded();
      await page.getByText('finished on wasm').waitFor();
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('it ends its workers when it has finished, and when it is taken away', () =>
  withArticle(`<ape-experiment ${TINY}></ape-experiment>`, async ({ open }) => {
    const { page } = await open('');
    await page.getByRole('button', { name: 'Train' }).click();
    await page.getByText('finished on wasm').waitFor();
    await noWorkers(page);
    await page.evaluate(() => {
      const again = document.querySelector('ape-experiment')!.cloneNode() as HTMLElement;
      again.setAttribute('net', 'Conv;26;10;relu');
      again.setAttribute('optim_config', 'adam;500_000;constant;1e-3');
      document.body.append(again);
    });
    await experiment(page, 1).getByRole('button', { name: 'Train' }).click();
    await experiment(page, 1).getByText(' of 500,000 updates').waitFor();
    assert.ok(page.workers().length > 0);
    await page.evaluate(() => document.querySelectorAll('ape-experiment')[1]!.remove());
    await noWorkers(page);
  }),
);

const HOSTILE = '<img src=x onerror="globalThis.wasRun=true">';
const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

browserTest('what is wrong is told as on the command line, as text and nothing else', () =>
  withArticle(
    `<ape-experiment scenario="diff_adv" net="${escaped}"></ape-experiment>
     <ape-experiment autostart scenario="diff_adv" netz="Conv"></ape-experiment>
     <ape-experiment src="none.csv"></ape-experiment>
     <ape-experiment src="no-run.csv"></ape-experiment>
     <ape-experiment src="hostile.csv"></ape-experiment>
     <ape-experiment src="hostile.csv" vlim="1"></ape-experiment>`,
    async ({ open }) => {
      const { page, errors } = await open('');
      const part = (i: number, selector: string) =>
        page.locator('ape-experiment').nth(i).locator(selector).innerText();
      await page.locator('.error:visible').nth(4).waitFor();
      assert.match(await part(0, '.error'), /^net: .*<img src=x/s);
      assert.match(await part(1, '.error'), /^netz: unknown attribute of diff_adv 'netz'/);
      assert.equal(await part(2, '.error'), 'cannot read none.csv: status 404');
      assert.match(await part(3, '.error'), /^no-run\.csv: this is no table of a run: it lacks /);
      assert.match(await part(5, '.error'), /^hostile\.csv: vlim must be .*, not '1'$/);
      assert.ok((await part(4, '.embedded-title')).includes(HOSTILE));
      // What makes it again is not known: no link says so.
      assert.equal(await experiment(page, 4).getByRole('link').count(), 0);
      assert.equal(await page.evaluate(() => 'wasRun' in globalThis), false);
      assert.equal(await page.locator('ape-experiment img').count(), 0);
      assert.deepEqual(errors, []);
    },
    {
      'no-run.csv': 'a,b\n1,2\n',
      'hostile.csv':
        ',scenario,task,train,net,seed,scenario_kwargs,mean_nRMSE_0001,train_loss_000000\n' +
        `0,"${HOSTILE.replaceAll('"', '""')}",predict,one,"javascript:wasRun=true",0,{},0.5,0.25\n`,
    },
  ),
);

browserTest('where its worker is missing it says so, and can be started again', async () => {
  const library = mkdtempSync(path.join(tmpdir(), 'apebench-incomplete-'));
  for (const file of readdirSync(pageFiles())) {
    if (file === 'compute.js') continue;
    copyFileSync(path.join(pageFiles(), file), path.join(library, file));
  }
  const html =
    '<ape-experiment scenario="diff_adv"></ape-experiment><ape-experiment src="a.csv"></ape-experiment>';
  const says = /^http:.*compute\.js could not be loaded$/;
  try {
    await withArticle(
      html,
      async ({ open }) => {
        const { page } = await open('');
        // At once, and after each attempt.
        const error = experiment(page).locator('.error:visible');
        assert.match(await error.innerText(), says);
        for (let attempt = 0; attempt < 2; attempt++) {
          await experiment(page).getByRole('button', { name: 'Train' }).click();
          assert.match(await error.innerText(), says);
        }
        assert.match(await experiment(page, 1).locator('.error').innerText(), says);
      },
      { 'a.csv': '' },
      library,
    );
  } finally {
    rmSync(library, { recursive: true });
  }
});

browserTest('it works from another origin, which allows that', async () => {
  const root = inRepository('dist/web');
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    send(request, request.url!, { root }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const article = createServer((_, response) => {
    const { port } = server.address() as AddressInfo;
    const script = `http://127.0.0.1:${port}/ape-experiment.js`;
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><title>Article</title><script type="module" src="${script}"></script>` +
        `<ape-experiment autostart ${TINY}></ape-experiment>`,
    );
  });
  await new Promise<void>((resolve) => article.listen(0, '127.0.0.1', resolve));
  try {
    await withSite({}, async ({ browser }) => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(article.address() as AddressInfo).port}/`);
      await page.getByText('finished on wasm').waitFor();
      // Its style, too, whose rules it reads.
      const display = await page
        .locator('.embedded')
        .evaluate((node) => getComputedStyle(node).display);
      assert.equal(display, 'grid');
    });
  } finally {
    for (const one of [server, article]) {
      one.close();
      one.closeAllConnections();
    }
  }
});
