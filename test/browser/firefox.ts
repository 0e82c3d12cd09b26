/**
 * Firefox, whose engine is another one. The page sends back what it has found to the server that it
 * came from, so that nothing is needed to drive the browser.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';

export const FIREFOX = process.env.APEBENCH_FIREFOX ?? '/usr/bin/firefox-esr';
const TIMEOUT_MS = 90_000;

export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * A test that needs Firefox: skipped aloud where there is none, and failed with CI=true or
 * APEBENCH_INSTALL=1.
 */
export function firefoxTest(name: string, run: (t: TestContext) => Promise<void>): void {
  const { CI, APEBENCH_INSTALL } = process.env;
  const isMissing = !existsSync(FIREFOX) && !CI && !APEBENCH_INSTALL;
  const skip = isMissing
    ? `there is no ${FIREFOX}: install Debian's package firefox-esr, or name another Firefox in APEBENCH_FIREFOX`
    : false;
  test(name, { skip }, run);
}

export interface ReportOptions {
  /** Of Firefox, by name: what is set otherwise than it comes. */
  readonly settings?: Readonly<Record<string, boolean>>;
  readonly timeout?: number;
}

/**
 * What a page sends back in the address `/result?…`: Firefox opens `start` of a server that answers
 * all else by `answer`.
 */
export async function reportOfFirefox(
  start: string,
  answer: RequestListener,
  { settings = {}, timeout = TIMEOUT_MS }: ReportOptions = {},
): Promise<URLSearchParams> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-firefox-'));
  const lines = Object.entries(settings).map(([name, on]) => `user_pref("${name}", ${on});\n`);
  writeFileSync(path.join(folder, 'user.js'), lines.join(''));
  let received: (result: URLSearchParams) => void = () => {};
  const result = new Promise<URLSearchParams>((resolve) => {
    received = resolve;
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    if (pathname !== '/result') return answer(request, response);
    received(searchParams);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = startFirefox(folder, `http://127.0.0.1:${port}${start}`);
  try {
    const late = new Promise<never>((_, reject) => {
      const stop = (why: string) => reject(new Error(`Firefox gave no result: ${why}`));
      setTimeout(() => stop(`${timeout} ms have passed`), timeout).unref();
      browser.on('error', ({ message }) => stop(message));
      browser.on('exit', (code) => stop(`it ended with exit code ${code}`));
    });
    return await Promise.race([result, late]);
  } finally {
    browser.removeAllListeners('exit');
    browser.kill('SIGKILL');
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Firefox without a window, with a profile and a home of its own. */
function startFirefox(folder: string, url: string): ChildProcess {
  const args = ['--headless', '--no-remote', '--profile', folder, url];
  const env = { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' };
  return spawn(FIREFOX, args, { stdio: 'ignore', env });
}
