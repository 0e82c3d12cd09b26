/**
 * `npm run test:everywhere`: the selftest in all engines, fetched where they are missing, each in
 * all ways, and files as views of bytes; prints the matrix, and ends with 1 where a bit differs, a
 * file is read wrongly, or an engine is missing.
 */

import './fetch.js';
import { browsersHere, missingBrowsers, selfTestInBrowser } from './browsers.js';
import { byteViewsIn } from './byte-views.js';
import { enginesHere, missingEngines } from './engines.js';
import { matrixText, type Outcome, selfTestIn, WAYS, type Way, wayName } from './matrix.js';

/** Under emulation all cases in every way would take an hour: these have one kernel each. */
const SLOW_CASES = 'Pure';

interface Row {
  readonly name: string;
  readonly ways: readonly Way[];
  selfTest(way: Way): Promise<Outcome>;
}

const rows: Row[] = [
  ...enginesHere().map((engine) => ({
    name: engine.name,
    ways: WAYS.filter(({ compiler }) => compiler === undefined || engine.v8Flag !== undefined),
    selfTest: (way: Way) => {
      const cases = engine.isSlow && way.threads > 1 ? SLOW_CASES : undefined;
      return selfTestIn({ engine, way, ...(cases === undefined ? {} : { cases }) });
    },
  })),
  ...browsersHere().map((browser) => ({
    name: browser.name,
    ways: WAYS,
    selfTest: (way: Way) => selfTestInBrowser(browser, way),
  })),
];

const missing = [...missingEngines(), ...missingBrowsers()];
const names = [...rows.map(({ name }) => name), ...missing];
const cells = new Map(names.map((name) => [name, new Map<string, string>()]));
let faults = missing.length;
for (const way of WAYS) {
  for (const { name, selfTest } of rows.filter(({ ways }) => ways.includes(way))) {
    const cell = (text: string) => cells.get(name)!.set(wayName(way), text);
    const started = performance.now();
    try {
      const { results, place } = await selfTest(way);
      const differing = results.filter(({ agrees }) => !agrees);
      const agreeing = results.length - differing.length;
      faults += differing.length;
      cell(`${agreeing}/${results.length}`);
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.error(
        `${name} (${place}), ${wayName(way)}: ${agreeing} of ${results.length}, ${seconds} s`,
      );
      for (const one of differing) console.error(`  differs: ${one.name}`);
    } catch (error) {
      faults++;
      cell('failed');
      console.error(`${name}, ${wayName(way)}: ${error}`);
    }
  }
}
for (const engine of enginesHere()) {
  try {
    const checked = await byteViewsIn(engine);
    console.error(`${engine.name}: ${checked.length} files read alike from all views of bytes`);
  } catch (error) {
    faults++;
    console.error(`${engine.name} reads files wrongly from views of bytes: ${error}`);
  }
}
console.log(matrixText(cells));
for (const name of missing) console.error(`MISSING: ${name} could not be had`);
process.exitCode = faults > 0 ? 1 : 0;
