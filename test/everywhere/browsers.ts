/** Browsers that the selftest runs in, on a page of test/browser/pages. */

import { existsSync } from 'node:fs';
import { CHROMIUM, inRepository, withSite } from '../browser/browser.js';
import { FIREFOX } from '../browser/firefox.js';
import { reportOf } from '../browser/report-of.js';
import { type Outcome, V8_FLAGS, type Way } from './matrix.js';

export interface TestedBrowser {
  readonly name: string;
  readonly executable: string;
  /** What a page reports that loads this library. */
  report(
    page: string,
    isolated: boolean,
    compiler: Way['compiler'],
    library: string,
  ): Promise<URLSearchParams>;
}

/** Other tests may have the processors most of the time. */
const PATIENCE_MS = 600_000;

/** The compiler of Firefox that is not to be used. */
const FIREFOX_OFF = { baseline: 'wasm_optimizingjit', optimising: 'wasm_baselinejit' } as const;

const BROWSERS: readonly TestedBrowser[] = [
  {
    name: 'Chromium',
    executable: CHROMIUM,
    report: (path, isolated, compiler, library) => {
      const flags = compiler === undefined ? [] : [`--js-flags=${V8_FLAGS[compiler]}`];
      return withSite({ isolated, flags, library }, async ({ open }) => {
        const { page } = await open(path);
        const report = await page.locator('output').textContent({ timeout: PATIENCE_MS });
        return new URLSearchParams(report ?? '');
      });
    },
  },
  {
    name: 'Firefox',
    executable: FIREFOX,
    report: (path, isolated, compiler, library) => {
      const settings =
        compiler === undefined ? {} : { [`javascript.options.${FIREFOX_OFF[compiler]}`]: false };
      return reportOf(path, isolated, { settings, timeout: PATIENCE_MS, library });
    },
  },
];

const isHere = ({ executable }: TestedBrowser) => existsSync(executable);

export const browsersHere = (): TestedBrowser[] => BROWSERS.filter(isHere);

export const missingBrowsers = (): string[] =>
  BROWSERS.filter((one) => !isHere(one)).map(({ name }) => name);

/** One thread on a page that is not cross-origin isolated, and so has no shared memory. */
export async function selfTestInBrowser(
  browser: TestedBrowser,
  { threads, compiler }: Way,
  cases = '',
  library = inRepository('dist/browser'),
): Promise<Outcome> {
  const query = new URLSearchParams({ threads: String(threads), cases });
  const isolated = threads > 1;
  const report = await browser.report(`/selftest.html?${query}`, isolated, compiler, library);
  const error = report.get('error');
  if (error !== null) throw new Error(`${browser.name}: ${error}`);
  if (report.get('isolated') !== String(isolated)) throw new Error('isolated otherwise than asked');
  return { results: JSON.parse(report.get('results')!), place: report.get('engine')! };
}
