/**
 * The bits of the selftest in other engines: a part of what `npm run test:everywhere` does. Engines
 * that are not there are skipped, aloud; with CI=true or APEBENCH_INSTALL=1 `npm test` has fetched
 * them, and what is missing is a failure.
 */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { SELF_TEST_CASES } from '../../src/selftest/index.js';
import { browsersHere, missingBrowsers, selfTestInBrowser } from './browsers.js';
import { byteViewsIn } from './byte-views.js';
import { type Engine, enginesHere, missingEngines, mustHaveEngines } from './engines.js';
import { matrixText, type Outcome, selfTestIn, WAYS, wayName } from './matrix.js';
import { wrongBuild } from './wrong-core.js';

const mustHave = mustHaveEngines();

const THIS: Engine = {
  name: 'this Node',
  words: [process.execPath],
  v8Flag: (flag) => flag,
  isSlow: false,
};

/** Where not all are run: transforms, products of modes and elementwise chains, one to three dimensions. */
const PART = 'FNO';
/** These run all: the newest V8 and another engine. The page's test does so in Chromium. */
const WHOLE = ['Node 26', 'Bun'];
/** Emulated. */
const SLOW_PART = 'Pure';

const agreeAll = (results: readonly { name: string; agrees: boolean }[], least: number) => {
  assert.ok(results.length >= least, `only ${results.length} cases`);
  assert.deepEqual(
    results.filter(({ agrees }) => !agrees),
    [],
  );
};

for (const way of WAYS) {
  test(`this Node has the bits of all with ${wayName(way)}`, async () => {
    const { results } = await selfTestIn({ engine: THIS, way, cases: PART });
    agreeAll(results, 6);
  });
}

for (const engine of enginesHere()) {
  test(`${engine.name} has the bits of all`, async (t) => {
    const cases = engine.isSlow ? SLOW_PART : WHOLE.includes(engine.name) ? undefined : PART;
    const part = cases === undefined ? {} : { cases };
    const { results, place } = await selfTestIn({ engine, way: { threads: 2 }, ...part });
    t.diagnostic(place);
    agreeAll(results, SELF_TEST_CASES.filter(({ name }) => name.includes(cases ?? '')).length);
  });

  test(`${engine.name} reads files from any view of bytes`, async () => {
    assert.equal((await byteViewsIn(engine)).length, 14);
  });
}

for (const browser of browsersHere()) {
  test(`${browser.name} has the bits of all`, async (t) => {
    const { results, place } = await selfTestInBrowser(browser, { threads: 2 }, PART);
    t.diagnostic(place);
    agreeAll(results, 6);
  });
}

for (const name of [...missingEngines(), ...missingBrowsers()]) {
  if (mustHave) test(`${name} has the bits of all`, () => assert.fail('it could not be fetched'));
  else
    test(`${name} has the bits of all`, { skip: 'npm run test:everywhere fetches it' }, () => {});
}

test('one wrong constant in the core is found in every engine and browser', async () => {
  const { folder, cli, library } = wrongBuild();
  const way = { threads: 1 };
  const found = ({ results }: Outcome, name: string) => {
    assert.ok(results.length >= 3, name);
    assert.deepEqual(
      results.filter(({ agrees }) => agrees),
      [],
      name,
    );
  };
  try {
    for (const engine of [THIS, ...enginesHere()])
      found(await selfTestIn({ engine, way, cases: SLOW_PART, cli }), engine.name);
    for (const browser of browsersHere())
      found(await selfTestInBrowser(browser, way, SLOW_PART, library), browser.name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an engine that never answers is given up', async () => {
  const engine = { words: [process.execPath, '--eval', 'setInterval(() => {}, 1000)'] };
  const run = selfTestIn({ engine, way: { threads: 1 }, minutes: 1 / 100 });
  await assert.rejects(run, /gave no answer in 0\.01 minutes/);
});

test('the matrix has a row for each engine and a column for each way', () => {
  const text = matrixText(
    new Map([
      ['a', new Map([['1 thread', '2/2']])],
      [
        'b',
        new Map([
          ['1 thread', '2/2'],
          ['2 threads', '1/2'],
        ]),
      ],
    ]),
  );
  assert.deepEqual(text.split('\n'), [
    '|  | 1 thread | 2 threads |',
    '| --- | --- | --- |',
    '| a | 2/2 | – |',
    '| b | 2/2 | 1/2 |',
  ]);
});
