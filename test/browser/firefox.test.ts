/**
 * Firefox, whose engine is another one: the reference run has its hash there, and a run of the page is
 * kept over a reload.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { REFERENCE_HASH } from '../golden/reference.js';
import { buildPages, inRepository } from './browser.js';
import { filesOfNode, TINY } from './experiment-page.js';
import { firefoxTest, ISOLATION, reportOfFirefox } from './firefox.js';

/** Folders of the server, by how paths begin. */
const FOLDERS = [
  ['/apebench/', 'dist/browser'],
  ['/web/', 'dist/web'],
] as const;

/** What a page of test/browser/pages reports. */
async function reportOf(page: string, isolated: boolean): Promise<URLSearchParams> {
  const pages = mkdtempSync(path.join(tmpdir(), 'apebench-pages-'));
  try {
    await buildPages(pages);
    return await reportOfFirefox(page, (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      if (isolated) response.setHeaders(new Map(Object.entries(ISOLATION)));
      const known = FOLDERS.find(([start]) => pathname.startsWith(start));
      const root = known === undefined ? pages : inRepository(known[1]);
      const file = known === undefined ? pathname : pathname.slice(known[0].length - 1);
      send(request, file, { root }).pipe(response);
    });
  } finally {
    rmSync(pages, { recursive: true });
  }
}

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  firefoxTest(
    `in Firefox ${where}, the reference run has the hash that it has in Node`,
    async (t) => {
      const result = await reportOf('/reference.html', isolated);
      t.diagnostic(result.get('engine')!);
      assert.match(result.get('engine')!, /Firefox\//);
      assert.equal(result.get('isolated'), String(isolated));
      assert.equal(result.get('hash'), REFERENCE_HASH, result.get('error') ?? '');
    },
  );
}

/** Of some seconds, so that it can be paused on its way. */
const HASH = TINY.replace('adam;60', 'adam;100000').replace('every=5', 'every=100');

firefoxTest(
  'in Firefox a run of the page goes on after a reload, to the bits of Node',
  async () => {
    const result = await reportOf(`/kept.html?${new URLSearchParams({ hash: HASH })}`, true);
    assert.equal(result.get('error'), null);
    assert.ok(Number(result.get('before')) > 0);
    assert.equal(result.get('after'), result.get('before'));
    const { weights } = await filesOfNode(HASH);
    assert.equal(result.get('hash'), createHash('sha256').update(weights).digest('hex'));
  },
);
