/** What differs between Node and a browser. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as browser from '../../src/platform/browser.js';
import * as node from '../../src/platform/node.js';
import type { Platform } from '../../src/platform/types.js';

const platforms: Record<string, Platform> = { node, browser };

for (const [name, platform] of Object.entries(platforms)) {
  test(`${name}: SHA-256 of "abc" (FIPS 180-4, example B.1)`, async () => {
    assert.equal(
      await platform.sha256(new TextEncoder().encode('abc')),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
}

test('a browser makes the same SHA-256 as Node of every length around a block', async () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 151) % 256);
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(200 - length);
    assert.equal(await browser.sha256(part), await node.sha256(part), `${length} bytes`);
  }
});

test('node: an unreadable URL is named', async () => {
  const url = new URL('./no-such-file', import.meta.url);
  await assert.rejects(node.readBytes(url), /no-such-file/);
});

test('node: a worker answers, fails loudly, and ends without a report when terminated', async () => {
  const echo = worker(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (m) => { if (m === 'fail') throw new Error('as asked'); parentPort.postMessage(m + 1); });`);
  const errors: string[] = [];
  echo.onError((error) => errors.push(error.message));
  echo.postMessage(41);
  assert.equal(await new Promise((resolve) => echo.onMessage(resolve)), 42);
  await echo.terminate();
  assert.deepEqual(errors, []);

  const failing = worker(`throw new Error('at the start')`);
  const message = await new Promise<string>((resolve) =>
    failing.onError((e) => resolve(e.message)),
  );
  assert.equal(message, 'at the start');
});

function worker(source: string) {
  return node.createWorker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
}
