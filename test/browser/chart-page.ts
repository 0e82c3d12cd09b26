/** Lends a page with one chart, which is given lines, and a browser. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPages, pageFiles, type Site, withSite } from './browser.js';

export async function withCharts(use: (site: Site) => Promise<void>): Promise<void> {
  const pages = mkdtempSync(path.join(tmpdir(), 'apebench-charts-'));
  try {
    await buildPages(pages);
    await withSite({ folders: { '/': pages, '/web/': pageFiles() } }, use);
  } finally {
    rmSync(pages, { recursive: true });
  }
}
