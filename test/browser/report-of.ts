/** What a page of test/browser/pages reports by itself, from a server that has the library, too. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import send from 'send';
import { buildPages, inRepository } from './browser.js';
import { ISOLATION, type ReportOptions, reportOfFirefox } from './firefox.js';

export async function reportOf(
  page: string,
  isolated: boolean,
  { library = inRepository('dist/browser'), ...options }: ReportOptions & { library?: string } = {},
): Promise<URLSearchParams> {
  // Folders of the server, by how paths begin.
  const folders = [
    ['/apebench/', library],
    ['/web/', inRepository('dist/web')],
  ] as const;
  const pages = mkdtempSync(path.join(tmpdir(), 'apebench-pages-'));
  try {
    await buildPages(pages);
    return await reportOfFirefox(
      page,
      (request, response) => {
        const { pathname } = new URL(request.url!, 'http://localhost');
        if (isolated) response.setHeaders(new Map(Object.entries(ISOLATION)));
        const known = folders.find(([start]) => pathname.startsWith(start));
        const root = known === undefined ? pages : known[1];
        const file = known === undefined ? pathname : pathname.slice(known[0].length - 1);
        send(request, file, { root }).pipe(response);
      },
      options,
    );
  } finally {
    rmSync(pages, { recursive: true });
  }
}
