/** <ape-experiment> in a page of somebody else's, and what is wrong about it. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { browserTest, inRepository, pageFiles, type Site, withSite } from './browser.js';

const TINY =
  'scenario="diff_adv" net="Conv;4;1;relu" num_points="32" num_train_samples="3" ' +
  'train_temporal_horizon="6" num_test_samples="2" test_temporal_horizon="8" batch_size="5" ' +
  'optim_config="adam;40;constant;3e-3" record_loss_every="5"';

/** A server of the built page and of an article, to which files may be added. */
async function withArticle(
  html: string,
  files: Readonly<Record<string, string>>,
  use: (site: Site) => Promise<void>,
  library = inRepository('dist/web'),
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-article-'));
  const page = (src: string) =>
    `<!doctype html><title>Article</title><script type="module" src="${src}"></script>${html}`;
  writeFileSync(path.join(folder, 'index.html'), page('/apebench/ape-experiment.js'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  try {
    const folders = { '/': folder, '/apebench/': library };
    await withSite({ folders, isolated: false }, use);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

browserTest('with autostart, it trains once it is seen', () =>
  withArticle(
    `${'<p>far</p>'.repeat(200)}<ape-experiment autostart ${TINY}></ape-experiment>`,
    {},
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
  withArticle(`<ape-experiment ${TINY}></ape-experiment>`, {}, async ({ open }) => {
    const { page } = await open('');
    const noWorkers = async () => {
      for (let i = 0; i < 200 && page.workers().length > 0; i++) await page.waitForTimeout(50);
      assert.equal(page.workers().length, 0);
    };
    await page.getByRole('button', { name: 'Train' }).click();
    await page.getByText('finished on wasm').waitFor();
    await noWorkers();
    await page.evaluate(() => {
      const again = document.querySelector('ape-experiment')!.cloneNode() as HTMLElement;
      again.setAttribute('optim_config', 'adam;1_000_000;constant;1e-3');
      document.body.append(again);
    });
    await page.getByRole('button', { name: 'Train' }).click();
    await page.locator('ape-experiment').nth(1).getByText(' of 1,000,000 updates').waitFor();
    assert.ok(page.workers().length > 0);
    await page.evaluate(() => document.querySelectorAll('ape-experiment')[1]!.remove());
    await noWorkers();
  }),
);

const HOSTILE = '<img src=x onerror="globalThis.wasRun=true">';
const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

browserTest('what is wrong is told as on the command line, as text and nothing else', () =>
  withArticle(
    `<ape-experiment autostart scenario="diff_adv" net="${escaped}"></ape-experiment>
     <ape-experiment autostart scenario="diff_adv" netz="Conv"></ape-experiment>
     <ape-experiment src="none.csv"></ape-experiment>
     <ape-experiment src="no-run.csv"></ape-experiment>
     <ape-experiment src="hostile.csv"></ape-experiment>
     <ape-experiment src="hostile.csv" vlim="1"></ape-experiment>`,
    {
      'no-run.csv': 'a,b\n1,2\n',
      'hostile.csv':
        ',scenario,task,train,net,seed,scenario_kwargs,mean_nRMSE_0001,train_loss_000000\n' +
        `0,"${HOSTILE.replaceAll('"', '""')}",predict,one,"javascript:wasRun=true",0,{},0.5,0.25\n`,
    },
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
      assert.ok((await part(4, '.title')).includes(HOSTILE));
      assert.equal(await page.evaluate(() => 'wasRun' in globalThis), false);
      assert.equal(await page.locator('ape-experiment img').count(), 0);
      assert.deepEqual(errors, []);
    },
  ),
);

browserTest('where its worker is missing it says so, and can be started again', async () => {
  const library = mkdtempSync(path.join(tmpdir(), 'apebench-incomplete-'));
  for (const file of ['ape-experiment.js', 'style.css']) {
    copyFileSync(path.join(pageFiles(), file), path.join(library, file));
  }
  const html =
    '<ape-experiment scenario="diff_adv"></ape-experiment><ape-experiment src="a.csv"></ape-experiment>';
  const says = /^(a\.csv: )?http:.*compute\.js could not be loaded$/;
  try {
    await withArticle(
      html,
      { 'a.csv': '' },
      async ({ open }) => {
        const { page } = await open('');
        const train = page.getByRole('button', { name: 'Train' });
        for (let attempt = 0; attempt < 2; attempt++) {
          await train.click();
          const error = page.locator('ape-experiment').nth(0).locator('.error:visible');
          assert.match(await error.innerText(), says);
          await train.waitFor();
        }
        assert.match(
          await page.locator('ape-experiment').nth(1).locator('.error').innerText(),
          says,
        );
      },
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
    });
  } finally {
    for (const one of [server, article]) {
      one.close();
      one.closeAllConnections();
    }
  }
});
