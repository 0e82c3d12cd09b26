/** The page offline in Firefox: a second visit, of which the server knows nothing, trains on threads. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { buildPages, inRepository } from './browser.js';
import { TINY } from './experiment-page.js';
import { firefoxTest, ISOLATION, reportOfFirefox } from './firefox.js';

for (const isolated of [true, false]) {
  const host = isolated ? 'a host that isolates' : 'a host that sends no headers';
  firefoxTest(`in Firefox, on ${host}, the page works offline and on threads`, async (t) => {
    const pages = mkdtempSync(path.join(tmpdir(), 'apebench-pages-'));
    const root = inRepository('dist/web');
    let refuses = false;
    try {
      await buildPages(pages);
      const start = `/test/offline.html#${TINY}&threads=2`;
      const result = await reportOfFirefox(start, (request, response) => {
        const { pathname } = new URL(request.url!, 'http://localhost');
        if (refuses) return request.socket.destroy();
        if (pathname === '/refuse-all') {
          refuses = true;
          response.end();
          return;
        }
        // What visits the page in a frame has to be isolated itself.
        const isVisitor = pathname.startsWith('/test/');
        if (isolated || isVisitor) response.setHeaders(new Map(Object.entries(ISOLATION)));
        const [folder, file] = isVisitor ? [pages, pathname.slice(5)] : [root, pathname];
        send(request, file, { root: folder }).pipe(response);
      });
      t.diagnostic(result.get('engine')!);
      assert.match(result.get('engine')!, /Firefox\//);
      assert.equal(result.get('error'), null);
      assert.equal(result.get('controlled'), 'true');
      assert.equal(result.get('isolated'), 'true');
      assert.equal(result.get('run'), 'finished', result.get('text')!);
    } finally {
      rmSync(pages, { recursive: true });
    }
  });
}
