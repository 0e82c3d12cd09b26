/** Under the policy of the server no text becomes code, and nothing reaches another origin. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import send from 'send';
import { browserTest, inRepository, withSite } from './browser.js';

/** A server that is another origin, and the paths that it was asked for. */
async function withOtherOrigin(use: (url: string, asked: string[]) => Promise<void>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

browserTest('a script that got in cannot run texts, and reaches nobody', () =>
  withOtherOrigin((other, asked) =>
    withSite({}, async ({ open }) => {
      const { page } = await open(`attack.html?other=${encodeURIComponent(other)}`);
      await page.waitForFunction(() => globalThis.attacked !== undefined);
      assert.deepEqual(await page.evaluate(() => globalThis.attacked), []);
      assert.deepEqual(asked, []);
    }),
  ),
);

browserTest('without the policy the same attempts succeed', () =>
  withOtherOrigin((other, asked) =>
    withSite({}, async ({ browser, server }) => {
      const page = await browser.newPage({ bypassCSP: true });
      await page.goto(new URL(`attack.html?other=${encodeURIComponent(other)}`, server.url).href);
      await page.waitForFunction(() => globalThis.attacked !== undefined);
      const ran = await page.evaluate(() => globalThis.attacked);
      for (const what of ['eval', 'an inline script', 'a handler', 'a worker of a blob']) {
        assert.ok(ran.includes(what), `${what} did not run, only ${ran}`);
      }
      assert.ok(asked.includes('/fetch') && asked.includes('/socket'), String(asked));
    }),
  ),
);

browserTest('what an address says of an experiment stays text', () =>
  withOtherOrigin((other, asked) =>
    withSite({ folders: { '/': inRepository('dist/web') } }, async ({ open }) => {
      const hostile = `<img src="${other}image" onerror="globalThis.wasRun=true">`;
      const fields: Record<string, string>[] = [
        { net: hostile },
        { scenario: hostile },
        { train: `javascript:globalThis.wasRun=true//${hostile}` },
        { ic_config: hostile },
        { [hostile]: '1' },
      ];
      for (const field of fields) {
        const hash = new URLSearchParams({ scenario: 'diff_adv', ...field, run: '1' });
        const { page, errors } = await open(`#${hash}`);
        const error = page.locator('.error:visible', { hasText: '<img src=' }).first();
        await error.waitFor();
        assert.equal(await page.evaluate(() => 'wasRun' in globalThis), false);
        assert.equal(await page.locator('main img').count(), 0);
        assert.deepEqual(errors, []);
        await page.close();
      }
      assert.deepEqual(asked, []);
    }),
  ),
);

browserTest('pages bring a policy of their own to servers that send none', () =>
  withOtherOrigin(async (other, asked) => {
    const root = inRepository('dist/web');
    const plain = createServer((request, response) =>
      send(request, request.url!, { root }).pipe(response),
    );
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
      await withSite({}, async ({ browser }) => {
        for (const name of ['index.html', 'bench.html']) {
          const page = await browser.newPage();
          await page.goto(url + name);
          const ran = await page.evaluate(attackPlainly, other);
          assert.deepEqual(ran, [], name);
          await page.close();
        }
        assert.deepEqual(asked, []);
        const page = await browser.newPage({ bypassCSP: true });
        await page.goto(url);
        assert.deepEqual(await page.evaluate(attackPlainly, other), ['eval', 'Function', 'fetch']);
      });
    } finally {
      plain.close();
      plain.closeAllConnections();
    }
  }),
);

/**
 * In a page: what it could do of what it must not. The driver's own calls may `eval`, a timer's may
 * not.
 */
async function attackPlainly(other: string): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  new Image().src = `${other}image`;
  const attempts = [
    // biome-ignore lint/security/noGlobalEval: an attempt that must fail
    async () => globalThis.eval('"eval"') as string,
    async () => new Function('return "Function"')() as string,
    () => fetch(`${other}fetch`, { mode: 'no-cors' }).then(() => 'fetch'),
  ];
  const ran = await Promise.allSettled(attempts.map((attempt) => attempt()));
  return ran.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
