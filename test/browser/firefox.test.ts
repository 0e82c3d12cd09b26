/**
 * The reference run in Firefox, whose engine is another one. The page sends its hash back to the
 * server, so that nothing is needed to drive the browser.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import send from 'send';
import { REFERENCE_HASH } from '../golden/reference.js';
import { buildPages, inRepository } from './browser.js';

const EXECUTABLE = process.env.APEBENCH_FIREFOX ?? '/usr/bin/firefox-esr';
const TIMEOUT_MS = 90_000;

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What the page sends back in the address `/result?…`. */
async function resultOf(folder: string, isolated: boolean): Promise<URLSearchParams> {
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
    } else {
      send(request, pathname, { root: pages }).pipe(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reference.html`;
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

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  test(`in Firefox ${where}, the reference run has the hash that it has in Node`, {
    skip,
  }, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'apebench-firefox-'));
    try {
      const result = await resultOf(folder, isolated);
      t.diagnostic(result.get('engine')!);
      assert.match(result.get('engine')!, /Firefox\//);
      assert.equal(result.get('isolated'), String(isolated));
      assert.equal(result.get('hash'), REFERENCE_HASH, result.get('error') ?? '');
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}
