/** The reference run in Firefox. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { REFERENCE_HASH } from '../golden/reference.js';
import { buildPages, inRepository } from './browser.js';
import { firefoxTest, ISOLATION, reportOfFirefox } from './firefox.js';

for (const isolated of [true, false]) {
  const where = isolated ? 'with cross-origin isolation' : 'without cross-origin isolation';
  firefoxTest(
    `in Firefox ${where}, the reference run has the hash that it has in Node`,
    async (t) => {
      const pages = mkdtempSync(path.join(tmpdir(), 'apebench-pages-'));
      try {
        await buildPages(pages);
        const result = await reportOfFirefox('/reference.html', (request, response) => {
          const { pathname } = new URL(request.url!, 'http://localhost');
          response.setHeaders(new Map(Object.entries(isolated ? ISOLATION : {})));
          const isLibrary = pathname.startsWith('/apebench/');
          const [root, file] = isLibrary
            ? [inRepository('dist/browser'), pathname.slice(9)]
            : [pages, pathname];
          send(request, file, { root }).pipe(response);
        });
        t.diagnostic(result.get('engine')!);
        assert.match(result.get('engine')!, /Firefox\//);
        assert.equal(result.get('isolated'), String(isolated));
        assert.equal(result.get('hash'), REFERENCE_HASH, result.get('error') ?? '');
      } finally {
        rmSync(pages, { recursive: true });
      }
    },
  );
}
