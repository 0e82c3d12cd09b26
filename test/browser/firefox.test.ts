/**
 * Firefox, whose engine is another one: the reference run has its hash there, and a run of the page is
 * kept over a reload. Pages report to the server, so that nothing is needed to drive the browser.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import send from 'send';
import { REFERENCE_HASH } from '../golden/reference.js';
import { buildPages, inRepository } from './browser.js';
import { filesOfNode, TINY } from './experiment-page.js';

const EXECUTABLE = process.env.APEBENCH_FIREFOX ?? '/usr/bin/firefox-esr';
const TIMEOUT_MS = 90_000;

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What a page sends back in the address `/result?…`. */
async function resultOf(
  folder: string,
  page: string,
  { isolated }: { isolated: boolean },
): Promise<URLSearchParams> {
  const pages = path.join(folder, 'pages');
  await buildPages(pages);
  let received: (result: URLSearchParams) => void = () => {};
  const result = new Promise<URLSearchParams>((resolve) => {
    received = resolve;
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    for (const [name, value] of Object.entries(isolated ? ISOLATION : {})) {
      response.setHeader(name, value);
    }
    if (pathname === '/result') {
      received(searchParams);
      response.end();
    } else if (pathname.startsWith('/apebench/')) {
      send(request, pathname.slice(9), { root: inRepository('dist/browser') }).pipe(response);
    } else if (pathname.startsWith('/web/')) {
      send(request, pathname.slice(4), { root: inRepository('dist/web') }).pipe(response);
    } else {
      send(request, pathname, { root: pages }).pipe(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${page}`;
  const browser = startFirefox(folder, url);
  try {
    const late = new Promise<never>((_, reject) => {
      const stop = (why: string) => reject(new Error(`Firefox gave no result: ${why}`));
      setTimeout(() => stop(`${TIMEOUT_MS} ms have passed`), TIMEOUT_MS).unref();
      browser.on('error', ({ message }) => stop(message));
      browser.on('exit', (code) => stop(`it ended with exit code ${code}`));
    });
    return await Promise.race([result, late]);
  } finally {
    browser.removeAllListeners('exit');
    browser.kill('SIGKILL');
    server.close();
    server.closeAllConnections();
  }
}

/** Firefox without a window, with a profile and a home of its own. */
function startFirefox(folder: string, url: string): ChildProcess {
  const args = ['--headless', '--no-remote', '--profile', folder, url];
  const env = { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' };
  return spawn(EXECUTABLE, args, { stdio: 'ignore', env });
}

const { CI, APEBENCH_INSTALL } = process.env;
const missing = !existsSync(EXECUTABLE) && !CI && !APEBENCH_INSTALL;
const skip = missing
  ? `there is no ${EXECUTABLE}: install Debian's package firefox-esr, or name another Firefox in APEBENCH_FIREFOX`
  : false;

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-firefox-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  test(`in Firefox ${where}, the reference run has the hash that it has in Node`, { skip }, (t) =>
    withFolder(async (folder) => {
      const result = await resultOf(folder, 'reference.html', { isolated });
      t.diagnostic(result.get('engine')!);
      assert.match(result.get('engine')!, /Firefox\//);
      assert.equal(result.get('isolated'), String(isolated));
      assert.equal(result.get('hash'), REFERENCE_HASH, result.get('error') ?? '');
    }),
  );
}

/** Of some seconds, so that it can be paused on its way. */
const HASH = TINY.replace('adam;60', 'adam;100000').replace('every=5', 'every=100');

test('in Firefox a run of the page goes on after a reload, to the bits of Node', { skip }, () =>
  withFolder(async (folder) => {
    const page = `kept.html?${new URLSearchParams({ hash: HASH })}`;
    const result = await resultOf(folder, page, { isolated: true });
    assert.equal(result.get('error'), null);
    assert.ok(Number(result.get('before')) > 0);
    assert.equal(result.get('after'), result.get('before'));
    const { weights } = await filesOfNode(HASH);
    assert.equal(result.get('hash'), createHash('sha256').update(weights).digest('hex'));
  }),
);
