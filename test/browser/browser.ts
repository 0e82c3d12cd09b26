/**
 * Drives pages in Debian's Chromium, from a server on this machine, with a GPU done in software.
 */

import { cpSync, type Dirent, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type StaticServer, serveFolders } from '../../src/cli/static-server.js';

export const CHROMIUM = process.env.APEBENCH_CHROMIUM ?? '/usr/bin/chromium';

/** Other tests and their browsers may have the processors most of the time. */
const PATIENCE_MS = 120_000;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/** A path of this repository. */
export const inRepository = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The folder of the built page's files, of its one version. */
export function pageFiles(): string {
  const root = inRepository('dist/web');
  const entries = readdirSync(root, { withFileTypes: true });
  const isOfVersion = (entry: Dirent) => entry.isDirectory() && entry.name !== 'docs';
  return path.join(root, entries.find(isOfVersion)!.name);
}

/** Where pages find the library on the server. */
const LIBRARY = '/apebench/';

export interface Site {
  readonly browser: Browser;
  readonly server: StaticServer;
  /**
   * Opens a page of the server. What its scripts do not catch fails the test that opened it, once
   * it looks (`errors`).
   */
  open(path: string): Promise<{ page: Page; errors: string[] }>;
}

export interface SiteOptions {
  /** Folders by path of the server; default: the pages of test/browser, and the library. */
  readonly folders?: Readonly<Record<string, string>>;
  /** The folder of the library that these pages load; default: that of the build. */
  readonly library?: string;
  /** Whether the server sends the headers of cross-origin isolation; default true. */
  readonly isolated?: boolean;
  /** Flags for the browser besides the usual ones. */
  readonly flags?: readonly string[];
  /**
   * Whether pages may have a service worker, which fetches all files of the page, and reloads one
   * that is not isolated; default false.
   */
  readonly serviceWorkers?: boolean;
}

/** Lends a browser and a server for as long as `use` takes. */
export async function withSite<T>(
  {
    folders,
    library = inRepository('dist/browser'),
    isolated = true,
    flags = [],
    serviceWorkers = false,
  }: SiteOptions,
  use: (site: Site) => Promise<T>,
): Promise<T> {
  const pages = mkdtempSync(path.join(tmpdir(), 'apebench-pages-'));
  const closing: (() => unknown)[] = [() => rmSync(pages, { recursive: true })];
  try {
    if (folders === undefined) await buildPages(pages);
    const standard = { '/': pages, [LIBRARY]: library };
    const server = await serveFolders(folders ?? standard, { isolated });
    closing.push(() => server.close());
    const args = [...FLAGS, ...flags];
    const browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 60_000 });
    makePatient(browser);
    closing.push(() => browser.close());
    const context = { serviceWorkers: serviceWorkers ? 'allow' : 'block' } as const;
    return await use({
      browser,
      server,
      open: async (path) => open(await browser.newPage(context), server, path),
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Whatever page of it waits for something, waits that long. */
function makePatient(browser: Browser): void {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
}

async function open(page: Page, server: StaticServer, path: string) {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('crash', () => errors.push('the page crashed'));
  await page.goto(new URL(path, server.url).href);
  return { page, errors };
}

/** Makes the pages of test/browser, whose scripts import the library as one file of the server. */
export async function buildPages(folder: string): Promise<void> {
  const sources = inRepository('test/browser/pages');
  cpSync(sources, folder, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  const library: Plugin = {
    name: 'library',
    setup: ({ onResolve }) => {
      const library = { path: `${LIBRARY}index.js`, external: true };
      onResolve({ filter: /\/src\/index\.js$/ }, () => library);
      // What the selftest takes of studies is public.
      onResolve({ filter: /\/study\/index\.js$/ }, ({ importer }) =>
        path.basename(path.dirname(importer)) === 'selftest' ? library : undefined,
      );
    },
  };
  await build({
    entryPoints: [path.join(sources, '*.ts')],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    plugins: [library],
    logLevel: 'warning',
  });
}

/**
 * A test that needs Chromium: skipped aloud where there is none, and failed with CI=true or
 * APEBENCH_INSTALL=1.
 */
export function browserTest(name: string, run: (t: TestContext) => Promise<void>): void {
  if (!existsSync(CHROMIUM) && !process.env.CI && !process.env.APEBENCH_INSTALL) {
    const skip = `there is no ${CHROMIUM}: install Debian's package chromium, or name another Chromium in APEBENCH_CHROMIUM`;
    test(name, { skip }, () => {});
    return;
  }
  test(name, run);
}
