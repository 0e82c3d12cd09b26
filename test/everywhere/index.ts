/**
 * `npm run test:everywhere`: the selftest in all engines, fetched where they are missing, each in
 * all ways; prints the matrix, and ends with 1 where a bit differs.
 */

import { enginesHere, fetchEngines, missingEngines } from './engines.js';
import { matrixText, selfTestIn, WAYS, wayName } from './matrix.js';

/** Under emulation all cases in every way would take an hour: these have one kernel each. */
const SLOW_CASES = 'Pure';

fetchEngines((line) => console.error(line));
for (const name of missingEngines()) console.error(`${name} is left out: it could not be had`);
const cells = new Map<string, Map<string, string>>();
let differing = 0;
for (const engine of enginesHere()) {
  const row = new Map<string, string>();
  for (const way of WAYS) {
    if (way.flags !== undefined && !engine.isNode) continue;
    const cases = engine.isSlow && way.threads > 1 ? SLOW_CASES : undefined;
    const started = performance.now();
    const run = { engine, way, ...(cases === undefined ? {} : { cases }) };
    const { results, place } = await selfTestIn(run);
    const agreeing = results.filter(({ agrees }) => agrees).length;
    differing += results.length - agreeing;
    row.set(wayName(way), `${agreeing}/${results.length}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.error(`${place}, ${wayName(way)}: ${agreeing} of ${results.length}, ${seconds} s`);
    for (const { name, agrees } of results) if (!agrees) console.error(`  differs: ${name}`);
  }
  cells.set(engine.name, row);
}
console.log(matrixText(cells));
process.exitCode = differing > 0 ? 1 : 0;
